"""The one connection of this process to TimeTrack, made from the settings."""

from functools import cache
from threading import Lock

from django.conf import settings

from clients_ui.timetrack.repository import ClientRepository
from clients_ui.timetrack.transport import Connection, Transport

_making = Lock()


def transport() -> Transport:
    """The process's transport; pages, imports and commands share its pool, its places and its breaker."""
    with _making:  # two threads at once would make two
        return _made()


@cache
def _made() -> Transport:
    return Transport(
        Connection(
            url=settings.TIMETRACK_API_URL,
            key=settings.TIMETRACK_API_KEY,
            secret=settings.TIMETRACK_API_SECRET,
            user_agent=settings.TIMETRACK_USER_AGENT,
            ca_bundle=settings.TIMETRACK_CA_BUNDLE,
            connect_timeout=settings.TIMETRACK_CONNECT_TIMEOUT,
            read_timeout=settings.TIMETRACK_READ_TIMEOUT,
            deadline=settings.TIMETRACK_DEADLINE,
            concurrency=settings.TIMETRACK_CONCURRENCY,
            breaker_failures=settings.BREAKER_FAILURES,
            breaker_seconds=settings.BREAKER_SECONDS,
        )
    )


def forget() -> None:
    """Make a new transport at the next call: the settings have changed."""
    _made.cache_clear()


def clients() -> ClientRepository:
    """The clients of the account that the settings name."""
    return ClientRepository(transport())
