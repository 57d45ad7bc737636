"""Which clients are asked for, and the SQL that finds them. Pure.

A word of one or two letters is found at the beginnings of words; from three on inside words too. All words of one
index are asked for in one MATCH; what three letters in a row have found is then looked at once more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from clients_ui.client.folding import INSIDE_WORDS
from clients_ui.client.record import ClientRecord, Value
from clients_ui.directory.schema import BITS, COUNTED, SEPARATOR
from clients_ui.quality.findings import Finding

EXACT, BEGINS, WORD, NAMED, ELSEWHERE = range(5)
"""The whole name, its beginning, the beginning of a word in it; all words in the name; some of them elsewhere."""


@dataclass(frozen=True, slots=True)
class ClientQuery:
    """Which clients, and in which order.

    `words`: folded; each is found in some field. `filters`: parameter → the values of which a client holds one, "" for
    none, "1" and "0" for a boolean. `sort`: a parameter, with "-" in front for the other way round; "" for the
    best match first, without words by name. `finding`: what is wrong with them. `language`: by whose words to sort.
    """

    words: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    finding: Finding | None = None
    language: str = "en"


Counts = Mapping[str, Mapping[str, int]]
"""Parameter → value, as it stands in a filter → number of clients."""


@dataclass(frozen=True, slots=True)
class Result:
    """A page of the clients that were found, how many there are, and how many choosing another filter would find."""

    records: list[ClientRecord]
    total: int
    counts: Counts


class Sql(NamedTuple):
    """A piece of SQL and the values for its question marks."""

    text: str
    values: tuple[Value | int, ...] = ()

    @classmethod
    def joined(cls, separator: str, pieces: Iterable["Sql"]) -> "Sql":
        """These pieces as one."""
        listed = list(pieces)
        return cls(separator.join(each.text for each in listed), tuple(v for each in listed for v in each.values))


def matching(query: ClientQuery) -> Sql:
    """FROM and WHERE of the clients `c` that are found by the words and have the finding, whatever the filters say."""
    starts = [(word, start) for word in query.words for start in range(len(word) - INSIDE_WORDS + 1)]
    indexed = {
        "letters": [_quoted(word[start : start + INSIDE_WORDS]) for word, start in starts],
        "beginnings": [f"{_quoted(word)} *" for word in query.words if is_short(word)],
    }
    first, *others = [(index, " AND ".join(parts)) for index, parts in indexed.items() if parts] or [("", "")]
    conditions = [
        Sql(f"c.id IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)", (match,)) for index, match in others
    ]
    if first[0]:
        conditions.insert(0, Sql(f"{first[0]} MATCH ?", (first[1],)))
    conditions += [
        Sql("(instr(c.names, ?) OR (SELECT instr(others, ?) FROM stored WHERE stored.id = c.id))", (word, word))
        for word in query.words
        if not is_short(word) and len(word) != INSIDE_WORDS
    ]
    if query.finding is Finding.DUPLICATE:
        conditions.append(Sql("c.id IN (SELECT id FROM duplicate)"))
    elif query.finding:
        conditions.append(Sql("c.id IN (SELECT id FROM checked WHERE findings & ?)", (query.finding.bit,)))
    source = f"{first[0]} CROSS JOIN client c ON c.id = {first[0]}.rowid" if first[0] else "client c"
    where = Sql.joined(" AND ", conditions or [Sql("1")])
    return Sql(f"{source} WHERE {where.text}", where.values)


def is_short(word: str) -> bool:
    """Whether a word is found at the beginnings of words only, as `folding.pattern` finds it."""
    return len(word) < INSIDE_WORDS and word.isalnum()


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def rank(words: tuple[str, ...]) -> Sql:
    """How well a client that was found matches the words: EXACT and so on, best first."""
    phrase = f" {' '.join(words)}"
    named = Sql.joined(" AND ", [_named(word) for word in words])
    return Sql(
        f"CASE WHEN instr(c.names, ?) THEN {EXACT} WHEN instr(c.names, ?) THEN {BEGINS}"
        f" WHEN instr(c.names, ?) THEN {WORD} WHEN {named.text} THEN {NAMED} ELSE {ELSEWHERE} END",
        (f"{SEPARATOR}{phrase}{SEPARATOR}", f"{SEPARATOR}{phrase}", phrase, *named.values),
    )


def _named(word: str) -> Sql:
    if is_short(word):
        return Sql("(instr(c.names, ?) OR instr(c.name_words, ?))", (f" {word}", f" {word}"))
    return Sql("instr(c.names, ?)", (word,))


def filtering(filters: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, Sql], dict[str, Sql]]:
    """Parameter → whether a client passes its filter; first those that ask the facet `f`, then those that ask `c`."""
    by_facet, by_value = dict[str, Sql](), dict[str, Sql]()
    for name, values in filters.items():
        one_of = f"{name} IN ({', '.join('?' * len(values))})"
        if name in BITS and values == ("",):
            by_facet[name] = Sql("f.missing & ? > 0", (BITS[name],))
        elif name in COUNTED:
            by_facet[name] = Sql(f"f.{one_of}", values)
        else:
            by_value[name] = Sql(f"c.id IN (SELECT id FROM stored WHERE {one_of})", values)
    return by_facet, by_value


def ordered(query: ClientQuery, sort: int) -> Sql:
    """The ids of these clients, in their order. `sort`: the number of the order."""
    by_facet, by_value = filtering(query.filters)
    found = matching(query)
    if by_facet:
        facets = Sql.joined(" AND ", by_facet.values())
        by_value["facet"] = Sql(f"c.facet IN (SELECT f.id FROM facet f WHERE {facets.text})", facets.values)
    where = Sql.joined(" AND ", [found, *by_value.values()])
    if query.words and not query.sort:
        best = rank(query.words)
        text = f"SELECT c.id FROM {where.text} ORDER BY {best.text}, c.name_key, c.position"
        return Sql(text, where.values + best.values)
    if query.finding is Finding.DUPLICATE and not query.sort:
        text = f"SELECT d.id FROM duplicate d WHERE d.id IN (SELECT c.id FROM {where.text}) ORDER BY d.place"
        return Sql(text, where.values)
    everything = not (query.words or query.filters or query.finding)
    among = Sql("") if everything else Sql(f" AND id IN (SELECT c.id FROM {where.text})", where.values)
    return _walk(sort, among, "DESC" if query.sort.startswith("-") else "ASC")


def _walk(sort: int, among: Sql, direction: str) -> Sql:
    """The clients in an order; those without a value come last, and by name, either way."""
    parts = [
        Sql(
            f"SELECT id FROM (SELECT id FROM sorted WHERE sort = {sort} AND empty = {empty}{among.text}"
            f" ORDER BY key {order}, position {order})",
            among.values,
        )
        for empty, order in enumerate((direction, "ASC"))
    ]
    return Sql.joined(" UNION ALL ", parts)
