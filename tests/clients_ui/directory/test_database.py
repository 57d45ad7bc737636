"""All clients in memory: what is found, in which order, and counted how. No I/O, no Django."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory.database import Database
from clients_ui.directory.query import ClientQuery
from clients_ui.quality import findings
from clients_ui.quality.findings import Finding


def client(id_, name, **values):
    return ClientRecord(id_, {**EMPTY, "enabled": True, "name": name, **values})


def database_of(*clients):
    database = Database("field1")
    database.refill([list(clients)])
    return database


def everyone(database):
    return sorted(database.find(ClientQuery(), 0, 1000).records, key=lambda each: each.id)


def check(database):
    while database.checks.check_next(0, 100):
        pass


def records(database, *words, filters=None, **asked):
    filters = {name: value if isinstance(value, tuple) else (value,) for name, value in (filters or {}).items()}
    return database.find(ClientQuery(tuple((word,) for word in words), filters, **asked), 0, 1000).records


def names(database, *words, **asked):
    return [each.name for each in records(database, *words, **asked)]


def counts(database, *words, **filters):
    return database.find(ClientQuery(tuple((word,) for word in words), filters)).counts


CLIENTS = (
    client(1, "Zeman", addressCity="Wien", addressCountry="AT"),
    client(2, "Bäckerei Süß", addressCity="Graz", addressCountry="AT", email="office@suess.example"),
    client(3, "Möbel Huber", addressCountry="DE", notes="kennt die Bäckerei", enabled=False),
    client(4, "Huber", addressCity="Ähren", enabled=None),
    client(5, "Ahorn", phone="+43 1 234", addressZipCode="1010"),
)


@pytest.fixture
def office():
    return database_of(*CLIENTS)


def test_it_has_every_client_as_it_was(office):
    assert everyone(office) == list(CLIENTS)
    assert office.get(3) == client(3, "Möbel Huber", addressCountry="DE", notes="kennt die Bäckerei", enabled=False)
    assert office.get(9) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("baeckerei",), ["Bäckerei Süß", "Möbel Huber"]),
        (("suess",), ["Bäckerei Süß"]),
        (("huber",), ["Huber", "Möbel Huber"]),
        (("ube",), ["Huber", "Möbel Huber"]),
        (("huber", "moebel"), ["Möbel Huber"]),
        (("wien",), ["Zeman"]),
        (("234",), ["Ahorn"]),
        (("huber", "wien"), []),
        (("r|.*",), []),
        (("hu",), ["Huber", "Möbel Huber"]),
        (("ub",), []),
        (("h", "k"), ["Möbel Huber"]),
        (("&",), []),
        (('"',), []),
        (("%",), []),
        (("hub*",), []),
    ],
)
def test_every_word_is_found_in_some_field_and_the_best_match_comes_first(office, words, found):
    assert names(office, *words) == found


def test_best_is_the_whole_name_then_its_beginning_then_a_words_beginning_then_the_name_then_all_else():
    database = database_of(
        client(1, "A", notes="kai"), client(2, "Skai"), client(3, "Der Kai"), client(4, "Kaiser"), client(5, "Kai")
    )
    assert names(database, "kai") == ["Kai", "Kaiser", "Der Kai", "Skai", "A"]


def test_best_of_one_letter_is_the_name_too_wherever_a_word_of_it_begins():
    database = database_of(
        client(1, "A", notes="Kai"), client(2, "Ost-Kai"), client(3, "Der Kai"), client(4, "Kai"), client(5, "K")
    )
    assert names(database, "k") == ["K", "Kai", "Der Kai", "Ost-Kai", "A"]
    assert names(database, "ka") == ["Kai", "Der Kai", "Ost-Kai", "A"]


def test_words_that_stand_together_in_the_name_come_before_those_that_do_not():
    database = database_of(
        client(1, "Kai Der"), client(2, "Am Der-Kai"), client(3, "Am Der Kai"), client(4, "Der Kai Ost")
    )
    assert names(database, "der", "kai") == ["Der Kai Ost", "Am Der Kai", "Am Der-Kai", "Kai Der"]


def test_a_sign_is_found_wherever_it_stands():
    database = database_of(client(1, "A & B"), client(2, "C", notes="50%"), client(3, "x.y"))
    assert [names(database, each) for each in ("&", "%", ".y", "a_")] == [["A & B"], ["C"], ["x.y"], []]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Ahorn", "Bäckerei Süß", "Huber", "Möbel Huber", "Zeman"]),
        ("-name", ["Zeman", "Möbel Huber", "Huber", "Bäckerei Süß", "Ahorn"]),
        ("addressCity", ["Huber", "Bäckerei Süß", "Zeman", "Ahorn", "Möbel Huber"]),
        ("-addressCity", ["Zeman", "Bäckerei Süß", "Huber", "Ahorn", "Möbel Huber"]),
        ("enabled", ["Ahorn", "Bäckerei Süß", "Zeman", "Möbel Huber", "Huber"]),
        ("addressCountry", ["Bäckerei Süß", "Zeman", "Möbel Huber", "Ahorn", "Huber"]),
    ],
)
def test_it_sorts_by_any_column_as_people_do_and_clients_without_a_value_come_last(office, sort, order):
    assert names(office, sort=sort) == order


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"addressCountry": "AT"}, ["Bäckerei Süß", "Zeman"]),
        ({"addressCountry": "at"}, []),
        ({"addressCountry": ""}, ["Ahorn", "Huber"]),
        ({"enabled": "0"}, ["Möbel Huber"]),
        ({"enabled": ""}, ["Huber"]),
        ({"email": "office@suess.example"}, ["Bäckerei Süß"]),
        ({"email": "office@suess"}, []),
        ({"addressZipCode": "1010", "phone": "+43 1 234"}, ["Ahorn"]),
        ({"name": "Huber"}, ["Huber"]),
        ({"notes": "", "email": "", "enabled": "1"}, ["Ahorn", "Zeman"]),
        ({"addressCountry": ("AT", "DE")}, ["Bäckerei Süß", "Möbel Huber", "Zeman"]),
        ({"addressCountry": ("AT", "")}, ["Ahorn", "Bäckerei Süß", "Huber", "Zeman"]),
        (
            {"email": ("", "office@suess.example"), "enabled": ("1", "0")},
            ["Ahorn", "Bäckerei Süß", "Möbel Huber", "Zeman"],
        ),
        ({"name": ("Huber", "Zeman"), "addressCity": "Wien"}, ["Zeman"]),
    ],
)
def test_a_filter_compares_the_stored_value_exactly_and_an_empty_one_means_missing(office, filters, found):
    assert names(office, filters=filters) == found


def test_of_clients_with_one_name_those_that_are_written_come_behind_in_the_order_in_which_they_came():
    database = database_of(client(5, "Huber"))
    for id_ in (4, 3):
        database.write({id_: client(id_, "Huber")})
    assert [each.id for each in records(database)] == [5, 4, 3]


def test_countries_are_sorted_by_their_names_in_the_readers_language():
    database = database_of(
        client(1, "A", addressCountry="CH"), client(2, "B", addressCountry="HU"), client(3, "C", addressCountry="AT")
    )
    assert names(database, sort="addressCountry", language="en") == ["C", "B", "A"]
    assert names(database, sort="addressCountry", language="de") == ["C", "A", "B"]
    database.write({4: client(4, "D", addressCountry="US")})
    assert names(database, sort="addressCountry", language="de") == ["C", "A", "B", "D"]
    assert names(database, sort="-addressCountry", language="en") == ["D", "A", "B", "C"]


def test_the_counts_tell_what_choosing_another_value_would_find(office):
    found = counts(office, addressCountry=("AT",))
    assert found["addressCountry"] == {"AT": 2, "DE": 1, "": 2}
    assert found["addressCity"] == {"Wien": 1, "Graz": 1}
    assert found["email"] == {"": 1}


def test_with_several_values_and_filters_the_counts_still_tell_that(office):
    found = counts(office, addressCountry=("AT", "DE"), enabled=("1",), notes=("",))
    assert found["addressCountry"] == {"AT": 2, "": 1}
    assert found["enabled"] == {"1": 2}
    assert found["addressCity"] == {"Wien": 1, "Graz": 1}
    assert found["phone"] == {"": 2}


def test_a_search_counts_what_it_found(office):
    assert counts(office, "huber")["enabled"] == {"0": 1, "": 1}


def test_a_page_is_a_part_of_what_was_found(office):
    for words in ((), (("e",),)):
        everything = office.find(ClientQuery(words), 0, 10)
        parts = [office.find(ClientQuery(words), start, 2) for start in range(0, 8, 2)]
        assert [each for part in parts for each in part.records] == everything.records
        assert {part.total for part in parts} == {len(everything.records)}


CHANGES = [
    (3, client(3, "Aaa", addressCity="Bbb")),
    (3, client(3, "Möbel Huber", addressCountry="CH", enabled=True)),
    (1, None),
    (3, None),
    (5, None),
    (9, client(9, "Mmm", addressCity="Wien", addressCountry="AT")),
    (9, None),
]


@pytest.mark.parametrize("sort", ["", "-addressCity", "addressCountry", "enabled"])
@pytest.mark.parametrize(("id_", "record"), CHANGES)
def test_after_a_write_it_is_as_if_it_had_been_read_anew(office, id_, record, sort):
    names(office, sort=sort)
    office.write({id_: record})
    clients = {each.id: each for each in CLIENTS} | {id_: record}
    anew = database_of(*(each for each in clients.values() if each))
    assert names(office, sort=sort) == names(anew, sort=sort)
    assert counts(office) == counts(anew)


def test_writes_on_writes_keep_every_order(office, subtests):
    clients = {each.id: each for each in CLIENTS}
    for id_, record in CHANGES * 3:
        names(office, sort="addressCity")
        office.write({id_: record})
        clients = {key: each for key, each in (clients | {id_: record}).items() if each}
        with subtests.test(id=id_):
            assert names(office, sort="addressCity") == names(database_of(*clients.values()), sort="addressCity")


def ids(database):
    return [each.id for each in records(database)]


def test_clients_of_one_name_stand_as_in_timetrack_before_and_after_a_write_and_a_refill():
    clients = [client(number, "Gleich GmbH") for number in range(1, 41)]
    database = database_of(*clients)
    assert ids(database) == [*range(1, 41)]
    database.write({30: client(30, "Gleich GmbH", phone="1"), 41: client(41, "Gleich GmbH")})
    assert ids(database) == [*range(1, 42)]
    moved = [clients[9], *clients[:5], client(50, "Gleich GmbH"), *clients[10:], client(51, "Gleich GmbH")]
    database.refill([moved[:20], moved[20:]])
    assert ids(database) == [each.id for each in moved]


def test_a_refill_replaces_what_differs_and_nothing_else(office):
    office.take_refilled()
    others = [each for each in CLIENTS if each.id not in {1, 3}]
    office.refill([[client(3, "Möbel Huber"), *others, client(6, "Neu")]])
    assert office.take_refilled() == {1, 2, 3, 6}, "the second one stands behind the third now"
    assert [each.id for each in everyone(office)] == [2, 3, 4, 5, 6]
    assert (names(office, "baeckerei"), names(office, "neu")) == (["Bäckerei Süß"], ["Neu"])
    office.refill([[client(3, "Möbel Huber"), *others, client(6, "Neu")]])
    assert office.take_refilled() == set()


def test_what_is_written_during_a_refill_stays_as_it_was_written(office):
    def pages():
        yield list(CLIENTS[:3])
        office.write({1: None, 4: client(4, "Huber", phone="9"), 7: client(7, "Neu")})
        yield list(CLIENTS[3:])
        office.write({2: client(2, "Anders")})

    office.refill(pages())
    assert {each.id: each.name for each in everyone(office)} == {
        2: "Anders", 3: "Möbel Huber", 4: "Huber", 5: "Ahorn", 7: "Neu"
    }  # fmt: skip
    assert office.get(4)["phone"] == "9"


def test_a_refill_that_fails_half_way_leaves_every_client_there(office):
    def pages():
        yield [client(1, "Anders")]
        raise TimeoutError

    with pytest.raises(TimeoutError):
        office.refill(pages())
    assert [each.name for each in everyone(office)] == ["Anders", "Bäckerei Süß", "Möbel Huber", "Huber", "Ahorn"]


def test_no_reader_misses_a_client_that_is_being_replaced(office):
    """Every page and every count is whole, while all clients are written again and again."""
    stopped, seen = Event(), set()

    def read():
        while not stopped.is_set():
            found = office.find(ClientQuery((("er",),)) if len(seen) % 2 else ClientQuery(), 0, 10)
            seen.add((len(found.records), found.total, sum(found.counts["enabled"].values())))

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for number in range(60):
            changed = [ClientRecord(each.id, {**each.values, "phone": f"+43 {number}"}) for each in CLIENTS]
            office.refill([changed]) if number % 2 else office.write({each.id: each for each in changed})
        stopped.set()
        assert [each.result() for each in readers] == [None] * 3
    assert seen <= {(5, 5, 5), (0, 0, 0)}


def test_what_a_filter_counts_stays_true_of_odd_signs():
    database = database_of(client(1, "A", addressCity="a\x1fb"), client(2, "B", addressCity="Wien"))
    assert counts(database)["addressCity"] == {"a\x1fb": 1, "Wien": 1}
    database.write({1: None})
    assert counts(database)["addressCity"] == {"Wien": 1}
    database.write({3: client(3, "C", addressCity="a\x1fb")})
    assert counts(database)["addressCity"] == {"a\x1fb": 1, "Wien": 1}
    database.write({3: None})
    assert counts(database)["addressCity"] == {"Wien": 1}


@pytest.mark.parametrize(
    "text", ["a\0b", "\ud800x", "\x1f\x1e", "a\x1f", "'\"", "*", "a" * 100_000, "😀", "\U0010ffff"]
)
def test_no_text_from_timetrack_can_harm_it(text):
    database = database_of(client(1, text, notes=text, addressCity=text))
    database.write({2: client(2, text, email=text)})
    check(database)
    database.refill([[client(1, text, notes=text), client(2, text, phone=text)]])
    assert len(names(database)) == len(names(database, filters={"name": database.get(1).name})) == 2
    database.write({1: None, 2: None})
    assert (len(database), names(database)) == (0, [])
    whole(database)


def whole(database):
    """Raise where an index does not agree with the texts that it is of."""
    for index in ("letters", "beginnings"):
        database._db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


def test_a_client_that_was_written_is_checked_at_once_for_what_is_wrong(office):
    check(office)
    assert office.checks.counts[Finding.UNREACHABLE] == 3
    office.write({1: client(1, "Huber KG", email="huber", field1="ATU1")})
    assert office.checks.unchecked == 0
    after = office.checks.counts
    assert [after[kind] for kind in (Finding.EMAIL, Finding.VAT, Finding.DUPLICATE)] == [1, 1, 2]
    assert names(office, finding=Finding.VAT) == ["Huber KG"]


def test_very_many_writes_at_once_are_checked_later():
    database = database_of()
    database.write({number: client(number, f"C{number}") for number in range(1, 500)})
    assert (len(database), database.checks.unchecked) == (499, 499)
    check(database)
    assert database.checks.unchecked == 0


def test_what_was_not_checked_yet_has_no_finding_and_is_counted(office):
    assert office.checks.unchecked == 5
    assert names(office, finding=Finding.UNREACHABLE) == names(office, finding=Finding.DUPLICATE) == []


def test_a_client_that_changed_while_it_was_checked_is_checked_again(office, monkeypatch):
    of = findings.of

    def slow(record, vat_field):
        monkeypatch.setattr(findings, "of", of)
        office.refill([[client(1, "Zeman", email="nonsense"), *CLIENTS[1:]]])
        return of(record, vat_field)

    monkeypatch.setattr(findings, "of", slow)
    office.checks.check_next(0, 5)
    assert office.checks.unchecked == 1
    check(office)
    assert names(office, finding=Finding.EMAIL) == ["Zeman"]


def test_an_empty_account_is_found_to_be_empty():
    empty = Database()
    assert (len(empty), names(empty), names(empty, "x"), names(empty, sort="-email")) == (0, [], [], [])
    empty.write({1: client(1, "A")})
    assert names(empty) == ["A"]


def test_a_control_character_between_values_does_not_move_them():
    assert database_of(client(1, "A\x1fB", email="c")).get(1)["email"] == "c"


@pytest.mark.parametrize("text", ["A\x1fB", "A\0B", "\x1e", "A\ufffdB", "A\r\nB", " A", "A\u200b", "😀"])
def test_a_value_comes_out_as_timetrack_has_it_so_that_it_can_be_compared(text):
    database = database_of(client(1, text, notes=text, addressCity=text))
    held = database.get(1)
    assert (held.name, held["notes"], held["addressCity"]) == (text, text, text)
    assert names(database, filters={"addressCity": text}) == [text]


def test_fields_without_any_value_are_known(office):
    assert {"color", "field1"} <= office.always_empty()
    assert "email" not in office.always_empty()
