"""``DATABASE_URL`` and ``CACHE_URL`` → Django's dictionaries.

All workers have to share both: what each worker has for itself (memory, a dummy) is refused. No sentence repeats the
address, since it may hold a password.
"""

from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from ttdash.config.environment import WORKING_FOLDER, url_parts

# How long PostgreSQL is waited for, in libpq's own words, unless DATABASE_URL says otherwise. A server that is gone is
# noticed by these; one that was stopped in the middle of a statement is not (see ttdash/surroundings/places)
PATIENCE: Final = {
    "connect_timeout": 3,  # seconds
    "keepalives_idle": 10,  # seconds without a word until the other side is asked whether it is there
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds until what was sent has to have arrived
}
# Milliseconds, kept by the server: of a statement, and of a transaction that nobody goes on with and others wait for
OF_A_STATEMENT: Final = "-c statement_timeout=20000 -c idle_in_transaction_session_timeout=60000"
REDIS_SECONDS: Final = 1.0
"""How long Redis is waited for: for a connection, and for each answer."""


def database(url: str) -> dict[str, Any]:
    """The database that an address names. Raises ImproperlyConfigured for any but SQLite files and PostgreSQL."""
    scheme = url.partition(":")[0].lower()
    if scheme == "sqlite":
        return _sqlite(url)
    if scheme not in {"postgres", "postgresql", "psql", "pgsql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    config: dict[str, Any] = {}
    with suppress(ValueError):
        config = environ.Env.db_url_config(url)
    if not config.get("NAME") or "%" in config["HOST"]:  # django-environ quotes an address that it cannot split
        raise ImproperlyConfigured("DATABASE_URL must be of the form postgresql://user:password@host:5432/database.")
    asked = config.get("OPTIONS", {})
    bounds = PATIENCE | asked | {"options": f"{OF_A_STATEMENT} {asked.get('options', '')}".strip()}
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return kept | config | {"ENGINE": "ttdash.surroundings.postgresql", "OPTIONS": bounds}


def _sqlite(url: str) -> dict[str, Any]:
    """An SQLite file, kept open by each thread: opening it costs more than all that a page asks it."""
    path = url.removeprefix("sqlite:///")
    if path in {url, "", ":memory:"} or "?" in path:
        raise ImproperlyConfigured(
            "DATABASE_URL must name a file after three slashes (four for an absolute path), such as "
            "sqlite:///db.sqlite3; a database in memory would be another one in each worker."
        )
    file = WORKING_FOLDER / unquote(path)
    if file.is_dir() or not file.parent.is_dir():
        raise ImproperlyConfigured("DATABASE_URL must name a file in a folder that exists.")
    return {
        "ENGINE": "ttdash.surroundings.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # takes the write lock at once: or reads before writes would lose it
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def cache(url: str) -> dict[str, Any]:
    """The cache that an address names, else a table of the database. Raises ImproperlyConfigured for any other kind."""
    if not url:
        options = {"MAX_ENTRIES": 100_000}  # Django's 300 would drop live tokens
        return {"BACKEND": "ttdash.web.shared_cache.CandidDatabaseCache", "LOCATION": "cache", "OPTIONS": options}
    parts = url_parts(url)
    if not (parts.scheme in {"redis", "rediss"} and parts.hostname) and not (parts.scheme == "unix" and parts.path):
        raise ImproperlyConfigured(
            "CACHE_URL must be of the form redis://host:6379/0, or empty for the database: "
            "workers have to share what is kept there, and a cache in memory or in files is not for all of them."
        )
    waits = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}  # the address may say others
    return {"BACKEND": "ttdash.web.shared_cache.CircuitRedisCache", "LOCATION": url, "OPTIONS": waits}
