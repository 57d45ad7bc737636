"""All clients in memory: what is found, in which order, and counted how. No I/O, no Django."""

import pytest

from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.directory.frame import page_of
from clients_ui.directory.index import Index, Wanted
from clients_ui.quality.findings import Finding

EMPTY = {name: field.empty for name, field in FIELDS.items()}


def client(id_, name, **values):
    return ClientRecord(id_, {**EMPTY, "enabled": True, "name": name, **values})


def shown(name, value):
    return {"AT": "Austria", "DE": "Germany", "CH": "Switzerland"}.get(value, "" if value is None else str(value))


def index_of(*clients, size=2):
    pages = [page_of(clients[start : start + size]) for start in range(0, len(clients), size)]
    return Index.of(pages, shown)


def names(index, *words, **wanted):
    filters = tuple(wanted.pop("filters", {}).items())
    return [each.name for each in index.records(index.find(Wanted(words, filters, **wanted)).rows)]


OFFICE = index_of(
    client(1, "Zeman", addressCity="Wien", addressCountry="AT"),
    client(2, "Bäckerei Süß", addressCity="Graz", addressCountry="AT", email="office@suess.example"),
    client(3, "Möbel Huber", addressCountry="DE", notes="kennt die Bäckerei", enabled=False),
    client(4, "Huber", addressCity="Ähren", enabled=None),
    client(5, "Ahorn", phone="+43 1 234", addressZipCode="1010"),
)


def test_it_holds_every_client_as_it_was():
    assert [each.id for each in OFFICE] == [1, 2, 3, 4, 5]
    assert OFFICE.get(3) == client(3, "Möbel Huber", addressCountry="DE", notes="kennt die Bäckerei", enabled=False)
    assert OFFICE.get(9) is None


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
    ],
)
def test_every_word_is_found_in_some_field_and_the_best_match_comes_first(words, found):
    assert names(OFFICE, *words) == found


def test_best_is_the_whole_name_then_its_beginning_then_a_words_beginning_then_the_name_then_all_else():
    index = index_of(
        client(1, "A", notes="kai"), client(2, "Skai"), client(3, "Der Kai"), client(4, "Kaiser"), client(5, "Kai")
    )
    assert names(index, "kai") == ["Kai", "Kaiser", "Der Kai", "Skai", "A"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Ahorn", "Bäckerei Süß", "Huber", "Möbel Huber", "Zeman"]),
        ("-name", ["Zeman", "Möbel Huber", "Huber", "Bäckerei Süß", "Ahorn"]),
        ("addressCity", ["Huber", "Bäckerei Süß", "Zeman", "Ahorn", "Möbel Huber"]),
        ("-addressCity", ["Zeman", "Bäckerei Süß", "Huber", "Möbel Huber", "Ahorn"]),
        ("addressCountry", ["Bäckerei Süß", "Zeman", "Möbel Huber", "Ahorn", "Huber"]),
    ],
)
def test_it_sorts_by_any_column_as_people_do_and_clients_without_a_value_come_last(sort, order):
    assert sorted(names(OFFICE, sort=sort)[-2:]) == sorted(order[-2:])
    assert names(OFFICE, sort=sort)[:3] == order[:3]


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
    ],
)
def test_a_filter_compares_the_stored_value_exactly_and_an_empty_one_means_missing(filters, found):
    assert names(OFFICE, filters=filters) == found


def test_the_counts_tell_what_choosing_another_value_would_find():
    counts = OFFICE.find(Wanted((), (("addressCountry", "AT"),))).counts
    assert counts["addressCountry"] == {"AT": 2, "DE": 1, "": 2}
    assert counts["addressCity"] == {"Wien": 1, "Graz": 1}
    assert counts["email"] == {"": 1}


def test_a_search_counts_what_it_found():
    assert OFFICE.find(Wanted(("huber",))).counts["enabled"] == {"0": 1, "": 1}


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
def test_after_a_write_it_is_as_if_it_had_been_filled_anew(id_, record, sort):
    before = index_of(*OFFICE)
    names(before, sort=sort)
    after = before.with_client(id_, record)
    clients = {each.id: each for each in OFFICE} | {id_: record}
    anew = index_of(*(each for each in clients.values() if each))
    assert names(after, sort=sort) == names(anew, sort=sort)
    assert {name: {v: n for v, n in of.items() if n} for name, of in after.totals.items()} == {
        name: {v: n for v, n in of.items() if n} for name, of in anew.totals.items()
    }
    assert [each.id for each in before] == [1, 2, 3, 4, 5], "an index never changes"


