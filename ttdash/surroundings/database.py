"""Which migrations the database lacks."""

from threading import Event

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


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


_complete = Event()
