"""What docs/backup.md says to do, done: a backup while people work, and everything there again from it."""

import os
import re
import sqlite3
import subprocess
from contextlib import closing
from textwrap import dedent

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
    """The commands of the page that stand together, one of which begins with this word."""
    page = (ROOT / "docs/backup.md").read_text()
    blocks = map(dedent, re.findall(r"(?:^ {4,}.*\n)+", page, re.MULTILINE))
    (found,) = [block for block in blocks if re.search(rf"^{word} ", block, re.MULTILINE)]
    return found


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
        carry_out("pg_dump", tmp_path, postgresql)
        signs_in_and_creates(served, "Adler")
    finally:
        served.stop()
    with psycopg.connect(postgresql._url("postgres"), autocommit=True) as administrator:
        administrator.execute("CREATE DATABASE restored OWNER dashboard")
    restored = f"postgresql://dashboard:{PASSWORD}@127.0.0.1:{postgresql.port}/restored"
    assert (tmp_path / "dashboard.dump").stat().st_mode & 0o077 == 0
    carry_out("pg_restore", tmp_path, postgresql)
    with psycopg.connect(restored) as there:
        assert there.execute(TABLES).fetchall() == postgresql.rows(TABLES)
        assert (there.execute(ENTRIES).fetchall(), postgresql.rows(ENTRIES)) == ([(1,)], [(2,)])
    again = beside(served, DATABASE_URL=restored)
    try:
        assert_all_there(again, edith)
    finally:
        again.stop()


def carry_out(word, folder, postgresql):
    """Do what the page says, in this folder; the password lies where the page says that it is found."""
    passwords = folder / "pgpass"
    passwords.write_text(f"127.0.0.1:{postgresql.port}:*:dashboard:{PASSWORD}\n")
    passwords.chmod(0o600)
    script = commands(word).replace("localhost:5432", f"127.0.0.1:{postgresql.port}")
    environment = os.environ | {"PATH": f"{POSTGRESQL}:{os.environ['PATH']}", "PGPASSFILE": str(passwords)}
    subprocess.run(["sh", "-e", "-c", script], cwd=folder, env=environment, check=True, capture_output=True)


def test_of_sqlite(tmp_path, sandbox):
    served = serve(tmp_path, sandbox.url)
    try:
        edith = signs_in_and_creates(served, "Huber")
        statement = re.search('"(VACUUM.*)"', commands("sqlite3"))[1]
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
            database.execute(statement.replace("backup.sqlite3", str(tmp_path / "backup.sqlite3")))
    finally:
        served.stop()
    again = beside(served, DATABASE_URL=f"sqlite:///{tmp_path / 'backup.sqlite3'}")
    try:
        assert_all_there(again, edith)
    finally:
        again.stop()
