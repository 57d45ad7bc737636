"""The addresses that tell whether the process is alive and what is down."""

import pytest
from django.db import DatabaseError

from clients_ui.reading import summary
from ttdash.sandbox import Fault


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


def test_without_a_database_it_cannot_serve(client, sandbox, db, monkeypatch):
    from django.db import connection

    def broken():
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["cache"]) == (503, "down", "down")


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
