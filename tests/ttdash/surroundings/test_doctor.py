"""`manage.py doctor`: a sentence for each thing that is wrong, and what to do; 1 where something does not work."""

import errno
import io
import shutil
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import environ
import pytest
import responses
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from clients_ui.reading import summary
from clients_ui.timetrack.repository import ClientRepository
from tests.provider import ISSUER, METADATA
from tests.served import free_port
from ttdash.config import environment
from ttdash.management.commands.doctor import settings_checks
from ttdash.models import Host
from ttdash.sandbox import Fault
from ttdash.surroundings import at_start, examinations, hosts

pytestmark = pytest.mark.usefixtures("db", "sandbox", "nothing_counted")
WELL = ["settings", "TimeTrack", "database", "cache", "mail", "company accounts", "disk", "hosts"]


@pytest.fixture
def _nothing_misspelt(monkeypatch):
    monkeypatch.setattr(environ.Env, "ENVIRON", {})
    monkeypatch.setattr(environment, "in_file", set())


@pytest.fixture
def doctor(_nothing_misspelt):
    def ask(code=0):
        said = io.StringIO()
        try:
            call_command("doctor", stdout=said)
            found = 0
        except CommandError as error:
            found = error.returncode
        assert found == code, said.getvalue()
        return dict(line.split(": ", 1) for line in said.getvalue().splitlines())

    return ask


def test_where_all_is_well_it_says_so_and_ends_with_0(doctor):
    assert doctor() == dict.fromkeys(WELL, "ok")


def test_timetrack_that_refuses_the_key_is_an_error(doctor, sandbox):
    sandbox.fail(Fault.UNAUTHORIZED, times=None)
    assert doctor(1)["TimeTrack"].startswith("error: TimeTrack refused access.")


@pytest.mark.parametrize(("seconds", "said"), [(-21, "behind"), (-19, None), (19, None), (21, "ahead of")])
def test_a_clock_that_is_wrong_by_more_than_twenty_seconds_is_told(doctor, monkeypatch, seconds, said):
    theirs = datetime.now(UTC) - timedelta(seconds=seconds)
    monkeypatch.setattr(ClientRepository, "clock", lambda _: theirs)
    line = doctor()["TimeTrack"]
    assert (f"seconds {said} that of TimeTrack" in line) if said else line == "ok"


@pytest.mark.parametrize(
    ("said", "moment"),
    [("Sat, 28 Nov 2026 12:00:00 GMT", datetime(2026, 11, 28, 12, tzinfo=UTC)), ("at noon", None), ("", None)],
)
def test_the_clock_of_timetrack_is_what_its_answer_says(settings, said, moment):
    with responses.RequestsMock() as web:
        web.get(f"{settings.TIMETRACK_API_URL}clients", json=[], headers={"Date": said})
        assert summary.clock() == moment


def test_missing_migrations_are_an_error(doctor):
    ((app, name),) = MigrationLoader(connection).graph.leaf_nodes("ttdash")
    MigrationRecorder(connection).record_unapplied(app, name)
    said = f"error: The database lacks migrations ({app}.{name}). Run {environment.COMMAND} migrate."
    assert doctor(1)["database"] == said


@pytest.mark.own_stores
def test_a_database_that_is_gone_is_an_error_and_all_else_is_told_too(doctor):
    def gone(*_):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(gone):
        found = doctor(1)
    assert found["database"].startswith("error: The database cannot be used (connection refused).")
    assert (found["cache"][:5], found["hosts"][:7], found["TimeTrack"]) == ("error", "warning", "ok")


def test_another_doctor_that_was_killed_is_in_nobodys_way_and_no_host(doctor):
    def killed(execute, sql, *rest):
        if sql.startswith("DELETE"):
            raise KeyboardInterrupt
        return execute(sql, *rest)

    with connection.execute_wrapper(killed), pytest.raises(KeyboardInterrupt):
        doctor()
    assert Host.objects.exists()
    assert doctor() == dict.fromkeys(WELL, "ok")
    assert hosts.lately() == []


