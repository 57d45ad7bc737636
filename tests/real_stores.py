"""Tests with PostgreSQL and Redis in place of SQLite (`make stores`), and what every test has to keep to for that."""

import os
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from django.http import StreamingHttpResponse

from tests.pages import break_off

WANTED = os.environ.get("STORES") == "real"
begin_stream = StreamingHttpResponse.__init__
_streams: list[StreamingHttpResponse] = []


def asks(item: pytest.Item) -> bool:
    """Whether a test asks a database in this process, and is not about the one that is there where none is named."""
    fixtures = getattr(item, "fixturenames", ())
    asking = item.get_closest_marker("django_db") is not None or "_django_db_helper" in fixtures
    return asking and item.get_closest_marker("own_stores") is None


@pytest.fixture(autouse=WANTED)
def _as_before(monkeypatch) -> None:
    """A test finds the stores as the first one did: Redis, which takes nothing back, is empty, and a thread closes its
    connection as it ends, as `afterwards` and `at_start` do."""
    from django.core.cache import cache
    from django.db import connections

    run = Thread.run

    def run_and_close(thread: Thread) -> None:
        try:
            run(thread)
        finally:
            connections.close_all()

    cache.clear()
    monkeypatch.setattr(Thread, "run", run_and_close)


def _begin_stream(self: StreamingHttpResponse, *args: Any, **options: Any) -> None:
    begin_stream(self, *args, **options)
    _streams.append(self)


StreamingHttpResponse.__init__ = _begin_stream


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """End a file that a test has not read, as a server does. Left to the collector it would write its last word to the
    history in the midst of another statement, for which psycopg waits for ever."""
    try:
        return (yield)
    finally:
        while _streams:
            break_off(_streams.pop())
