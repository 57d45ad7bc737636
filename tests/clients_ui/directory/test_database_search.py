"""What is searched, sorted and counted, whatever was written since, against a plain description. No I/O, no Django."""

import itertools
import re
from collections import Counter
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients_ui.client.folding import ordering, spellings
from clients_ui.client.kinds import NAME, TEXT
from clients_ui.client.record import EMPTY, FIELDS, ClientRecord
from clients_ui.directory.database import Database
from clients_ui.directory.query import BEGINS, ELSEWHERE, EXACT, JOINED, NAMED, OWN_ID, WORD, ClientQuery
from clients_ui.directory.schema import COUNTED, MISSING, filter_value
from clients_ui.reading.list_query import ListQuery

LETTERS = "ab ü-+щ\x1e\0\n._'\"*%&1"
WORDS = [
    "a",
    "ab",
    "aa",
    "ba",
    "ue",
    "u",
    "bu",
    "a-b",
    "bab",
    "щ",
    "щa",
    "b.",
    "aba",
    "&",
    '"',
    '""',
    "*",
    "a*",
    "_a",
    "%",
    "1a",
    "'a",
    "ü",
    "bü",
    "aübü",
    "und",
    "+",
    "1",
    "#2",
    "a-b-a",
    "aba",
    "abab",
    "a'b",
]

texts = st.text(LETTERS, max_size=7)
values = st.fixed_dictionaries(
    {
        "name": texts,
        "notes": texts,
        "addressCity": st.sampled_from(["", "Wien", "Öd", "ab"]),
        "enabled": st.sampled_from([True, False, None]),
    }
)
accounts = st.lists(values, max_size=9)
filters = st.sampled_from(
    [
        {},
        {"addressCity": ("",)},
        {"addressCity": ("Wien",), "enabled": ("0", "")},
        {"notes": ("",), "email": ("",)},
        {"addressCity": ("Wien", "Öd"), "enabled": ("1",), "notes": ("", "a")},
    ]
)
sorts = st.sampled_from(["", "name", "-name", "-addressCity", "enabled", "-notes"])
searches = st.lists(st.sampled_from(WORDS) | st.text(LETTERS.strip(), min_size=1, max_size=4), max_size=3, unique=True)
writes = st.lists(st.tuples(st.integers(1, 12), st.none() | values), max_size=6)
LINES = [name for name in FIELDS if FIELDS[name].kind in {TEXT, NAME}]


def client(id_, held):
    return ClientRecord(id_, {**EMPTY, "enabled": True, **held})


def found_in(word, text):
    """Whether a text has this word; one of a letter or two at the beginning of one of its words."""
    if len(word) < 3 and word.isalnum():
        return any(each.startswith(word) for each in re.findall(r"[^\W_]+", text))
    return word in text


def joined(word, lines):
    """Whether a line has this word of three letters or more where blanks and signs are left out, from a word on."""
    starts = [line[start.start() :] for line in lines for start in re.finditer(r"[^\W_]+", line)]
    joined_lines = [re.sub(r"[\W_]", "", line) for line in starts]
    return any(line.startswith(way) for way in word if way.isalnum() and len(way) > 2 for line in joined_lines)


def match(record, words, number):
    """How well a client matches, as it is described; None where it does not."""
    name, *others = [spellings(str(record[key] or "")) for key in FIELDS if key != "enabled"]
    name = [f" {' '.join(text.split())}" for text in name]
    lengths = sorted({len(word) for word in words})
    phrases = [
        " " + " ".join(word[dict(zip(lengths, way, strict=True))[len(word)]].strip() for word in words)
        for way in itertools.product(*map(range, lengths))
    ]

    def found(word, written):
        return any(found_in(way, text) for way in word for text in written)

    if record.id == number:
        return OWN_ID
    if not all(any(found(word, written) for written in (name, *others)) for word in words):
        lines = [text for key in LINES for text in spellings(str(record[key] or ""))]
        across = all(any(map(partial(found, word), (name, *others))) or joined(word, lines) for word in words)
        return JOINED if across else None
    if not all(found(word, name) for word in words):
        return ELSEWHERE
    if any(text.startswith(phrase) for text in name for phrase in phrases):
        return EXACT if {*phrases} & {*name} else BEGINS
    return WORD if any(phrase in text for text in name for phrase in phrases) else NAMED


def shown(record, name):
    value = record[name]
    return "" if value is None else {True: "0", False: "1"}.get(value, value)


def sorted_by(clients, sort):
    """In TimeTrack's order where nothing tells them apart; without a value last either way."""
    name, backwards = sort.removeprefix("-"), sort.startswith("-")
    by_name = sorted(clients, key=lambda each: (ordering(each.name), each.id))
    filled = [each for each in by_name if shown(each, name)]
    filled.sort(key=lambda each: (f"{ordering(shown(each, name))}\0{ordering(each.name)}", each.id), reverse=backwards)
    return filled + [each for each in by_name if not shown(each, name)]


def expected(clients, words, number, chosen, sort):
    """What is found, and the counts."""
    matches = {each.id: match(each, words, number) for each in clients}
    found = [each for each in clients if matches[each.id] is not None]

    def passing(but=""):
        return [e for e in found if all(filter_value(e[n]) in v for n, v in chosen.items() if n != but)]

    order = sorted_by(passing(), sort or "name")
    if words and not sort:
        order = sorted(sorted(passing(), key=lambda e: (ordering(e.name), e.id)), key=lambda e: matches[e.id])
    counts = {name: dict(Counter(filter_value(e[name]) for e in passing(but=name))) for name in COUNTED}
    return order, counts | {name: {"": sum(not e[name] for e in passing())} for name in MISSING}


@given(accounts, writes, searches, filters, sorts)
def test_it_finds_sorts_and_counts_as_it_is_described_after_any_writes(account, written, words, chosen, sort):
    clients = {number: client(number, held) for number, held in enumerate(account, 1)}
    database = Database()
    database.refill([[each] for each in clients.values()])
    typed = ListQuery(" ".join(words).replace("\0", ""))
    asked = ClientQuery(typed.words, chosen, sort, id=typed.id)
    database.find(asked, 0, 100)
    for id_, held in written:
        clients[id_] = client(id_, held) if held else None
        database.write({id_: clients[id_]})
    now = {id_: each for id_, each in clients.items() if each}
    database.refill([[now[id_] for id_ in sorted(now)]])
    found = database.find(asked, 0, 100)
    records, counts = expected([now[id_] for id_ in sorted(now)], typed.words, typed.id, chosen, sort)
    assert found.records == records
    assert database.all_ids(asked) == [each.id for each in records]
    assert (found.total, found.counts) == (len(records), counts)
    for index in ("letters", "beginnings"):
        database._db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


def everyone(database):
    return sorted(database.find(ClientQuery(), 0, 1000).records, key=lambda each: each.id)


@given(accounts, accounts, accounts)
def test_after_refills_it_is_like_one_that_was_just_filled(first, second, third):
    database = Database()
    for account in (first, second, third):
        clients = [client(number, held) for number, held in enumerate(account, 1) if held["addressCity"] != "ab"]
        database.refill([clients[:2], clients[2:]])
        fresh = Database()
        fresh.refill([clients])
        assert everyone(database) == everyone(fresh) == clients
        for query in (ClientQuery((("a",),)), ClientQuery(sort="-addressCity")):
            assert database.find(query, 0, 100) == fresh.find(query, 0, 100)


