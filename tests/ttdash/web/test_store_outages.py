"""An outage of database, cache or disk is a 503 with a true sentence, and gives back what was typed."""

import errno
import sqlite3

import psycopg
import pytest
import redis
from django.contrib.messages import get_messages
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import IntegrityError, OperationalError, ProgrammingError, connection
from django.db.utils import DatabaseErrorWrapper, InternalError

from tests.matrix.operations import WRITES, filled_form
from tests.pages import form_of, text_of
from ttdash.surroundings.outages import Outage, outage_of
from ttdash.web import outage

SILENT, FULL = "does not answer", "takes nothing more"
WRITING = ("INSERT", "UPDATE", "DELETE")


def raised_by_django(error):
    """As Django raises an error of the database's own library."""
    with pytest.raises(Exception) as caught, DatabaseErrorWrapper(connection):  # noqa: PT011 - which one is asked below
        raise error
    return caught.value


def of_sqlite(statement, *before, file=":memory:"):
    database = sqlite3.connect(file)
    for each in before:
        database.execute(each)
    with pytest.raises(sqlite3.Error) as caught:
        database.execute(statement)
    database.close()
    return caught.value


def full():
    return raised_by_django(of_sqlite("CREATE TABLE b (c)", "CREATE TABLE a (c)", "PRAGMA max_page_count = 2"))


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OperationalError("the connection is closed"), Outage.DATABASE),
        (redis.TimeoutError(), Outage.CACHE),
        (redis.ResponseError("MISCONF Redis is configured to save RDB snapshots"), Outage.CACHE),
        (OSError(errno.ENOSPC, "No space left on device"), Outage.DISK),
        (OSError(errno.EROFS, "Read-only file system"), Outage.DISK),
        (ConnectionResetError(), None),
        (SessionInterrupted(), None),
        (IntegrityError(), None),
        (ProgrammingError(), None),
        (InternalError(), None),
        (ValueError(), None),
        (None, None),
    ],
)
def test_which_errors_are_an_outage_and_of_what(error, outage):
    assert outage_of(error) is outage


@pytest.mark.parametrize(
    ("kind", "outage"),
    [
        (psycopg.errors.DiskFull, Outage.DISK),
        (psycopg.errors.ReadOnlySqlTransaction, Outage.DISK),
        (psycopg.errors.UndefinedTable, Outage.MIGRATIONS),
        (psycopg.errors.UndefinedColumn, Outage.MIGRATIONS),
        (psycopg.errors.QueryCanceled, Outage.DATABASE),
        (psycopg.errors.IdleInTransactionSessionTimeout, Outage.DATABASE),
        (psycopg.errors.AdminShutdown, Outage.DATABASE),
        (psycopg.errors.DataCorrupted, Outage.DATABASE),
        (psycopg.errors.SyntaxError, None),
    ],
)
def test_what_postgresql_says_by_its_own_code(kind, outage):
    error = OperationalError("said by the server") if issubclass(kind, psycopg.OperationalError) else ProgrammingError()
    error.__cause__ = kind()
    assert outage_of(error) is outage


@pytest.mark.own_stores
def test_what_sqlite_says(db, tmp_path):
    (tmp_path / "torn").write_bytes(b"no database at all" * 100)
    torn = of_sqlite("SELECT 1 FROM a", file=tmp_path / "torn")
    assert outage_of(raised_by_django(torn)) is Outage.DATABASE
    assert outage_of(full()) is Outage.DISK
    read_only = of_sqlite("CREATE TABLE b (c)", "PRAGMA query_only = on")
    assert outage_of(raised_by_django(read_only)) is Outage.DISK
    for statement in ("SELECT * FROM b", "SELECT b FROM a", "INSERT INTO a (b) VALUES (1)"):
        missing = of_sqlite(statement, "CREATE TABLE a (c)")
        assert outage_of(raised_by_django(missing)) is Outage.MIGRATIONS


@pytest.fixture
def patient(client):
    """A browser that is shown the page of an error, as it is served."""
    client.raise_request_exception = False
    return client


def away(*beginnings, error=None):
    """While this lasts the database answers to nothing, or not to statements that begin so."""

    def gone(execute, sql, *rest):
        if not beginnings or sql.startswith(beginnings):
            raise error or OperationalError("server closed the connection unexpectedly")
        return execute(sql, *rest)

    return connection.execute_wrapper(gone)


