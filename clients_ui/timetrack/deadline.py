"""One deadline for all the calls of a page, kept by every connect, every retry and every single read.

`within` sets it; the time-outs and the adapter below keep it. It is a context variable: each thread has its own.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from math import inf
from time import monotonic
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from clients_ui.timetrack.errors import TimedOut

_until: ContextVar[float] = ContextVar("until", default=inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All calls made inside share one deadline of so many seconds; an outer, earlier one stays in force."""
    token = _until.set(min(_until.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _until.reset(token)


def remaining() -> float:
    """Seconds until the deadline in force, below 0 when it has passed."""
    return _until.get() - monotonic()


class UntilDeadline(urllib3.Timeout):
    """The configured time-outs, cut at every attempt to what the deadline leaves."""

    def clone(self) -> urllib3.Timeout:
        """The time-outs of one attempt; raises TimedOut (not reached) where the deadline has passed."""
        seconds = remaining()
        if seconds <= 0:
            raise TimedOut("the deadline of this page has passed")
        return urllib3.Timeout(connect=self.connect_timeout, read=self.read_timeout, total=seconds)


class _Timely(RawIOBase):
    """A socket's stream: no single read lasts beyond the deadline, be it of a header or of a body."""

    def __init__(self, raw: RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        seconds = remaining()
        if seconds <= 0:
            raise TimeoutError("the answer came too slowly")
        self._sock.settimeout(min(self._sock.gettimeout() or seconds, seconds))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimelyResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = BufferedReader(_Timely(self.fp.detach(), sock))


class _PlainConnection(HTTPConnection):
    response_class = _TimelyResponse


class _SecureConnection(HTTPSConnection):
    response_class = _TimelyResponse


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS = {"http": _PlainPool, "https": _SecurePool}


class TimelyAdapter(HTTPAdapter):
    """An adapter of requests whose connections keep the deadline, through a proxy too."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager
