"""Which clients are asked for, and the SQL that finds them. Pure.

A word of one or two letters is found at the beginnings of words; from three on inside words too. All words of one
index are asked for in one MATCH; what three letters in a row have found is then looked at once more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from clients_ui.client.folding import INSIDE_WORDS, as_run
from clients_ui.client.record import ClientRecord, Value
from clients_ui.directory.schema import BITS, COUNTED, INDEXES, SEPARATOR
from clients_ui.quality.findings import Finding

OWN_ID, EXACT, BEGINS, WORD, NAMED, ELSEWHERE, JOINED = range(7)
"""The id; the whole name, its beginning, the beginning of a word in it; all words in the name; some elsewhere; some
only across blanks."""
Word = tuple[str, ...]
"""A word in all the ways in which it may be written."""


@dataclass(frozen=True, slots=True)
class ClientQuery:
    """Which clients, and in which order.

    `words`: each in the ways in which it may be written, folded; one of them is found in some field. `filters`:
    parameter → the values of which a client holds one, "" for none, "1" and "0" for a boolean. `sort`: a parameter,
    with "-" in front for the other way round; "" for the best match first, without words by name. `finding`: what is
    wrong with them. `language`: by whose words to sort. `id`: a client that is found besides, and first.
    """

    words: tuple[Word, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    finding: Finding | None = None
    language: str = "en"
    id: int | None = None


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
    matches = {index: [each for word in query.words if (each := _match(index, word))] for index in INDEXES}
    first, *others = [(index, " AND ".join(parts)) for index, parts in matches.items() if parts] or [("", "")]
    conditions = [_among(index, match) for index, match in others]
    if first[0]:
        conditions.insert(0, Sql(f"{first[0]} MATCH ?", (first[1],)))
    conditions += [_in_either(word) for word in query.words if _indexes(word) == {*INDEXES}]
    conditions += [_holds(word) for word in query.words if not _is_sure(word)]
    source = f"{first[0]} CROSS JOIN client c ON c.id = {first[0]}.rowid" if first[0] else "client c"
    if query.id is not None:
        other = Sql.joined(" AND ", conditions)
        either = f"(c.id = ? OR c.id IN (SELECT c.id FROM {source} WHERE {other.text}))"
        source, conditions = "client c", [Sql(either, (query.id, *other.values))]
    if query.finding is Finding.DUPLICATE:
        conditions.append(Sql("c.id IN (SELECT id FROM duplicate)"))
    elif query.finding:
        conditions.append(Sql("c.id IN (SELECT id FROM checked WHERE findings & ?)", (query.finding.bit,)))
    where = Sql.joined(" AND ", conditions or [Sql("1")])
    return Sql(f"{source} WHERE {where.text}", where.values)


def keeps_hits(query: ClientQuery) -> bool:
    """Whether those who match stand in a table of their own by the time they are counted and put in order.

    To find them twice costs more than to write down who they are, but for one or two letters, which stand in most.
    """
    return bool(query.words) and not _is_in_most(query)


def hits(query: ClientQuery, whole: bool = True) -> Sql:
    """`matching`, from that table where they stand in it; not `whole`: their id and facet alone are asked for."""
    if not keeps_hits(query):
        return matching(query)
    return Sql("hit CROSS JOIN client c ON c.id = hit.id WHERE 1" if whole else "hit c WHERE 1")


def _is_in_most(query: ClientQuery) -> bool:
    return len(query.words) == 1 and all(map(is_short, query.words[0]))


def _match(index: str, word: Word) -> str:
    """What an index is asked for this word; "" where it does not know every way in which it is written."""
    if _indexes(word) != {index}:
        return ""
    return f"({' OR '.join(_row_of_letters(text) for text in (*word, *_runs(word)))})"


def _in_either(word: Word) -> Sql:
    """Whether two indexes together say that a client may hold a word."""
    return _any([_among(_index(text), _row_of_letters(text)) for text in (*word, *_runs(word))])


def _runs(word: Word) -> list[str]:
    """How a word is found across blanks."""
    return [as_run(text) for text in word if text.isalnum() and len(text) >= INSIDE_WORDS]


def _row_of_letters(text: str) -> str:
    if is_short(text):
        return f"{_quoted(text)} *"
    starts = range(len(text) - INSIDE_WORDS + 1)
    return f"({' AND '.join(_quoted(text[start : start + INSIDE_WORDS]) for start in starts)})"


def _index(text: str) -> str:
    """The index that knows where such a text may be; "" for none."""
    return "beginnings" if is_short(text) else "letters" if len(text) >= INSIDE_WORDS else ""


def _indexes(word: Word) -> set[str]:
    return {_index(text) for text in word}


def _is_sure(word: Word) -> bool:
    """Whether an index alone finds this word rightly."""
    indexes = _indexes(word)
    longest = max(map(len, (*word, *_runs(word))))
    return indexes == {"beginnings"} or (indexes == {"letters"} and longest == INSIDE_WORDS)


def _holds(word: Word, joined: bool = True) -> Sql:
    """Whether a client holds a word in one of the ways in which it is written, across blanks too (`joined`)."""
    return _any([_held(text) for text in (*word, *(_runs(word) if joined else []))])


def _held(text: str) -> Sql:
    if is_short(text):
        return _among("beginnings", _row_of_letters(text))
    return Sql("instr(c.names, ?) OR (SELECT instr(others, ?) FROM stored WHERE stored.id = c.id)", (text, text))


def _among(index: str, match: str) -> Sql:
    return Sql(f"c.id IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)", (match,))


def is_short(word: str) -> bool:
    """Whether a word is found at the beginnings of words only, as `folding.pattern` finds it."""
    return len(word) < INSIDE_WORDS and word.isalnum()


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def rank(query: ClientQuery) -> Sql:
    """How well a client that was found matches: OWN_ID and so on, best first.

    A name that holds the phrase is looked at more closely; most hold none, and cost one look.
    """
    words = query.words
    phrases = [f" {phrase}" for phrase in _phrases(words)]
    exact = _any([_in_name(f"{SEPARATOR}{phrase}{SEPARATOR}") for phrase in phrases])
    inside = _case([(exact, EXACT), (_begins_name(phrases), BEGINS)], WORD)
    cases: list[tuple[Sql, int | Sql]] = [] if query.id is None else [(_is(query.id), OWN_ID)]
    cases += [
        (_any([_in_name(phrase) for phrase in phrases]), inside),
        (_all([_any([_named(text) for text in word]) for word in words]), NAMED),
    ]
    if not any(map(_runs, words)):
        return _case(cases, ELSEWHERE)
    return _case([*cases, (_all([_holds(word, joined=False) for word in words]), ELSEWHERE)], JOINED)


def _case(cases: Iterable[tuple[Sql, int | Sql]], last: int) -> Sql:
    """What stands beside the first condition that holds."""
    thens = [(case, then if isinstance(then, Sql) else Sql(str(then))) for case, then in cases]
    whens = [Sql(f" WHEN {case.text} THEN {then.text}", case.values + then.values) for case, then in thens]
    return Sql.joined("", [Sql("CASE"), *whens, Sql(f" ELSE {last} END")])


def _is(id_: int) -> Sql:
    return Sql("c.id = ?", (id_,))


def _begins_name(phrases: list[str]) -> Sql:
    return _any([_in_name(f"{SEPARATOR}{phrase}") for phrase in phrases])


def _phrases(words: tuple[Word, ...]) -> list[str]:
    """The words as one text: those that are written in as many ways are all written in the same of them."""
    numbers = sorted({len(word) for word in words})
    ways = [dict(zip(numbers, way, strict=True)) for way in product(*map(range, numbers))]
    return [" ".join(word[way[len(word)]].strip() for word in words) for way in ways]


def _named(text: str) -> Sql:
    if is_short(text):
        return _any([_in_name(f" {text}"), Sql("instr(c.name_words, ?)", (f" {text}",))])
    return _in_name(text)


def _in_name(text: str) -> Sql:
    return Sql("instr(c.names, ?)", (text,))


def _all(pieces: list[Sql]) -> Sql:
    return Sql.joined(" AND ", pieces)


def _any(pieces: list[Sql]) -> Sql:
    one = Sql.joined(" OR ", pieces)
    return Sql(f"({one.text})", one.values)


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
    where = _passing(query)
    if query.words and not query.sort:
        return _by_rank(query, where)
    if query.finding is Finding.DUPLICATE and not query.sort:
        text = f"SELECT d.id FROM duplicate d WHERE d.id IN (SELECT c.id FROM {where.text}) ORDER BY d.place"
        return Sql(text, where.values)
    everything = not (query.words or query.filters or query.finding)
    among = Sql("") if everything else Sql(f" AND id IN (SELECT c.id FROM {where.text})", where.values)
    return _walk(sort, among, "DESC" if query.sort.startswith("-") else "ASC")


def foremost(query: ClientQuery) -> Sql | None:
    """The ids with which those of `ordered` begin, found in half the time; None where that does not help.

    One or two letters stand in most clients, and mostly more than a page of them have a name that begins so.
    """
    if query.sort or not _is_in_most(query):
        return None
    first = [
        _begins_name([f" {phrase}" for phrase in _phrases(query.words)]),
        *([] if query.id is None else [_is(query.id)]),
    ]
    return _by_rank(query, Sql.joined(" AND ", [_passing(query), _any(first)]))


def _passing(query: ClientQuery) -> Sql:
    """FROM and WHERE of the clients `c` that are found and pass all filters."""
    by_facet, by_value = filtering(query.filters)
    if by_facet:
        facets = Sql.joined(" AND ", by_facet.values())
        by_value["facet"] = Sql(f"c.facet IN (SELECT f.id FROM facet f WHERE {facets.text})", facets.values)
    return Sql.joined(" AND ", [hits(query), *by_value.values()])


def _by_rank(query: ClientQuery, where: Sql) -> Sql:
    best = rank(query)
    text = f"SELECT c.id FROM {where.text} ORDER BY {best.text}, c.name_key, c.position"
    return Sql(text, where.values + best.values)


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
