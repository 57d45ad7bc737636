"""The account's clients in this worker's memory: filled by a walk, renewed behind the requests, never written down.

A fill is begun by a request and runs behind it, one at a time. What was written here since, by whichever worker, is in
the history: one query finds it, and those clients are read again.
"""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import cache, partial
from math import ceil
from threading import Event, Lock, Thread
from time import monotonic, sleep

from django.conf import settings
from django.utils.translation import get_language

from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.directory.checking import checked_before
from clients_ui.directory.frame import page_of
from clients_ui.directory.index import Index
from clients_ui.history import written_since
from clients_ui.history.written_since import Written
from clients_ui.timetrack import account
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import OUTAGE, ComeBack, NotFound, TimeTrackError, Unintelligible

PAUSE = 20
"""A fill is never begun sooner than so many times as long as the last one took."""
SHORTEST_PAUSE = 1
RETRY = 15
"""Seconds after which one that failed is tried again, at most."""
MOMENT = 0.3
"""Seconds that the very first request waits for the fill that it began."""
AT_ONCE = 3
SAMPLES = 3
MOST_READ_AGAIN = 30
MOST_SEEN = 100
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

    `until`: when the last of them was read, alone or with all. `sure`: none can have been missed. `due`: something was
    written that only a fill can find, or very much was. `error`: why the last try to renew them failed, None where it
    did not.
    """

    index: Index
    at: float
    until: float
    written: Written
    sure: bool = True
    due: bool = False
    error: TimeTrackError | None = None

    @property
    def age(self) -> float:
        """Seconds since all clients were read."""
        return monotonic() - self.at


@dataclass(frozen=True, slots=True)
class Seen:
    """A client as it was read after a moment (monotonic) at which this worker wrote it."""

    record: ClientRecord
    after: float


class Directory:
    """What this worker holds of one account."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: Held | None = None
        self._seen: dict[int, Seen] = {}
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

    def renew(self, seconds: float) -> int:
        """Begin a fill if that may be, and wait for the one under way, for so many seconds at most.

        In how many seconds one may begin, 0 where one has.
        """
        if filling := self._begin() or self._filling:
            filling.wait(seconds)
            return 0
        return ceil(max(self._not_before - monotonic(), 0))

    def saw(self, entry: int, record: ClientRecord, after: float) -> None:
        """Take note of a client that was read after the write of this history entry, so as not to read it again."""
        if not (settings.DIRECTORY_SECONDS and self._held):
            return  # a fill will read it, or nothing may be held
        with self._lock:
            self._seen[entry] = Seen(record, after)
            while len(self._seen) > MOST_SEEN:
                del self._seen[next(iter(self._seen))]

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
        if self._may_not_fill():
            return None
        written = written_since.written_by_now()  # what comes after this has to be read again
        with self._lock:
            if self._may_not_fill():
                return None
            Thread(target=self._run, args=(written, get_language()), name="directory", daemon=True).start()
            self._filling = begun = Event()
        return begun

    def _may_not_fill(self) -> bool:
        return bool(self._filling or monotonic() < self._not_before)

    def _run(self, written: Written, language: str | None) -> None:
        """All that is done behind the requests, in a thread of its own: nobody else would tell of an error in it."""
        try:
            self._fill(written, language)
            self._check()
        except Exception:
            logger.exception("the directory could not be filled or checked")

    def _fill(self, written: Written, language: str | None) -> None:
        """Read all clients, and say when that may be done again."""
        started, pause = monotonic(), 0.0
        try:
            self._read(written, language, started)
            pause = PAUSE * (monotonic() - started)
        except TimeTrackError as error:
            pause = min(PAUSE * (monotonic() - started), getattr(error, "retry_after", RETRY), RETRY)
            self._failed(error)
        finally:
            with self._lock:
                self._not_before = monotonic() + max(
                    pause, settings.DIRECTORY_SECONDS if self._useless else SHORTEST_PAUSE
                )
                filling, self._filling = self._filling, None
            if filling:
                filling.set()

    def _failed(self, error: TimeTrackError) -> None:
        """Keep what is held during an outage, and say so; also where it was only a bad moment; else hold nothing."""
        with self._lock:
            if isinstance(error, OUTAGE) and self._held:
                self._held = replace(self._held, error=error)
            elif not isinstance(error, ComeBack):
                self._held = None

    def _read(self, written: Written, language: str | None, started: float) -> None:
        clients, before = account.clients(), self._held
        walk = clients.walk(at_once=_at_once())
        old = before.index if before else Index.of([], partial(shown, language))
        pages = [page_of(clients, *old.known_page(number)) for number, clients in enumerate(walk.pages())]
        if before and old.is_of(pages):
            index = old.with_texts(pages)
        else:
            same = {id(rows) for rows in old.pages}
            pages = [p if id(p.rows) in same else p._replace(rows=checked_before(p.rows, old.frame)) for p in pages]
            index = Index.of(pages, partial(shown, language), settings.TIMETRACK_VAT_FIELD)
            if before:
                index.sort_like(before.index)
        self._useless = bool(len(index)) and self._lacks_fields(index)
        held = None if self._useless else Held(index, started, monotonic(), written, walk.sure)
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
        found = [_alone(client.id) for client in index.sample(SAMPLES)] if empty else []
        return any(client[name] for client in found if client for name in empty)

    def _caught_up(self, held: Held) -> Held | None:
        """With what was written here meanwhile; None where that is too much to be read again."""
        written, entries = written_since.written_since(held.written)
        if written == held.written:
            return held
        seen, others = self._seen_of(entries, held.until)
        if len(others) > MOST_READ_AGAIN:
            self._keep(held, replace(held, due=True))
            return None
        index = held.index
        try:
            with within(settings.TIMETRACK_DEADLINE / 3):  # the rest is for what the page itself asks
                now = seen | _now_of(others)
        except TimeTrackError as error:
            due = self._keep(held, replace(held, due=True))
            if isinstance(error, OUTAGE):
                return replace(due, error=error)
            raise
        for id_, record in now.items():
            index = index.with_client(id_, record)
        found = replace(held, index=index, until=monotonic(), written=written)
        return self._keep(held, replace(found, due=held.due or index.worn or None in entries.values()))

    def _seen_of(
        self, entries: Mapping[int, int | None], since: float
    ) -> tuple[dict[int, ClientRecord | None], list[int]]:
        """The clients of these entries that were read already, and those that were not.

        One that was written twice may have been read in between, and one that was read before others were may be older
        than what the directory holds of it by now.
        """
        ids = [id_ for id_ in entries.values() if id_]
        known = [each for pk in entries if (each := self._seen.get(pk)) and each.after > since]
        seen: dict[int, ClientRecord | None] = {
            each.record.id: each.record for each in known if ids.count(each.record.id) == 1
        }
        return seen, [id_ for id_ in dict.fromkeys(ids) if id_ not in seen]

    def _keep(self, before: Held, now: Held) -> Held:
        with self._lock:
            if self._held is before:
                self._held = now
                self._seen = {entry: each for entry, each in self._seen.items() if each.after > now.until}
        return now


