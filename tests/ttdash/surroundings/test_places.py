"""At the database is one thread fewer than a worker has; who finds no place that becomes free is refused."""

from contextlib import ExitStack

import pytest
from django.db import OperationalError, connection

from clients_ui.timetrack import limits
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


def test_a_statement_inside_another_takes_no_second_place(threads, db):
    threads(2)

    with connection._place(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("asks", ["connect", "is_usable", "_commit", "_rollback"])
def test_to_connect_and_to_end_a_transaction_takes_a_place_too(threads, asks, db):
    threads(2)
    with places._places[0].slot(), pytest.raises(Crowded):
        getattr(connection, asks)()


def test_without_a_word_from_the_server_there_is_no_bound(db):
    with ExitStack() as others:
        for _ in range(100):
            others.enter_context(places._places[0].slot())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
