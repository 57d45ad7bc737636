"""What docs/backup.md says to do, done: a backup while people work, and everything there again from it."""

import re
import shlex
import sqlite3
import subprocess
from contextlib import closing

import psycopg
import pytest

from tests.browser import signed_in
from tests.people import Person
from tests.project_copy import ROOT
from tests.served import beside, serve
from tests.stores import PASSWORD, POSTGRESQL, WHERE_INSTALLED, PostgreSQL, running

TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name"

ENTRIES = "SELECT count(*) FROM django_admin_log"


@pytest.fixture
def postgresql():
    yield from running(PostgreSQL)


def commands(word):
    """The commands of the page that begin with this word."""
    page = (ROOT / "docs/backup.md").read_text()
    return [shlex.split(line) for line in re.findall(rf"^ +({word} .*?)(?: +#.*)?$", page, re.MULTILINE)]


def signs_in_and_creates(dashboard, name):
    """Somebody who creates a client there."""
    edith = Person(dashboard.url, signed_in(dashboard.url, "edith"))
    typed = {"name": name, "phone": "123", "form_token": edith.form_token(), "_save": ""}
    assert edith.post("/clients/add/", typed).status == 302
    return edith


def assert_all_there(dashboard, edith):
    """Who was signed in still is, and what they did is in the history."""
    assert "Huber" in (page := Person(dashboard.url, edith.cookies).get("/clients/1/history/")).text
    assert (page.status, "edith" in page.text) == (200, True)


@WHERE_INSTALLED
def test_of_postgresql(tmp_path, postgresql, sandbox):
    served = serve(tmp_path, sandbox.url, DATABASE_URL=postgresql.url)
    try:
        edith = signs_in_and_creates(served, "Huber")
        (dump,), (restore,) = commands("pg_dump"), commands("pg_restore")
        to = {"dashboard.dump": str(tmp_path / "dashboard.dump"), "$DATABASE_URL": postgresql.url}
        at_postgresql(dump, to)
        signs_in_and_creates(served, "Adler")
    finally:
        served.stop()
    with psycopg.connect(postgresql._url("postgres"), autocommit=True) as administrator:
        administrator.execute("CREATE DATABASE restored OWNER dashboard")
    restored = f"postgresql://dashboard:{PASSWORD}@127.0.0.1:{postgresql.port}/restored"
    at_postgresql(restore, to | {"$DATABASE_URL": restored})
    with psycopg.connect(restored) as there:
        assert there.execute(TABLES).fetchall() == postgresql.rows(TABLES)
        assert (there.execute(ENTRIES).fetchall(), postgresql.rows(ENTRIES)) == ([(1,)], [(2,)])
    again = beside(served, DATABASE_URL=restored)
    try:
        assert_all_there(again, edith)
    finally:
        again.stop()


def at_postgresql(command, values):
    """Run a command of the page with these values for what it names."""
    program, *words = command
    for name, value in values.items():
        words = [word.replace(name, value) for word in words]
    subprocess.run([POSTGRESQL / program, *words], check=True, capture_output=True)


def test_of_sqlite(tmp_path, sandbox):
    served = serve(tmp_path, sandbox.url)
    try:
        edith = signs_in_and_creates(served, "Huber")
        ((_, _, statement),) = commands("sqlite3")
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
            database.execute(statement.replace("backup.sqlite3", str(tmp_path / "backup.sqlite3")))
    finally:
        served.stop()
    again = beside(served, DATABASE_URL=f"sqlite:///{tmp_path / 'backup.sqlite3'}")
    try:
        assert_all_there(again, edith)
    finally:
        again.stop()
