"""One request to TimeTrack: time-outs, one deadline, retries of reads, size bound, credentials.

The only place that speaks HTTP, and the only one that knows the key and the secret; they go into the request headers
and nowhere else. Source: docs/timetrack-api.md, "Connection".
"""

import logging
import ssl
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Any, Self, TypeVar

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.response import BaseHTTPResponse

from clients_ui.timetrack.deadline import POOLS, UntilDeadline, remaining, within
from clients_ui.timetrack.errors import TimedOut, TimeTrackError, Unintelligible, Unreachable
from clients_ui.timetrack.limits import Breaker, Places
from clients_ui.timetrack.wire import Answer

MAX_BODY = 32 * 1024 * 1024
CHUNK = 64 * 1024
SHORTEST_SECRET = 7
"""What is shorter is a word like any other."""
RETRY_AFTER_CAP = 5.0
"""Seconds: a longer Retry-After is not waited for, the person is told instead."""

T = TypeVar("T")

logger = logging.getLogger("timetrack")


@dataclass(frozen=True)
class Connection:
    """Where TimeTrack is, how to get in, and how long to wait (seconds)."""

    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    user_agent: str = "TimeTrackDashboard"
    ca_bundle: str = ""
    connect_timeout: float = 3
    read_timeout: float = 10
    deadline: float = 20
    concurrency: int = 6
    breaker_failures: int = 5
    breaker_seconds: float = 15


class Transport:
    """A pool of connections that are kept open, safe under threads: it keeps no cookie and nothing else between calls.

    It is an adapter of requests without a session around it: no redirect is followed, no ~/.netrc and no
    REQUESTS_CA_BUNDLE comes between, and a call takes a third less of the processor.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._adapter = _Adapter()
        self._proxies = get_environ_proxies(connection.url)
        self._verify = connection.ca_bundle or _system_authorities()
        self.places = Places(connection.concurrency)
        self.breaker = Breaker(connection.breaker_failures, connection.breaker_seconds)

    def send(
        self, method: str, path: str, *, params: Mapping[str, str | int] | None = None, json: Any = None
    ) -> Answer:
        """One call on `path` below the base address, and its answer, whatever its status.

        Raises Unreachable, TimedOut, Busy, FailingFast, or Unintelligible for an answer that is too large or cannot be
        decompressed.
        """
        return self.ask(lambda answer: answer, method, path, params=params, json=json)

    def ask(
        self,
        read: Callable[[Answer], T],
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
    ) -> T:
        """One call, and what `read` makes of its answer; raises what `send` raises, and what `read` does.

        Logs one line, a warning where it failed.
        """
        started = monotonic()
        with within(self.connection.deadline):
            try:
                answer = self._guarded(method, path, params, json)
                content = read(answer)
            except TimeTrackError as error:
                logger.warning("%s %s: %s (%s) after %d ms", method, path, *_told(error), _ms(started))
                raise
        logger.info("%s %s: %d after %d ms", method, path, answer.status, _ms(started))
        return content

    def _guarded(self, method: str, path: str, params: Mapping[str, str | int] | None, json: Any) -> Answer:
        """The exchange behind the gate; an answer that a proxy gives in TimeTrack's place counts as a failure there."""
        answers = []
        with suppress(_InItsPlace), self.places.one(), self.breaker.watching():
            answers.append(self._exchange(method, path, params, json))
            if answers[0].status in {502, 503, 504}:
                raise _InItsPlace
        return answers[0]

    def _exchange(self, method: str, path: str, params: Mapping[str, str | int] | None, json: Any) -> Answer:
        try:
            response = self._adapter.send(
                self._request(method, path, params, json),
                timeout=UntilDeadline(self.connection.connect_timeout, self.connection.read_timeout),  # type: ignore[arg-type]
                verify=self._verify,
                proxies=self._proxies,
                stream=True,
            )
            with response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, headers, self._without_secrets(_body(response.raw)))
        except (requests.RequestException, urllib3.exceptions.HTTPError, zlib.error, OSError, ValueError) as error:
            raise _meaning(error) from None

    def _request(
        self, method: str, path: str, params: Mapping[str, str | int] | None, json: Any
    ) -> requests.PreparedRequest:
        request = requests.PreparedRequest()
        request.prepare_method(method)
        request.prepare_url(self.connection.url + path, params)
        request.headers = _headers(self.connection)
        request.prepare_body(None, None, json)
        return request

    def _without_secrets(self, body: bytes) -> bytes:
        """An answer that repeats the key or the secret, as an error about them may, does not carry them any further."""
        if b"errors" in body[:200]:
            for secret in (self.connection.key, self.connection.secret):
                body = body.replace(secret.encode(), b"***") if len(secret) > SHORTEST_SECRET else body
        return body


