"""Indexes on tables that people write to: PostgreSQL builds them without keeping anybody from writing meanwhile."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps


def index(name: str, on: str) -> RunPython:
    """Make an index, `on` a table and its columns; one that was left half-built is built anew.

    For migrations with `atomic = False`: what one of them has done stays done.
    """

    def drop(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        editor.execute(f"DROP INDEX {_concurrently(editor)} IF EXISTS {name}")

    def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        drop(apps, editor)
        editor.execute(f"CREATE INDEX {_concurrently(editor)} {name} ON {on}")

    return RunPython(make, drop)


def _concurrently(editor: BaseDatabaseSchemaEditor) -> str:
    return "CONCURRENTLY" if editor.connection.vendor == "postgresql" else ""
