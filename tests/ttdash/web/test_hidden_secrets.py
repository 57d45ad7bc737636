"""Every secret that can be set, in every form that is accepted: no page, log line or report shows it."""

import html
import json
import logging
import runpy
import sys
from functools import cache
from types import SimpleNamespace
from urllib.parse import quote

import environ
import pytest
from django.apps import apps
from django.conf import UserSettingsHolder, global_settings
from django.test import RequestFactory
from django.views.debug import technical_500_response

from tests.conftest import ENVIRONMENT
from tests.pages import form_of
from tests.project_copy import ROOT
from ttdash.config import environment
from ttdash.sandbox import Fault, faults
from ttdash.sandbox.answers import Answer
from ttdash.web import reports
from ttdash.web.reports import LineFormatter, Report

FORMAT = "%(levelname)s %(name)s [%(request_id)s %(person)s] %(message)s"
OIDC = {"OIDC_ISSUER": "https://login.example", "OIDC_CLIENT_ID": "dashboard", "OIDC_CLIENT_SECRET": "c0mpany-s3cret"}


@pytest.fixture
def configured(monkeypatch):
    """Let the reports see the settings that this environment makes."""

    return lambda **values: monkeypatch.setattr(reports, "settings", settings_of(*values.items()))


@cache
def settings_of(*values):
    """The settings that this environment makes, made once."""
    made = UserSettingsHolder(global_settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environ.Env, "ENVIRON", ENVIRONMENT | dict(values))
        for name, value in runpy.run_path(str(ROOT / "ttdash" / "settings.py")).items():
            if name.isupper():
                setattr(made, name, value)
    return made


def line_of(message, *args, error=None):
    """The line of this record, as it is written."""
    return LineFormatter(FORMAT).format(logging.LogRecord("ttdash", logging.INFO, __file__, 1, message, args, error))


def failure(message):
    """What sys.exc_info says of an error with this message, whose frame holds it too."""
    try:
        fail(OSError(message))
    except OSError:
        return sys.exc_info()


def fail(error):
    raise error


# What may be set: the setting, its value, and what must not be seen of it

MAIL, SENDER = "EMAIL_URL", "?from=dashboard@office.example"
WITH_PASSWORD = [
    (MAIL, f"smtp+tls://user:m4il-pw@mail.example:587{SENDER}", ["m4il-pw"]),
    (MAIL, f"smtp+ssl://user:m4il%2Dpw%25@mail.example{SENDER}", ["m4il-pw%", "m4il%2Dpw%25", "m4il%2dpw%25"]),
    (MAIL, f"smtp://me@office.example:m4il:pw@mail.example{SENDER}", ["m4il:pw"]),
    (MAIL, f"smtp://user:12345678@mail.example{SENDER}", ["12345678"]),
    (MAIL, "smtp://user:m4il%40pw@mail.example?from=a@b.example", ["m4il@pw", "m4il%40pw"]),
    ("CACHE_URL", "redis://:c4che-pw@localhost:6379/0", ["c4che-pw"]),
    ("CACHE_URL", "rediss://user:c4che%2Fpw%25100@cache.example/1", ["c4che/pw%100", "c4che%2Fpw%25100"]),
    ("CACHE_URL", "redis://user:c4che%pw@cache.example", ["c4che%pw"]),
    ("CACHE_URL", "redis://:c4che%FFpw@cache.example", ["c4che%FFpw", "c4che\ufffdpw"]),
    ("CACHE_URL", "redis://cache.example/0?password=c4che%20pw", ["c4che pw", "c4che%20pw", "c4che+pw"]),
    ("CACHE_URL", "unix://:c4che-pw@/run/redis.sock", ["c4che-pw"]),
    ("CACHE_URL", "unix:///run/redis.sock?db=1&Password=c4che-pw", ["c4che-pw"]),
    ("DATABASE_URL", "postgresql://user:d4tabase-pw@db.example:5432/dashboard", ["d4tabase-pw"]),
    ("DATABASE_URL", "postgres://user:d4t%61base%25@db.example/dashboard", ["d4tabase%", "d4t%61base%25"]),
    ("DATABASE_URL", "psql://user:d4ta#base@db.example/dashboard", ["d4ta#base"]),
    ("DATABASE_URL", "pgsql://user:d4ta@base@db.example/dashboard", ["d4ta@base"]),
    ("DATABASE_URL", "postgresql://user:db4w@a.example:1,b.example:2/dashboard", ["db4w"]),
    ("DATABASE_URL", "postgresql://user:p%C3%A4ssw0rt@db.example/dashboard", ["pässw0rt", "p%C3%A4ssw0rt"]),
    ("DATABASE_URL", "postgresql:///dashboard?host=/run/postgresql&password=87654321", ["87654321"]),
    ("DATABASE_URL", "postgresql://u@db.example/dashboard?sslpassword=k3y-pw&sslmode=require", ["k3y-pw"]),
    ("SECRET_KEY", "s1gning-key-" * 5, ["s1gning-key-" * 5]),
    ("TIMETRACK_API_KEY", "4pi-key'\"&<>\\", ["4pi-key'\"&<>\\"]),
    ("TIMETRACK_API_SECRET", "4pi s3cret", ["4pi s3cret", "4pi+s3cret"]),
    ("OIDC_CLIENT_SECRET", "c0mpany-s3cret", ["c0mpany-s3cret"]),
    ("SENTRY_DSN", "https://s3ntrykey@errors.example/1", ["s3ntrykey"]),
    ("SENTRY_DSN", "https://s3ntrykey:s3ntrysecret@errors.example/path/1", ["s3ntrykey", "s3ntrysecret"]),
    ("METRICS_TOKEN", "m3trics-t0ken-16", ["m3trics-t0ken-16"]),
]
WITHOUT_PASSWORD = [
    (MAIL, ""),
    (MAIL, f"smtp://127.0.0.1:25{SENDER}"),
    (MAIL, f"smtp://mail.example{SENDER}"),
    (MAIL, f"smtp://user@mail.example:25{SENDER}"),
    (MAIL, f"smtp://user:@mail.example{SENDER}"),
    (MAIL, f"filemail:///tmp/mails{SENDER}"),
    ("CACHE_URL", ""),
    ("CACHE_URL", "redis://localhost"),
    ("CACHE_URL", "rediss://user@cache.example:6380/0"),
    ("CACHE_URL", "redis://[::1]:6379/0"),
    ("CACHE_URL", "redis://:@localhost/0"),
    ("CACHE_URL", "unix:///run/redis.sock"),
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "sqlite:///db.sqlite3"),
    ("DATABASE_URL", "sqlite:////tmp/a%20b.sqlite3"),
    ("DATABASE_URL", "postgresql:///dashboard"),
    ("DATABASE_URL", "postgresql://user@db.example/dashboard"),
    ("DATABASE_URL", "postgresql:////run/postgresql/dashboard"),
    ("DATABASE_URL", "postgresql://user@db.example/dashboard?sslmode=verify-full"),
    ("OIDC_CLIENT_SECRET", ""),
    ("SENTRY_DSN", ""),
]


