"""One page of the list: from the directory, else from TimeTrack itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from time import time
from typing import NamedTuple

from django.conf import settings

from clients_ui.client.countries import readers_language
from clients_ui.client.record import ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.directory import Contents
from clients_ui.directory.query import ClientQuery, Result
from clients_ui.history import told_apart
from clients_ui.quality.findings import Finding
from clients_ui.reading.list_query import ListQuery
from clients_ui.timetrack import account
from clients_ui.timetrack.errors import TimeTrackError

PAGE_SIZE = 50
FOLLOWING = 10
"""Clients after one in a list that its form carries: others may mend or delete some of them meanwhile."""
PATIENCE = 3
"""Seconds that Refresh waits before it shows what there is."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Something that was read `age` seconds ago stands in, because TimeTrack cannot be reached (`error`)."""

    age: float
    error: TimeTrackError


class NoDirectory(Enum):
    """Why a list comes from TimeTrack itself, which sorts and counts nothing and searches names alone."""

    OFF = auto()
    NOT_YET = auto()
    NOT_NOW = auto()
    FIELDS = auto()


@dataclass(frozen=True, slots=True)
class FromDirectory:
    """What only a list that comes from the directory has.

    `total`: how many clients there are on all its pages; `counts`: parameter → value → how many hold it; `age` in
    seconds; `sure`: no client can have been missed; `unchecked`: how many of all clients were not checked yet;
    `behind`: some of what was written here last is missing; `unreadable`: so many could not be read, and are missing.
    """

    total: int
    counts: Mapping[str, Mapping[str, int]]
    age: float
    sure: bool
    unchecked: int
    behind: bool = False
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list: from the directory, or from TimeTrack itself (why: `no_directory`).

    `unreadable`: so many clients could not be read, and are missing in the list.
    """

    query: ListQuery
    rows: list[ClientRecord]
    more: bool
    stale: Stale | None = None
    directory: FromDirectory | None = None
    no_directory: NoDirectory | None = None
    unreadable: int = 0


class Place(NamedTuple):
    """Where a client stands in a list: its number, counted from 1, of so many.

    `previous`: the id before it, None at its beginning. `following`: a few that come after it.
    """

    number: int
    total: int
    previous: int | None
    following: tuple[int, ...]


def find(query: ListQuery) -> Listing:
    """The page of clients that a query asks for: from the directory, else from TimeTrack itself."""
    contents = asked_of(query)
    if contents is None:
        page = account.current().clients.page(query.page - 1, PAGE_SIZE, query.q or None)
        return Listing(query, page.rows, page.more, no_directory=why_no_directory(), unreadable=page.unreadable)
    start = (query.page - 1) * PAGE_SIZE
    found = contents.database.find(as_asked(query), start, PAGE_SIZE)
    return Listing(
        query,
        found.records,
        more=start + PAGE_SIZE < found.total,
        stale=Stale(contents.age, contents.error) if contents.error else None,
        directory=from_directory(contents, found),
        unreadable=contents.unreadable,
    )


def known(ids: list[int]) -> list[ClientRecord]:
    """Those of these clients that are in memory, in this order: TimeTrack is not asked for them."""
    contents = all_clients()
    return contents.database.records(ids) if contents else []


def place(query: ListQuery, id: int) -> Place | None:  # noqa: A002 - TimeTrack's name
    """Where a client stands in a list, on the query's page or on one beside it; None where it does not."""
    contents = asked_of(query)
    if contents is None:
        return None
    start, size = _around(query)
    ids, total = contents.database.ids(as_asked(query), start, size)
    if id not in ids:
        return None
    at = ids.index(id)
    return Place(start + at + 1, total, ids[at - 1] if at else None, (*ids[at + 1 : at + 1 + FOLLOWING],))


def still_there(query: ListQuery, ids: Sequence[int]) -> int | None:
    """The first of these clients that is in a list, on the query's page or on one beside it; None for none of them.

    Where that is not known, the first of them.
    """
    contents = asked_of(query)
    if contents is None:
        return ids[0] if ids else None
    here, _ = contents.database.ids(as_asked(query), *_around(query))
    return next((id_ for id_ in ids if id_ in here), None)


def _around(query: ListQuery) -> tuple[int, int]:
    """Where the query's page and the two beside it begin, and how many clients stand on them."""
    return max(query.page - 2, 0) * PAGE_SIZE, 3 * PAGE_SIZE


def as_asked(query: ListQuery) -> ClientQuery:
    """A list's query as the directory is asked it."""
    return ClientQuery(query.words, query.filters, query.sort, query.finding, readers_language(), query.id)


def look_alikes(found: Listing) -> dict[int, int]:
    """Of a list of possible duplicates, each client and the first one that it looks like."""
    contents = asked_of(found.query) if found.query.finding is Finding.DUPLICATE else None
    alike = {row.id: contents.database.alike(row) for row in found.rows} if contents else {}
    return {id_: others[0].id for id_, others in alike.items() if others}


def resembling(found: Listing) -> list[str]:
    """A few names that resemble what was searched for, where nothing was found among all clients."""
    asked = found.query
    if found.rows or asked.filters or asked.finding or asked.page > 1 or not asked.q:
        return []
    contents = all_clients()
    return contents.database.resembling(asked.q) if contents else []


def renew(since: float) -> int:
    """Have all clients read again, unless that was done after this moment (seconds since 1970).

    In how many seconds that may be done; 0 where it is done or under way.
    """
    contents = all_clients()
    if settings.DIRECTORY_SECONDS and (contents is None or time() - contents.age < min(since, time())):
        return directory.current().renew(PATIENCE)
    return 0


def all_clients() -> Contents | None:
    """The directory, if it is there and good enough to show."""
    if not settings.DIRECTORY_SECONDS:
        return None
    try:
        contents = directory.current().caught_up()
    except TimeTrackError:  # nobody can tell what became of a client that was just written
        return None
    return contents if contents and (contents.error is None or contents.age < settings.STALE_SECONDS) else None


def asked_of(query: ListQuery) -> Contents | None:
    """The directory that a query is asked of: of possible duplicates, it must know who was told apart."""
    contents = all_clients()
    return with_told_apart(contents) if contents and query.finding is Finding.DUPLICATE else contents


def with_told_apart(contents: Contents) -> Contents:
    """The directory with the pairs that the team told apart by now: one query, two where there is something new."""
    checks, state = contents.database.checks, told_apart.state()
    if checks.apart_as != state:
        checks.tell_apart(told_apart.pairs(), state)
    return contents


def from_directory(contents: Contents, found: Result) -> FromDirectory:
    """What only a list from the directory has."""
    unchecked = contents.database.checks.unchecked
    whole = contents.age, contents.sure, unchecked, contents.behind, contents.unreadable
    return FromDirectory(found.total, found.counts, *whole)


def why_no_directory() -> NoDirectory:
    """Why the directory does not answer."""
    if not settings.DIRECTORY_SECONDS:
        return NoDirectory.OFF
    current = directory.current()
    if current.useless:
        return NoDirectory.FIELDS
    return NoDirectory.NOT_YET if current.filling else NoDirectory.NOT_NOW