# The spellings by DIN 5007-1 and 2, and by the alphabets of CLDR; what is typed, and how it is stored.
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Zurich", "Zürich"),
        ("Zuerich", "Zürich"),
        ("ZÜRICH", "Zürich"),
        ("ZÜRICH", "Zurich"),
        ("Zürich", "ZUERICH"),
        ("Ångström", "Angstrom"),
        ("Đorđe", "Dorde"),
        ("Ø", "Oe"),
        ("Ü", "Ulm"),
        ("huber und söhne", "Huber & Söhne"),
        ("huber & söhne", "Huber und Soehne"),
        ("huber + soehne", "Huber and Söhne"),
        ("huber and sohne", "Huber + Söhne"),
        ("huber und söhne", "Huber&Söhne"),
        ("huber & söhne", "Huber+Söhne"),
        ("huber+söhne", "Huber + Söhne"),
        ("Huber+Soehne", "Huber und Söhne"),
        ("c&a", "C+A"),
        ("office+news@a.example", "office+news@a.example"),
        ("lukasz", "Łukasz"),
        ("yilmaz", "Yılmaz"),
        ("dordevic", "Đorđević"),
        ("djordjevic", "Đorđević"),
        ("bjorn", "Bjørn"),
        ("bjoern", "Bjørn"),
        ("thor", "Þór"),
        ("gudrun", "Guðrún"),
        ("oeuvre", "Œuvre"),
        ("strasse", "STRAẞE"),
        ("grosse", "Größe"),
        ("huber", "Hu\u00adber"),
        ("hu\u200bber", "Huber"),
        ("hans huber", "Hans\u00a0Huber"),
        ("\u202ahuber\u202c", "Huber"),
    ],
)
@pytest.mark.parametrize("field", ["name", "contactPerson"])
def test_a_client_is_found_in_each_spelling_of_its_letters(typed, stored, field):
    database = Database()
    database.write({1: client(1, {field: f"A {stored}"}), 2: client(2, {field: "Meier"})})
    words = ListQuery(typed).words
    assert [each.id for each in database.find(ClientQuery(words), 0, 9).records] == [1]
    database.write({1: None})
    assert database.find(ClientQuery(words), 0, 9).total == 0


# Apostrophes, hyphens and dashes by Unicode's charts of general punctuation and of spacing modifier letters.
WRITTEN = [
    (
        "D'Angelo",
        ["d'angelo", "D’ANGELO", "d‘angelo", "d`angelo", "d´angelo", "dʼangelo", "d′angelo", "dangelo", "d angelo"],
    ),
    ("O’Neill", ["o'neill", "oneill", "o neill", "Oʹneill"]),
    ("L'Oréal", ["loreal", "l'oreal", "L’Oréal"]),
    (
        "Meier-Huber",
        ["meier-huber", "meier‑huber", "meier–huber", "Meier — Huber", "meier huber", "meierhuber", "meier−h"],
    ),
    ("Media Markt", ["mediamarkt", "media-markt", "MediaMarkt", "media markt"]),
    ("MediaMarkt", ["media markt", "media-markt", "mediamarkt"]),
    ("Müller-Süß", ["muellersuess", "mullersuss", "müllersüß", "Mueller Süss"]),
    ("Rot Weiß Rot", ["rotweissrot", "rot-weiss-rot", "weißrot", "rotweiß rot"]),
    ("E-On", ["eon", "e-on", "e on"]),
    ("A. B. C. Handel", ["abc", "abchandel", "a b c"]),
    ("Huber & Co", ["huber&co", "huber & co", "huber und co", "huberco"]),
    ("Baden-Württemberg", ["badenwurttemberg", "baden württemberg", "badenw"]),
]


@pytest.mark.parametrize(("stored", "typed"), [(stored, typed) for stored, ways in WRITTEN for typed in ways])
@pytest.mark.parametrize("field", ["name", "contactPerson", "addressCity"])
def test_apostrophes_hyphens_and_blanks_make_no_difference(stored, typed, field):
    database = Database()
    database.write({1: client(1, {field: f"Die {stored} Nord"}), 2: client(2, {"name": "Meier, Markt, Rotkreuz"})})
    assert [each.id for each in database.find(ClientQuery(ListQuery(typed).words), 0, 9).records] == [1]


def test_who_is_found_across_a_blank_comes_last():
    database = Database()
    held = [{"name": "Media Markt"}, {"name": "Zeman", "notes": "früher MediaMarkt"}, {"name": "Wien Mediamarkt"}]
    database.write({number: client(number, each) for number, each in enumerate(held, 1)})
    assert [each.id for each in database.find(ClientQuery(ListQuery("mediamarkt").words), 0, 9).records] == [3, 2, 1]


@pytest.mark.parametrize("typed", ["iamarkt", "erg", "amarkt", "marktmedia", "mediamarkts"])
def test_across_a_blank_a_word_is_found_from_the_beginning_of_one_alone(typed):
    database = Database()
    database.write({1: client(1, {"name": "Media Markt", "contactPerson": "Eva Maier GmbH"})})
    assert database.find(ClientQuery(ListQuery(typed).words), 0, 9).total == 0


