"""All the clients that a list has, in portions: what files are made of, however many clients there are.

From the directory, whose lock is held for a portion at a time: which clients they are is settled once, and each is
taken as it is when its turn comes. Else from TimeTrack itself, page by page; what fails there is raised out of the
portions, so that nobody takes the beginning for the whole.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from django.conf import settings

from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.database import Database
from clients_ui.directory.directory import SAMPLES, Contents
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import NoDirectory, all_clients, as_asked, asked_of, why_no_directory
from clients_ui.timetrack import account
from clients_ui.timetrack.deadline import within

PORTION = 500
"""Clients that are in memory at once."""
ALONE = 50
"""Clients that are read one by one before the next deadline begins."""
OLD = 600
"""Seconds after which all clients are read anew before they are given: nobody asked this worker for so long."""
Portions = Iterator[list[ClientRecord]]


@dataclass(frozen=True, slots=True)
class WholeList:
    """All clients of a list.

    `portions` begins to give them, as often as it is called. `long` gives those that may hold a text too long for a
    spreadsheet. `number`: how many there are, None where only the end will tell. `unreadable`: so many could not be
    read, and are missing.
    """

    portions: Callable[[], Portions]
    long: Callable[[], Iterator[ClientRecord]]
    number: int | None = None
    unreadable: int = 0


def find(query: ListQuery, patience: float) -> WholeList | NoDirectory:
    """All the clients that a query asks for; or why that cannot be told now.

    `patience`: seconds that a fill of the directory is waited for. During an outage nothing stands in for TimeTrack:
    who reads a file is not told how old it is.
    """
    contents = _contents(patience)
    if contents is None:
        return _of_timetrack(query)
    if contents.error:
        raise contents.error.with_traceback(None)
    return _of_directory(asked_of(query) or contents, query)


def of_ids(ids: Collection[int], patience: float) -> dict[int, ClientRecord]:
    """Those of these clients that there are, by their ids; raises TimeTrackError where that cannot be told.

    A few that the directory does not know are read one by one: it may have been read before they were created.
    """
    contents = _contents(patience, oldest=min(OLD, settings.DIRECTORY_SECONDS))
    if contents and contents.error:
        raise contents.error.with_traceback(None)
    if contents is None and len(ids) > ALONE:
        wanted = {*ids}
        return {record.id: record for portion in _timely(_walked(None)) for record in portion if record.id in wanted}
    known = _records(contents.database, [*ids]) if contents else iter(())
    found = {record.id: record for portion in known for record in portion}
    missing = [id_ for id_ in ids if id_ not in found]
    now = directory.now_of(missing) if missing and len(missing) <= ALONE else {}
    return found | {id_: record for id_, record in now.items() if record}


def selected(ids: Collection[int], patience: float) -> WholeList:
    """Those of these clients that there are, in their order; raises TimeTrackError where that cannot be told."""
    found = of_ids(ids, patience)
    records = [found[id_] for id_ in ids if id_ in found]
    starts = range(0, len(records), PORTION)
    return WholeList(
        lambda: (records[start : start + PORTION] for start in starts), lambda: iter(records), len(records)
    )


def _contents(patience: float, oldest: float = OLD) -> Contents | None:
    """The directory with all that was written here, and not older than need be, where that can be waited for."""
    contents = all_clients()
    lacking = contents is None or contents.behind or contents.age >= oldest
    if settings.DIRECTORY_SECONDS and lacking and not directory.current().useless:
        directory.current().renew(patience)
        contents = all_clients()
    return contents


def _of_directory(contents: Contents, query: ListQuery) -> WholeList:
    database, ids = contents.database, contents.database.all_ids(as_asked(query))

    def long() -> Iterator[ClientRecord]:
        found = database.long_ids()
        among = set(ids) if found else set()
        return chain.from_iterable(_records(database, [id_ for id_ in found if id_ in among]))

    return WholeList(lambda: _records(database, ids), long, len(ids), contents.unreadable)


def _records(database: Database, ids: list[int]) -> Portions:
    for start in range(0, len(ids), PORTION):
        yield database.records(ids[start : start + PORTION])


def _of_timetrack(query: ListQuery) -> WholeList | NoDirectory:
    """What TimeTrack itself can list: by name alone, and that only where no directory will ever search all fields."""
    why = why_no_directory()
    never = why in {NoDirectory.OFF, NoDirectory.FIELDS}
    if query.filters or query.finding or (query.q and not never):
        return why

    def portions() -> Portions:
        return _timely(_walked(query.q or None))

    return WholeList(portions, lambda: chain.from_iterable(portions()))


def _timely(portions: Portions) -> Portions:
    """Each portion within a deadline of its own: that of a page is over long before the last of them."""
    while True:
        with within(settings.TIMETRACK_DEADLINE):
            portion = next(portions, None)
        if portion is None:
            return
        yield portion


def _walked(name: str | None) -> Portions:
    """Page after page of TimeTrack's list; client after client where its list does not tell all fields."""
    pages = account.current().clients.walk(directory.at_once(), name).pages()
    first = next(pages, [])
    empty = {field for field in FIELDS if not any(record[field] for record in first)}
    sample = first[:: max(len(first) // SAMPLES, 1)][:SAMPLES]
    alone = directory.lacks_fields(empty, sample)
    for page in chain([first], pages):
        if not alone:
            yield page
        for start in range(0, len(page) if alone else 0, ALONE):
            now = directory.now_of([record.id for record in page[start : start + ALONE]])
            yield [record for record in now.values() if record]