class _InItsPlace(Unreachable):
    """A proxy's answer: TimeTrack itself was not reached."""


class _Retries(urllib3.Retry):
    """At most two, of reads alone, and none that the deadline has no room for."""

    RETRY_AFTER_STATUS_CODES = frozenset()

    @classmethod
    def of_reads(cls) -> Self:
        return cls(
            total=2,
            allowed_methods={"GET"},
            status_forcelist={429, 502, 503, 504},
            backoff_factor=0.2,
            raise_on_status=False,
        )

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        try:
            return super().get_retry_after(response)
        except (InvalidHeader, ValueError, OverflowError):
            return None

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        if method != "GET" and error is not None:
            raise error  # urllib3 would connect again for any method, whatever allowed_methods says
        following = super().increment(method, url, response, error, _pool, _stacktrace)
        pause = (response and self.get_retry_after(response)) or following.get_backoff_time()
        if pause > min(RETRY_AFTER_CAP, remaining()):
            raise MaxRetryError(_pool, url or "", error)  # type: ignore[arg-type]
        if response is not None:
            response.close()  # else urllib3 reads its body to the end, however slowly that comes
        return following


class _Adapter(HTTPAdapter):
    """Retries of reads over connections that keep the deadline."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=32, max_retries=_Retries.of_reads())
        self._pool: Any = None

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        """The pool of the one address that this adapter calls, looked up once."""
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(*args, **options)
        return self._pool

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = POOLS
        return manager


def _headers(connection: Connection) -> CaseInsensitiveDict[str]:
    return CaseInsensitiveDict(
        {
            "X-TimeTrack-Api-Key": connection.key,
            "X-TimeTrack-Api-Secret": connection.secret,
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": connection.user_agent,
            "Connection": "keep-alive",
        }
    )


def _system_authorities() -> str | bool:
    """The system's certificate authorities; those that requests brings where the system has none."""
    paths = ssl.get_default_verify_paths()
    return paths.cafile or paths.capath or True


def _body(raw: Any) -> bytes:
    """The body, decompressed as it comes, so that its size is bounded."""
    packed = raw.headers.get("content-encoding", "").strip().lower() in {"gzip", "x-gzip", "deflate"}
    inflate = zlib.decompressobj(wbits=47) if packed else None
    body = bytearray()
    while True:
        chunk = raw.read1(CHUNK, decode_content=False)
        if not chunk:
            return bytes(body)
        body += inflate.decompress(chunk, MAX_BODY + 1 - len(body)) if inflate else chunk
        if len(body) > MAX_BODY:
            raise Unintelligible("an answer over 32 MiB", reached=True)


def _meaning(error: Exception) -> TimeTrackError:
    """An exception of the libraries below by its innermost cause; what may have left this machine has `reached`."""
    cause = _innermost(error)
    name = type(cause).__name__
    if isinstance(cause, NewConnectionError | ssl.SSLCertVerificationError):
        return Unreachable(name)
    if isinstance(cause, ConnectTimeoutError):
        return TimedOut(name)
    if isinstance(cause, ReadTimeoutError | TimeoutError):
        return TimedOut(name, reached=True)
    if isinstance(cause, DecodeError | zlib.error | ValueError):
        return Unintelligible(name, reached=True)
    return Unreachable(name, reached=True)


def _innermost(error: Exception) -> Exception:
    while True:
        inside = (getattr(error, "reason", None), *error.args)
        cause = next((part for part in inside if isinstance(part, Exception)), None)
        if cause is None:
            return error
        error = cause


def _told(error: TimeTrackError) -> tuple[str, str]:
    return type(error).__name__, str(error)


def _ms(started: float) -> int:
    return round((monotonic() - started) * 1000)