@pytest.mark.parametrize(
    ("name", "in_file", "said"),
    [
        ("ALLOWED_HOST", False, "ALLOWED_HOST in the environment is no setting of the dashboard. Write ALLOWED_HOSTS"),
        ("secret_key", False, "Write SECRET_KEY, if that is meant."),
        ("DATABASE_URL_FILES", False, "Write DATABASE_URL_FILE, if that is meant."),
        ("COLOUR", True, "COLOUR in .env is no setting of the dashboard. Take it out"),
        ("COLOUR", False, None),
        ("PATH", False, None),
        ("PORT", False, None),
        ("TIMETRACK_DEADLINE", True, None),
    ],
)
def test_a_misspelt_name_is_told_with_what_was_meant(doctor, monkeypatch, tmp_path, name, in_file, said):
    monkeypatch.setattr(environ.Env, "ENVIRON", {name: "x"})
    monkeypatch.setattr(environment, "ENV_FILE", tmp_path / ".env")
    monkeypatch.setattr(environment, "in_file", {name} if in_file else set())
    line = doctor()["settings"]
    assert (said in line) if said else line == "ok"


@pytest.mark.parametrize(("length", "guessed"), [(0, False), (1, True), (15, True), (16, False)])
def test_a_token_that_could_be_guessed_is_told(doctor, settings, length, guessed):
    settings.METRICS_TOKEN = "t" * length
    assert ("METRICS_TOKEN could be guessed." in doctor()["settings"]) is guessed


@pytest.mark.parametrize(("mode", "told"), [(0o600, False), (0o640, False), (0o644, True)])
@pytest.mark.parametrize("name", ["SECRET_KEY", "LANGUAGE_CODE"])
def test_a_file_of_secrets_that_everybody_may_read_is_told(doctor, settings, monkeypatch, tmp_path, mode, told, name):
    settings.HTTPS = True
    monkeypatch.setattr(environment, "in_file", {name})
    monkeypatch.setattr(environment, "ENV_FILE", tmp_path / ".env")
    (tmp_path / ".env").touch(mode)
    (tmp_path / ".env").chmod(mode)
    found = [message.id for message in settings_checks() if message.id.startswith("ttdash")]
    assert found == (["ttdash.W013"] if told and name == "SECRET_KEY" else [])


@pytest.mark.parametrize(("proxies", "names", "told"), [(1, "", True), (1, "a.example", False), (0, "", False)])
def test_a_name_that_nobody_told_is_missed_behind_a_proxy(doctor, settings, monkeypatch, proxies, names, told):
    settings.HTTPS, settings.TRUSTED_PROXIES = True, proxies
    monkeypatch.setitem(environ.Env.ENVIRON, "ALLOWED_HOSTS", names)
    assert ("ttdash.W014" in [message.id for message in settings_checks()]) == told


def test_a_cache_that_forgets_is_an_error(doctor, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda _key: None)
    assert doctor(1)["cache"].startswith("error: The cache forgets at once")


def test_a_mail_server_that_is_not_there_is_an_error_without_its_password(doctor, settings):
    settings.EMAIL_URL, settings.EMAIL_BACKEND = "smtp://…", "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert doctor(1)["mail"].startswith("error: The mail server cannot be used (ConnectionRefusedError)")


@pytest.mark.parametrize(("issuer", "code"), [(ISSUER, 0), ("https://another.example", 1)])
def test_a_provider_that_calls_itself_otherwise_is_an_error(doctor, settings, issuer, code):
    settings.OIDC_ISSUER = ISSUER
    app = {"provider_id": "company", "name": "company", "client_id": "dashboard", "secret": "hunter2"}
    app |= {"settings": {"server_url": ISSUER}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    with responses.RequestsMock() as web:
        web.add_passthru(settings.TIMETRACK_API_URL)
        web.get(f"{ISSUER}/.well-known/openid-configuration", json=METADATA | {"issuer": issuer})
        line = doctor(code)["company accounts"]
    assert line == "ok" if not code else "its metadata name another issuer" in line


def test_a_disk_that_is_nearly_full_is_told(doctor, monkeypatch):
    for free, said in ((examinations.LEAST_FREE, False), (examinations.LEAST_FREE - 1, True)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        assert ("has 199 MiB left" in doctor()["disk"]) is said


def test_where_no_data_lie_here_nothing_needs_to_be_written(doctor, monkeypatch):
    def read_only(**_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", read_only)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=examinations.LEAST_FREE))
    assert doctor()["disk"] == "ok"
    monkeypatch.setattr(examinations, "_folder_of_data", lambda: environment.WORKING_FOLDER)
    assert "takes no file (Read-only file system)" in doctor(1)["disk"]


def test_a_folder_that_takes_no_file_is_told(doctor, monkeypatch):
    monkeypatch.setattr(examinations, "_folder_of_data", lambda: environment.WORKING_FOLDER / "no such folder")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=examinations.LEAST_FREE))
    assert "takes no file" in doctor(1)["disk"]


def other(name="b.example", **differs):
    """Another host, that was here just now and agrees with this one but for this."""
    Host.objects.create(**hosts.as_set() | {"name": name, "at": timezone.now()} | differs)


@pytest.mark.own_stores
@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({}, "Several hosts use this SQLite file: b.example, "),
        ({"key": "another"}, "Another SECRET_KEY signs on b.example"),
        ({"version": "0.0.1"}, "Another version runs on b.example."),
        ({"cache": "another"}, "Another cache is set on b.example"),
        ({"forwarded": True}, "X-Forwarded-For arrives at b.example and TRUSTED_PROXIES is 0"),
    ],
)
def test_hosts_that_share_a_database_have_to_agree(doctor, differs, said):
    hosts.note()
    other(**differs)
    call = io.StringIO()
    call_command("doctor", stdout=call)
    assert said in call.getvalue()


