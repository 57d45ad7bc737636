"""The dashboard with what a deployment may have: a real PostgreSQL and a real Redis behind 2 workers of 16 threads."""

import csv
import io
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
import requests

from tests.browser import asleep, signed_in, workers
from tests.clients_ui.transfer.workers import NUMBER, assert_done_once, both_at_once, filled
from tests.pages import form_of, text_of
from tests.people import Person, eventually, newcomer, one_name_on_two_hosts, requests_at_once
from tests.served import PASSWORD, ROOT, beside, serve
from tests.stores import WHERE_INSTALLED, PostgreSQL, Redis, running

pytestmark = WHERE_INSTALLED
SECRETIVE = {"name": "Geheimrat Öllinger", "phone": "+43/1/7654321", "notes": "Zahlungsunwillig"}
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
GIVE_ROLE = """INSERT INTO auth_user_groups (user_id, group_id)
    SELECT auth_user.id, auth_group.id FROM auth_user, auth_group WHERE name = %s AND username = %s
    ON CONFLICT DO NOTHING"""
MANAGERS = """SELECT username FROM auth_user JOIN auth_user_groups ON user_id = auth_user.id
    JOIN auth_group ON group_id = auth_group.id WHERE name = 'Managers' ORDER BY username"""


@pytest.fixture(scope="module")
def postgresql():
    yield from running(PostgreSQL)


@pytest.fixture(scope="module")
def redis():
    yield from running(Redis)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory, _listening, postgresql, redis):
    addresses = {"DATABASE_URL": postgresql.url, "CACHE_URL": redis.url}
    running = serve(tmp_path_factory.mktemp("stores"), _listening.url, **addresses, BREAKER_FAILURES="0")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def edith(dashboard):
    return Person(dashboard.url, signed_in(dashboard.url, "edith"))


@pytest.fixture(scope="module")
def manager(dashboard):
    return Person(dashboard.url, signed_in(dashboard.url, "max"))


def confirmed(person):
    """This person, who has just said once more who they are."""
    assert person.post("/reauthenticate/", {"password": PASSWORD}).status == 302
    return person


@pytest.fixture(autouse=True)
def _nothing_kept(dashboard, sandbox, postgresql, redis):
    postgresql.rows("TRUNCATE django_admin_log CASCADE")
    with redis.connect() as connection:
        connection.flushdb()


def at_the_same_moment(dashboard, postgresql, lock, asks):
    """Ask each of another worker. All come as far as what this query locks, and go on when the last one is there."""
    with postgresql.connect() as holder, ThreadPoolExecutor() as pool:
        holder.execute(lock)
        asked = []
        for pid, ask in zip(workers(dashboard), asks, strict=True):
            with asleep(pid):
                asked.append(pool.submit(ask))
                eventually(lambda: postgresql.rows(WAITING) == [(len(asked),)])
        holder.rollback()
    return [each.result() for each in asked]


def answered(answers, status):
    """The one answer of this status."""
    (answer,) = [answer for answer in answers if answer.status == status]
    return answer


def id_of(postgresql, name):
    ((number,),) = postgresql.rows("SELECT id FROM auth_user WHERE username = %s", name)
    return number


def through_each_worker(dashboard, ask, times):
    """Ask so many times of one worker and then of the other; the answers."""
    answers = []
    for pid in workers(dashboard):
        with asleep(pid):
            answers += [ask() for _ in range(times)]
    return answers


# PostgreSQL


def test_migrations_run_from_nothing_and_leave_nothing_to_do(dashboard, postgresql):
    dashboard.manage("migrate", "--check")
    assert postgresql.rows("SELECT name FROM auth_group ORDER BY id") == [("Viewers",), ("Editors",), ("Managers",)]


