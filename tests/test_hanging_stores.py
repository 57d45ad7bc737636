"""The dashboard as it is served while PostgreSQL or Redis hang, stopped in the middle of their work."""

import time
from contextlib import suppress

import pytest
import requests

from tests.browser import signed_in
from tests.pages import form_in, text_of
from tests.people import Person, eventually, newcomer, requests_at_once
from tests.served import PASSWORD, serve
from tests.stores import WHERE_INSTALLED, PostgreSQL, Redis, running

pytestmark = WHERE_INSTALLED
AT_ONCE, SOON, A_MOMENT = 0.5, 1.0, 1.0
"""Seconds within which `/healthz`, `/readyz` and, once it goes on, everything answers."""
WAITING = 20
WELL = {"timetrack": "ok", "database": "ok", "cache": "ok"}


@pytest.fixture(scope="module")
def postgresql():
    yield from running(PostgreSQL)


@pytest.fixture(scope="module")
def redis():
    yield from running(Redis)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory, _listening, postgresql, redis):
    addresses = {"DATABASE_URL": postgresql.url, "CACHE_URL": redis.url}
    running = serve(tmp_path_factory.mktemp("hanging"), _listening.url, **addresses, BREAKER_FAILURES="0")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def edith(dashboard):
    return Person(dashboard.url, signed_in(dashboard.url, "edith"))


def asked(dashboard, path, seconds):
    """What an address answers, and that it does so within so many seconds."""
    began = time.monotonic()
    answer = requests.get(dashboard.url + path, timeout=30)
    assert time.monotonic() - began <= seconds, path
    return answer


def sent_until_answered(person, path, typed):
    """Send a form until all places are taken, and somebody is told so."""
    while True:
        with suppress(requests.Timeout):
            return Person(person.url, person.cookies, patience=2).post(path, typed)


def test_with_postgresql_stopped_and_twenty_requests_waiting_it_is_alive_says_so_and_serves_when_that_goes_on(
    dashboard, postgresql, sandbox, edith
):
    opened = requests_at_once(edith.get, ["/clients/"] * WAITING)
    assert {each.result().status for each in opened} == {200}
    typed = {"name": "Müller & Söhne", "phone": "+43 1", "notes": "a\r\nb", "form_token": edith.form_token()}
    with postgresql.frozen():
        waiting = requests_at_once(edith.get, ["/clients/"] * WAITING)
        eventually(lambda: any(each.done() for each in waiting), seconds=2)
        for _ in range(5):
            assert asked(dashboard, "/healthz", AT_ONCE).text == "ok"
            answer = asked(dashboard, "/readyz", SOON)
            assert (answer.status_code, answer.json()["database"]) == (503, "down")
        refused = [each.result() for each in waiting if each.done()]
        assert {answer.status for answer in refused} == {503}
        assert all(answer.headers["Retry-After"] for answer in refused)
        assert any("Too much is waiting for the database" in text_of(answer) for answer in refused)
        saved = sent_until_answered(edith, "/clients/add/", typed | {"_save": ""})
        assert saved.status == 503
        assert form_in(saved.text).items() >= typed.items()
        assert "nothing was sent to TimeTrack" in saved.text
    assert not sandbox.clients
    began = time.monotonic()
    assert edith.get("/clients/").status == 200
    assert time.monotonic() - began <= A_MOMENT
    assert {each.result().status for each in waiting} <= {200, 503}
    assert asked(dashboard, "/readyz", SOON).json() == WELL


def test_with_redis_stopped_one_sign_in_waits_and_the_others_are_told_at_once(dashboard, redis, edith):
    visitor = newcomer(dashboard.url)
    typed = {"username": "vera", "password": PASSWORD}
    with redis.frozen():
        began = time.monotonic()
        answers = [visitor.post("/login/", typed) for _ in range(6)]
        took = time.monotonic() - began
        assert {answer.status for answer in answers} == {503}
        assert "without it no password can be taken" in text_of(answers[0])
        assert form_in(answers[0].text)["username"] == "vera"
        assert PASSWORD not in answers[0].text
        assert took < 4, "each of two workers waits for one time-out"
        assert asked(dashboard, "/readyz", SOON).json() == WELL | {"cache": "down"}
        assert edith.get("/clients/").status == 200
    eventually(lambda: visitor.post("/login/", typed).status == 302)