@pytest.mark.own_stores
def test_where_another_key_signs_nothing_is_said_of_the_cache_which_cannot_be_compared(doctor):
    hosts.note()
    other(key="another", cache="another")
    assert [message.id for message in examinations.several_hosts()] == ["ttdash.W006", "ttdash.W009"]


@pytest.mark.parametrize(("location", "told"), [("redis://127.0.0.1/0", True), ("redis://cache.example/0", False)])
def test_a_cache_of_ones_own_is_told_where_there_are_several_hosts(settings, monkeypatch, location, told):
    monkeypatch.setitem(settings.CACHES["default"], "LOCATION", location)
    hosts.note()
    assert [each.id for each in examinations.several_hosts()] == []
    other()
    assert ("ttdash.W010" in [each.id for each in examinations.several_hosts()]) is told


@pytest.mark.parametrize(("ago", "counts"), [(timedelta(hours=47), True), (timedelta(hours=49), False)])
def test_a_host_that_was_here_within_two_days_counts(doctor, ago, counts):
    other(key="another", at=timezone.now() - ago)
    assert ("Another SECRET_KEY" in doctor()["hosts"]) is counts


def test_no_key_lies_in_the_database(settings):
    hosts.note()
    row = Host.objects.get(name=socket.gethostname())
    assert settings.SECRET_KEY not in f"{row.key} {row.cache}"
    before = row.key
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    hosts.note()
    assert Host.objects.get().key != before


def test_a_header_of_a_proxy_that_is_not_trusted_is_noted_once_until_the_next_start(
    client, settings, caplog, monkeypatch
):
    monkeypatch.setattr(hosts, "_forwarded", type(hosts._forwarded)())
    hosts.note()
    typed = {"username": "nobody", "password": "wrong"}
    for _ in range(2):
        client.post("/login/", typed, headers={"x-forwarded-for": "192.0.2.1"})
    assert caplog.text.count("X-Forwarded-For arrives") == 1
    assert Host.objects.get().forwarded
    hosts.note_anew()
    assert not Host.objects.get().forwarded
    settings.TRUSTED_PROXIES = 1
    monkeypatch.setattr(hosts, "_forwarded", type(hosts._forwarded)())
    client.post("/login/", typed, headers={"x-forwarded-for": "192.0.2.1"})
    assert not Host.objects.get().forwarded


def test_an_error_of_that_look_is_a_line_of_the_log_like_any_other(monkeypatch, caplog):
    monkeypatch.setitem(examinations.EXAMINATIONS, "disk", lambda: 1 / 0)
    at_start._look_around()
    (told,) = [line for line in caplog.records if "could not be looked at" in line.getMessage()]
    assert (told.levelname, told.exc_info[0]) == ("ERROR", ZeroDivisionError)


@pytest.mark.own_stores
@pytest.mark.usefixtures("_nothing_misspelt")
def test_at_the_start_the_same_is_in_the_log(caplog, sandbox):
    sandbox.fail(Fault.UNAUTHORIZED, times=None)
    other(version="0.0.1")
    at_start._look_around()
    said = [line.getMessage() for line in caplog.records if line.name == "ttdash.doctor"]
    assert any(line.startswith("TimeTrack refused access.") for line in said)
    assert any(line.startswith("Another version runs on b.example.") for line in said)
    assert Host.objects.filter(name=socket.gethostname()).exists()
