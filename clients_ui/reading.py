"""What a page asks for: a Query in, a Listing or one client out. Raises `errors.TimeTrackError`."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from time import time
from typing import TypeVar
from urllib.parse import quote_plus

from django.conf import settings

from clients_ui import connection, directory, history, outage
from clients_ui import findings as rules_of_findings
from clients_ui.deadline import within
from clients_ui.directory import Held
from clients_ui.errors import OUTAGE, TimeTrackError
from clients_ui.findings import BY_WORD, Finding
from clients_ui.folding import folded, plain, search_run
from clients_ui.index import Wanted
from clients_ui.record import COLUMNS, FIELDS, ClientRecord, Value
from clients_ui.rules import same

T = TypeVar("T")
PAGE_SIZE = 50
LAST_PAGE = 1_000_000
LONGEST_SEARCH = 200
PROBE_SECONDS, PROBE_TIMEOUT = 5, 2
PATIENCE = 3
"""Seconds that Refresh waits before it shows what there is."""
SORTABLE = {column.name for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Query:
    """The state of the list, as its URL has it.

    `q` is searched for; `page` counts from 1; `sort` is a column's parameter, with "-" in front for the other way
    round, "" for none; `filters` are (parameter, value), where "" stands for clients without a value; `finding`: only
    clients that have this wrong with them.
    """

    q: str = ""
    page: int = 1
    sort: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    finding: Finding | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Query":
        """The query in a URL's parameters; a page that is no number is the first, an unknown column is none."""
        digits = parameters.get("page", "")
        page = int(digits[:7]) if digits.isascii() and digits.isdigit() else 1
        sort = parameters.get("sort", "")
        return cls(
            _bounded(parameters.get("q", "")).strip(),
            min(max(page, 1), LAST_PAGE),
            sort if sort.removeprefix("-") in SORTABLE else "",
            tuple((name, _bounded(parameters[name])) for name in FIELDS if name in parameters),
            BY_WORD.get(parameters.get("finding", "")),
        )

    def at(self, page: int) -> "Query":
        """The same list on another page."""
        return replace(self, page=page)

    def sorted_by(self, name: str) -> "Query":
        """The same clients in the order of a column; where that is their order, the other way round."""
        return replace(self, sort=f"-{name}" if self.sort == name else name, page=1)

    def holding(self, name: str, value: str | None) -> "Query":
        """The same list, of the clients alone that hold this value (None: whatever they hold)."""
        others = [each for each in self.filters if each[0] != name]
        chosen = [] if value is None else [(name, value)]
        return replace(self, filters=tuple(sorted(others + chosen)), page=1)

    def without_finding(self) -> "Query":
        """The same list, whatever is wrong with its clients."""
        return replace(self, finding=None, page=1)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters that another search in the same list keeps."""
        shown = {"sort": self.sort, "finding": self.finding.word if self.finding else ""}
        return [*((name, value) for name, value in shown.items() if value), *self.filters]

    @property
    def words(self) -> tuple[str, ...]:
        """What is searched for, word by word, folded."""
        return tuple(filter(None, dict.fromkeys(plain(self.q).split())))

    def encoded(self) -> str:
        """The query as part of a URL; empty for the plain list."""
        shown = {"q": self.q, "page": str(self.page) if self.page > 1 else ""}
        pairs = [*((name, value) for name, value in shown.items() if value), *self.kept]
        return "&".join([f"{name}={_quoted(value)}" for name, value in pairs])


@lru_cache(maxsize=256)
def _quoted(value: str) -> str:
    return quote_plus(value)  # the same few values in dozens of addresses on a page


def _bounded(text: str) -> str:
    return text.replace("\0", "")[:LONGEST_SEARCH]


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

    query: Query
    rows: list[ClientRecord]
    more: bool
    stale: Stale | None = None
    whole: Whole | None = None
    lacking: Lacking | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The account as a whole, what is wrong with how many clients, and whether TimeTrack answers."""

    findings: "Findings"
    reachable: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """How many of the clients that were checked have what wrong with them (or why that is not known)."""

    whole: Whole | None
    lacking: Lacking | None
    counts: Mapping[Finding, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One client."""

    record: ClientRecord
    stale: Stale | None = None


def find(query: Query) -> Listing:
    """The page of clients that a query asks for: from the directory, else from TimeTrack itself.

    As this worker saw it lately where TimeTrack cannot be reached.
    """
    if held := _held():
        return _from_directory(query, held)
    key = (settings.TIMETRACK_API_URL, query.q, query.page)
    try:
        page = connection.clients().page(query.page - 1, PAGE_SIZE, query.q or None)
    except OUTAGE as error:
        page, stale = _seen(outage.lists, key, error)
        return Listing(query, page.rows, page.more, stale, lacking=_lacking())
    outage.lists.remember(key, page)
    return Listing(query, page.rows, page.more, lacking=_lacking())


def overview() -> Overview:
    """How many clients there are and what they hold, without waiting for it; and whether TimeTrack answers."""
    return Overview(findings(), reachable())


def findings() -> Findings:
    """What is wrong with how many clients, as far as they were checked."""
    held = _held()
    if held is None:
        return Findings(None, _lacking(), {})
    counts = held.index.wrong.counts
    known = {finding: number for finding, number in counts.items() if field_of(finding)}
    return Findings(_whole(held, len(held.index), held.index.totals), None, known)


def field_of(finding: Finding) -> str:
    """The parameter that a finding is about; "" for a VAT id where no free field holds one."""
    return finding.field or settings.TIMETRACK_VAT_FIELD


def wrong(record: ClientRecord) -> list[Finding]:
    """What is wrong with one client by itself; most have been checked already."""
    held = _at_hand()
    found = held.index.wrong_with(record) if held else None
    if found is None:
        found = rules_of_findings.of(record, settings.TIMETRACK_VAT_FIELD)
    return [finding for finding in Finding if finding in found]


def alike(record: ClientRecord) -> list[ClientRecord]:
    """The clients that are likely the same as this one, among those in memory: nothing is asked for it."""
    held = _at_hand()
    return held.index.alike(record) if held else []


def _at_hand() -> Held | None:
    return directory.here().at_hand if settings.DIRECTORY_SECONDS else None


def renew(since: float) -> int:
    """Have all clients read again, unless that was done after this moment (seconds since 1970).

    In how many seconds that may be done; 0 where it is done or under way.
    """
    held = _held()
    if settings.DIRECTORY_SECONDS and (held is None or time() - held.age < min(since, time())):
        return directory.here().renew(PATIENCE)
    return 0


def named_like(name: str) -> list[ClientRecord]:
    """The clients of such a name among all, as far as they are known here."""
    held, part = _held(), search_run(name)
    candidates = held.index.named(part) if held and plain(part) else []
    return [client for client in candidates if folded(client.name) == folded(name)]


def _held() -> Held | None:
    """The directory, if it is there and good enough to show."""
    if not settings.DIRECTORY_SECONDS:
        return None
    try:
        held = directory.here().held()
    except TimeTrackError:  # a client that was just written cannot be read again
        return None
    return held if held and (held.error is None or held.age < settings.STALE_SECONDS) else None


def _from_directory(query: Query, held: Held) -> Listing:
    found = held.index.find(Wanted(query.words, query.filters, query.sort, query.finding))
    start, total = (query.page - 1) * PAGE_SIZE, len(found.rows)
    return Listing(
        query,
        held.index.records(found.rows[start : start + PAGE_SIZE]),
        more=start + PAGE_SIZE < total,
        stale=Stale(held.age, held.error) if held.error else None,
        whole=_whole(held, total, found.counts),
    )


def _whole(held: Held, total: int, counts: Mapping[str, Mapping[str, int]]) -> Whole:
    return Whole(total, counts, held.age, held.sure, held.index.wrong.unchecked)


def _lacking() -> Lacking:
    if not settings.DIRECTORY_SECONDS:
        return Lacking.OFF
    here = directory.here()
    if here.useless:
        return Lacking.FIELDS
    return Lacking.NOT_YET if here.filling else Lacking.NOT_NOW


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
