"""The account's clients in this worker's memory: filled by a walk, renewed behind the requests, never written down.

A fill is begun by a request and runs behind it, one at a time. What was written here since, by whichever worker, is in
the history: one query finds it, and those clients are read again.
"""

import logging
from dataclasses import dataclass, replace
from functools import cache, partial
from threading import Event, Lock, Thread
from time import monotonic, sleep

from django.conf import settings
from django.utils.translation import get_language

from clients_ui import connection, history
from clients_ui.checking import checked_before
from clients_ui.countries import country_name
from clients_ui.errors import NotFound, TimeTrackError
from clients_ui.frame import page_of
from clients_ui.history import Written
from clients_ui.index import Index
from clients_ui.record import FIELDS, ClientRecord, Kind, Value

PAUSE = 20
"""A fill is never begun sooner than so many times as long as the last one took."""
SHORTEST_PAUSE = 1
MOMENT = 0.3
"""Seconds that the very first request waits for the fill that it began."""
AT_ONCE = 3
SAMPLES = 3
MOST_READ_AGAIN = 30
REST = 0.001
"""Seconds that other threads get after every few clients that were checked."""
FEW = 1000
"""Clients that are checked before the end of a fill is told; more of them later."""
CHECKED_EVERY = 2
"""Seconds after which what was checked so far is shown."""
logger = logging.getLogger("timetrack")


@dataclass(frozen=True, slots=True)
class Held:
    """All clients as they were `at` (monotonic), with what was written here since.

    `sure`: none can have been missed. `due`: something was written that only a fill can find. `error`: why the last
    try to renew them failed, None where it did not.
    """

    index: Index
    at: float
    written: Written
    sure: bool = True
    due: bool = False
    error: TimeTrackError | None = None

    @property
    def age(self) -> float:
        """Seconds since all clients were read."""
        return monotonic() - self.at


class Directory:
    """What this worker holds of one account."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: Held | None = None
        self._filling: Event | None = None
        self._not_before = 0.0
        self._useless = False
        self._checking = Lock()

    def held(self) -> Held | None:
        """All clients, with every write made here; None where they are not there (yet). Begins a fill that is due."""
        held = self._held
        if held is None or held.due or held.age >= settings.DIRECTORY_SECONDS:
            begun = self._begin()
            if begun and held is None:  # a small account is there in a moment
                begun.wait(MOMENT)
                held = self._held
        return self._caught_up(held) if held else None

    def renew(self, seconds: float) -> None:
        """Begin a fill if that may be, and wait for the one under way, for so many seconds at most."""
        self._begin()
        if filling := self._filling:
            filling.wait(seconds)

    @property
    def at_hand(self) -> Held | None:
        """All clients as they were read or seen last, perhaps without what was just written."""
        return self._held

    @property
    def filling(self) -> bool:
        """Whether a fill is under way."""
        return self._filling is not None

    @property
    def useless(self) -> bool:
        """Whether TimeTrack's list does not carry all fields, so that a directory made of it would lie."""
        return self._useless

    def _begin(self) -> Event | None:
        """Begin a fill if none is under way and it is not too soon; what tells its end."""
        if self._filling or monotonic() < self._not_before:
            return None
        written = history.written_by_now()  # what comes after this has to be read again
        with self._lock:
            if self._filling:
                return None
            self._filling = begun = Event()
        Thread(target=self._fill, args=(written, get_language()), name="directory", daemon=True).start()
        return begun

    def _fill(self, written: Written, language: str | None) -> None:
        started = monotonic()
        try:
            self._read(written, language, started)
        except TimeTrackError as error:
            with self._lock:
                self._held = replace(self._held, error=error) if self._held else None
        finally:
            took = monotonic() - started
            with self._lock:
                self._not_before = monotonic() + max(PAUSE * took, SHORTEST_PAUSE)
                filling, self._filling = self._filling, None
            if filling:
                filling.set()
        self._check()

    def _read(self, written: Written, language: str | None, started: float) -> None:
        clients, before = connection.clients(), self._held
        walk = clients.walk(at_once=AT_ONCE)
        old = before.index.pages if before else ()
        pages = [page_of(rows, old[n] if n < len(old) else None) for n, rows in enumerate(walk.pages())]
        if before:
            same = {id(page) for page in old}
            pages = [page if id(page) in same else checked_before(page, before.index.frame) for page in pages]
        if before and len(pages) == len(old) and all(new is same for new, same in zip(pages, old, strict=True)):
            index = before.index
        else:
            index = Index(pages, partial(shown, language), settings.TIMETRACK_VAT_FIELD)
            if before:
                index.sort_like(before.index)
        self._useless = bool(len(index)) and self._lacks_fields(index)
        held = None if self._useless else Held(index, started, written, walk.sure)
        with self._lock:
            self._held = held
        logger.info("the directory was filled: %d clients in %d ms", len(index), (monotonic() - started) * 1000)
        if index.wrong.unchecked <= FEW:
            self._check()

    def _check(self) -> None:
        """Look for what is wrong with the clients that are new or have changed, a few at a time."""
        with self._checking:
            while (held := self._held) and held.index.wrong.unchecked:
                done = held.index.check(partial(sleep, REST), partial(_past, monotonic() + CHECKED_EVERY))
                with self._lock:
                    if self._held:
                        self._held = replace(self._held, index=self._held.index.with_checked(done))
            if held:
                held.index.wrong.counts  # noqa: B018 - so that no request has to wait for them

    def _lacks_fields(self, index: Index) -> bool:
        """Whether a client, read alone, holds values in fields that are empty in the whole list."""
        empty = index.always_empty()
        found = [_now(client.id) for client in index.sample(SAMPLES)] if empty else []
        return any(client[name] for client in found if client for name in empty)

    def _caught_up(self, held: Held) -> Held | None:
        """With what was written here meanwhile; None where that is too much to be read again."""
        written, ids = history.written_since(held.written)
        if written == held.written:
            return held
        if len(ids) > MOST_READ_AGAIN:
            return None
        index = held.index
        for id_ in filter(None, ids):
            index = index.with_client(id_, _now(id_))
        caught_up = replace(held, index=index, written=written, due=held.due or None in ids)
        with self._lock:
            if self._held is held:
                self._held = caught_up
        return caught_up


def _past(moment: float) -> bool:
    return monotonic() > moment


def _now(id: int) -> ClientRecord | None:  # noqa: A002
    try:
        return connection.clients().get(id)
    except NotFound:
        return None


def shown(language: str | None, name: str, value: Value) -> str:
    """A value as a reader of this language sees it, for sorting."""
    if FIELDS[name].kind is Kind.BOOLEAN:
        return "" if value is None else "0" if value else "1"
    return country_name(str(value), language) if FIELDS[name].kind is Kind.COUNTRY else str(value)


@cache
def here() -> Directory:
    """What this worker holds."""
    return Directory()


def forget() -> None:
    """Hold nothing, as a new worker does."""
    here.cache_clear()
