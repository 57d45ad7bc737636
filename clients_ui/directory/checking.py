"""What is wrong with all clients, as columns of an index: `findings` is null until a client has been checked.

Pure: no I/O, no Django. Checking a client takes longer than reading it, so it is done behind the requests, and once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import polars as pl

from clients_ui.client.record import ClientRecord
from clients_ui.quality import duplicates, findings
from clients_ui.quality.findings import Finding

COLUMNS = {"findings": pl.UInt16, **duplicates.KEYS}
MOST_TOUCHED = 30
"""After more writes all pairs are looked for again, which takes as long."""
MOST_COMPARED = 300
"""After more writes a client is compared with all others: in a small account that takes no longer than with so many."""
AT_ONCE = 10
"""Clients that are checked before other threads get their turn: some 1 ms."""


def found(
    clients: Iterable[ClientRecord], vat_field: str, rest: Callable[[], None] | None = None
) -> dict[str, list[Any]]:
    """What is wrong with these clients, as `COLUMNS`; `rest`: called often."""
    rows = []
    for number, client in enumerate(clients, 1):
        rows.append((findings.mask(findings.of(client, vat_field)), *duplicates.keys(client)))
        if rest and number % AT_ONCE == 0:
            rest()
    return {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}


def checked(
    page: pl.DataFrame, clients: Sequence[ClientRecord], vat_field: str, rest: Callable[[], None] | None = None
) -> pl.DataFrame:
    """The page with its clients that were not checked yet (`clients`, in their order) checked; `rest`: called often."""
    new = pl.DataFrame(found(clients, vat_field, rest), schema=COLUMNS)
    if new.height == page.height:
        return page.with_columns(new)
    numbered = page.with_row_index("row")
    open_ones = pl.col("findings").is_null()
    done = numbered.filter(open_ones).with_columns(new)
    return pl.concat([numbered.filter(~open_ones), done]).sort("row").drop("row").rechunk()


def checked_before(page: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The page with what is known already of its clients that stand unchanged in this frame."""
    known = before.select("id", *COLUMNS, packed_before="packed")
    both = page.drop(*COLUMNS).join(known, on="id", how="left", maintain_order="left")
    same = pl.col("packed") == pl.col("packed_before")
    return both.with_columns(pl.when(same).then(column).alias(column) for column in COLUMNS).select(page.columns)


class Wrong:
    """What is wrong with the clients of a frame.

    `known`: pairs that were found before a few writes, and the positions whose pairs have to be found anew.
    """

    def __init__(self, frame: pl.DataFrame, known: tuple[pl.DataFrame, frozenset[int]] | None = None) -> None:
        self._frame = frame
        self._known = known

    def after_write(self, frame: pl.DataFrame, row: int, *, gone: bool) -> "Wrong":
        """The same of the frame in which the client at this position was written, or is gone."""
        known = self._found
        if known is None:
            return Wrong(frame)
        pairs = known[0]
        changed = {row} | duplicates.on_the_brink(self._frame, row)
        changed |= set() if gone else duplicates.on_the_brink(frame, row)
        if (its_own := _of(pairs, row)).any():
            changed |= {*pairs["a"].filter(its_own), *pairs["b"].filter(its_own)}
        if len(changed) > 1:
            pairs = pairs.filter(~(pl.col("a").is_in(changed) | pl.col("b").is_in(changed)))
        touched = known[1] | changed
        if gone:
            pairs = pairs.select(pl.all() - (pl.all() > row).cast(pl.UInt32))
            touched = frozenset(each - (each > row) for each in touched if each != row)
        return Wrong(frame, (pairs, touched))

    @property
    def unchecked(self) -> int:
        """How many clients have not been checked yet."""
        return self._frame["findings"].null_count()

    def alone(self, row: int) -> bool:
        """Whether the client at this position is in no pair; False where that was not looked for yet."""
        if self._found is None or self._frame["findings"][row] is None:
            return False
        pairs, touched = self._found
        if row in touched or len(touched) > MOST_COMPARED or _of(pairs, row).any():
            return False
        return not duplicates.may_be_alike(self._frame, row, touched)

    @property
    def _found(self) -> tuple[pl.DataFrame, frozenset[int]] | None:
        return (self.pairs, frozenset()) if "pairs" in vars(self) else self._known

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """The positions of clients that are alike, as `duplicates` has it."""
        pairs, touched = self._known or (None, ())
        if pairs is None or len(touched) > MOST_TOUCHED:
            return duplicates.pairs(self._frame)
        found = [(row, other) for row in sorted(touched) for other in duplicates.alike_at(self._frame, row)]
        return pl.concat([pairs, pl.DataFrame(found, schema=pairs.schema, orient="row")])

    @cached_property
    def counts(self) -> Mapping[Finding, int]:
        """How many of the clients that were checked have what wrong with them."""
        return {finding: int(self.has(finding).sum()) for finding in Finding}

    def has(self, finding: Finding) -> pl.Series:
        """Which clients have this wrong with them."""
        if finding is not Finding.DUPLICATE:
            return (self._frame["findings"] & finding.bit != 0).fill_null(value=False)
        alike = pl.concat([self.pairs["a"], self.pairs["b"]]).implode()
        return pl.int_range(self._frame.height, dtype=pl.UInt32, eager=True).is_in(alike)


def _of(pairs: pl.DataFrame, row: int) -> pl.Series:
    """Which pairs this position is in."""
    return (pairs["a"] == row) | (pairs["b"] == row)
