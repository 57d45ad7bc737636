"""Which errors are an outage of what the dashboard stands on, and of what: no mistake of ours, and over one day."""

import errno
from enum import Enum, auto

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InterfaceError, OperationalError
from redis import RedisError

from ttdash.surroundings.places import Crowded


class Outage(Enum):
    """What does not do its part."""

    DATABASE = auto()
    DISK = auto()  # of the database, or this server's own
    MIGRATIONS = auto()
    CACHE = auto()
    CROWD = auto()  # too many wait for the database already


class NotCounted(Exception):
    """The cache did not let an attempt be counted in time, and what is not counted must not be made."""


DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
OF_POSTGRESQL = {
    "53100": Outage.DISK,  # disk_full
    "25006": Outage.DISK,  # read_only_sql_transaction
    "25P03": Outage.DATABASE,  # idle_in_transaction_session_timeout, as where this server stood still
    "42P01": Outage.MIGRATIONS,  # undefined_table
    "42703": Outage.MIGRATIONS,  # undefined_column
    "XX001": Outage.DATABASE,  # data_corrupted
    "XX002": Outage.DATABASE,  # index_corrupted
}
OF_SQLITE = {
    "SQLITE_FULL": Outage.DISK,
    "SQLITE_READONLY": Outage.DISK,
    "SQLITE_IOERR": Outage.DISK,
    "SQLITE_NOTADB": Outage.DATABASE,
    "SQLITE_CORRUPT": Outage.DATABASE,
    "no such table": Outage.MIGRATIONS,
    "no such column": Outage.MIGRATIONS,
    "has no column": Outage.MIGRATIONS,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Of what this error is an outage; None for any other error."""
    if isinstance(error, SessionInterrupted | UpdateError):  # Django's, for one that cannot be written too
        return outage_of(error.__context__)
    if isinstance(error, Crowded):
        return Outage.CROWD
    if isinstance(error, RedisError | NotCounted):
        return Outage.CACHE
    if isinstance(error, DatabaseError | InterfaceError):
        other = Outage.DATABASE if isinstance(error, OperationalError | InterfaceError) else None
        return _of_statement(error) or other
    return Outage.DISK if isinstance(error, OSError) and error.errno in DISK else None


def _of_statement(error: DatabaseError | InterfaceError) -> Outage | None:
    """By the driver's own code of it; SQLite has none for what is missing but its words."""
    cause = error.__cause__
    state = OF_POSTGRESQL.get(getattr(cause, "sqlstate", None) or "")
    said = f"{getattr(cause, 'sqlite_errorname', '')} {error}"
    return state or next((outage for words, outage in OF_SQLITE.items() if words in said), None)
