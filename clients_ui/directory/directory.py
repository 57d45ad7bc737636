"""The account's clients in this worker's memory: filled by a walk, renewed behind the requests, never written down.

A fill is begun by a request and runs behind it, one at a time. What was written here since, by whichever worker, is
taken from the history with one query; TimeTrack is asked only about clients of which that does not know enough.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from math import ceil
from threading import Event, Lock, Thread
from time import monotonic, sleep, time

from django.conf import settings

from clients_ui import metrics
from clients_ui.client.record import ClientRecord
from clients_ui.directory.database import Database
from clients_ui.directory.latest import Writes
from clients_ui.directory.noted import Noted
from clients_ui.history import marks, written_since
from clients_ui.history.written_since import Position
from clients_ui.timetrack import account
from clients_ui.timetrack.account import Account, Latest
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import OUTAGE, ComeBack, NotFound, TimeTrackError, Unintelligible

PAUSE = 20
"""A fill is never begun sooner than so many times as long as the last one took."""
SHORTEST_PAUSE = 1
RETRY = 15  # seconds after which a fill that failed is tried again, at most
MOMENT = 0.3
"""Seconds that the very first request waits for the fill that it began."""
WAITED_FOR = 1.0  # seconds for another that is catching up: while TimeTrack hangs, all who wait hold their threads
AT_ONCE = 3
SAMPLES = 3
MOST_ASKED = 30
"""Clients that TimeTrack is asked about one by one; more of them are for a fill."""
CHECKED_AT_ONCE = 10
"""Clients that are checked before other threads get their turn: some 1 ms."""
REST = 0.001
FEW = 1000
"""Clients that are checked before a fill is said to be over; more of them are checked later."""
logger = logging.getLogger("timetrack")


@dataclass(frozen=True, slots=True)
class Contents:
    """All clients as they were `read_at` (monotonic), with what was written here since.

    `position`: up to where the history was read. `unknown`: clients that were written since (None: of unknown id) and
    of which only TimeTrack knows what became of them, each with the moment since when. `sure`: no client can have been
    missed. `unreadable`: how many rows of TimeTrack's list could not be read as clients, and are missing.
    `error`: why the last try to renew them failed, None where it did not.
    """

    database: Database
    read_at: float
    position: Position
    sure: bool = True
    unreadable: int = 0
    unknown: dict[int | None, float] = field(default_factory=dict)
    error: TimeTrackError | None = None

    @property
    def age(self) -> float:
        """Seconds since all clients were read."""
        return monotonic() - self.read_at

    @property
    def behind(self) -> bool:
        """Whether something that was written here is missing, so that a fill is due."""
        return bool(self.unknown)


class Directory:
    """All clients of one account, as far as this worker has read them.

    `contents`: as they lie there, perhaps without what was just written. `useless`: TimeTrack's list does not carry all
    fields, so that a directory made of it would lie.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._catching_up = Lock()
        self._checking = Lock()
        self.contents: Contents | None = None
        self._writes = Writes()
        self._noted = Noted()
        self._filling: Event | None = None
        self._not_before = 0.0
        self.useless = False

    def caught_up(self) -> Contents | None:
        """All clients, with every write made here; None where they are not there (yet). Begins a fill that is due."""
        contents = self.contents
        if contents is None or contents.behind or contents.age >= settings.DIRECTORY_SECONDS:
            begun = self._begin()
            if begun and contents is None:  # a small account is there in a moment
                begun.wait(MOMENT)
        return self._caught_up() if self.contents else None

    def renew(self, seconds: float) -> int:
        """Begin a fill if that may be, and wait for the one under way, for so many seconds at most.

        In how many seconds one may begin, 0 where one has.
        """
        if filling := self._begin() or self._filling:
            filling.wait(seconds)
            return 0
        return ceil(max(self._not_before - monotonic(), 0))

    def drop(self, id: int) -> None:  # noqa: A002 - TimeTrack's name
        """Forget a client that TimeTrack says it has not."""
        contents = self.contents
        if contents and contents.database.get(id):
            contents.database.write({id: None})

    @property
    def filling(self) -> bool:
        """Whether a fill is under way."""
        return self._filling is not None

    # Filling

    def _begin(self) -> Event | None:
        """Begin a fill if none is under way and it is not too soon; what tells its end."""
        if self._may_not_fill():
            return None
        position = written_since.position_now() if self.contents is None else None
        with self._lock:
            if self._may_not_fill() or (position is None) != (self.contents is not None):
                return None
            Thread(target=self._run, args=(position,), name="directory", daemon=True).start()
            self._filling = begun = Event()
        return begun

    def _may_not_fill(self) -> bool:
        return bool(self._filling or monotonic() < self._not_before)

    def _run(self, position: Position | None) -> None:
        """All that is done behind the requests, in a thread of its own: nobody else would tell of an error in it."""
        try:
            self._fill(position)
            self._check()
        except Exception:
            logger.exception("the directory could not be filled or checked")

    def _fill(self, position: Position | None) -> None:
        """Read all clients, and say when that may be done again."""
        started, pause = monotonic(), 0.0
        try:
            self._read(position, started)
            pause = PAUSE * (monotonic() - started)
            metrics.FILLS.labels("ok").observe(monotonic() - started)
        except TimeTrackError as error:
            pause = min(PAUSE * (monotonic() - started), getattr(error, "retry_after", RETRY), RETRY)
            metrics.FILLS.labels(type(error).__name__).observe(monotonic() - started)
            self._failed(error)
        finally:
            with self._lock:
                shortest = settings.DIRECTORY_SECONDS if self.useless else SHORTEST_PAUSE
                self._not_before = monotonic() + max(pause, shortest)
                filling, self._filling = self._filling, None
            if filling:
                filling.set()

    def _failed(self, error: TimeTrackError) -> None:
        """Keep the clients during an outage, and say so; also where it was only a bad moment; else forget them."""
        with self._lock:
            if isinstance(error, OUTAGE) and self.contents:
                self.contents = replace(self.contents, error=error)
            elif not isinstance(error, ComeBack):
                self.contents = None

    def _read(self, position: Position | None, started: float) -> None:
        """Read all clients: into a new database, or over what differs in the one that is there."""
        walk, contents = account.current().clients.walk(at_once=at_once()), self.contents
        database = contents.database if contents else Database(settings.TIMETRACK_VAT_FIELD, marks.digest)
        database.refill(walk.pages())
        self._noted.after_fill()
        number = len(database)
        self.useless = bool(number) and lacks_fields(database.always_empty(), database.sample(SAMPLES))
        with self._lock:
            if self.useless:
                self.contents = None
            elif self.contents is None:
                self.contents = Contents(database, started, position or Position(), walk.sure, walk.unreadable)
            else:
                new = {id_: since for id_, since in self.contents.unknown.items() if since > started}
                self.contents = replace(
                    self.contents, read_at=started, sure=walk.sure, unreadable=walk.unreadable, unknown=new, error=None
                )
        metrics.DIRECTORY_CLIENTS.set(number)
        metrics.DIRECTORY_READ.set(time() - (monotonic() - started))
        logger.info("the directory was filled: %d clients in %d ms", number, (monotonic() - started) * 1000)
        if database.checks.unchecked <= FEW:
            self._check()

    def _check(self) -> None:
        """Look for what is wrong with the clients that are new or have changed, a few at a time."""
        with self._checking:
            last = 0
            while contents := self.contents:
                checks = contents.database.checks
                last = checks.check_next(last, CHECKED_AT_ONCE)
                if not last and not checks.unchecked:
                    checks.count_duplicates()  # so that no request has to wait for it
                    return
                sleep(REST)

    # Catching up

    def _caught_up(self) -> Contents | None:
        """With what was written here meanwhile; one thread sees to that, and the others wait for it."""
        if not self._catching_up.acquire(timeout=WAITED_FOR):
            contents = self.contents
            return contents and replace(contents, unknown=contents.unknown or {None: monotonic()})
        try:
            contents = self.contents and self._with_trace(self.contents)
            return contents and self._with_answers(contents)
        finally:
            self._catching_up.release()

    def _with_trace(self, contents: Contents) -> Contents:
        """With what the history tells."""
        position, writes = written_since.written_since(contents.position)
        written = self._noted.take(writes, contents.database)
        changes, new = self._writes.latest(written, contents.database)
        if position == contents.position:
            return contents
        contents.database.write(changes)
        gone = {id_ for id_, record in changes.items() if record is None}
        unknown = {id_: since for id_, since in contents.unknown.items() if id_ not in gone}
        return self._keep(contents, position, unknown | dict.fromkeys(new, monotonic()))

    def _with_answers(self, contents: Contents) -> Contents:
        """With what TimeTrack says of the clients of which the history does not; of many only a fill can tell."""
        ids = [id_ for id_ in contents.unknown if id_]
        if not ids or len(ids) > MOST_ASKED:
            return contents
        try:
            with within(settings.TIMETRACK_DEADLINE / 3):  # the rest is for what the page itself asks
                now = now_of(ids)
        except OUTAGE as error:
            return replace(contents, error=error)
        contents.database.write(now)
        return self._keep(contents, contents.position, {id_: at for id_, at in contents.unknown.items() if not id_})

    def _keep(self, before: Contents, position: Position, unknown: dict[int | None, float]) -> Contents:
        with self._lock:
            if self.contents is None or self.contents.database is not before.database:
                return replace(before, position=position, unknown=unknown)
            self.contents = replace(self.contents, position=position, unknown=unknown)
            return self.contents


