"""Queries that every page asks: put together once, since that takes Django ten times as long as the database answers.

Each is written as a queryset like any other. The values in it do not matter, only their places and their number.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def sql_of(query: QuerySet[Any, Any]) -> str:
    """What the database is sent for a query, with a place for each value; to be kept."""
    sql: str = query.query.sql_with_params()[0]
    return sql


def one(model: type[M], sql: str, key: Any) -> M | None:
    """Ask one that has a single value, for the object that it finds."""
    return next(iter(QuerySet(model).raw(sql, [key])), None)


def rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask it with these values. Columns come as the database has them: for texts and whole numbers, no other kinds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
