"""All clients of the account, laid out for searching, sorting and counting. Pure: no I/O, no Django.

A frame of polars, one row a client, in TimeTrack's order and in the pages that it came in. An index never changes: a
write makes a new one, which shares all but one page with the old.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import accumulate

import polars as pl

from clients_ui.client.folding import ordering
from clients_ui.client.kinds import BOOLEAN
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.directory import checking
from clients_ui.directory.checking import Wrong
from clients_ui.directory.counting import ASKED, Counts, all_of, changed, counted, spliced
from clients_ui.directory.frame import (
    BIT,
    KEPT,
    PLACE,
    SCHEMA,
    SEPARATOR,
    TEXTS,
    Page,
    cleaned,
    column,
    packed,
    records,
    rows_of,
    searchable,
    texts_of,
    unpacked,
)
from clients_ui.directory.matching import ELSEWHERE, NOT
from clients_ui.directory.searched import Searched
from clients_ui.directory.texts import Texts
from clients_ui.quality import duplicates
from clients_ui.quality.findings import Finding

LAST = "\U0010ffff"
"""Before the key of an empty value, so that it comes after all others."""
KEPT_RESULTS = 16
MOST_WRITTEN = 500
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
    counts: Counts


class Index:
    """All clients. `shown` makes of a stored value what a reader sees, by which a column is sorted.

    `vat_field`: the free field that holds a VAT id, "" for none. `frame`: the pages as one, where they are it already.
    """

    def __init__(
        self,
        pages: Sequence[pl.DataFrame],
        searched: Searched,
        shown: Callable[[str, Value], str],
        vat_field: str = "",
        frame: pl.DataFrame | None = None,
    ) -> None:
        if frame is None:
            frame = pl.concat([pl.DataFrame(schema=SCHEMA), *pages], rechunk=False)
        self.pages, self.frame = tuple(pages), frame
        self.searched = searched
        self.shown = shown
        self.vat_field = vat_field
        self._orders: dict[str, Rows] = {}
        self._totals: Counts = {}
        self._results: dict[Wanted, Result] = {}
        self.wrong = Wrong(self.frame)

    @classmethod
    def of(cls, pages: Sequence[Page], shown: Callable[[str, Value], str], vat_field: str = "") -> "Index":
        """The clients of these pages."""
        searched = Searched(Texts(page.texts for page in pages))
        return cls([page.rows for page in pages], searched, shown, vat_field)

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[ClientRecord]:
        for page in self.pages:
            yield from records(*page.select(*KEPT))

    def find(self, wanted: Wanted) -> Result:
        """The clients that are wanted; without words and sorting by name."""
        if (known := self._results.get(wanted)) is not None:
            return known
        masks = {name: self._holds(name, value) for name, value in wanted.filters}
        steps = self.searched.matches(wanted.words) if wanted.words else None
        found = None if steps is None else steps < NOT
        rows = self._order(wanted.sort)
        if wanted.finding:
            masks["finding"] = self.wrong.has(wanted.finding)
        if wanted.finding is Finding.DUPLICATE and not wanted.sort and steps is None:
            rows = duplicates.together(self.wrong.pairs, rows)
        if (everywhere := all_of([found, *masks.values()])) is not None:
            rows = rows.filter(everywhere[rows])
        if steps is not None and not wanted.sort:
            rows = _best_first(rows, steps)
        result = Result(rows, counted(self._asked, found, masks) if everywhere is not None else self.totals)
        if len(self._results) >= KEPT_RESULTS:
            self._results.clear()
        self._results[wanted] = result
        return result

    def records(self, rows: Rows) -> list[ClientRecord]:
        """The clients at these positions."""
        return records(*(self.frame[name][rows] for name in KEPT))

    def named(self, part: str) -> list[ClientRecord]:
        """The clients whose name contains this, however it is spelt; it is not empty."""
        steps = self.searched.matches([searchable(part)])
        return self.records((steps < ELSEWHERE).arg_true())

    def get(self, id: int) -> ClientRecord | None:  # noqa: A002
        """One client."""
        row = self._row(id)
        return None if row is None else self._at(row)

    def always_empty(self) -> set[str]:
        """The parameters that hold no value in any client."""
        missing = self.frame["missing"]
        return {name for name in TEXTS if (missing & BIT[name] != 0).all()}

    def sample(self, number: int) -> list[ClientRecord]:
        """So many clients from all over the account."""
        return records(*self.frame.select(*KEPT).gather_every(max(len(self) // number, 1))[:number])

    def known_page(self, number: int) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
        """The rows of a page, and its texts if no client was written in it; None where there is no such page."""
        return (self.pages[number], self.searched.page(number)) if number < len(self.pages) else (None, None)

    def is_of(self, pages: Sequence[Page]) -> bool:
        """Whether it holds the rows of these pages and no others."""
        return len(pages) == len(self.pages) and all(
            page.rows is own for page, own in zip(pages, self.pages, strict=True)
        )

    def with_texts(self, pages: Sequence[Page]) -> "Index":
        """The same after writes, with the texts of all its pages laid out anew: those of these, which are its own."""
        if not self.searched.changed:
            return self
        searched = Searched(Texts(page.texts for page in pages))
        new = Index(self.pages, searched, self.shown, self.vat_field, self.frame)
        new._asked = self._asked
        new._orders, new._totals, new.wrong = self._orders, self._totals, self.wrong
        return new

    @property
    def worn(self) -> bool:
        """Whether so much was written or deleted that searching takes longer."""
        return self.searched.writes > MOST_WRITTEN

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
        known = self._row(id)
        if known is None and record is None:
            return self
        row = len(self) if known is None else known
        record = cleaned(record) if record else None
        rows = [rows_of([record], checking.found([record], self.vat_field))] if record else []
        pages, frame, number = _replaced(self.pages, self.frame, row, rows)
        searched = self.searched.with_client(row, number, texts_of(record) if record else None)
        new = Index(pages, searched, self.shown, self.vat_field, frame)
        new._asked = spliced(self._asked, row, rows)
        new.wrong = self.wrong.after_write(frame, row, gone=record is None)
        new._totals = changed(self.totals, None if known is None else self._at(known), record)
        for name, order in list(self._orders.items()):
            stays = known is not None and record is not None and self._key(name, row) == new._key(name, row)
            new._orders[name] = order if known is None or stays else _moved(order, row, record is None)
            if record is not None and not stays:
                new._insert(name, row)
        return new

    @property
    def totals(self) -> Counts:
        """How many of all clients hold what, in the filters that are counted."""
        if not self._totals:
            self._totals = counted(self._asked, None, {})
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
        pages = [done.get(id(page), page) for page in self.pages]
        new = Index(pages, self.searched, self.shown, self.vat_field)
        new._asked = self._asked
        new._orders, new._totals = self._orders, self._totals
        return new

    def alike(self, record: ClientRecord) -> list[ClientRecord]:
        """The clients that are likely the same as this one. Most are in no pair, and that is known already."""
        row = self._place(record)
        if row is not None and self.wrong.alone(row):
            return []
        rows = duplicates.alike(self.frame, record)
        return self.records(pl.Series(rows, dtype=pl.UInt32)) if rows else []

    def wrong_with(self, record: ClientRecord) -> set[Finding] | None:
        """What is wrong with one client by itself; None where that was not looked for yet."""
        row = self._place(record)
        mask = None if row is None else self.frame["findings"][row]
        return None if mask is None else {finding for finding in Finding if mask & finding.bit}

    # Finding

    @cached_property
    def _asked(self) -> pl.DataFrame:
        return self.frame.select(ASKED).rechunk()

    def _holds(self, name: str, value: str) -> pl.Series:
        """Which clients hold exactly this value."""
        if FIELDS[name].kind is BOOLEAN:
            known = {"1": True, "0": False}.get(value)
            return self._asked["enabled"].is_null() if known is None else self._asked["enabled"].eq_missing(known)
        if not value:
            return self._asked["missing"] & BIT[name] != 0
        if name in ASKED:
            return self._asked[name] == value
        around = self.frame["packed"].str.contains(SEPARATOR + value + SEPARATOR, literal=True)
        hits = {row for row in around.arg_true() if self._values(row)[PLACE[name]] == value}
        return pl.Series([row in hits for row in range(len(self))], dtype=pl.Boolean)

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
            # Page by page: a hundred thousand texts at once would never be given back.
            keys = [pl.Series(self._keys(page, name), dtype=pl.String) for page in self.pages]
            self._orders[name] = pl.concat(keys).arg_sort() if keys else pl.Series(dtype=pl.UInt32)
        return self._orders[name]

    def _keys(self, page: pl.DataFrame, name: str) -> list[str]:
        values = column(page["packed"], name) if name in PLACE else page[name].to_list()
        first = {value: self._value_key(name, value) for value in set(values)}
        names = column(page["packed"], "name")
        return [first[value] + SEPARATOR + ordering(each) for value, each in zip(values, names, strict=True)]

    def _insert(self, name: str, row: int) -> None:
        """Among clients of one key they stand as in TimeTrack."""
        order, key = self._orders[name], (self._key(name, row), row)
        place = bisect_left(range(len(order)), key, key=lambda place: (self._key(name, order[place]), order[place]))
        self._orders[name] = pl.concat([order[:place], pl.Series([row], dtype=order.dtype), order[place:]])

    def _key(self, name: str, row: int) -> str:
        values = self._values(row)
        value = values[PLACE[name]] if name in PLACE else self.frame[name][row]
        return self._value_key(name, value) + SEPARATOR + ordering(values[PLACE["name"]])

    def _value_key(self, name: str, value: Value) -> str:
        shown = self.shown(name, value)
        return ordering(shown) if shown else LAST

    def _row(self, id: int) -> int | None:  # noqa: A002
        """The position of a client."""
        here = self.frame["id"] == id
        row = here.arg_max()
        return row if row is not None and here[row] else None

    def _at(self, row: int) -> ClientRecord:
        """The client at a position."""
        return self.records(pl.Series([row]))[0]

    def _place(self, record: ClientRecord) -> int | None:
        """The position of a client that is here just as it is."""
        row = self._row(record.id)
        return row if row is not None and self.frame["packed"][row] == packed(record) else None

    def _values(self, row: int) -> list[str]:
        return unpacked(self.frame["packed"][row])


def checked(page: pl.DataFrame, vat_field: str, rest: Callable[[], None] | None = None) -> pl.DataFrame:
    """A page of an index with all of its clients checked."""
    open_ones = page.filter(page["findings"].is_null()).select(*KEPT)
    return checking.checked(page, records(*open_ones), vat_field, rest)


def _best_first(rows: Rows, steps: pl.Series) -> Rows:
    """The same rows, the better matches first."""
    of_row = steps[rows]
    return pl.concat([rows.filter(of_row == step) for step in range(NOT)])


def _replaced(
    pages: Sequence[pl.DataFrame], frame: pl.DataFrame, row: int, new: list[pl.DataFrame]
) -> tuple[list[pl.DataFrame], pl.DataFrame, int]:
    """The pages and their frame with another client at this position, or none there; behind the last: one more.

    And the number of the page that is another now.
    """
    if not pages:
        return new, new[0], 0
    ends = list(accumulate(page.height for page in pages))
    number = min(bisect_left(ends, row + 1), len(pages) - 1)
    page, start, end = pages[number], ends[number] - pages[number].height, ends[number]
    made = reduce(pl.DataFrame.vstack, [page[: row - start], *new, page[row - start + 1 :]]).rechunk()
    rows = frame[:start].vstack(made).vstack(frame[end:])
    return [*pages[:number], made, *pages[number + 1 :]], rows, number


def _moved(order: Rows, row: int, gone: bool) -> Rows:
    """The order without this position; where its row is gone, those behind it have moved up."""
    left = order.filter(order != row)
    return left - (left > row).cast(left.dtype) if gone else left
