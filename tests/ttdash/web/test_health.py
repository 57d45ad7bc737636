"""The addresses that tell whether the process is alive and what is down."""

import sqlite3
from concurrent.futures import Future
from threading import Event

import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from clients_ui.reading import summary
from ttdash.sandbox import Fault
from ttdash.surroundings import database
from ttdash.web import health

BEGIN = health.begin
"""In a thread of its own, as served; see `conftest`."""
LONG = 30


def test_alive_is_answered_without_database_or_api(client, sandbox):
    assert client.get("/healthz").content == b"ok"
    assert sandbox.calls == []


def test_ready_has_a_word_each(client, sandbox, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"timetrack": "ok", "database": "ok", "cache": "ok"})


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.HANG, Fault.UNAUTHORIZED])
def test_with_timetrack_down_it_stays_in_rotation_and_says_so(client, sandbox, db, fault):
    sandbox.fail(fault, times=None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["timetrack"]) == (200, "down")


def test_timetrack_is_asked_at_most_once_in_a_few_seconds(client, sandbox, db):
    for _ in range(5):
        client.get("/readyz")
    assert len(sandbox.calls) == 1


@pytest.mark.own_stores
@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_without_a_database_it_cannot_serve(client, sandbox, db, monkeypatch, error):
    def broken():
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["cache"]) == (503, "down", "down")


def test_without_its_migrations_it_cannot_serve(client, sandbox, db, monkeypatch):
    monkeypatch.setattr(database, "_complete", Event())
    ((app, name),) = MigrationLoader(connection).graph.leaf_nodes("ttdash")
    MigrationRecorder(connection).record_unapplied(app, name)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "migrations")
    MigrationRecorder(connection).record_applied(app, name)
    assert client.get("/readyz").status_code == 200


def test_where_the_disk_takes_no_write_it_cannot_serve(client, sandbox, db):
    error = OperationalError("database or disk is full")
    error.__cause__ = sqlite3.OperationalError()
    error.__cause__.sqlite_errorname = "SQLITE_FULL"

    def full(execute, sql, *rest):
        if sql.startswith(("INSERT", "UPDATE")):
            raise error
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "disk")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["192.0.2.7:8000", "[2001:db8::7]", "no host at all", ""])
def test_whatever_the_host_is_called_in_the_question_it_answers(client, sandbox, db, path, host):
    assert client.get("/login/", headers={"host": host}).status_code == 400
    assert client.get(path, headers={"host": host}).status_code == 200


def test_what_hangs_counts_as_down_and_holds_one_thread_however_often_it_is_asked(monkeypatch):
    goes_on, begun = Event(), []

    def hangs():
        begun.append(1)
        goes_on.wait()
        return "ok"

    monkeypatch.setattr(health, "begin", BEGIN)
    monkeypatch.setattr(health, "PROBES", {"database": hangs, "cache": lambda: "ok"})
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    monkeypatch.setattr(health, "_under_way", {})
    try:
        assert [health.words_now() for _ in range(3)] == [{"database": "down", "cache": "ok"}] * 3
        assert len(begun) == 1
    finally:
        goes_on.set()
    monkeypatch.setattr(health, "PATIENCE", LONG)
    assert health.words_now() == {"database": "ok", "cache": "ok"}


def test_a_slow_timetrack_is_what_it_was_the_last_time(monkeypatch):
    monkeypatch.setattr(health, "PATIENCE", 0)
    monkeypatch.setattr(health, "PROBES", {"timetrack": health.PROBES["timetrack"]})
    monkeypatch.setattr(health, "begin", lambda _probe: Future())
    for answered in (True, False):
        monkeypatch.setattr(health, "_under_way", {})
        monkeypatch.setattr(summary, "_answers", {settings.TIMETRACK_API_URL: (0.0, answered)})
        assert health.words_now() == {"timetrack": "ok" if answered else "down"}


def test_an_answer_of_before_does_not_hide_that_timetrack_is_down_now(sandbox, monkeypatch):
    assert summary.reachable()
    sandbox.fail(Fault.RESET_BEFORE, times=None)
    monkeypatch.setattr(summary, "PROBE_SECONDS", 0)
    assert not summary.reachable()


@pytest.mark.parametrize("role", [None, "viewer"])
def test_the_health_page_asks_neither_the_database_nor_the_session(visitor, django_assert_num_queries, role):
    browser = visitor(role)
    with django_assert_num_queries(0):
        answer = browser.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer["Content-Type"].startswith("text/plain")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
