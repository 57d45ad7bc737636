"""Talking to the sandbox with the standard library alone, as no code of the dashboard would."""

import http.client
import json
import time
from typing import Any, NamedTuple

from ttdash.sandbox import Sandbox

BASE = "/api/v2/ext/"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def details(self) -> list[str]:
        return [error["detail"] for error in self.json["errors"]]


class Api(Sandbox):
    """The sandbox, and how these tests talk to it."""

    def connect(self, timeout: float = 5) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def send(self, method: str, path: str, body: Any = None, timeout: float = 5, **headers: str | None) -> Reply:
        connection = self.connect(timeout)
        try:
            return self.over(connection, method, path, body, **headers)
        finally:
            connection.close()

    def over(self, connection, method: str, path: str, body: Any = None, **headers: str | None) -> Reply:
        sent = {
            "X-TimeTrack-Api-Key": self.key,
            "X-TimeTrack-Api-Secret": self.secret,
            "Content-Type": "application/json",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        given = {name: value for name, value in sent.items() if value is not None}
        connection.request(method, BASE + path, data, given)
        response = connection.getresponse()
        return Reply(
            response.status, {name.lower(): value for name, value in response.headers.items()}, response.read()
        )

    def get(self, path: str, **headers: str | None) -> Reply:
        return self.send("GET", path, **headers)

    def post(self, body: Any) -> Reply:
        return self.send("POST", "clients", body)

    def put(self, number: int, body: Any) -> Reply:
        return self.send("PUT", f"clients/{number}", body)

    def remove(self, number: int) -> Reply:
        return self.send("DELETE", f"clients/{number}")

    def found(self, query: str) -> list[str]:
        return [row["name"] for row in self.get(f"clients?{query}").json]


def numbered(count: int) -> list[dict[str, Any]]:
    return [{"name": f"Client {number:04}", "enabled": True} for number in range(1, count + 1)]


def wait_for(condition, seconds: float = 3) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.005)