def test_a_creation_a_change_and_a_conflict_are_in_the_history(sandbox, edith, manager):
    typed = {"name": "Müller", "phone": "1", "form_token": edith.form_token(), "_save": ""}
    assert edith.post("/clients/add/", typed).status == 302
    form = form_of(edith.get("/clients/1/"))
    assert edith.post("/clients/1/", form | {"phone": "2", "_save": ""}).status == 302
    sandbox.clients[1]["phone"] = "3"
    clash = edith.post("/clients/1/", form | {"phone": "4", "_save": ""})
    assert "Theirs, in TimeTrack now 3" in text_of(clash)
    assert edith.post("/clients/1/", form_of(clash) | {"use-phone": "mine", "_save": ""}).status == 302
    page = text_of(edith.get("/clients/1/history/"))
    assert all(words in page for words in ("edith · changed", "Phone 1 → 2", "Phone 3 → 4"))
    today = date.today().isoformat()  # noqa: DTZ011 - a day of the office's
    for query, entries in (("", 3), ("action=add", 1), (f"person=edith&since={today}", 3), ("person=vera", 0)):
        assert manager.get(f"/history/?{query}").text.count('id="trace-') == entries, query
    table = io.StringIO(manager.get("/history/?format=csv&action=change").text.lstrip("\ufeff"))
    written = {(row["old"], row["new"]) for row in csv.DictReader(table, delimiter=";")}
    assert written == {("\t1", "\t2"), ("\t3", "\t4")}


def test_the_migration_of_the_history_goes_back_and_there_again(dashboard, postgresql, edith):
    typed = {"name": "Müller", "form_token": edith.form_token(), "_save": ""}
    assert edith.post("/clients/add/", typed).status == 302
    dashboard.manage("migrate", "clients_ui", "0003")
    dashboard.manage("migrate")
    rows = postgresql.rows("SELECT outcome, client, read_back FROM clients_ui_attempt")
    assert rows == [("created", 1, False)]


def test_the_same_form_sent_through_both_workers_at_once_creates_one_client(dashboard, postgresql, sandbox, edith):
    typed = {"name": "Huber", "form_token": edith.form_token(), "_save": ""}
    no_claim = "LOCK TABLE clients_ui_formtoken IN SHARE MODE"
    asks = [partial(edith.post, "/clients/add/", typed)] * 2
    answers = at_the_same_moment(dashboard, postgresql, no_claim, asks)
    assert sorted(answer.leads_to for answer in answers) == ["/clients/", "/clients/1/"]
    assert len(sandbox.clients) == 1


@pytest.fixture
def two_managers(dashboard, postgresql, manager):
    """Max, and Erik, who is an editor otherwise."""
    postgresql.rows(GIVE_ROLE, "Managers", "erik")
    yield confirmed(manager), confirmed(Person(dashboard.url, signed_in(dashboard.url, "erik")))
    postgresql.rows(
        "DELETE FROM auth_user_groups USING auth_group WHERE group_id = auth_group.id AND name = 'Managers'"
    )
    postgresql.rows(GIVE_ROLE, "Managers", "max")
    postgresql.rows(GIVE_ROLE, "Editors", "erik")


def test_two_managers_who_demote_each_other_at_the_same_moment_leave_one(dashboard, postgresql, two_managers):
    def demoting(by, name):
        page = f"/auth/user/{id_of(postgresql, name)}/change/"
        return partial(by.post, page, {"username": name, "is_active": "on"})

    max_, erik = two_managers
    role = "SELECT 1 FROM auth_group WHERE name = 'Managers' FOR UPDATE"
    answers = at_the_same_moment(dashboard, postgresql, role, [demoting(max_, "erik"), demoting(erik, "max")])
    assert "This is the last manager" in answered(answers, 200).text
    assert answered(answers, 302).leads_to == "/auth/user/"
    assert len(postgresql.rows(MANAGERS)) == 1


# Two people, one name


def test_people_who_create_the_same_name_at_the_same_moment_on_two_hosts_create_one_client(dashboard, sandbox, edith):
    one_name_on_two_hosts(dashboard, sandbox, edith, signed_in(dashboard.url, "erik"))


def test_two_people_with_the_same_file_at_the_same_moment_do_each_row_once(dashboard, postgresql, sandbox):
    filled(sandbox)
    told = both_at_once(postgresql.url, sandbox)
    assert_done_once(sandbox)
    assert told[0] + told[1] == {"created": NUMBER, "saved": NUMBER, "already_done": 2 * NUMBER}


