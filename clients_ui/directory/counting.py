"""How many clients hold what, for the filters of a list. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from clients_ui.client.record import FIELDS
from clients_ui.directory.query import ClientQuery, Counts, Sql, filtering, matching
from clients_ui.directory.schema import BITS, COUNTED

Row = tuple[int, str, str, str, int, int, int]
"""A facet: its number, its values, the filters that it does not pass (a bit for each), and how many clients have it."""
ROOM = 1 << len(FIELDS)
"""For a bit of each filter, beside the number of a facet."""


def found(query: ClientQuery) -> Sql | None:
    """The facets of the clients that are found, whatever the filters say; None where these are all clients.

    They come as one text, each with the bits of the filters that its client does not pass: of tens of thousands SQL
    counts the different ones by sorting, which takes four times as long as counting them here.
    """
    _, by_value = filtering(query.filters)
    if not (query.words or query.finding or by_value):
        return None
    failed, clients = _failed(query, by_value), matching(query)
    return Sql(
        f"SELECT group_concat(c.facet * {ROOM} + {failed.text}) FROM {clients.text}", failed.values + clients.values
    )


def facets(query: ClientQuery) -> Sql:
    """All facets."""
    by_facet, _ = filtering(query.filters)
    failed = _failed(query, by_facet)
    values = ", ".join(COUNTED)
    return Sql(f"SELECT id, {values}, missing, {failed.text}, clients FROM facet f WHERE clients > 0", failed.values)


def _failed(query: ClientQuery, filters: Mapping[str, Sql]) -> Sql:
    """The bits of the filters that are not passed."""
    bits = {name: 1 << number for number, name in enumerate(query.filters)}
    pieces = [Sql(f"(NOT ({passed.text})) * {bits[name]}", passed.values) for name, passed in filters.items()]
    return Sql(f"({' + '.join(piece.text for piece in [*pieces, Sql('0')])})", Sql.joined("", pieces).values)


def counted(query: ClientQuery, facets: Iterable[Row], found: str | None) -> tuple[int, Counts]:
    """How many clients pass all filters; and for each filter, how many choosing another of its values would find.

    `found` is None where all clients of the facets were.
    """
    known = {row[0]: row for row in facets}
    numbers = Counter({id_ * ROOM: row[-1] for id_, row in known.items()})
    if found is not None:
        numbers = Counter(map(int, found.split(","))) if found else Counter()
    bits = {name: 1 << number for number, name in enumerate(query.filters)}
    counters = {name: Counter[str]() for name in COUNTED}
    others = [(counters[name], ~bits.get(name, 0)) for name in COUNTED]
    total, missing = 0, Counter[int]()
    for number, clients in numbers.items():
        _, *values, empty, failed, _ = known[number // ROOM]
        failed |= number % ROOM
        if not failed:
            total += clients
            missing[empty] += clients
        for value, (counter, but) in zip(values, others, strict=True):
            if not failed & but:
                counter[str(value)] += clients
    lacking = {name: {"": sum(n for empty, n in missing.items() if empty & bit)} for name, bit in BITS.items()}
    return total, {**counters, **lacking}
