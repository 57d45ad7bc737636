"""Which clients are likely the same one: among all, and for one of them. No I/O, no Django."""

from random import Random

import pytest

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory.database import Database
from clients_ui.directory.query import ClientQuery
from clients_ui.quality.findings import Finding


def client(id_, name, **values):
    return ClientRecord(id_, {**EMPTY, "name": name, **values})


def database_of(*clients):
    database = Database()
    database.refill([list(clients)])
    while database.checks.unchecked:
        database.checks.check_next(0, 1000)
    return database


def everyone(database):
    return sorted(database.find(ClientQuery(), 0, 1000).records, key=lambda each: each.id)


def likely(database):
    return [each.name for each in database.find(ClientQuery(finding=Finding.DUPLICATE), 0, 1000).records]


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
    database = database_of(first, client(9, "Zeman"), client(8, "Ahorn"), second)
    assert len(likely(database)) == (2 if same else 0)
    assert database.alike(first) == ([second] if same else [])
    assert database.alike(second) == ([first] if same else [])


def test_what_many_share_is_a_switchboard_and_tells_nothing():
    five = [client(number, f"{number}", email="office@group.example", phone="+43 1 5811234") for number in range(1, 6)]
    assert len(likely(database_of(*five))) == 5
    six = [*five, client(6, "6", email="office@group.example", phone="+43 1 5811234")]
    assert likely(database_of(*six)) == []
    assert database_of(*six).alike(six[0]) == []


def test_those_that_are_alike_stand_together_in_the_order_of_the_first():
    database = database_of(
        client(1, "Zeman", email="a@b.at"),
        client(2, "Moser"),
        client(3, "Bauer", email="a@b.at"),
        client(4, "Kern"),
        client(5, "Moser KG", phone="+43 1 5811234"),
        client(6, "Caesar", phone="+43 1 5811234"),
    )
    assert likely(database) == ["Bauer", "Zeman", "Caesar", "Moser", "Moser KG"]


def test_a_disabled_client_counts_too():
    assert len(likely(database_of(client(1, "Huber", enabled=False), client(2, "Huber KG", enabled=True)))) == 2


def test_a_client_that_is_not_in_the_index_has_likely_duplicates_too():
    held = client(1, "Huber GmbH")
    assert database_of(held).alike(client(7, "Huber")) == [held]


def test_an_empty_index_has_none():
    assert database_of().alike(client(1, "Huber")) == []
    assert likely(database_of()) == []


def test_after_writes_they_are_the_same_as_if_all_were_looked_for_again():
    mail = {"email": "office@huber.at"}
    clients = [client(1, "A"), client(2, "B", **mail), client(3, "C", **mail), client(4, "D"), client(5, "A GmbH")]
    database = database_of(*clients)
    assert len(likely(database)) == 4
    writes = [
        (3, client(3, "C")),  # B has no other any more
        (4, client(4, "D", **mail)),
        (6, client(6, "D", **mail)),
        (1, None),
        (2, None),
    ]
    for id_, record in writes:
        database.write({id_: record})
        assert sorted(likely(database)) == sorted(likely(database_of(*everyone(database))))
    assert likely(database) == ["D", "D"]


def test_those_that_are_found_for_one_are_those_that_are_found_among_all():
    database = database_of(*(client(number, name, **values) for number, (name, values) in enumerate(SIDE_BY_SIDE, 1)))
    alike = [each.name for each in everyone(database) if database.alike(each)]
    assert sorted(alike) == sorted(likely(database))


WRITES = [
    client(3, "Zeman", email="other@zeman.example"),
    client(50, "Tischlerei Grubre", **WIEN),
    client(51, "X", phone="5811234"),
    client(4, "Nobody’s name"),
]


@pytest.mark.parametrize("written", [WRITES, [*WRITES, *[client(n, f"Zeman{n}") for n in range(60, 95)]]])
def test_after_writes_each_client_is_like_those_that_it_would_be_if_all_were_read_anew(written):
    clients = {number: client(number, name, **values) for number, (name, values) in enumerate(SIDE_BY_SIDE, 1)}
    database = database_of(*clients.values())
    for each in written:
        database.write({each.id: each})
        clients[each.id] = each
    database.write({5: None})
    gone = clients.pop(5)
    anew = database_of(*clients.values())
    assert sorted(likely(database)) == sorted(likely(anew))
    for each in [*clients.values(), gone]:
        assert {other.id for other in database.alike(each)} == {other.id for other in anew.alike(each)}


@pytest.mark.parametrize("written", [client(6, "Six"), None])
def test_what_too_many_shared_is_a_hint_again_when_one_of_them_is_gone(written):
    six = [client(number, f"Name{number}", email="office@group.example") for number in range(1, 7)]
    database = database_of(*six, client(9, "Zeman"))
    assert likely(database) == []
    database.write({6: written})
    assert {each.id for each in database.alike(six[0])} == {2, 3, 4, 5}
    assert len(likely(database)) == 5


def test_what_one_too_many_shares_tells_nothing_of_any_of_them():
    five = [client(number, f"Name{number}", email="office@group.example") for number in range(1, 6)]
    database = database_of(*five, client(6, "Zeman"), client(7, "Huber"), client(8, "Huber"))
    assert database.checks.counts[Finding.DUPLICATE] == 7
    database.write({6: client(6, "Zeman", email="office@group.example")})
    assert likely(database) == ["Huber", "Huber"]
    assert all(database.alike(each) == [] for each in five)