def test_of_two_managers_who_give_one_address_at_the_same_moment_one_gets_the_sentence(
    dashboard, postgresql, two_managers
):
    def giving(by, name, address):
        number = id_of(postgresql, name)
        ((role,),) = postgresql.rows("SELECT group_id FROM auth_user_groups WHERE user_id = %s", number)
        typed = {"username": name, "email": address, "is_active": "on", "groups": role}
        return partial(by.post, f"/auth/user/{number}/change/", typed)

    max_, erik = two_managers
    asks = [giving(max_, "vera", "desk@bÜro.example"), giving(erik, "edith", "DESK@Büro.example")]
    no_key = "LOCK TABLE ttdash_signinkey IN SHARE MODE"
    answers = at_the_same_moment(dashboard, postgresql, no_key, asks)
    assert "has this e-mail address already" in answered(answers, 200).text
    assert answered(answers, 302).leads_to == "/auth/user/"
    keys = postgresql.rows("SELECT count(*) FROM ttdash_signinkey WHERE key = 'desk@büro.example'")
    with_it = postgresql.rows("SELECT count(*) FROM auth_user WHERE email <> '' AND username IN ('vera', 'edith')")
    assert (keys, with_it) == ([(1,)], [(1,)])
    postgresql.rows("UPDATE auth_user SET email = ''")
    dashboard.manage("migrate")


def test_of_two_newcomers_invited_under_one_name_at_the_same_moment_one_is_made(dashboard, postgresql, two_managers):
    asks = [
        partial(by.post, "/auth/user/invite/", {"username": name, "email": address})
        for by, name, address in zip(two_managers, ("nova", "NOVA"), ("a@b.example", "b@b.example"), strict=True)
    ]
    answers = at_the_same_moment(dashboard, postgresql, "LOCK TABLE ttdash_signinkey IN SHARE MODE", asks)
    texts = [answer.text for answer in answers]
    assert [answer.status for answer in answers] == [200, 200]
    assert sum("has this user name already" in text for text in texts) == 1
    assert sum('id="one-time-link"' in text for text in texts) == 1
    assert postgresql.rows("SELECT count(*) FROM auth_user WHERE lower(username) = 'nova'") == [(1,)]


def test_doubles_of_older_accounts_are_named_and_do_not_stop_the_upgrade(dashboard, postgresql):
    dashboard.manage("migrate", "ttdash", "0003")
    postgresql.rows("UPDATE auth_user SET email = 'Ö@office.example' WHERE username = 'vera'")
    postgresql.rows("UPDATE auth_user SET email = 'ö@office.example' WHERE username = 'edith'")
    dashboard.manage("migrate")
    assert postgresql.rows("SELECT key FROM ttdash_signinkey WHERE key = 'ö@office.example'") == []
    assert postgresql.rows("SELECT count(*) FROM ttdash_signinkey WHERE key IN ('vera', 'edith')") == [(2,)]
    shared = newcomer(dashboard.url).post("/login/", {"username": "Ö@office.example", "password": PASSWORD})
    assert "Please enter a correct username" in shared.text
    assert signed_in(dashboard.url, "vera")
    postgresql.rows("UPDATE auth_user SET email = ''")
    dashboard.manage("migrate")


# One-time links


ROW_OF_VERA = "SELECT 1 FROM auth_user WHERE username = 'vera' FOR UPDATE"


def test_a_sign_in_link_used_twice_at_the_same_moment_lets_one_in(dashboard, postgresql):
    link = "/" + dashboard.manage("sign_in_link", "vera").strip().split("/", 3)[3]
    asks = [partial(newcomer(dashboard.url).post, link, {}) for _ in range(2)]
    answers = at_the_same_moment(dashboard, postgresql, ROW_OF_VERA, asks)
    assert "This link was used before" in answered(answers, 200).text
    assert "Set-Cookie" not in answered(answers, 200).headers
    assert "sessionid" in answered(answers, 302).headers["Set-Cookie"]