def settings_with(name, value):
    return (OIDC if name == "OIDC_CLIENT_SECRET" and value else {}) | {name: value}


@pytest.mark.parametrize(("name", "value", "seen"), WITH_PASSWORD)
def test_a_secret_is_hidden_and_its_line_is_written_whatever_form_it_was_set_in(configured, name, value, seen):
    configured(**settings_with(name, value))
    for secret in [value, *seen]:
        line = line_of("Begin %s end", secret)
        assert line.startswith("INFO ttdash [- -] Begin ")
        assert line.endswith(" end")
        assert [each for each in seen if each in line] == []


@pytest.mark.parametrize(("name", "value"), WITHOUT_PASSWORD)
def test_where_there_is_no_secret_a_line_is_written_as_it_is(configured, name, value):
    configured(**settings_with(name, value))
    assert line_of("Signed %s: %d", "in", 7) == "INFO ttdash [- -] Signed in: 7"
    assert line_of("Sent %s to TimeTrack", "sandbox-secret") == f"INFO ttdash [- -] Sent {'*' * 20} to TimeTrack"


def test_no_kind_of_secret_was_forgotten_here():
    assert {name for name, _, _ in WITH_PASSWORD} == environment.SECRETS


NOTATIONS = {
    "plain": str,
    "Python": repr,
    "bytes": lambda secret: repr(secret.encode()),
    "JSON": json.dumps,
    "JSON in JSON": lambda secret: json.dumps(json.dumps([secret])),
    "address": lambda secret: quote(secret, safe=""),
    "every byte quoted": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "HTML": html.escape,
}


@pytest.mark.parametrize(("name", "value", "seen"), WITH_PASSWORD)
def test_no_log_line_report_or_debug_page_shows_a_secret_in_any_notation(configured, name, value, seen):
    configured(**settings_with(name, value))
    written = {notation: write(seen[0]) for notation, write in NOTATIONS.items()}
    lines = [line_of("Failed with %s", each) for each in written.values()]
    lines += [line_of("Failed", error=failure(each)) for each in written.values()]
    assert [line for line in lines if not ("Failed with" in line or "OSError" in line)] == []
    # One page takes as long as many lines, and so it has all notations on it.
    error, request = failure("\n".join(written.values())), RequestFactory().get("/", written)
    pages = [
        Report(request, *error).get_traceback_html(),
        Report(request, *error).get_traceback_text(),
        technical_500_response(request, *error).content.decode(),
    ]
    assert [text for text in lines + pages if any(each in text for each in [seen[0], *written.values()])] == []