def at_once() -> int:
    """Calls at once: people have at least as many places."""
    return max(1, min(AT_ONCE, settings.TIMETRACK_CONCURRENCY // 2))


def lacks_fields(empty: set[str], sample: list[ClientRecord]) -> bool:
    """Whether one of these clients, read alone, has values in fields that are `empty` in the whole list."""
    for client in sample if empty else []:
        with suppress(Unintelligible):  # TimeTrack itself may fail about one
            alone = _now(client.id)
            if alone and any(alone[name] for name in empty):
                return True
    return False


def now_of(ids: list[int]) -> dict[int, ClientRecord | None]:
    """These clients as TimeTrack has them now; None for one that is gone."""
    with ThreadPoolExecutor(at_once(), "again") as pool:
        calls = [pool.submit(copy_context().run, _now, id_) for id_ in ids]  # the context has the deadline
        return {id_: call.result() for id_, call in zip(ids, calls, strict=True)}


def _now(id: int) -> ClientRecord | None:  # noqa: A002
    try:
        return account.current().clients.get(id)
    except NotFound:
        return None


def _of(account: Account) -> Directory:
    account.clients.gone = lambda id_: current().drop(id_)  # a directory that is forgotten is held by nobody
    return Directory()


_latest: Latest[Account, Directory] = Latest(_of)
forget = _latest.forget


def current() -> Directory:
    """The directory of the current account: `account.forget` forgets both."""
    return _latest.of(account.current())
