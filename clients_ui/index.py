"""All clients of the account, laid out for searching, sorting and counting. Pure: no I/O, no Django.

A frame of polars, one row a client, in TimeTrack's order and in the pages that it came in. An index never changes: a
write makes a new one, which shares all but one page with the old.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import and_

os.environ.setdefault("POLARS_MAX_THREADS", "2")  # a worker has seven others; read when polars is imported
import polars as pl

from clients_ui import checking, duplicates
from clients_ui.checking import Wrong
from clients_ui.findings import Finding
from clients_ui.folding import ordering, plain
from clients_ui.record import FIELDS, ClientRecord, Kind, Value

SEPARATOR = "\x1f"
"""Between the values of a client, which so cannot hold it: an index shows it as the sign for what is missing."""
TEXTS = tuple(f.name for f in FIELDS.values() if f.kind is not Kind.BOOLEAN)
PLACE = {name: place for place, name in enumerate(TEXTS)}
COUNTED = ("addressCountry", "addressCity", "enabled")
"""The filters that show how many clients there are for each of their values."""
MISSING = ("email", "phone", "contactPerson", "addressZipCode", "addressCity", "addressCountry")
"""The filters that show how many clients have no value."""
BIT = {name: 1 << place for place, name in enumerate(TEXTS)}
LAST = "\U0010ffff"
"""Before the key of an empty value, so that it comes after all others."""
KEPT_RESULTS = 16
SCHEMA = {
    "id": pl.Int64,
    "enabled": pl.Boolean,
    "missing": pl.UInt16,
    "addressCountry": pl.String,
    "addressCity": pl.String,
    "packed": pl.String,
    "text": pl.String,
    "name": pl.String,
    **checking.COLUMNS,
}

Rows = pl.Series
"""Positions in the frame, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clients, and in which order.

    `words`: folded; each is found in some field. `filters`: parameter → the value it holds, "" for none, "1" and "0"
    for a boolean. `sort`: a parameter, with "-" in front for the other way round; "" for the best match first.
    `finding`: what is wrong with them.
    """

    words: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The positions of the clients that were found, and how many of them hold what: parameter → value → number."""

    rows: Rows
    counts: Mapping[str, Mapping[str, int]]


