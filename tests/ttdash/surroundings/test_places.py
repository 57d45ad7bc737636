"""At the database is one thread fewer than may wait for it; who finds no place that becomes free is refused."""

import logging
import runpy
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, close_old_connections, connection, connections

from clients_ui.timetrack import limits
from tests.served import ROOT
from ttdash.surroundings import places
from ttdash.surroundings.outages import Outage, outage_of
from ttdash.surroundings.places import Crowded


@pytest.fixture
def threads(monkeypatch):
    monkeypatch.setattr(places, "_places", [*places._places])
    monkeypatch.setattr(limits, "PATIENCE", 0)
    return places.keep_one_free


@pytest.mark.parametrize(("number", "at_once"), [(1, 1), (2, 1), (3, 2), (8, 7)])
def test_one_of_the_threads_of_a_worker_stays_free(threads, number, at_once, db):
    threads(number)
    with ExitStack() as others:
        for _ in range(at_once - 1):
            others.enter_context(places._places[0].slot())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        others.enter_context(places._places[0].slot())
        with connection.cursor() as cursor, pytest.raises(OperationalError) as refused:
            cursor.execute("SELECT 1")
    assert outage_of(refused.value) is Outage.CROWD


@pytest.mark.parametrize(("threads_in_all", "own"), [(16, 6), (12, 2), (11, 11), (8, 8)])
def test_what_may_wait_for_timetrack_redis_or_the_provider_is_not_the_databases(threads_in_all, own, monkeypatch):
    """Where so few are left that this makes no sense, it may have all but one, and a warning says what that means."""
    told, said = [], []
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    monkeypatch.setattr(places, "keep_one_free", told.append)
    worker = SimpleNamespace(
        log=SimpleNamespace(
            error_log=logging.Logger("gunicorn.error"),  # noqa: LOG001 - one that nobody else has
            warning=lambda line, *numbers: said.append(line % numbers),
        ),
        cfg=SimpleNamespace(threads=threads_in_all),
        age=2,
    )
    runpy.run_path(str(ROOT / "gunicorn.conf.py"))["post_worker_init"](worker)
    assert told == [own]
    few = f"{threads_in_all} threads are too few to keep one free whatever hangs: that takes 12."
    assert said == ([few] if threads_in_all < 12 else [])


def test_a_statement_inside_another_takes_no_second_place(threads, db):
    threads(2)

    with connection._place(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("asks", ["connect", "_commit", "_rollback"])
def test_to_connect_and_to_end_a_transaction_takes_a_place_too(threads, asks, db):
    threads(2)
    with places._places[0].slot(), pytest.raises(Crowded):
        getattr(connection, asks)()


# Who is refused cannot close its cursor either: that ends with its connection
@pytest.mark.filterwarnings("ignore:Exception ignored in. .function ServerCursorMixin.__del__")
def test_rows_that_come_in_portions_take_a_place_for_each_of_them(threads, db):
    threads(2)
    rows = Group.objects.order_by("pk").iterator(1)
    assert next(rows).name == "Viewers"
    with places._places[0].slot(), pytest.raises(Crowded):
        next(rows)
    assert len([*Group.objects.iterator(1)]) == 3


def test_between_requests_a_connection_that_cannot_be_tried_is_given_up_and_nothing_fails(threads, db, monkeypatch):
    """Django tries one on which something went wrong where there is no page yet, or none any more."""
    threads(2)
    given_up = []
    kept = {"autocommit": True, "close_at": None, "errors_occurred": True}
    with monkeypatch.context() as as_between_requests:
        for name, value in (kept | {"close": lambda: given_up.append(True)}).items():
            as_between_requests.setattr(connections["default"], name, value)
        close_old_connections()
        assert not given_up
        connections["default"].errors_occurred = True
        with places._places[0].slot():
            close_old_connections()
    assert given_up


def test_without_a_word_from_the_server_there_is_no_bound(db):
    with ExitStack() as others:
        for _ in range(100):
            others.enter_context(places._places[0].slot())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