@pytest.mark.parametrize("name", WRITES)
def test_a_form_comes_back_filled_in_and_says_that_nothing_was_sent(name, sandbox, visitor):
    browser = visitor("editor")
    browser.raise_request_exception = False
    form = filled_form(WRITES[name], sandbox, browser)
    before = len(sandbox.calls)
    with away():
        page = browser.post(WRITES[name].url, form)
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert SILENT in text_of(page)
    assert "nothing was sent to TimeTrack" in text_of(page)
    assert form_of(page).items() >= {key: value for key, value in form.items() if "token" not in key}.items()
    assert len(sandbox.calls) == before


@pytest.mark.parametrize("name", WRITES)
def test_the_form_that_came_back_is_sent_once_more_and_done_once(name, sandbox, visitor):
    browser = visitor("editor")
    browser.raise_request_exception = False
    form = filled_form(WRITES[name], sandbox, browser)
    with away():
        page = browser.post(WRITES[name].url, form)
    assert browser.post(WRITES[name].url, form_of(page)).status_code == 302
    assert [call.method for call in sandbox.calls].count(WRITES[name].method) == 1


def test_a_read_says_what_is_down_and_tries_again_by_itself(sandbox, visitor):
    browser = visitor("viewer")
    browser.raise_request_exception = False
    with away():
        page = browser.get("/clients/?q=huber")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert SILENT in text_of(page)
    assert 'data-again-after="5"' in page.content.decode()
    assert 'href="/clients/?q=huber"' in page.content.decode()
    assert "nothing was sent" not in text_of(page)


def test_a_script_is_told_so_in_a_fragment_and_keeps_its_own_form(sandbox, visitor):
    browser = visitor("editor")
    browser.raise_request_exception = False
    with away():
        page = browser.post("/clients/1/", {"phone": "1"}, headers={"X-Fragment": "1"})
    assert page.status_code == 503
    assert "<html" not in page.content.decode()
    assert "errornote" in page.content.decode()
    assert 'id="client_form"' not in page.content.decode()


def test_where_it_may_have_been_done_nothing_else_is_claimed(sandbox, visitor, monkeypatch):
    def drawn(*_args, **_more):
        raise OperationalError

    browser = visitor("editor")
    browser.raise_request_exception = False
    monkeypatch.setattr("clients_ui.web.views.change.saving.change", drawn)
    sandbox.add(name="Huber")
    page = browser.post("/clients/1/", form_of(browser.get("/clients/1/")) | {"phone": "1", "_save": ""})
    assert page.status_code == 503
    assert "Whether it was done before that is not known" in text_of(page)
    assert "nothing was sent" not in text_of(page)


def test_a_password_is_not_given_back(patient, db, account):
    account("viewer", "vera")
    with away():
        page = patient.post("/login/", {"username": "vera", "password": "right-Password-7"})
    assert page.status_code == 503
    assert form_of(page)["username"] == "vera"
    assert "right-Password-7" not in page.content.decode()


def test_a_session_that_cannot_be_written_is_an_outage_and_no_request_that_is_not_understood(patient, db, account):
    account("viewer", "vera")
    with away('UPDATE "django_session"'):
        page = patient.post("/login/", {"username": "vera", "password": "right-Password-7"})
    assert page.status_code == 503
    assert SILENT in text_of(page)
    assert form_of(page)["username"] == "vera"


@pytest.mark.own_stores
@pytest.mark.parametrize("password", ["right-Password-7", "wrong"])
def test_with_the_disk_full_no_password_is_told_that_there_were_too_many(patient, db, account, password):
    account("viewer", "vera")
    with away(*WRITING, error=full()):
        page = patient.post("/login/", {"username": "vera", "password": password})
    assert page.status_code == 503
    assert FULL in text_of(page)
    assert "Too many" not in text_of(page)


def test_a_mistake_of_ours_stays_one(patient, db, monkeypatch):
    def mistaken(*_args):
        raise ValueError

    monkeypatch.setattr("ttdash.web.language.chosen_by", mistaken)
    page = patient.get("/clients/")
    assert page.status_code == 500
    assert "a mistake on our side" in text_of(page)


def test_a_form_that_cannot_be_read_is_not_given_back(rf):
    request = rf.post("/clients/import/", b"--x\r\nrubbish", content_type="multipart/form-data; boundary=y" * 3)
    request.META["CONTENT_LENGTH"] = "-1"
    page = outage.page(request, Outage.CROWD)
    assert page.status_code == 503
    assert b"<form" not in page.content
    assert list(get_messages(request)) == []
