"""One page of the list: from the directory, else from TimeTrack itself."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from time import time
from typing import TypeVar

from django.conf import settings

from clients_ui.client.record import ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.directory import Held
from clients_ui.directory.index import Wanted
from clients_ui.reading import outage
from clients_ui.reading.list_query import ListQuery
from clients_ui.timetrack import account
from clients_ui.timetrack.errors import OUTAGE, TimeTrackError

T = TypeVar("T")
PAGE_SIZE = 50
PATIENCE = 3
"""Seconds that Refresh waits before it shows what there is."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Something that was seen `age` seconds ago stands in, because TimeTrack cannot be reached (`error`)."""

    age: float
    error: TimeTrackError


class Lacking(Enum):
    """Why a list comes from TimeTrack itself, which sorts and counts nothing and searches names alone."""

    OFF = auto()
    NOT_YET = auto()
    NOT_NOW = auto()
    FIELDS = auto()


@dataclass(frozen=True, slots=True)
class Whole:
    """What only a list that comes from the directory has.

    `total`: how many clients there are on all its pages; `counts`: parameter → value → how many hold it; `age` in
    seconds; `sure`: no client can have been missed; `unchecked`: in how many of all clients nothing wrong was looked
    for yet.
    """

    total: int
    counts: Mapping[str, Mapping[str, int]]
    age: float
    sure: bool
    unchecked: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list: from the directory (`whole`), or from TimeTrack itself (why: `lacking`)."""

    query: ListQuery
    rows: list[ClientRecord]
    more: bool
    stale: Stale | None = None
    whole: Whole | None = None
    lacking: Lacking | None = None


def find(query: ListQuery) -> Listing:
    """The page of clients that a query asks for: from the directory, else from TimeTrack itself.

    As this worker saw it lately where TimeTrack cannot be reached.
    """
    if held := known_clients():
        return _from_directory(query, held)
    key = (settings.TIMETRACK_API_URL, query.q, query.page)
    try:
        page = account.current().clients.page(query.page - 1, PAGE_SIZE, query.q or None)
    except OUTAGE as error:
        page, stale = seen_lately(outage.lists, key, error)
        return Listing(query, page.rows, page.more, stale, lacking=why_lacking())
    outage.lists.remember(key, page)
    return Listing(query, page.rows, page.more, lacking=why_lacking())


def renew(since: float) -> int:
    """Have all clients read again, unless that was done after this moment (seconds since 1970).

    In how many seconds that may be done; 0 where it is done or under way.
    """
    held = known_clients()
    if settings.DIRECTORY_SECONDS and (held is None or time() - held.age < min(since, time())):
        return directory.current().renew(PATIENCE)
    return 0


def known_clients() -> Held | None:
    """The directory, if it is there and good enough to show."""
    if not settings.DIRECTORY_SECONDS:
        return None
    try:
        held = directory.current().held()
    except TimeTrackError:  # a client that was just written cannot be read again
        return None
    return held if held and (held.error is None or held.age < settings.STALE_SECONDS) else None


def _from_directory(query: ListQuery, held: Held) -> Listing:
    found = held.index.find(Wanted(query.words, query.filters, query.sort, query.finding))
    start, total = (query.page - 1) * PAGE_SIZE, len(found.rows)
    return Listing(
        query,
        held.index.records(found.rows[start : start + PAGE_SIZE]),
        more=start + PAGE_SIZE < total,
        stale=Stale(held.age, held.error) if held.error else None,
        whole=whole(held, total, found.counts),
    )


def whole(held: Held, total: int, counts: Mapping[str, Mapping[str, int]]) -> Whole:
    """What only a list from the directory has."""
    return Whole(total, counts, held.age, held.sure, held.index.wrong.unchecked)


def why_lacking() -> Lacking:
    """Why the directory does not answer."""
    if not settings.DIRECTORY_SECONDS:
        return Lacking.OFF
    here = directory.current()
    if here.useless:
        return Lacking.FIELDS
    return Lacking.NOT_YET if here.filling else Lacking.NOT_NOW


def seen_lately(seen: outage.Seen[T], key: Hashable, error: TimeTrackError) -> tuple[T, Stale]:
    """What this worker saw lately; raises the error where it saw nothing."""
    found = seen.recall(key, settings.STALE_SECONDS)
    if found is None:
        raise error
    thing, age = found
    return thing, Stale(age, error)
