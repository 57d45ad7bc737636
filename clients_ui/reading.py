"""What a page asks for: a Query in, a Listing or one client out. Raises `errors.TimeTrackError`."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings

from clients_ui import connection, history, outage
from clients_ui.deadline import within
from clients_ui.errors import FailingFast, TimedOut, TimeTrackError, Unavailable, Unreachable
from clients_ui.record import FIELDS, ClientRecord, Value
from clients_ui.rules import same

T = TypeVar("T")
OUTAGE = (Unreachable, Unavailable, TimedOut, FailingFast)
PAGE_SIZE = 50
LAST_PAGE = 1_000_000
LONGEST_SEARCH = 200
PROBE_SECONDS, PROBE_TIMEOUT = 5, 2


@dataclass(frozen=True, slots=True)
class Query:
    """The state of the list, as its URL has it: what is searched for, and the page (from 1)."""

    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Query":
        """The query in a URL's parameters; a page that is no number is the first."""
        digits = parameters.get("page", "")
        page = int(digits[:7]) if digits.isascii() and digits.isdigit() else 1
        return cls(parameters.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH], min(max(page, 1), LAST_PAGE))

    def at(self, page: int) -> "Query":
        """The same search on another page."""
        return replace(self, page=page)

    def encoded(self) -> str:
        """The query as part of a URL; empty for the plain list."""
        shown = {"q": self.q, "page": str(self.page) if self.page > 1 else ""}
        return urlencode({name: value for name, value in shown.items() if value})


@dataclass(frozen=True, slots=True)
class Stale:
    """Something that was seen `age` seconds ago stands in, because TimeTrack cannot be reached (`error`)."""

    age: float
    error: TimeTrackError


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    query: Query
    rows: list[ClientRecord]
    more: bool
    stale: Stale | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One client."""

    record: ClientRecord
    stale: Stale | None = None


def find(query: Query) -> Listing:
    """The page of clients that a query asks for; as this worker saw it lately where TimeTrack cannot be reached."""
    key = (settings.TIMETRACK_API_URL, query)
    try:
        page = connection.clients().page(query.page - 1, PAGE_SIZE, query.q or None)
    except OUTAGE as error:
        page, stale = _seen(outage.lists, key, error)
        return Listing(query, page.rows, page.more, stale)
    outage.lists.remember(key, page)
    return Listing(query, page.rows, page.more)


def client(id: int) -> Found:  # noqa: A002 - TimeTrack's name
    """One client; as this worker saw it lately where TimeTrack cannot be reached. Raises NotFound for none."""
    key = (settings.TIMETRACK_API_URL, id)
    try:
        record = connection.clients().get(id)
    except OUTAGE as error:
        return Found(*_seen(outage.clients, key, error))
    outage.clients.remember(key, record)
    return Found(record)


def holds(id: int, values: Mapping[str, Value]) -> bool:  # noqa: A002
    """Whether TimeTrack holds these values of a client; not where it cannot be asked."""
    try:
        record = current(id)
    except TimeTrackError:
        return False
    return all(same(FIELDS[name], record[name], value) for name, value in values.items())


def changed_elsewhere(record: ClientRecord) -> list[str]:
    """The parameters that TimeTrack holds otherwise than this dashboard wrote them last."""
    written = history.last_written(record.id)
    return [name for name, value in written.items() if not same(FIELDS[name], record[name], value)]


def current(id: int) -> ClientRecord:  # noqa: A002
    """One client as TimeTrack has it now and not otherwise; raises NotFound where there is none."""
    return connection.clients().get(id)


def probe() -> None:
    """Read one client, to see whether address and credentials work; raises where they do not."""
    connection.clients().rows(0, 1)


def reachable() -> bool:
    """Whether TimeTrack answers this dashboard: one call of at most 2 seconds, at most every 5 seconds."""
    key = settings.TIMETRACK_API_URL
    if known := outage.answered.recall(key, PROBE_SECONDS):
        return known[0]
    try:
        with within(PROBE_TIMEOUT):
            probe()
    except TimeTrackError:
        return outage.answered.remember(key, thing=False)
    return outage.answered.remember(key, thing=True)


def _seen(seen: outage.Seen[T], key: Hashable, error: TimeTrackError) -> tuple[T, Stale]:
    found = seen.recall(key, settings.STALE_SECONDS)
    if found is None:
        raise error
    thing, age = found
    return thing, Stale(age, error)