# A line that cannot be written


class Unprintable:
    def __repr__(self):
        raise RuntimeError("sandbox-secret")


UNWRITABLE = "A line of the log could not be written, and is left out: whatever it held may be a secret."


@pytest.mark.parametrize("args", [(Unprintable(),), ("sandbox-secret", "too many"), ()])
def test_a_record_of_which_no_line_can_be_made_leaves_one_fixed_line(args):
    assert line_of("Sent %s %s"[: 7 if args else None], *(args or ("sandbox-secret",))) == UNWRITABLE


def test_where_the_secrets_cannot_be_known_nothing_is_written_but_the_fixed_line(monkeypatch):
    monkeypatch.setattr(reports, "settings", SimpleNamespace())
    assert line_of("Sent %s", "sandbox-secret") == UNWRITABLE


class Full:
    """A disk that is full."""

    def write(self, text):
        raise OSError(28, "No space left on device")


def test_a_log_that_cannot_be_written_is_not_replaced_by_the_record_as_it_stands(capsys):
    logging.StreamHandler(Full()).handle(logging.LogRecord("x", 20, __file__, 1, "%s", ("sandbox-secret",), None))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("debug", [True, False])
def test_logging_tells_of_its_own_errors_under_debug_alone(settings, monkeypatch, debug):
    monkeypatch.setattr(logging, "raiseExceptions", not debug)
    settings.DEBUG = debug
    apps.get_app_config("ttdash").ready()
    assert logging.raiseExceptions is debug


def test_a_workers_own_lines_hide_secrets_and_quote_no_value_either(capsys, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    lines = logging.Logger("gunicorn.error")  # noqa: LOG001 - one that nobody else writes to
    lines.addHandler(logging.StreamHandler(sys.stderr))
    hook = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["post_worker_init"]
    monkeypatch.setattr("ttdash.surroundings.places.keep_one_free", lambda _threads: None)
    hook(SimpleNamespace(log=SimpleNamespace(error_log=lines), cfg=SimpleNamespace(threads=16), age=2))
    try:
        fail(ValueError("Geheim"))
    except ValueError:
        lines.exception("Error handling request %s", "/?sandbox-secret")
    written = capsys.readouterr().err
    assert "ERROR gunicorn.error" in written
    assert written.splitlines()[-1] == "ValueError"
    assert "sandbox-secret" not in written


# An answer of TimeTrack that repeats them

KEY, SECRET = "4pi-key-'\"&", "4pi s3cret/and more"
REPEATED = {
    "plain": lambda text: json.dumps({"errors": [{"status": 400, "detail": text}]}),
    "coded": lambda text: json.dumps({"errors": [{"detail": text}]}).replace("4", "\\u0034").replace("/", "\\/"),
    "behind much else": lambda text: json.dumps({"padding": "x" * 400, "errors": [{"detail": text}]}),
    "as HTML": lambda text: json.dumps({"errors": [{"detail": html.escape(text)}]}),
    "in a list": lambda text: json.dumps({"errors": [[text]]}),
    "as an address": lambda text: json.dumps({"errors": [quote(text)]}),
    "where it is cut": lambda text: json.dumps({"errors": ["x" * 488 + text[-len(SECRET) :]]}),
}


@pytest.mark.parametrize("notation", REPEATED)
def test_an_error_of_timetracks_that_repeats_key_and_secret_shows_neither(
    sandbox, visitor, settings, monkeypatch, caplog, notation
):
    body = REPEATED[notation](f"Refused {KEY} and {SECRET}").encode()
    monkeypatch.setitem(faults.INSTEAD, Fault.REDIRECT, Answer(400, body, {"Content-Type": "application/json"}))
    sandbox.add(name="Huber", phone="1")
    browser = visitor("editor")
    form = form_of(browser.get("/clients/1/"))
    settings.TIMETRACK_API_KEY, settings.TIMETRACK_API_SECRET = KEY, SECRET
    sandbox.fail(Fault.REDIRECT, times=None)
    page = browser.post("/clients/1/", form | {"phone": "2", "_save": ""}).content.decode()
    assert "*" * 12 in page
    assert [part for part in ("4pi", "s3cret") if part in page + caplog.text] == []
