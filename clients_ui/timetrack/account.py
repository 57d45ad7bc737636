"""The account at TimeTrack that the settings name: one per process, and a new one where they have changed."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings

from clients_ui.timetrack.projects import Projects
from clients_ui.timetrack.repository import ClientRepository
from clients_ui.timetrack.transport import Connection, Transport

K = TypeVar("K")
T = TypeVar("T")


class Account:
    """One transport, whose pool, call slots and breaker all pages and commands share, and what is behind it."""

    def __init__(self, connection: Connection) -> None:
        self.transport = Transport(connection)
        self.clients = ClientRepository(self.transport)
        self.projects = Projects(self.transport)


class Latest(Generic[K, T]):
    """What `make` made of the latest key: the same for all threads, until another key comes."""

    def __init__(self, make: Callable[[K], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: tuple[K, T] | None = None

    def of(self, key: K) -> T:
        """What was made of this key, or is now."""
        with self._lock:  # two threads at once would make two
            if self._made is None or self._made[0] != key:
                self._made = key, self._make(key)
            return self._made[1]

    def forget(self) -> None:
        """Make a new one next time, of the same key too."""
        with self._lock:
            self._made = None


_latest = Latest(Account)
forget = _latest.forget


def current() -> Account:
    """The account that the settings name now."""
    return _latest.of(
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
