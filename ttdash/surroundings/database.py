"""What the database lacks: a probe each for its migrations and for a write."""

import secrets
from threading import Event

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone


def missing_migrations() -> list[str]:
    """The migrations that this program has and the database has not. Raises DatabaseError where it cannot be asked."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_migrated() -> bool:
    """Whether the database has all of them; once it has, it is not asked again."""
    if not _complete.is_set() and not missing_migrations():
        _complete.set()
    return _complete.is_set()


def write_something() -> None:
    """Write and delete a row, as a sign-in would. Raises DatabaseError where the database takes no write."""
    with transaction.atomic():
        row = Session.objects.create(session_key=secrets.token_hex(16), session_data="", expire_date=timezone.now())
        row.delete()


_complete = Event()