def test_a_password_link_used_twice_at_the_same_moment_sets_one_password(dashboard, postgresql, manager):
    page = confirmed(manager).post(f"/auth/user/{id_of(postgresql, 'vera')}/link/", {}).text
    link = re.search(r'id="one-time-link">http://[^/]+(/[^<]+/)[^/]+/<', page)
    opened = re.search(r'id="one-time-link">http://[^/]+(/[^<]+)<', page)[1]
    typed = [{"new_password1": word, "new_password2": word} for word in (PASSWORD, "another-Good-one-8")]
    asks = [partial(newcomer(dashboard.url, opened).post, f"{link[1]}set-password/", words) for words in typed]
    answers = at_the_same_moment(dashboard, postgresql, ROW_OF_VERA, asks)
    assert "This link was used before" in answered(answers, 200).text
    assert answered(answers, 302).leads_to == "/login/"


# Redis


def test_six_wrong_passwords_lock_an_account_whichever_worker_saw_them(dashboard, redis):
    vera = newcomer(dashboard.url)
    wrong = {"username": "vera", "password": "wrong"}
    through_each_worker(dashboard, lambda: vera.post("/login/", wrong), times=3)
    for answer in through_each_worker(dashboard, lambda: vera.post("/login/", wrong | {"password": PASSWORD}), times=1):
        assert "Too many wrong passwords for this account" in answer.text
    with redis.connect() as connection:
        assert any(b"wrong_secret" in key for key in connection.scan_iter())


def test_of_many_wrong_passwords_at_once_six_are_looked_at(dashboard):
    erik = newcomer(dashboard.url)
    typed = [{"username": "erik", "password": f"wrong-{number}"} for number in range(8)]
    answers = [each.result().text for each in requests_at_once(lambda each: erik.post("/login/", each), typed)]
    assert sum("Please enter a correct username" in text for text in answers) <= 6
    assert sum("Too many wrong passwords" in text for text in answers) >= 2


def test_what_lies_in_redis_holds_nothing_of_a_client(sandbox, dashboard, redis, edith):
    typed = SECRETIVE | {"form_token": edith.form_token(), "_save": ""}
    assert edith.post("/clients/add/", typed).status == 302
    assert SECRETIVE["phone"] in edith.get("/clients/1/").text
    for path in ("/clients/", "/clients/?q=Geheimrat", "/clients/1/history/", "/clients/1/delete/", "/readyz"):
        assert edith.get(path).status == 200
    newcomer(dashboard.url).post("/login/", {"username": SECRETIVE["name"], "password": SECRETIVE["notes"]})
    with redis.connect() as connection:
        kept = b"".join(key + connection.get(key) for key in connection.scan_iter())
    assert kept
    assert [word for text in SECRETIVE.values() for word in text.split() if word.encode() in kept] == []


# While one of them is away


@contextmanager
def stopped(server):
    server.stop()
    try:
        yield
    finally:
        server.start()


def ready(dashboard):
    answer = requests.get(f"{dashboard.url}/readyz", timeout=30)
    return answer.status_code, answer.json()


WELL = {"timetrack": "ok", "database": "ok", "cache": "ok"}


def test_without_redis_readyz_says_so_who_is_signed_in_works_on_and_nobody_signs_in_uncounted(
    dashboard, sandbox, redis, edith
):
    with stopped(redis):
        assert ready(dashboard) == (200, WELL | {"cache": "down"})
        assert through_each_worker(dashboard, lambda: edith.get("/clients/").status, times=1) == [200, 200]
        refused = newcomer(dashboard.url).post("/login/", {"username": "edith", "password": PASSWORD})
        assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
        assert "The cache of this dashboard does not answer" in text_of(refused)
    assert through_each_worker(dashboard, lambda: ready(dashboard), times=2) == [(200, WELL)] * 4
    assert signed_in(dashboard.url)


