"""What is proposed of two clients that may be one: which stays, what it would hold, and what stands in the way."""

import pytest

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.transfer import merging
from clients_ui.transfer.merging import Barrier, Pair, ShownPair, Side


def client(id_, name="Weiß GmbH", **values):
    return ClientRecord(id_, {**EMPTY, "name": name, "enabled": True, **values})


def pair(a=None, b=None, of_a=(), of_b=()):
    one, other = client(1, **(a or {})), client(2, **{"name": "Weiss"} | (b or {}))
    return Pair(one, other, {1: of_a, 2: of_b})


def held(of, keep=Side.A, **posted):
    values = merging.outcome(of, merging.chosen(of, keep, {f"use-{name}": side for name, side in posted.items()}))
    return {name: value for name, value in values.items() if value}


# Which one stays


@pytest.mark.parametrize(
    ("of", "kept"),
    [
        (pair(of_b=["P"]), Side.B),
        (pair(a={"enabled": False}), Side.B),
        (pair(a={"enabled": False}, of_a=["P"]), Side.A),
        (pair(b={"phone": "1"}), Side.B),
        (pair(), Side.A),
        (pair(of_a=["P"], of_b=["P"]), Side.A),
        (pair(of_a=None, of_b=None, a={"enabled": None}), Side.B),
    ],
    ids=["has projects", "enabled", "projects count more", "holds more", "was there first", "both", "nobody knows"],
)
def test_the_one_that_has_projects_or_is_enabled_is_proposed_to_stay(of, kept):
    assert merging.proposed(of) is kept


# What stands in the way


@pytest.mark.parametrize("keep", Side)
@pytest.mark.parametrize(
    ("of", "why"),
    [
        (pair(), {Side.A: None, Side.B: None}),
        (pair(b={"name": "Weiß GmbH"}), {Side.A: Barrier.ONE_NAME, Side.B: Barrier.ONE_NAME}),
        (pair(b={"name": " Weiß GmbH "}), {Side.A: Barrier.ONE_NAME, Side.B: Barrier.ONE_NAME}),
        (pair(of_a=["P"]), {Side.A: None, Side.B: Barrier.HAS_PROJECTS}),
        (pair(of_a=["P"], of_b=["P"]), {Side.A: Barrier.HAS_PROJECTS, Side.B: Barrier.HAS_PROJECTS}),
        (pair(of_a=None), {Side.A: Barrier.PROJECTS_UNKNOWN, Side.B: Barrier.PROJECTS_UNKNOWN}),
    ],
    ids=["nothing", "one name", "one name and blanks", "one has projects", "both have", "nobody knows"],
)
def test_what_stands_in_the_way_of_a_merge_is_told(of, why, keep):
    assert merging.barrier(of, keep) is why[keep]


# What it holds then


def test_the_kept_ones_values_are_proposed_and_where_it_has_none_the_others():
    of = pair(a={"phone": "1", "email": ""}, b={"phone": "2", "email": "a@b.at"})
    assert held(of) == {"phone": "1", "email": "a@b.at"}
    assert held(of, keep=Side.B) == {"phone": "2", "email": "a@b.at"}


@pytest.mark.parametrize(("side", "phone"), [("a", "1"), ("b", "2"), ("both", "1"), ("c", "1"), ("", "1")])
def test_a_person_chooses_field_by_field_and_what_is_no_choice_is_none(side, phone):
    assert held(pair(a={"phone": "1"}, b={"phone": "2"}), phone=side)["phone"] == phone


def test_a_value_may_be_given_up_for_none():
    assert held(pair(a={"phone": "1"}), phone="b") == {}


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("Skonto", "Portal", "Skonto\n\nPortal"),
        ("Skonto\n", "Portal", "Skonto\n\nPortal"),
        ("Skonto", "Skonto und mehr", "Skonto und mehr"),
        ("Skonto und mehr", "Skonto\r\n", "Skonto und mehr"),
        ("Konto 12345", "1234", "Konto 12345\n\n1234"),
        ("2", "12 %", "2\n\n12 %"),
        ("(eilig)", "Bitte (eilig)!", "Bitte (eilig)!"),
    ],
)
def test_notes_are_joined_and_what_one_has_of_the_other_stands_there_once(one, other, together):
    of = pair(a={"notes": one}, b={"notes": other})
    assert (held(of)["notes"], held(of, notes="both")["notes"]) == (together, together)
    assert (held(of, notes="a")["notes"], held(of, notes="b")["notes"]) == (one, other)


def test_where_one_has_no_notes_there_is_nothing_to_join():
    of = pair(b={"notes": "Portal"})
    assert not merging.joinable(merging.FIELDS["notes"], of)
    assert held(of, notes="both") == {"notes": "Portal"}


def test_name_and_whether_it_is_enabled_cannot_be_taken_over():
    of = pair(a={"enabled": False})
    assert {"name", "enabled"}.isdisjoint(merging.outcome(of, merging.chosen(of, Side.A, {"use-name": "b"})))
    assert merging.differing(of) == []


def test_what_differs_in_its_notation_alone_is_no_choice():
    assert merging.differing(pair(a={"color": "#ffffff", "notes": "x"}, b={"color": "FFFFFF", "notes": "x\n"})) == []


# What was shown


def test_what_somebody_changed_since_is_told_with_what_was_shown():
    before, now = pair(a={"phone": "1"}), pair(a={"phone": "2"}, b={"enabled": False})
    assert merging.changed(before, now) == {Side.A: {"phone": "1"}, Side.B: {"enabled": True}}
    assert merging.changed(now, now) == {Side.A: {}, Side.B: {}}


def test_what_was_shown_comes_back_for_the_same_person_and_the_same_two():
    shown = ShownPair(pair(), "run")
    text = merging.sealed(shown, 7)
    opened = merging.opened(text, 7, [1, 2])
    assert (opened.pair.sides, opened.run) == (shown.pair.sides, "run")
    for other in (merging.opened(text, 8, [1, 2]), merging.opened(text, 7, [2, 1]), merging.opened("x", 7, [1, 2])):
        assert other is None
