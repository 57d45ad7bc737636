"""The dashboard under load and under failures, as it is served: gunicorn with 2 workers of 16 threads. No browser."""

import os
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.browser import asleep, outage, signed_in, workers
from tests.people import Person, eventually, newcomer, one_name_on_two_hosts, requests_at_once
from tests.served import PASSWORD, serve
from ttdash.sandbox import Fault

THREADS, PLACES = 32, 12
BREAKER_SECONDS = 2


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory, _listening):
    running = serve(
        tmp_path_factory.mktemp("load"),
        _listening.url,
        TIMETRACK_READ_TIMEOUT="15",
        TIMETRACK_DEADLINE="15",
        BREAKER_SECONDS=str(BREAKER_SECONDS),
        STALE_SECONDS="0",
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def person(dashboard):
    return Person(dashboard.url, signed_in(dashboard.url, "edith"))


@pytest.fixture
def stranger(dashboard):
    """Somebody signed out."""
    return Person(dashboard.url, {})


@pytest.fixture(autouse=True)
def _rested(dashboard, person, sandbox):
    """No worker fails fast any more because of the test before."""
    for pid in workers(dashboard):
        with asleep(pid):
            eventually(lambda: person.get("/clients/").status == 200)
    sandbox.calls.clear()


@pytest.fixture
def fresh_workers(dashboard):
    """Both workers have just started: nobody has asked them anything yet."""
    before = set(workers(dashboard))
    dashboard.process.send_signal(signal.SIGHUP)
    eventually(lambda: len(workers(dashboard)) == 2 and not before & set(workers(dashboard)))
    eventually(lambda: at_rest(workers(dashboard)))


def at_rest(pids):
    def used():
        return [Path(f"/proc/{pid}/stat").read_text().split()[13:15] for pid in pids]

    before = used()
    time.sleep(0.4)
    return used() == before


def assert_served(stranger):
    """Pages that need no API are answered, one after the other."""
    assert [stranger.get(path).status for path in ["/login/", "/healthz"] * 5] == [200] * 10


# While TimeTrack hangs


def test_64_people_who_wait_for_timetrack_do_not_stop_another_from_a_page_that_needs_none(
    sandbox, fresh_workers, person, stranger
):
    sandbox.fail(Fault.HANG, times=None)
    asked = requests_at_once(lambda number: person.get(f"/clients/?q={number}"), range(2 * THREADS))
    # Whoever finds no connection free is told so while the others still wait.
    eventually(lambda: sum(each.done() for each in asked) >= 2 * THREADS - PLACES)
    busy = [each.result() for each in asked if each.done()]
    assert_served(stranger)
    waiting = [each for each in asked if not each.done()]
    assert 0 < len(waiting) <= PLACES
    assert {(answer.status, answer.headers["Retry-After"]) for answer in busy} == {(503, "3")}
    assert all("all connections to it are in use" in answer.text for answer in busy)
    sandbox.heal()
    assert {each.result().status for each in waiting} <= {200, 502, 503}


def test_32_people_who_press_save_twice_while_timetrack_hangs_do_not_stop_another_either(sandbox, person, stranger):
    tokens = [each.result() for each in requests_at_once(lambda _: person.form_token(), range(THREADS))]
    sandbox.fail(Fault.HANG, times=None)
    asked = requests_at_once(
        lambda token: person.post("/clients/add/", {"name": "Huber", "form_token": token, "_save": ""}), tokens * 2
    )
    eventually(lambda: sandbox.calls)
    assert_served(stranger)
    assert [call for call in sandbox.calls if call.method == "POST"] == []
    assert not all(each.done() for each in asked)
    sandbox.heal()
    assert {each.result().status for each in asked} <= {200, 302, 502, 503}
    assert len(sandbox.clients) <= THREADS


def test_a_burst_of_16_people_at_an_api_that_takes_100_ms_never_sees_a_busy_page(sandbox, person):
    sandbox.add(name="Huber")
    sandbox.switches.delay = 0.1
    for _ in range(3):
        answers = [each.result() for each in requests_at_once(lambda _: person.get("/clients/"), range(16))]
        assert [answer.text for answer in answers if answer.status != 200] == []


# While TimeTrack is away


def test_after_failures_in_a_row_requests_fail_fast_for_a_while_and_then_work_again(dashboard, sandbox, person):
    with asleep(workers(dashboard)[0]):
        with outage(sandbox):
            asked = requests_at_once(lambda _: person.get("/clients/"), range(5))
            assert {each.result().status for each in asked} == {502}
            fast = person.get("/clients/")
            assert fast.status == 503
            assert fast.headers["Retry-After"] in {"1", "2"}
            assert "TimeTrack failed several times in a row, so it is left alone for a moment." in fast.text
            assert f"Try again in {fast.headers['Retry-After']} second" in fast.text
        typed = {"name": "Huber", "form_token": person.form_token(), "_save": ""}
        refused = person.post("/clients/add/", typed)
        assert (refused.status, "Nothing was saved." in refused.text) == (503, True)
        assert 'value="Huber"' in refused.text
        assert sandbox.calls == []
        eventually(lambda: person.get("/clients/").status == 200)
        assert person.post("/clients/add/", typed).status == 302


def test_readyz_says_what_is_down_and_stays_in_rotation_without_timetrack(dashboard, sandbox, stranger):
    def words():
        answer = stranger.get("/readyz")
        assert answer.status == 200
        return requests.models.complexjson.loads(answer.text)

    with asleep(workers(dashboard)[0]):
        eventually(lambda: words() == {"timetrack": "ok", "database": "ok", "cache": "ok"})
        with outage(sandbox):
            eventually(lambda: words() == {"timetrack": "down", "database": "ok", "cache": "ok"}, seconds=7)


# Two workers, one form


def test_the_same_form_sent_through_both_workers_at_once_creates_one_client(dashboard, sandbox, person):
    one, other = workers(dashboard)
    typed = {"name": "Huber", "form_token": person.form_token(), "_save": ""}
    sandbox.switches.delay = 0.3
    with ThreadPoolExecutor() as pool:
        with asleep(other):
            first = pool.submit(person.post, "/clients/add/", typed)
            eventually(lambda: sandbox.calls)
        with asleep(one):
            second = pool.submit(person.post, "/clients/add/", typed)
            time.sleep(0.5)
        answers = first.result(), second.result()
    assert [answer.status for answer in answers] == [302, 302]
    assert [answer.leads_to for answer in answers] == ["/clients/", "/clients/1/"]
    assert [call.method for call in sandbox.calls].count("POST") == len(sandbox.clients) == 1


def test_the_same_form_sent_eight_times_at_once_creates_one_client(sandbox, person):
    typed = {"name": "Huber", "form_token": person.form_token(), "_save": ""}
    answers = [each.result() for each in requests_at_once(lambda _: person.post("/clients/add/", typed), range(8))]
    assert {answer.status for answer in answers} <= {302, 503}  # who finds no room to wait is told to come back
    assert {answer.leads_to for answer in answers if answer.status == 302} == {"/clients/", "/clients/1/"}
    assert len(sandbox.clients) == 1
    assert person.post("/clients/add/", typed).leads_to == "/clients/1/"


def test_a_sign_in_link_used_twice_at_the_same_moment_lets_one_in(dashboard, sandbox):
    link = "/" + dashboard.manage("sign_in_link", "vera").strip().split("/", 3)[3]
    people = [newcomer(dashboard.url) for _ in range(2)]
    with closing(sqlite3.connect(dashboard.environment["DATABASE_URL"].removeprefix("sqlite:///"))) as database:
        database.execute("BEGIN IMMEDIATE")
        asked = requests_at_once(lambda each: each.post(link, {}), people)
        time.sleep(1)  # both come as far as they can while nobody may write
        database.rollback()
    answers = [each.result() for each in asked]
    assert sorted(answer.status for answer in answers) == [200, 302]
    assert sum("This link was used before" in answer.text for answer in answers) == 1


WITH_RECOVERY_CODES = """
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
erik = User.objects.get(username="erik")
Authenticator.objects.create(user=erik, type="totp", data={"secret": "x"})
print(RecoveryCodes.activate(erik).generate_codes()[0])
"""
WITHOUT = "from allauth.mfa.models import Authenticator; Authenticator.objects.all().delete()"


def test_a_recovery_code_used_six_times_at_the_same_moment_lets_one_in(dashboard, sandbox):
    code = dashboard.manage("shell", "--no-imports", "-c", WITH_RECOVERY_CODES).strip()
    try:
        waiting = [Person(dashboard.url, signed_in(dashboard.url, "erik")) for _ in range(6)]
        asked = requests_at_once(lambda each: each.post("/2fa/authenticate/", {"code": code}), waiting)
        assert sorted(each.result().status for each in asked) == [200] * 5 + [302]
    finally:
        dashboard.manage("shell", "--no-imports", "-c", WITHOUT)


# Two people, one name


def test_people_who_create_the_same_name_at_the_same_moment_on_two_hosts_create_one_client(dashboard, sandbox, person):
    one_name_on_two_hosts(dashboard, sandbox, person, signed_in(dashboard.url, "erik"))


def test_two_managers_who_give_one_address_at_the_same_moment_get_a_page_and_a_sentence(dashboard, sandbox):
    max_ = Person(dashboard.url, signed_in(dashboard.url, "max"))
    assert max_.post("/reauthenticate/", {"password": PASSWORD}).status == 302
    with closing(sqlite3.connect(dashboard.environment["DATABASE_URL"].removeprefix("sqlite:///"))) as database:
        held = "SELECT username, user_id, group_id FROM auth_user JOIN auth_user_groups ON user_id = auth_user.id"
        accounts = database.execute(f"{held} WHERE username IN ('vera', 'edith')").fetchall()
        database.execute("BEGIN IMMEDIATE")
        same = {"vera": "desk@Büro.example", "edith": "DESK@bÜro.example"}

        def save(account):
            name, number, role = account
            typed = {"username": name, "email": same[name], "is_active": "on", "groups": role}
            return max_.post(f"/auth/user/{number}/change/", typed)

        asked = requests_at_once(save, accounts)
        time.sleep(1)  # both come as far as they can while nobody may write
        database.rollback()
        answers = [each.result() for each in asked]
        assert sorted(answer.status for answer in answers) == [200, 302]
        assert sum("has this e-mail address already" in answer.text for answer in answers) == 1
        assert database.execute("SELECT count(*) FROM auth_user WHERE email <> ''").fetchone() == (1,)


# Workers that end


def test_a_worker_that_is_told_to_end_finishes_what_it_has_begun(dashboard, sandbox, person):
    typed = {"name": "Huber", "form_token": person.form_token(), "_save": ""}
    sandbox.switches.delay = 0.3
    with ThreadPoolExecutor() as pool:
        saving = pool.submit(person.post, "/clients/add/", typed)
        eventually(lambda: any(call.method == "POST" for call in sandbox.calls))
        ended = workers(dashboard)
        for pid in ended:
            os.kill(pid, signal.SIGTERM)
        answer = saving.result()
    assert (answer.status, answer.leads_to) == (302, "/clients/")
    assert [client["name"] for client in sandbox.clients.values()] == ["Huber"]
    eventually(lambda: not set(ended) & set(workers(dashboard)))
    assert person.post("/clients/add/", typed).leads_to == "/clients/1/"
    assert len(sandbox.clients) == 1


AGED = "UPDATE clients_ui_nameclaim SET at = strftime('%Y-%m-%d %H:%M:%f', 'now', '-{} seconds')"
"""A claim holds for as long as a request may be at work: the deadline of a page, and ten seconds."""


def changed(dashboard, query):
    file = dashboard.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(query)


def test_a_worker_that_is_killed_in_the_middle_of_a_creation_never_leads_to_a_second_one(dashboard, sandbox, person):
    typed = {"name": "Huber", "form_token": person.form_token(), "_save": ""}
    sandbox.fail(Fault.HANG_AFTER, on="POST")
    with ThreadPoolExecutor() as pool:
        saving = pool.submit(person.post, "/clients/add/", typed)
        eventually(lambda: sandbox.clients)
        for pid in workers(dashboard):
            os.kill(pid, signal.SIGKILL)
        assert isinstance(saving.exception(), requests.ConnectionError)
    eventually(lambda: len(workers(dashboard)) == 2)
    again = person.post("/clients/add/", typed)
    assert (again.status, 'value="Huber"' in again.text) == (200, True)
    assert "its answer was lost: look the client up before you save again" in again.text
    fresh = typed | {"form_token": person.form_token()}
    changed(dashboard, AGED.format(0))  # however long the new workers took to start
    assert "edith is creating a client of such a name" in person.post("/clients/add/", fresh).text
    changed(dashboard, AGED.format(26))
    assert "Clients that look like it" in person.post("/clients/add/", fresh).text
    assert [call.method for call in sandbox.calls].count("POST") == len(sandbox.clients) == 1