def test_without_postgresql_readyz_takes_the_server_out_of_rotation_until_it_is_back(dashboard, postgresql, edith):
    with stopped(postgresql):
        assert through_each_worker(dashboard, lambda: ready(dashboard), 1) == [(503, WELL | {"database": "down"})] * 2
        answer = edith.get("/clients/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert "The database of this dashboard does not answer" in text_of(answer)
    assert through_each_worker(dashboard, lambda: ready(dashboard), times=2) == [(200, WELL)] * 4
    assert edith.get("/clients/").status == 200


def test_a_server_that_is_ahead_of_its_database_is_out_of_rotation_until_that_is_migrated(dashboard, edith):
    dashboard.manage("migrate", "ttdash", "0004")
    other = beside(dashboard)
    try:
        assert ready(other) == (503, WELL | {"database": "migrations"})
        answer = Person(other.url, edith.cookies).get("/clients/")
        assert answer.status == 503
        assert "an upgrade is not finished" in text_of(answer)
        dashboard.manage("migrate")
        assert through_each_worker(other, lambda: ready(other), times=1) == [(200, WELL)] * 2
        assert Person(other.url, edith.cookies).get("/clients/").status == 200
    finally:
        other.stop()
        dashboard.manage("migrate")


def doctor(dashboard):
    asked = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=ROOT,
        env=dashboard.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.returncode, asked.stdout


def test_doctor_finds_nothing_that_does_not_work_until_something_does_not(dashboard, postgresql, redis):
    code, said = doctor(dashboard)
    assert (code, "error" in said) == (0, False), said
    with stopped(redis):
        code, said = doctor(dashboard)
        assert (code, "cache: error: The cache cannot be used" in said) == (1, True), said
        assert "database: ok" in said
    with stopped(postgresql):
        code, said = doctor(dashboard)
        assert (code, "database: error: The database cannot be used" in said) == (1, True), said
        assert "cache: ok" in said
    with postgresql.frozen():
        code, said = doctor(dashboard)
        assert (code, "database: error: The database cannot be used" in said) == (1, True), said


def test_at_the_start_and_after_a_reload_the_log_warns_of_what_doctor_would_find(dashboard):
    other = beside(replace(dashboard, environment=dashboard.environment | {"ALLOWED_HOST": "x"}))
    try:
        said = "WARNING ttdash.doctor [doctor -] ALLOWED_HOST in the environment is no setting of the dashboard."
        eventually(lambda: said in other.log.read_text())
        assert other.log.read_text().count(said) == 1
        before = workers(other)
        other.process.send_signal(signal.SIGHUP)
        eventually(lambda: other.log.read_text().count(said) == 2)
        eventually(lambda: not set(before) & set(workers(other)))
        assert other.log.read_text().count(said) == 2
    finally:
        other.stop()


@contextmanager
def read_only(postgresql):
    """No connection of the dashboard may write any more, as where the disk is full, or after a failover."""

    def turned(word):
        with postgresql.as_administrator() as administrator:
            administrator.execute(f"ALTER ROLE dashboard SET default_transaction_read_only = {word}")
            administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'dashboard'")

    turned("on")
    try:
        yield
    finally:
        turned("off")


def test_a_database_that_takes_no_write_is_out_of_rotation_and_no_right_password_is_told_wrong(
    dashboard, postgresql, sandbox, edith
):
    typed = {"name": "Müller", "form_token": edith.form_token()}
    with read_only(postgresql):
        assert ready(dashboard) == (503, WELL | {"database": "disk"})
        refused = newcomer(dashboard.url).post("/login/", {"username": "vera", "password": PASSWORD})
        assert refused.status == 503
        assert "takes nothing more" in text_of(refused)
        saved = edith.post("/clients/add/", typed | {"_save": ""})
        assert saved.status == 503
        assert form_of(saved).items() >= typed.items()
        assert edith.get("/clients/").status == 200
    assert not sandbox.clients
    assert ready(dashboard) == (200, WELL)
    assert signed_in(dashboard.url, "vera")


def test_a_cookie_that_holds_a_nul_is_none(dashboard):
    """PostgreSQL takes no such key of a session, and every page was an error."""
    stranger = Person(dashboard.url, {"sessionid": f'"{chr(92)}000aaaaaaaa"'})
    assert stranger.get("/login/").status == 200
    assert stranger.get("/clients/").leads_to == "/login/?next=/clients/"
