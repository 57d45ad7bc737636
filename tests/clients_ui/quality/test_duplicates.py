"""Which clients are likely the same one: among all, and for one of them. No I/O, no Django."""

import pytest

from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.directory.frame import page_of
from clients_ui.directory.index import Index, Wanted
from clients_ui.quality import duplicates
from clients_ui.quality.findings import Finding


def client(id_, name, **values):
    return ClientRecord(id_, {name: field.empty for name, field in FIELDS.items()} | {"name": name} | values)


def index_of(*clients, size=3):
    pages = [page_of(clients[start : start + size]) for start in range(0, len(clients), size)]
    index = Index.of(pages, lambda _, value: str(value or ""))
    return index.with_checked(index.check(lambda: None, lambda: False))


def likely(index):
    return [each.name for each in index.records(index.find(Wanted(finding=Finding.DUPLICATE)).rows)]


WIEN, GRAZ = {"addressCity": "Wien", "addressZipCode": "1010"}, {"addressCity": "Graz", "addressZipCode": "8010"}
PAIRS = [
    (("Müller GmbH", WIEN), ("Mueller Ges.m.b.H.", GRAZ), True),
    (("Müller", {}), ("MÜLLER & Co. KG", {}), True),
    (("A", {"email": "Office@huber.at"}), ("B", {"email": " office@Huber.at"}), True),
    (("A", {"email": "n/a"}), ("B", {"email": "n/a"}), False),
    (
        ("A", {"phone": "+43 1 5811234", "addressCountry": "AT"}),
        ("B", {"phone": "01/581 12 34", "addressCountry": "AT"}),
        True,
    ),
    (("A", {"phone": "0043 1 5811234", "addressCountry": "AT"}), ("B", {"phone": "+43 (0)1 5811234 (Eva)"}), True),
    (("A", {"phone": "5811234"}), ("B", {"phone": "58 11 234"}), True),
    (("A", {"phone": "133"}), ("B", {"phone": "133"}), False),
    (("A", {"phone": "+43 1 5811234-0"}), ("B", {"phone": "+43 1 5811234-12"}), False),
    (("Tischlerei Gruber", WIEN), ("Tischlerei Grubre", WIEN), True),
    (("Tischlerei Gruber", WIEN), ("Tischlerei Gruberr", WIEN), True),
    (("Wischlerei Gruber", WIEN), ("Tischlerei Gruber", WIEN), True),
    (("Tischlerei Gruber", WIEN), ("Tischlerei Grabner", WIEN), False),
    (("Tischlerei Gruber", WIEN), ("Tischlerei Gruberr", GRAZ), False),
    (("Tischlerei Gruber", {"addressCity": "Wien"}), ("Tischlerei Gruberr", {"addressCity": "WIEN"}), True),
    (("Tischlerei Gruber", {"addressZipCode": "1010"}), ("Tischlerei Gruberr", WIEN | {"addressCity": "Vienna"}), True),
    (("Tischlerei Gruber", WIEN), ("Tischlerei Gruberr", {}), True),
    (("Tischlerei Filiale 12", WIEN), ("Tischlerei Filiale 13", WIEN), False),
    (("Tischlerei Filiale 1", WIEN), ("Tischlerei Filiale 12", WIEN), False),
    (("Tischlerei Filiale 12", WIEN), ("Tischlerei Filiahle 12", WIEN), True),
    (("Huber", WIEN), ("Hube", WIEN), False),
    (("", {}), ("", {}), False),
]
SIDE_BY_SIDE = [each for one, other, _ in PAIRS for each in (one, other)]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_two_clients_are_likely_the_same_by_name_email_or_phone(one, other, same):
    first, second = client(1, one[0], **one[1]), client(2, other[0], **other[1])
    index = index_of(first, client(9, "Zeman"), client(8, "Ahorn"), second)
    assert len(likely(index)) == (2 if same else 0)
    assert index.alike(first) == ([second] if same else [])
    assert index.alike(second) == ([first] if same else [])


def test_what_many_share_is_a_switchboard_and_tells_nothing():
    five = [client(number, f"{number}", email="office@group.example", phone="+43 1 5811234") for number in range(1, 6)]
    assert len(likely(index_of(*five))) == 5
    six = [*five, client(6, "6", email="office@group.example", phone="+43 1 5811234")]
    assert likely(index_of(*six)) == []
    assert index_of(*six).alike(six[0]) == []


