"""``DATABASE_URL`` and ``CACHE_URL`` → Django's dictionaries.

All workers have to share both: what each worker has for itself (memory, a dummy) is refused. No sentence repeats the
address, since it may hold a password.
"""

from contextlib import suppress
from typing import Any
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from ttdash.config.environment import WORKING_FOLDER, url_parts


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
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | config


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
        "ENGINE": "django.db.backends.sqlite3",
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
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": options}
    parts = url_parts(url)
    if not (parts.scheme in {"redis", "rediss"} and parts.hostname) and not (parts.scheme == "unix" and parts.path):
        raise ImproperlyConfigured(
            "CACHE_URL must be of the form redis://host:6379/0, or empty for the database: "
            "workers have to share what is kept there, and a cache in memory or in files is not for all of them."
        )
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
