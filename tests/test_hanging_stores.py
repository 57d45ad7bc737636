"""The dashboard as it is served while PostgreSQL or Redis hang, stopped in the middle of their work."""

import time
from contextlib import suppress

import pytest
import requests

from tests.browser import asleep, signed_in, workers
from tests.pages import form_in, text_of
from tests.people import Person, eventually, newcomer, requests_at_once
from tests.served import PASSWORD, serve
from tests.stores import WHERE_INSTALLED, PostgreSQL, Redis, running
from ttdash.sandbox import Fault

pytestmark = [WHERE_INSTALLED, pytest.mark.alone]
AT_ONCE, SOON, A_MOMENT = 0.5, 1.0, 1.0
"""Seconds within which `/healthz`, `/readyz` and, once it goes on, everything answers."""
WAITING = 20
THREADS = 16
CALLS = 12
"""That both workers may have under way at TimeTrack."""
WRITES = 5_000
MANY_WRITES = """WITH entry AS (
    INSERT INTO django_admin_log (action_time, user_id, object_repr, action_flag, change_message)
    SELECT now(), auth_user.id, 'Huber', 2, '{"fields": {"notes": ["", "' || repeat('x', 4000) || '"]}}'
    FROM auth_user, generate_series(1, %s) WHERE username = 'edith' RETURNING id)
    INSERT INTO clients_ui_attempt (entry_id, outcome, client, read_back) SELECT id, 'saved', 1, true FROM entry"""
"""More than what a kernel takes before its other side reads: 20 MB."""
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


@pytest.fixture(autouse=True)
def _well(dashboard):
    """What hung in another test is left alone for three seconds more, by each of both workers."""
    eventually(lambda: all(asked(dashboard, "/readyz", 30).json() == WELL for _ in range(8)))


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
    """Send a form until all places are taken, and somebody is told so: both workers have so many threads together."""
    for _ in range(2 * THREADS):
        with suppress(requests.Timeout):
            return Person(person.url, person.cookies, patience=2).post(path, typed)
    pytest.fail("nobody is told anything")


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


def read_on(pieces, came):
    for piece in pieces:
        came += piece


def nothing_more(came):
    before = [*map(len, came)]
    time.sleep(0.3)
    return [*map(len, came)] == before


def test_a_file_that_is_being_sent_as_postgresql_stops_holds_no_more_than_others_do_and_comes_whole(
    dashboard, postgresql, sandbox, edith
):
    postgresql.rows(MANY_WRITES, WRITES)
    max_ = signed_in(dashboard.url, "max")
    address = f"{dashboard.url}/history/?format=csv"
    files = [requests.get(address, cookies=max_, stream=True, timeout=60) for _ in range(4)]
    pieces = [file.iter_content(100_000) for file in files]
    came = [bytearray(next(each)) for each in pieces]
    with postgresql.frozen():
        rest = requests_at_once(lambda number: read_on(pieces[number], came[number]), range(4))
        eventually(lambda: nothing_more(came))
        waiting = requests_at_once(edith.get, ["/clients/"] * WAITING)
        eventually(lambda: any(each.done() for each in waiting), seconds=2)
        for _ in range(10):
            assert asked(dashboard, "/healthz", AT_ONCE).text == "ok"
        assert not any(each.done() for each in rest)
    assert [each.result() for each in rest] == [None] * 4
    assert [text.count(b"\n") for text in came] == [WRITES + 1] * 4
    assert {each.result().status for each in waiting} <= {200, 503}
    postgresql.rows("TRUNCATE django_admin_log CASCADE")


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


def test_with_redis_stopped_and_twenty_who_sign_in_at_once_it_is_alive_and_whoever_is_signed_in_works_on(
    dashboard, redis, edith
):
    visitor = newcomer(dashboard.url)
    typed = {"username": "vera", "password": PASSWORD}
    for pid in workers(dashboard):
        with asleep(pid):  # each of them has found by now that Redis answers
            eventually(lambda: visitor.post("/login/", typed).status == 302)
    with redis.frozen():
        waiting = requests_at_once(lambda each: each.post("/login/", typed), [visitor] * WAITING)
        for _ in range(5):
            assert asked(dashboard, "/healthz", AT_ONCE).text == "ok"
        assert edith.get("/clients/").status == 200
        assert {each.result().status for each in waiting} == {503}


def test_with_timetrack_postgresql_and_redis_all_hanging_it_is_alive_and_serves_when_they_go_on(
    dashboard, postgresql, redis, sandbox, edith
):
    visitor = newcomer(dashboard.url)
    typed = {"username": "vera", "password": PASSWORD}
    sandbox.fail(Fault.HANG, times=None)
    reading = requests_at_once(lambda number: edith.get(f"/clients/?q={number}"), range(2 * WAITING))
    eventually(lambda: sum(each.done() for each in reading) >= 2 * WAITING - CALLS)  # whoever finds no slot is told so
    with redis.frozen(), postgresql.frozen():
        waiting = requests_at_once(lambda _: visitor.post("/login/", typed), range(WAITING))
        waiting += requests_at_once(edith.get, ["/history/"] * 2 * WAITING)
        eventually(lambda: any(each.done() for each in waiting), seconds=2)
        for _ in range(10):
            assert asked(dashboard, "/healthz", AT_ONCE).text == "ok"
            assert asked(dashboard, "/readyz", SOON).status_code == 503
        assert sum(not each.done() for each in reading) == CALLS
        assert not all(each.done() for each in waiting)
    sandbox.heal()
    assert {each.result().status for each in reading + waiting} <= {200, 302, 403, 502, 503}
    assert edith.get("/clients/").status == 200
