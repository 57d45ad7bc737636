"""How many clients hold what, for the filters of a list. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from clients_ui.directory.query import ClientQuery, Counts, Sql, filtering, hits
from clients_ui.directory.schema import BITS, COUNTED


def sql(query: ClientQuery) -> Sql:
    """The facets of the clients that are found, whatever the filters say.

    Each with the filters that it does not pass (a bit for each), and how many clients it stands for.
    """
    by_facet, by_value = filtering(query.filters)
    bits = {name: 1 << number for number, name in enumerate(query.filters)}
    failed = _failed(by_value, bits)
    if query.words or query.finding or by_value:
        source = hits(query, whole=False)
        inner = Sql(
            f"SELECT c.facet AS id, {failed.text} AS failed, count(*) AS clients FROM {source.text} GROUP BY 1, 2",
            failed.values + source.values,
        )
    else:
        inner = Sql("SELECT id, 0 AS failed, clients FROM facet WHERE clients > 0")
    outer = _failed(by_facet, bits)
    return Sql(
        f"SELECT {', '.join(f'f.{name}' for name in COUNTED)}, f.missing, n.failed + {outer.text}, n.clients"
        f" FROM ({inner.text}) n CROSS JOIN facet f ON f.id = n.id",
        outer.values + inner.values,
    )


def _failed(filters: dict[str, Sql], bits: dict[str, int]) -> Sql:
    """The bits of the filters that are not passed."""
    pieces = [Sql(f"(NOT ({passed.text})) * {bits[name]}", passed.values) for name, passed in filters.items()]
    return Sql.joined(" + ", [*pieces, Sql("0")])


def counted(query: ClientQuery, rows: Iterable[tuple[Any, ...]]) -> tuple[int, Counts]:
    """How many clients pass all filters; and for each filter, how many choosing another of its values would find."""
    bits = {name: 1 << number for number, name in enumerate(query.filters)}
    counters = {name: Counter[str]() for name in COUNTED}
    numbers = [(counters[name], ~bits.get(name, 0)) for name in COUNTED]
    total, missing = 0, Counter[int]()
    for *values, empty, failed, clients in rows:
        if not failed:
            total += clients
            missing[empty] += clients
        for value, (counter, others) in zip(values, numbers, strict=True):
            if not failed & others:
                counter[str(value)] += clients
    lacking = {name: {"": sum(n for empty, n in missing.items() if empty & bit)} for name, bit in BITS.items()}
    return total, {**counters, **lacking}