class Index:
    """All clients. `shown` makes of a stored value what a reader sees, by which a column is sorted.

    `vat_field`: the free field that holds a VAT id, "" for none.
    """

    def __init__(self, pages: Sequence[pl.DataFrame], shown: Callable[[str, Value], str], vat_field: str = "") -> None:
        self.pages = tuple(pages)
        self.frame = pl.concat(self.pages, rechunk=False) if self.pages else pl.DataFrame(schema=SCHEMA)
        self.shown = shown
        self.vat_field = vat_field
        self._orders: dict[str, Rows] = {}
        self._totals: dict[str, dict[str, int]] = {}
        self._results: dict[Wanted, Result] = {}
        self.wrong = Wrong(self.frame)

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[ClientRecord]:
        for page in self.pages:
            yield from records(page)

    def find(self, wanted: Wanted) -> Result:
        """The clients that are wanted; without words and sorting by name."""
        if (known := self._results.get(wanted)) is not None:
            return known
        masks = {name: self._holds(name, value) for name, value in wanted.filters}
        if wanted.finding:
            masks["finding"] = self.wrong.has(wanted.finding)
        words = self._words(wanted.words)
        order = self._order(wanted.sort)
        if wanted.finding is Finding.DUPLICATE and not wanted.sort and not words:
            order = duplicates.together(self.wrong.pairs, order)
        everywhere = _all([*words, *masks.values()])
        rows = order if everywhere is None else order.filter(everywhere.gather(order))
        if wanted.words and not wanted.sort:
            rows = self._best_first(rows, wanted.words)
        result = Result(rows, self._counts(words, masks))
        if len(self._results) >= KEPT_RESULTS:
            self._results.clear()
        self._results[wanted] = result
        return result

    def records(self, rows: Rows) -> list[ClientRecord]:
        """The clients at these positions."""
        return records(self.frame.select("id", "enabled", "packed")[rows])

    def named(self, part: str) -> list[ClientRecord]:
        """The clients whose folded name contains this."""
        return self.records(self.frame["name"].str.contains(part, literal=True).arg_true())

    def get(self, id: int) -> ClientRecord | None:  # noqa: A002 - TimeTrack's name
        """One client."""
        row = self.frame["id"].index_of(id)
        return None if row is None else records(self.frame[row : row + 1])[0]

    def always_empty(self) -> set[str]:
        """The parameters that hold no value in any client."""
        missing = self.frame["missing"]
        return {name for name in TEXTS if (missing & BIT[name] != 0).all()}

    def sample(self, number: int) -> list[ClientRecord]:
        """So many clients from all over the account."""
        return records(self.frame.gather_every(max(len(self) // number, 1))[:number])

    def sort_like(self, other: "Index") -> None:
        """Prepare every order that was asked of another index."""
        for name in other.orders:
            self._ascending(name)

    @property
    def orders(self) -> list[str]:
        """The parameters by which it was sorted so far."""
        return list(self._orders)

    def with_client(self, id: int, record: ClientRecord | None) -> "Index":  # noqa: A002
        """The index after a client was changed or created (its new record) or deleted (None)."""
        row = self.frame["id"].index_of(id)
        if row is None and record is None:
            return self
        page = [checked(page_of([record]), self.vat_field)] if record else []
        new = Index(_replaced(self.pages, row, page), self.shown, self.vat_field)
        new._totals = _changed(self.totals, self.get(id), record)
        for name, order in list(self._orders.items()):
            new._orders[name] = _moved(order, row, record is None) if row is not None else order
            if record is not None:
                new._insert(name, len(self) if row is None else row)
        return new

    @property
    def totals(self) -> Mapping[str, Mapping[str, int]]:
        """How many of all clients hold what, in the filters that are counted."""
        if not self._totals:
            self._totals = self._counted([], {})
        return self._totals

    # What is wrong

    def check(self, rest: Callable[[], None], enough: Callable[[], bool]) -> dict[int, pl.DataFrame]:
        """Check clients that were not checked yet, page by page until it is `enough`: id() of a page → it checked."""
        done: dict[int, pl.DataFrame] = {}
        for page in self.pages:
            if page["findings"].null_count():
                done[id(page)] = checked(page, self.vat_field, rest)
                if enough():
                    break
        return done

    def with_checked(self, done: Mapping[int, pl.DataFrame]) -> "Index":
        """The index with these pages, as far as it still has them."""
        new = Index([done.get(id(page), page) for page in self.pages], self.shown, self.vat_field)
        new._orders, new._totals = self._orders, self._totals
        return new

    def alike(self, record: ClientRecord) -> list[ClientRecord]:
        """The clients that are likely the same as this one."""
        rows = duplicates.alike(self.frame, record)
        return self.records(pl.Series(rows, dtype=pl.UInt32)) if rows else []

    # Finding

    def _words(self, words: tuple[str, ...]) -> list[pl.Series]:
        return [self.frame["text"].str.contains(word, literal=True) for word in words]

    def _holds(self, name: str, value: str) -> pl.Series:
        """Which clients hold exactly this value."""
        if FIELDS[name].kind is Kind.BOOLEAN:
            known = {"1": True, "0": False}.get(value)
            return self.frame["enabled"].is_null() if known is None else self.frame["enabled"].eq_missing(known)
        if not value:
            return self.frame["missing"] & BIT[name] != 0
        if name in SCHEMA and name != "name":
            return self.frame[name] == value
        around = self.frame["packed"].str.contains(SEPARATOR + value + SEPARATOR, literal=True)
        hits = {row for row in around.arg_true() if self._values(row)[PLACE[name]] == value}
        return pl.Series([row in hits for row in range(len(self))], dtype=pl.Boolean)

    def _best_first(self, rows: Rows, words: tuple[str, ...]) -> Rows:
        """First the name as a whole, then its beginning, a word's beginning, names that hold all words, all others."""
        names, phrase = self.frame["name"].gather(rows), " ".join(words)
        in_name = [names.str.contains(word, literal=True) for word in words]
        word_begins = names.str.contains(" " + phrase, literal=True)
        steps = [names == phrase, names.str.starts_with(phrase), word_begins, reduce(and_, in_name)]
        step_of = pl.select(pl.coalesce(*(pl.when(step).then(number) for number, step in enumerate(steps)), len(steps)))
        numbers = step_of.to_series()
        return pl.concat([rows.filter(numbers == number) for number in range(len(steps) + 1)])

    def _counts(self, words: list[pl.Series], masks: Mapping[str, pl.Series]) -> Mapping[str, Mapping[str, int]]:
        return self._counted(words, masks) if words or masks else self.totals

    def _counted(self, words: list[pl.Series], masks: Mapping[str, pl.Series]) -> dict[str, dict[str, int]]:
        """For each filter, how many clients choosing another of its values would find."""
        counts: dict[str, dict[str, int]] = {}
        for name in COUNTED:
            mask = _all([*words, *(each for other, each in masks.items() if other != name)])
            column = self.frame[name] if mask is None else self.frame[name].filter(mask)
            counts[name] = {_filter_value(value): number for value, number in column.value_counts().iter_rows()}
        mask = _all([*words, *masks.values()])
        missing = self.frame["missing"] if mask is None else self.frame["missing"].filter(mask)
        for name in MISSING:
            if name not in COUNTED:
                counts[name] = {"": int((missing & BIT[name] != 0).sum())}
        return counts

    # Sorting

    def _order(self, sort: str) -> Rows:
        """The positions sorted by a column; clients without a value come last either way."""
        name = sort.removeprefix("-") or "name"
        order = self._ascending(name)
        if not sort.startswith("-"):
            return order
        filled = bisect_left(range(len(order)), LAST, key=lambda place: self._key(name, order[place]))
        return pl.concat([order[:filled].reverse(), order[filled:]])

    def _ascending(self, name: str) -> Rows:
        if name not in self._orders:
            keys = pl.Series([self._key_of(name, record[name], record.name) for record in self], dtype=pl.String)
            self._orders[name] = keys.arg_sort()
        return self._orders[name]

    def _insert(self, name: str, row: int) -> None:
        order, key = self._orders[name], self._key(name, row)
        place = bisect_left(range(len(order)), key, key=lambda place: self._key(name, order[place]))
        self._orders[name] = pl.concat([order[:place], pl.Series([row], dtype=order.dtype), order[place:]])

    def _key(self, name: str, row: int) -> str:
        values = self._values(row)
        return self._key_of(
            name, values[PLACE[name]] if name in PLACE else self.frame[name][row], values[PLACE["name"]]
        )

    def _key_of(self, name: str, value: Value, client: str) -> str:
        shown = self.shown(name, value)
        return (ordering(shown) if shown else LAST) + SEPARATOR + ordering(client)

    def _values(self, row: int) -> list[str]:
        return _unpacked(self.frame["packed"][row])


def page_of(clients: Iterable[ClientRecord], like: pl.DataFrame | None = None) -> pl.DataFrame:
    """A page of an index; `like` itself where it holds the very same, so that nothing is kept twice."""
    listed = list(clients)
    plain_columns = {
        "id": [client.id for client in listed],
        "enabled": [client["enabled"] for client in listed],
        "packed": [_packed(client) for client in listed],
    }
    page = pl.DataFrame(plain_columns, schema={name: SCHEMA[name] for name in plain_columns})
    if like is not None and like.select(*plain_columns).equals(page):
        return like
    return page.with_columns(
        pl.Series("missing", [_missing(client) for client in listed], SCHEMA["missing"]),
        pl.Series("addressCountry", [client["addressCountry"] for client in listed], pl.String),
        pl.Series("addressCity", [client["addressCity"] for client in listed], pl.String),
        pl.Series("text", [_text(client) for client in listed], pl.String),
        pl.Series("name", [plain(client.name) for client in listed], pl.String),
        *(pl.lit(None, kind).alias(name) for name, kind in checking.COLUMNS.items()),
    ).select(*SCHEMA)


def checked(page: pl.DataFrame, vat_field: str, rest: Callable[[], None] | None = None) -> pl.DataFrame:
    """A page of an index with all of its clients checked."""
    return checking.checked(page, records(page.filter(page["findings"].is_null())), vat_field, rest)


def records(frame: pl.DataFrame) -> list[ClientRecord]:
    """The clients in a frame, as TimeTrack described them."""
    rows = frame.select("id", "enabled", "packed").iter_rows()
    return [
        ClientRecord(id_, dict(zip(TEXTS, _unpacked(packed), strict=True)) | {"enabled": enabled})
        for id_, enabled, packed in rows
    ]


def _packed(client: ClientRecord) -> str:
    texts = [str(client[name]).replace(SEPARATOR, "\ufffd") for name in TEXTS]
    return SEPARATOR + SEPARATOR.join(texts) + SEPARATOR


def _unpacked(packed: str) -> list[str]:
    return packed[1:-1].split(SEPARATOR)


def _missing(client: ClientRecord) -> int:
    return sum(BIT[name] for name in TEXTS if not client[name])


def _text(client: ClientRecord) -> str:
    """What is searched: all values that there are, folded."""
    return plain(SEPARATOR.join(str(client[name]) for name in TEXTS if client[name]))


def _filter_value(value: Value) -> str:
    """A value as it stands in a filter."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value or ""


def _changed(
    totals: Mapping[str, Mapping[str, int]], old: ClientRecord | None, new: ClientRecord | None
) -> dict[str, dict[str, int]]:
    """The totals when one client has changed, has come (`old` is None) or is gone (`new` is None)."""
    changed = {name: dict(numbers) for name, numbers in totals.items()}
    for record, one in ((old, -1), (new, 1)):
        held = {name: _filter_value(record[name]) for name in totals} if record else {}
        for name, value in held.items():
            if name in COUNTED or not value:
                changed[name][value] = changed[name].get(value, 0) + one
    return changed


def _all(masks: list[pl.Series]) -> pl.Series | None:
    """Where all of these are true; None where there is none of them."""
    return reduce(and_, masks) if masks else None


def _replaced(pages: Sequence[pl.DataFrame], row: int | None, new: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """The pages with another client at this position, none there, or one more behind the last."""
    if row is None:
        return [*pages[:-1], pl.concat([*pages[-1:], *new], rechunk=True)]
    ends = list(accumulate(page.height for page in pages))
    number = bisect_left(ends, row + 1)
    page, at = pages[number], row - (ends[number] - pages[number].height)
    return [*pages[:number], pl.concat([page[:at], *new, page[at + 1 :]], rechunk=True), *pages[number + 1 :]]


def _moved(order: Rows, row: int, gone: bool) -> Rows:
    """The order without this position; where its row is gone, those behind it have moved up."""
    left = order.filter(order != row)
    return left - (left > row).cast(left.dtype) if gone else left
