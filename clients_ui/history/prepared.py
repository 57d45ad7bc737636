"""Queries that every page asks: put together once, since that takes Django ten times as long as the database answers.

Each is written as a queryset like any other. The values in it do not matter, only their places and their number.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet

M = TypeVar("M", bound=Model)


def sql_of(query: QuerySet[Any, Any]) -> str:
    """What the database is sent for a query, with a place for each value; to be kept."""
    sql: str = query.query.sql_with_params()[0]
    return sql


def one(model: type[M], sql: str, key: Any) -> M | None:
    """Ask one that has a single value, for the object that it finds."""
    found = rows(sql, [key])
    return _object(model, found[0]) if found else None


def _object(model: type[M], row: Sequence[Any]) -> M:
    """The object in a row of all its columns, each read as its backend has it."""
    names, columns, conversions = _fields(model)
    values = list(row)
    for place, convert in conversions:
        values[place] = convert(values[place], columns[place], connection)
    return model.from_db(connection.alias, names, values)


@cache
def _fields(model: type[Model]) -> tuple[list[str], Sequence[Expression], list[tuple[int, Callable[..., Any]]]]:
    """The fields of a model, their columns, and what turns a value in the column at a place into one of Python."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - part of what Django documents
    columns = [field.get_col("") for field in fields]
    conversions = [
        (place, convert)
        for place, column in enumerate(columns)
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]
    return [field.attname for field in fields], columns, conversions


def rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask it with these values. Columns come as the database has them: for texts and whole numbers, no other kinds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