@pytest.mark.parametrize(
    "name", ["Huber&Moser", "Huber+Moser", "Huber  & Moser", "Huber – und Moser", " Huber and Moser"]
)
def test_a_name_is_the_one_that_was_typed_however_its_and_and_its_blanks_are_written(name):
    database = Database()
    database.write({1: client(1, {"name": "Huber & Moser Bau"}), 2: client(2, {"name": name})})
    found = database.find(ClientQuery(ListQuery("huber & moser").words), 0, 9).records
    assert [each.id for each in found] == [2, 1]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("\x10\x16\x16\x14", []), ("\U000f0068UBER", ["uber"]), ("\U000f0068", []), ("A\x19b", ["a", "b"])],
)
def test_the_letters_that_stand_for_digits_and_begin_runs_are_blanks_where_they_are_typed(typed, words):
    assert [*itertools.chain(*ListQuery(typed).words)] == words


def test_the_letters_that_stand_for_digits_and_begin_runs_are_blanks_where_they_are_stored():
    database = Database()
    database.write({1: client(1, {"notes": "\x10\x16\x16\x14", "contactPerson": "\U000f0068UBERBAU"})})
    for typed in ("0664", "huberb"):
        assert database.find(ClientQuery(ListQuery(typed).words), 0, 9).total == 0


@pytest.mark.parametrize(("typed", "ways"), [("& + &", 1), ("und", 1), ("huber &", 4)])
def test_words_for_and_are_found_in_each_other_beside_other_words_alone(typed, ways):
    assert len(ListQuery(typed).words[-1]) == ways


@pytest.mark.parametrize("typed", ["-", "'", "–", "´"])
def test_signs_that_make_no_difference_narrow_nothing(typed):
    database = Database()
    database.write({1: client(1, {"name": "Huber"}), 2: client(2, {"name": "O'Neill-Huber"})})
    assert database.find(ClientQuery(ListQuery(typed).words), 0, 9).total == 2


# Names of ISO 3166-1 in German and English, as CLDR has them.
@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("DE", "Deutschland"),
        ("DE", "germany"),
        ("DE", "de"),
        ("AT", "Österreich"),
        ("AT", "osterreich"),
        ("AT", "Austria"),
        ("CH", "schweiz"),
        ("CH", "Switzerland"),
        ("IT", "Italien"),
        ("FR", "Frankreich"),
        ("HU", "ungarn"),
        ("LI", "liechtenstein"),
    ],
)
def test_a_client_is_found_by_its_countrys_name_in_german_and_english_and_by_its_code(code, typed):
    database = Database()
    database.write({1: client(1, {"addressCountry": code}), 2: client(2, {"addressCountry": "JP"})})
    assert [each.id for each in database.find(ClientQuery(ListQuery(typed).words), 0, 9).records] == [1]


@pytest.mark.parametrize("size", range(1, 8))
@pytest.mark.parametrize("chosen", [{}, {"addressCity": ("Wien",)}])
@pytest.mark.parametrize("typed", ["h", "hu", "1", "ü"])
def test_the_pages_of_one_or_two_letters_make_up_the_whole_list(typed, chosen, size):
    names = ["Moser & Huber", "Huber", "1 Hut", "Über", "Hutter", "Anna Huber", "1. Huber", "Hu", "Ulm, Anton Übel"]
    database = Database()
    cities = itertools.cycle(["Wien", "Graz", "Wien"])
    database.refill([[client(n, {"name": each, "addressCity": next(cities)}) for n, each in enumerate(names, 1)]])
    query = ListQuery(typed)
    asked = ClientQuery(query.words, chosen, id=query.id)
    pages = [database.find(asked, start, size).records for start in range(0, len(names), size)]
    assert [record.id for page in pages for record in page] == database.all_ids(asked)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("12", [12, 1, 3]), ("#12", [12, 3]), ("#1", [1, 3]), ("012", [12]), ("99", []), ("#12 z", []), ("9" * 18, [])],
)
def test_a_client_whose_id_was_typed_comes_first(typed, found):
    database = Database()
    held = {1: "12", 3: "A #12", 12: "Zeman"}
    database.write({number: client(number, {"name": name}) for number, name in held.items()})
    query = ListQuery(typed)
    assert [each.id for each in database.find(ClientQuery(query.words, id=query.id), 0, 9).records] == found