def test_those_that_are_alike_stand_together_in_the_order_of_the_first():
    index = index_of(
        client(1, "Zeman", email="a@b.at"),
        client(2, "Moser"),
        client(3, "Bauer", email="a@b.at"),
        client(4, "Kern"),
        client(5, "Moser KG", phone="+43 1 5811234"),
        client(6, "Caesar", phone="+43 1 5811234"),
    )
    assert likely(index) == ["Bauer", "Zeman", "Caesar", "Moser", "Moser KG"]


def test_a_disabled_client_counts_too():
    assert len(likely(index_of(client(1, "Huber", enabled=False), client(2, "Huber KG", enabled=True)))) == 2


def test_a_client_that_is_not_in_the_index_has_likely_duplicates_too():
    held = client(1, "Huber GmbH")
    assert index_of(held).alike(client(7, "Huber")) == [held]


def test_an_empty_index_has_none():
    assert index_of().alike(client(1, "Huber")) == []
    assert likely(index_of()) == []


def test_after_writes_they_are_the_same_as_if_all_were_looked_for_again():
    mail = {"email": "office@huber.at"}
    clients = [client(1, "A"), client(2, "B", **mail), client(3, "C", **mail), client(4, "D"), client(5, "A GmbH")]
    index = index_of(*clients)
    assert len(likely(index)) == 4
    writes = [
        (3, client(3, "C")),  # B has no other any more
        (4, client(4, "D", **mail)),
        (6, client(6, "D", **mail)),
        (1, None),
        (2, None),
    ]
    for id_, record in writes:
        index = index.with_client(id_, record)
        assert sorted(likely(index)) == sorted(likely(index_of(*index)))
    assert likely(index) == ["D", "D"]


def test_looking_for_one_finds_what_looking_among_all_has_found():
    clients = [client(number, name, **values) for number, (name, values) in enumerate(SIDE_BY_SIDE)]
    index = index_of(*clients)
    before = [index.alike(each) for each in clients]
    assert index.wrong.pairs.height
    assert [index.alike(each) for each in clients] == before


WRITES = [
    client(3, "Zeman", email="other@zeman.example"),
    client(50, "Tischlerei Grubre", **WIEN),
    client(51, "X", phone="5811234"),
    client(4, "Nobody’s name"),
]


@pytest.mark.parametrize("written", [WRITES, [*WRITES, *[client(n, f"Zeman{n}") for n in range(60, 95)]]])
def test_after_writes_each_client_is_like_those_that_it_would_be_in_a_new_index(written):
    clients = {number: client(number, name, **values) for number, (name, values) in enumerate(SIDE_BY_SIDE)}
    index = index_of(*clients.values())
    assert index.wrong.pairs.height
    for each in written:
        index, clients[each.id] = index.with_client(each.id, each), each
    index, gone = index.with_client(5, None), clients.pop(5)
    anew = index_of(*clients.values())
    for each in [*clients.values(), gone]:
        assert {other.id for other in index.alike(each)} == {other.id for other in anew.alike(each)}


@pytest.mark.parametrize("written", [client(6, "Six"), None])
def test_what_too_many_shared_is_told_of_the_others_when_one_of_them_is_gone(written):
    six = [client(number, f"Name{number}", email="office@group.example") for number in range(1, 7)]
    index = index_of(*six, client(9, "Zeman"))
    assert index.wrong.pairs.is_empty()
    index = index.with_client(6, written)
    assert {each.id for each in index.alike(six[0])} == {2, 3, 4, 5}


def test_what_one_too_many_shares_tells_nothing_of_any_of_them():
    five = [client(number, f"Name{number}", email="office@group.example") for number in range(1, 6)]
    index = index_of(*five, client(6, "Zeman"), client(7, "Huber"), client(8, "Huber"))
    assert index.wrong.counts[Finding.DUPLICATE] == 7
    index = index.with_client(6, client(6, "Zeman", email="office@group.example"))
    assert likely(index) == ["Huber", "Huber"]
    assert all(index.alike(each) == [] for each in five)


@pytest.mark.usefixtures("_looking_is_dear")
def test_most_clients_are_like_none_and_nothing_is_looked_for_again():
    index = index_of(client(1, "Huber"), client(2, "Zeman"), client(3, "Huber"), client(4, "Ahorn"))
    assert index.wrong.pairs.height == 1
    index = index.with_client(4, client(4, "Ahornblatt"))
    assert index.alike(client(2, "Zeman")) == []
    with pytest.raises(AssertionError):
        index.alike(client(1, "Huber"))
    with pytest.raises(AssertionError):
        index.alike(client(2, "Huber"))


@pytest.fixture
def _looking_is_dear(monkeypatch):
    def dear(*_):
        raise AssertionError("all clients are compared with it")

    monkeypatch.setattr(duplicates, "alike", dear)
