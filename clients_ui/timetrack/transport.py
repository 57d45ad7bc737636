"""One request to TimeTrack: time-outs, one deadline, retries of reads, size bound, credentials.

Nothing else speaks HTTP, and the key and the secret go into the headers of its requests and nowhere else.
Source: docs/timetrack-api.md, "Connection".
"""

import logging
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from time import monotonic
from typing import Any, Self, TypeVar

import requests
import urllib3
from requests.utils import get_environ_proxies
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    InvalidHeader,
    MaxRetryError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.response import BaseHTTPResponse

from clients_ui import metrics
from clients_ui.request_number import NUMBER
from clients_ui.timetrack import hiding
from clients_ui.timetrack.deadline import TimelyAdapter, UntilDeadline, remaining, within
from clients_ui.timetrack.errors import TimedOut, TimeTrackError, Unintelligible, Unreachable
from clients_ui.timetrack.limits import Breaker, CallSlots, Told
from clients_ui.timetrack.wire import RawAnswer

MAX_BODY = 32 * 1024 * 1024
LONGEST_DETAIL = 500
"""Characters that are kept of a text of TimeTrack's about an error."""
LONGEST_PAUSE = 5.0
"""Seconds: the person is asked to come back instead of waiting for a longer Retry-After."""

PASSING = {429, 502, 503, 504}
"""The statuses that may be others a moment later."""

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
    """One pool of open connections, safe under threads: it keeps no cookie and nothing else between calls."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._session = _Session(connection)
        self._timeouts = UntilDeadline(connect=connection.connect_timeout, read=connection.read_timeout)
        self._slots = CallSlots(connection.concurrency)
        metrics.CALL_SLOTS.set(connection.concurrency)
        self._breaker = Breaker(connection.breaker_failures, connection.breaker_seconds, listener=Told())

    def ask(
        self,
        read: Callable[[RawAnswer], T],
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
    ) -> T:
        """One call on `path` below the base address, and what `read` makes of its answer, whatever its status.

        Raises Unreachable, TimedOut, Busy, FailingFast, Unintelligible for an answer that is too large or cannot be
        decompressed, and what `read` raises. Logs one line, a warning where the call failed.
        """
        started = monotonic()
        try:
            with within(self.connection.deadline), self._slots.slot(), self._breaker.watching():
                with metrics.CALLS_UNDER_WAY.track_inprogress():
                    answer = self._exchange(method, path, params, json)
                content = read(answer)
        except TimeTrackError as error:
            error.details = tuple(map(self._shown, error.details))
            metrics.CALLS.labels(method, type(error).__name__).observe(monotonic() - started)
            logger.warning("%s %s: %s (%s) after %d ms", method, path, type(error).__name__, error, _ms(started))
            raise
        metrics.CALLS.labels(method, "ok").observe(monotonic() - started)
        logger.info("%s %s: %d after %d ms", method, path, answer.status, _ms(started))
        return content

    def _exchange(self, method: str, path: str, params: Mapping[str, str | int] | None, json: Any) -> RawAnswer:
        try:
            timeout: Any = self._timeouts  # requests passes on what urllib3 knows
            call = {"params": params, "json": json, "headers": _for_request()}
            with self._session.request(method, self.connection.url + path, timeout=timeout, **call) as response:
                # urllib3 decompresses no more than it is asked for.
                body = response.raw.read(MAX_BODY + 1, decode_content=True)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise _meaning(error) from None
        if len(body) > MAX_BODY:
            raise Unintelligible("an answer over 32 MiB", reached=True)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return RawAnswer(response.status_code, headers, body)

    def _shown(self, detail: str) -> str:
        """What may be shown of a text that repeats the key or the secret, as one about them may."""
        return hiding.hidden(detail, self.connection.key, self.connection.secret)[:LONGEST_DETAIL]


class _Session(requests.Session):
    """Follows no redirect, keeps no cookie, and takes nothing from the environment but its proxies."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.trust_env = False
        self.stream = True
        system = ssl.get_default_verify_paths()
        self.verify = connection.ca_bundle or system.cafile or system.capath or True  # True: those of requests
        self.proxies = get_environ_proxies(connection.url)
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        retries = _Retries(
            2, allowed_methods={"GET"}, status_forcelist=PASSING, backoff_factor=0.2, raise_on_status=False
        )
        self.mount(connection.url, TimelyAdapter(pool_maxsize=32, max_retries=retries))
        self.headers.update(
            {
                "X-TimeTrack-Api-Key": connection.key,
                "X-TimeTrack-Api-Secret": connection.secret,
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": connection.user_agent,
            }
        )

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would read the whole body of a redirect even where it is not to follow it."""


class _Retries(urllib3.Retry):
    """Retries of reads alone, and none for which the deadline leaves no time."""

    RETRY_AFTER_STATUS_CODES = frozenset()

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
        *args: Any,
        **options: Any,
    ) -> Self:
        if method != "GET" and error is not None:
            raise error  # urllib3 would connect again for any method, whatever allowed_methods says
        following = super().increment(method, url, response, error, *args, **options)
        pause = (response and self.get_retry_after(response)) or following.get_backoff_time()
        if pause > LONGEST_PAUSE or pause >= remaining():
            raise MaxRetryError(options["_pool"], url or "", error)
        if response is not None:
            response.close()  # else urllib3 reads its body to the end, however slowly that comes
        return following


def _for_request() -> dict[str, str]:
    """The number of the request that a call is made for; none where it is made for nobody's."""
    number = NUMBER.get()
    return {"X-Request-ID": number} if number else {}


def _meaning(error: Exception) -> TimeTrackError:
    """An exception of the libraries below as ours, by its innermost cause; `reached` where a request may have left."""
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


def _ms(started: float) -> int:
    return round((monotonic() - started) * 1000)
