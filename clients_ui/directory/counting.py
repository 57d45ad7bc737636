"""How many clients hold what, for the filters of a list. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from clients_ui.client.record import ClientRecord, Value
from clients_ui.directory.frame import BIT

COUNTED = ("addressCountry", "addressCity", "enabled")
"""The filters that show how many clients there are for each of their values."""
MISSING = ("email", "phone", "contactPerson", "addressZipCode")
"""The others, of which only is shown how many clients have no value."""
ASKED = (*COUNTED, "missing")
"""The columns that searches and filters ask, which therefore lie in few pieces."""
MOST_PIECES = 16
FEW_VALUES = 500
"""Values that Python counts sooner than polars is asked to."""
Counts = Mapping[str, Mapping[str, int]]
"""Parameter → value, as it stands in a filter → number of clients."""


def counted(asked: pl.DataFrame, found: pl.Series | None, masks: Mapping[str, pl.Series]) -> Counts:
    """For each filter, how many clients choosing another of its values would find; `asked`: the columns of `ASKED`."""
    counts: dict[str, dict[str, int]] = {}
    for name in COUNTED:
        held = _where(asked[name], [found, *(each for other, each in masks.items() if other != name)])
        counts[name] = {_filter_value(value): number for value, number in _numbers(held).items()}
    missing = _numbers(_where(asked["missing"], [found, *masks.values()]) & sum(BIT[name] for name in MISSING))
    for name in MISSING:
        counts[name] = {"": sum(number for bits, number in missing.items() if bits & BIT[name])}
    return counts


def _filter_value(value: Value) -> str:
    """A value as it stands in a filter."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value or ""


def changed(totals: Counts, old: ClientRecord | None, new: ClientRecord | None) -> Counts:
    """The totals when one client has changed, has come (`old` is None) or is gone (`new` is None)."""
    changed = {name: dict(numbers) for name, numbers in totals.items()}
    for record, one in ((old, -1), (new, 1)):
        held = {name: _filter_value(record[name]) for name in totals} if record else {}
        for name, value in held.items():
            if name in COUNTED or not value:
                changed[name][value] = changed[name].get(value, 0) + one
    return {name: {value: number for value, number in held.items() if number} for name, held in changed.items()}


def _where(column: pl.Series, masks: Sequence[pl.Series | None]) -> pl.Series:
    """The values of a column where all of these are true, in one piece."""
    where = all_of(masks)
    return column if where is None else column.filter(where).rechunk()


def _numbers(column: pl.Series) -> Mapping[Any, int]:
    """How often each value is there."""
    return Counter(column.to_list()) if len(column) <= FEW_VALUES else dict(column.value_counts().iter_rows())


def spliced(asked: pl.DataFrame, row: int, new: list[pl.DataFrame]) -> pl.DataFrame:
    """The columns of `ASKED` with another client at this position, or none there; behind the last: one more."""
    parts = [asked[:row], *(each.select(ASKED) for each in new), asked[row + 1 :]]
    whole = reduce(pl.DataFrame.vstack, parts)
    return whole.rechunk() if whole.n_chunks() > MOST_PIECES else whole


def all_of(masks: Sequence[pl.Series | None]) -> pl.Series | None:
    """Where all of these are true, as far as there are any; None where there is none."""
    given = [mask for mask in masks if mask is not None]
    return reduce(and_, given) if given else None