def _past(moment: float) -> bool:
    return monotonic() > moment


def _at_once() -> int:
    """Calls at once: people have at least as many places."""
    return max(1, min(AT_ONCE, settings.TIMETRACK_CONCURRENCY // 2))


def _now_of(ids: list[int]) -> dict[int, ClientRecord | None]:
    """These clients as TimeTrack has them now; None for one that is gone."""
    if len(ids) < 2:
        return {id_: _now(id_) for id_ in ids}
    with ThreadPoolExecutor(_at_once(), "again") as pool:
        calls = [pool.submit(copy_context().run, _now, id_) for id_ in ids]  # the context has the deadline
        return {id_: call.result() for id_, call in zip(ids, calls, strict=True)}


def _alone(id: int) -> ClientRecord | None:  # noqa: A002
    """One client; None also where TimeTrack itself fails about it."""
    try:
        return _now(id)
    except Unintelligible:
        return None


def _now(id: int) -> ClientRecord | None:  # noqa: A002
    try:
        return account.clients().get(id)
    except NotFound:
        return None


def shown(language: str | None, name: str, value: Value) -> str:
    """A value as a reader of this language sees it, for sorting."""
    return FIELDS[name].kind.sort_text(value, language)


_making = Lock()


def current() -> Directory:
    """What this worker holds."""
    with _making:  # two threads at once would make two
        return _made()


@cache
def _made() -> Directory:
    return Directory()


def forget() -> None:
    """Hold nothing, as a new worker does."""
    _made.cache_clear()
