"""Calls and answers: what comes in and what goes out, before and after HTTP."""

import json
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request as it was read."""

    method: str
    path: str  # relative to the base, "clients/5"
    query: dict[str, str]
    body: Any  # parsed JSON; None where there was none
    headers: dict[str, str]  # names in lower case


@dataclass(frozen=True)
class Answer:
    """What is sent back, all of it in memory."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def adding(self, headers: dict[str, str]) -> "Answer":
        """The same answer with these headers as well."""
        return replace(self, headers=self.headers | headers)

    def head(self, *, close: bool) -> bytes:
        """The status line and the headers, as they go over the wire."""
        length = {} if self.status == HTTPStatus.NO_CONTENT else {"Content-Length": str(len(self.body))}
        headers = length | self.headers | ({"Connection": "close"} if close else {})
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class Refusal(Exception):
    """The API says no, for one reason or several."""

    def __init__(self, status: int, *details: str) -> None:
        super().__init__(status, details)
        self.status = status
        self.details = details


def as_json(value: object, status: int = 200) -> Answer:
    """Write this value as the body. It is kept readable for people with curl."""
    # A lone surrogate cannot be written in UTF-8, and its backslash form is what JSON wants.
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return Answer(status, body, {"Content-Type": "application/json"})


def page(status: int, text: str) -> Answer:
    """An HTML page, as a proxy in front of TimeTrack would send it."""
    title = f"{status} {HTTPStatus(status).phrase}"
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p><hr>nginx</body></html>\r\n"
    return Answer(status, html.encode(), {"Content-Type": "text/html"})


def errors(status: int, *details: str, sent_as: int | None = None) -> Answer:
    """The documented list of errors; `sent_as` is the status line where it differs from the list's own."""
    code = 15020 if status == HTTPStatus.NOT_FOUND else 10_000 + status  # 15020 is documented, the others are made up
    title = HTTPStatus(status).phrase
    rows = [{"title": title, "status": status, "code": code, "detail": detail} for detail in details]
    return as_json({"errors": rows}, sent_as or status)
