"""Which migrations the database lacks, and whether its disk has room."""

from threading import Event

from django.db import connection, transaction
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


def write_a_little() -> None:
    """Have PostgreSQL write a small file of its own, as to sort what memory does not hold, and throw it away.

    A row would find room in what is left of a page when the disk has long been full. Raises DatabaseError then.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(
                "SELECT count(*) FROM (SELECT md5(n::text) FROM generate_series(1, 4000) n ORDER BY 1) sorted"
            )


_complete = Event()
