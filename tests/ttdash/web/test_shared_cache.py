"""The shared cache says so when it cannot keep something; one that hangs is waited for once."""

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import redis
from django.db import IntegrityError, OperationalError, connection
from prometheus_client import REGISTRY

from clients_ui import metrics
from clients_ui.timetrack.limits import Breaker
from ttdash.web import shared_cache
from ttdash.web.shared_cache import AT_ONCE, LEFT_ALONE, CandidDatabaseCache, CircuitRedisCache

BOUND = 0.2


@pytest.fixture
def hanging():
    """A server that takes every connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def in_redis(hanging, monkeypatch):
    monkeypatch.setattr(shared_cache, "circuit", Breaker(1, LEFT_ALONE, counted=(redis.TimeoutError,)))
    waits = {"socket_connect_timeout": BOUND, "socket_timeout": BOUND}
    return CircuitRedisCache(f"redis://127.0.0.1:{hanging.getsockname()[1]}/0", {"OPTIONS": waits})


def connections_to(listening):
    listening.setblocking(False)
    number = 0
    try:
        while True:
            listening.accept()[0].close()
            number += 1
    except BlockingIOError:
        return number


def test_a_redis_that_hangs_is_waited_for_once_and_left_alone_for_a_while(in_redis, hanging):
    with pytest.raises(redis.TimeoutError):
        in_redis.get("a")
    for ask in (in_redis.get, in_redis.delete, in_redis.has_key):
        with pytest.raises(redis.ConnectionError, match="left alone"):
            ask("a")
    assert connections_to(hanging) == 1


def test_so_many_threads_and_no_more_wait_for_a_redis_that_hangs(in_redis, hanging):
    many, begins = 3 * AT_ONCE, Barrier(3 * AT_ONCE)

    def ask(_):
        begins.wait()
        with pytest.raises((redis.TimeoutError, redis.ConnectionError)):
            in_redis.get("a")

    with ThreadPoolExecutor(many) as pool:
        list(pool.map(ask, range(many)))
    assert 0 < connections_to(hanging) <= AT_ONCE


def test_that_redis_is_left_alone_is_not_told_as_if_it_were_timetrack(in_redis):
    metrics.BREAKER_OPEN.set(0)
    with pytest.raises(redis.TimeoutError):
        in_redis.get("a")
    with pytest.raises(redis.ConnectionError, match="left alone"):
        in_redis.get("a")
    assert REGISTRY.get_sample_value("ttdash_timetrack_breaker_open") == 0


def test_a_redis_that_is_gone_costs_nothing_and_is_asked_again_at_once(in_redis, hanging):
    hanging.close()
    for _ in range(3):
        with pytest.raises(redis.ConnectionError, match="refused"):
            in_redis.get("a")


def refusing(error):
    def refuse(execute, sql, *rest):
        if sql.startswith(("INSERT", "UPDATE")):
            raise error
        return execute(sql, *rest)

    return connection.execute_wrapper(refuse)


@pytest.fixture
def in_table(db):
    return CandidDatabaseCache("cache", {})


@pytest.mark.parametrize("write", ["set", "add"])
def test_a_table_that_takes_no_write_is_told_from_one_that_has_the_key(in_table, write):
    with refusing(OperationalError("database or disk is full")), pytest.raises(OperationalError):
        getattr(in_table, write)("a", 1)
    assert in_table.add("a", 1) is True
    assert in_table.add("a", 2) is False
    assert in_table.get("a") == 1


def test_another_worker_that_is_first_is_no_outage(in_table):
    with refusing(IntegrityError("UNIQUE constraint failed")):
        assert in_table.add("a", 1) is False
