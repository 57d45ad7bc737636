"""Upkeep and upgrades with a real PostgreSQL: several hosts at once, and people who go on writing."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.people import eventually
from tests.served import ACCOUNTS, ROOT
from tests.stores import WHERE_INSTALLED, PostgreSQL, running

pytestmark = WHERE_INSTALLED
BEGUN = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone
from clients_ui.history import traces
LogEntry.objects.all().delete()
for number in range(1, 41):
    traces.begin(User.objects.get(username="edith").pk, CHANGE, number, "Müller", {"phone": ("1", "2")})
LogEntry.objects.update(action_time=timezone.now() - timedelta(days=1))
"""
ENTRY = """INSERT INTO django_admin_log (action_time, object_repr, action_flag, change_message, user_id)
    SELECT now(), '', 2, '', id FROM auth_user WHERE username = 'edith' RETURNING id"""
ATTEMPT = f"""WITH entry AS ({ENTRY}) INSERT INTO clients_ui_attempt (entry_id, outcome, read_back, claim)
    SELECT id, 'begun', false, '' FROM entry"""  # noqa: S608 - of our own words
WRITE = {"0003": ENTRY, "0011": ATTEMPT}
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%%' AND state = 'active'"
BOUNDS = """
from django.core.management import call_command
from django.db import connection
for done in (lambda: None, lambda: call_command("migrate", verbosity=0)):
    done()
    with connection.cursor() as cursor:
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            print(*cursor.fetchone())
"""
INDEXES = {
    "0003": ["clients_ui_log_object", "clients_ui_log_time"],
    "0011": ["attempts_of_a_run"],
}
"""The migrations that make indexes on tables which people write to."""
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass"


@pytest.fixture(scope="module")
def postgresql():
    yield from running(PostgreSQL)


@pytest.fixture(scope="module")
def manage(_listening, postgresql):
    environment = os.environ | {"DATABASE_URL": postgresql.url, "TIMETRACK_API_URL": _listening.url}

    def run(*words):
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    run("migrate", "--verbosity=0")
    run("shell", "--no-imports", "-c", ACCOUNTS)
    return run


def test_hosts_that_do_it_at_the_same_moment_find_out_about_each_attempt_once(manage, sandbox):
    for number in range(40):
        sandbox.add(name=f"Müller {number}", phone="2" if number % 2 else "1")
    sandbox.switches.delay = 0.02
    manage("shell", "--no-imports", "-c", BEGUN)
    with ThreadPoolExecutor() as pool:
        told = "".join(pool.map(manage, ["upkeep"] * 3))
    assert told.count("40 found out, 0 never will be, 0 wait") == 1
    assert len(sandbox.calls) == 40
    assert "0 found out, 0 never will be, 0 wait" in manage("upkeep")


def test_what_is_served_has_bounds_at_the_database_and_a_migration_has_none(manage):
    assert manage("shell", "--no-imports", "-c", BOUNDS).split() == ["20s", "1min", "0", "0"]


@pytest.mark.parametrize("migration", INDEXES)
def test_an_index_is_made_while_people_go_on_writing(manage, postgresql, migration):
    manage("migrate", "clients_ui", f"{int(migration) - 1:04}", "--verbosity=0")
    with postgresql.connect() as slow, ThreadPoolExecutor() as pool:
        slow.execute(WRITE[migration])  # and does not end its transaction
        done = pool.submit(manage, "migrate", "--verbosity=0")
        eventually(lambda: postgresql.rows(WAITING) == [(1,)])
        with postgresql.connect() as other:
            other.execute("SET lock_timeout = '2s'")
            other.execute(WRITE[migration])
        slow.rollback()
        done.result()
    for name in INDEXES[migration]:
        assert postgresql.rows(VALID, name) == [(True,)]


def test_an_index_that_an_earlier_release_made_or_that_was_left_half_built_is_in_nobodys_way(manage, postgresql):
    manage("migrate", "clients_ui", "0008")
    postgresql.rows('CREATE INDEX attempts_of_a_run ON clients_ui_attempt (run_id, "row")')
    manage("migrate")
    assert manage("migrate", "--check") == ""


def test_no_index_is_made_on_a_table_that_is_there_but_beside_its_writers():
    from django.db.migrations import AddField, AddIndex, AlterField, CreateModel, RunSQL
    from django.db.migrations.loader import MigrationLoader

    locking = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        new = {each.name_lower for each in migration.operations if isinstance(each, CreateModel)}
        for each in migration.operations if app in {"clients_ui", "ttdash"} else []:
            indexed = (
                isinstance(each, AddField | AlterField) and each.field.db_index and each.model_name_lower not in new
            )
            if indexed or isinstance(each, AddIndex | RunSQL):
                locking.append(f"{name}: {each.describe()}")
    assert locking == []