def test_writes_on_writes_keep_every_order(subtests):
    index, clients = index_of(*OFFICE), {each.id: each for each in OFFICE}
    index.sort_like(index)
    for id_, record in CHANGES * 3:
        names(index, sort="addressCity")
        index = index.with_client(id_, record)
        clients = {key: each for key, each in (clients | {id_: record}).items() if each}
        with subtests.test(id=id_):
            anew = index_of(*clients.values())
            assert names(index, sort="addressCity") == names(anew, sort="addressCity")


def test_clients_of_one_name_stand_as_in_timetrack_before_and_after_a_write():
    index = index_of(*(client(number, "Gleich GmbH") for number in range(1, 41)))
    assert [each.id for each in index.records(index.find(Wanted()).rows)] == list(range(1, 41))
    index = index.with_client(30, client(30, "Gleich GmbH", phone="1")).with_client(41, client(41, "Gleich GmbH"))
    assert [each.id for each in index.records(index.find(Wanted()).rows)] == list(range(1, 42))


def test_what_a_filter_counts_stays_true_of_odd_signs():
    index = index_of(client(1, "A", addressCity="a\x1fb"), client(2, "B", addressCity="Wien"))
    assert index.totals["addressCity"] == {"a\ufffdb": 1, "Wien": 1}
    assert index.with_client(1, None).totals["addressCity"] == {"Wien": 1}
    created = index.with_client(3, client(3, "C", addressCity="a\x1fb"))
    assert created.totals["addressCity"] == {"a\ufffdb": 2, "Wien": 1}
    assert created.with_client(3, None).totals["addressCity"] == {"a\ufffdb": 1, "Wien": 1}


def test_a_client_that_was_written_is_checked_at_once_for_what_is_wrong():
    index = Index.of([page_of(OFFICE)], shown, "field1")
    index = index.with_checked(index.check(lambda: None, lambda: False))
    assert index.wrong.counts[Finding.UNREACHABLE] == 3
    after = index.with_client(1, client(1, "Huber KG", email="huber", field1="ATU1"))
    assert after.wrong.unchecked == 0
    assert [after.wrong.counts[kind] for kind in (Finding.EMAIL, Finding.VAT, Finding.DUPLICATE)] == [1, 1, 2]
    assert index.wrong.counts[Finding.EMAIL] == 0, "an index never changes"
    assert names(after, finding=Finding.VAT) == ["Huber KG"]


def test_what_is_wrong_with_a_client_is_known_of_one_that_is_here_just_so_and_was_checked():
    odd = client(9, "Odd", email="no address", addressCountry="AT")
    index = OFFICE.with_client(9, odd)
    assert index.wrong_with(odd) == {Finding.EMAIL}
    assert index.wrong_with(client(9, "Odd", email="odd@a.example", addressCountry="AT")) is None
    assert index.wrong_with(client(1000, "Nobody")) is None
    assert OFFICE.wrong_with(next(iter(OFFICE))) is None, "it was not checked"


def test_what_was_not_checked_yet_has_no_finding_and_is_counted():
    assert OFFICE.wrong.unchecked == 5
    assert names(OFFICE, finding=Finding.UNREACHABLE) == names(OFFICE, finding=Finding.DUPLICATE) == []


def test_a_page_that_did_not_change_is_kept_and_not_held_twice():
    page = page_of([client(1, "A"), client(2, "B")])
    same, other = (page_of([client(1, "A"), client(2, name)], *page) for name in "BC")
    assert (same.rows is page.rows, same.texts is page.texts) == (True, True)
    assert (other.rows is page.rows, other.texts is page.texts) == (False, False)


def test_an_empty_account_is_found_to_be_empty():
    empty = Index.of([], shown)
    assert (len(empty), names(empty), names(empty, "x"), names(empty, sort="-email")) == (0, [], [], [])
    assert names(empty.with_client(1, client(1, "A"))) == ["A"]


def test_a_control_character_between_values_does_not_move_them():
    index = index_of(client(1, "A\x1fB", email="c"))
    assert index.get(1)["email"] == "c"


def test_fields_without_any_value_are_known():
    assert {"color", "field1"} <= OFFICE.always_empty()
    assert "email" not in OFFICE.always_empty()