def test_clients_of_one_name_are_found_however_it_is_spelt_and_before_they_are_checked():
    database = Database()
    database.refill([[client(1, "Müller GmbH"), client(2, "Muller"), client(3, "MUELLER & Co. KG"), client(4, "")]])
    assert [each.id for each in database.named("Mueller")] == [1, 3]
    assert database.named("Zeman") == []


def test_looking_for_one_reads_no_more_where_there_are_many_clients():
    def read(clients):
        database = database_of(
            *(client(n, f"Tischlerei Gruber {n}", phone=f"58112{n:05}") for n in range(1, clients + 1))
        )
        calls = []
        database._db.set_trace_callback(calls.append)
        database.alike(client(10**6, "Tischlerei Gruber 7", phone="5811200007"))
        plans = [database._db.execute(f"EXPLAIN QUERY PLAN {call}").fetchall() for call in {*calls}]
        return len(calls), [row[3] for plan in plans for row in plan]

    (few, _), (many, plans) = read(30), read(600)
    assert few == many
    assert not [plan for plan in plans if "SCAN" in plan]


@pytest.mark.parametrize("seed", range(5))
def test_counting_after_any_writes_finds_as_many_as_if_all_were_read_anew(seed):
    random = Random(seed)
    clients = {number: client(number, name, **values) for number, (name, values) in enumerate(SIDE_BY_SIDE, 1)}
    database = database_of(*clients.values())
    assert database.checks.counts[Finding.DUPLICATE] > 30
    for _ in range(60):
        id_, (name, values) = random.randrange(1, 60), random.choice(SIDE_BY_SIDE)
        office = random.choice([{}, {}, {"email": "office@group.example"}, {"phone": "+43 1 7654321"}])
        clients[id_] = random.choice([None, client(id_, name, **values | office)])
        database.write({id_: clients[id_]})
        anew = database_of(*filter(None, clients.values()))
        assert database.checks.counts == anew.checks.counts
        assert database.checks.unchecked == 0
    assert sorted(likely(database)) == sorted(likely(anew))


def test_counting_after_a_write_reads_no_more_where_there_are_many_clients():
    def read(clients):
        database = database_of(*(client(n, f"Name {n // 2}", email=f"{n // 3}@x.at") for n in range(1, clients + 1)))
        assert database.checks.counts[Finding.DUPLICATE] > clients / 2
        calls = []
        database._db.set_trace_callback(calls.append)
        database.write({7: client(7, "Name 9", email="5@x.at")})
        assert database.checks.counts[Finding.DUPLICATE] > clients / 2
        asked = {call for call in calls if call.lstrip().startswith("SELECT")}
        plans = [database._db.execute(f"EXPLAIN QUERY PLAN {call}").fetchall() for call in asked]
        return len(calls), {row[3] for plan in plans for row in plan}

    (few, _), (many, plans) = read(60), read(1200)
    assert few == many
    read_whole = {plan.split()[1] for plan in plans if plan.startswith("SCAN")}
    assert "found" in read_whole
    assert read_whole.isdisjoint({"client", "stored", "s", "checked", "c", "o", "folded_name", "near", "searched"})


# Told apart


@pytest.mark.parametrize(
    ("group", "apart", "parts"),
    [
        ([1, 2, 3], [], [[1, 2, 3]]),
        ([1, 2], [(1, 2)], []),
        ([1, 2, 3], [(1, 2)], [[1, 2, 3]]),
        ([3, 2, 1], [(1, 2), (1, 3)], [[3, 2]]),
        ([1, 2, 3, 4], [(1, 3), (1, 4), (2, 3), (2, 4)], [[1, 2], [3, 4]]),
        ([1, 2], [(1, 3), (2, 3)], [[1, 2]]),
    ],
)
def test_a_group_falls_into_the_parts_that_hang_together_still(group, apart, parts):
    from clients_ui.quality import duplicates

    table = {}
    for one, other in apart:
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    assert sorted(duplicates.parts(group, table), key=min) == parts


@pytest.mark.parametrize("seed", range(20))
def test_whoever_is_told_apart_meanwhile_both_ways_of_counting_say_the_same(seed):
    random = Random(seed)
    names, phones = ["Müller", "Mueller", "Huber", "Maier"], ["", "+43 1 5811234", "+43 1 5811235"]
    clients = [client(id_, random.choice(names), phone=random.choice(phones)) for id_ in range(1, 13)]
    database, apart = database_of(*clients), set()
    assert database.checks.counts[Finding.DUPLICATE] == len(likely(database))
    for step in range(10):
        one, other = sorted(random.sample(range(1, 13), 2))
        apart ^= {(one, other)}
        database.checks.tell_apart(apart, step)
        if step % 3 == 0:
            database.write({one: client(one, random.choice(names), phone=random.choice(phones))})
            database.checks.check_next(0, 1000)
        alike = [each for each in everyone(database) if database.alike(each)]
        assert database.checks.counts[Finding.DUPLICATE] == len(alike) == len(likely(database))
        assert not apart & {(a.id, b.id) for a, b in database.pairs(100)}
        assert {each.id for pair in database.pairs(100) for each in pair} == {each.id for each in alike}
