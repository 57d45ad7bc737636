"""What is to happen to the rows of a file: every outcome, and what comes before what."""

import pytest
from django.utils import translation

from clients_ui.transfer.plan import would_clear
from clients_ui.transfer.planned import RowPlan
from clients_ui.transfer.table import Odd
from clients_ui.wording.rows import WHOLE_ROW
from tests.clients_ui.transfer.planning import PARAMETERS, client, exported, outcomes, plan_of

HUBER = client(7, "Huber GmbH", phone="+43 1 1", email="office@huber.at", addressCountry="AT", field1="K-7")
MAIER = client(9, "Maier KG", phone="+43 1 2", notes="first\nsecond", field1="K-9")
ACCOUNT = [HUBER, MAIER]


@pytest.mark.parametrize(
    ("head", "row", "outcome"),
    [
        # by id
        (["id", "name", "phone"], ["7", "Huber GmbH", "+43 1 1"], "unchanged"),
        (["id", "name", "phone"], ["7", "Huber GmbH", "+43 1 9"], "update"),
        (["id", "phone"], ["7", "+43 1 9"], "update"),
        (["id", "phone"], [" #7 ", "+43 1 9"], "update"),
        (["id", "name", "phone"], ["7", "", "+43 1 9"], "update"),
        (["id", "name"], ["7", "Huber AG"], "blocked"),
        (["id", "name"], ["7", "Maier KG"], "blocked"),
        (["id", "name"], ["8", "Huber GmbH"], "invalid"),
        (["id", "name"], ["seven", "Huber GmbH"], "invalid"),
        (["id", "name"], ["0", "Huber GmbH"], "invalid"),
        (["id", "name"], ["-7", "Huber GmbH"], "invalid"),
        (["id", "name"], ["7.0", "Huber GmbH"], "invalid"),
        (["id", "name"], ["٧", "Huber GmbH"], "invalid"),
        (["id", "name"], ["9" * 19, "Huber GmbH"], "invalid"),
        # by the very name
        (["id", "name", "phone"], ["", "Huber GmbH", "+43 1 9"], "update"),
        (["name", "phone"], ["Huber GmbH", "+43 1 1"], "unchanged"),
        (["name", "phone"], [" Huber GmbH ", "+43 1 1"], "unchanged"),
        # new ones
        (["name"], ["Novak & Sohn"], "create"),
        (["name"], ["huber gmbh"], "look_alike"),
        (["name"], ["Huber Ges.m.b.H."], "look_alike"),
        (["name"], [""], "invalid"),
        (["name"], [" \u200b "], "invalid"),
        (["phone"], ["+43 1 9"], "invalid"),
        # enabled of a client that exists
        (["id", "enabled"], ["7", "ja"], "unchanged"),
        (["id", "enabled"], ["7", ""], "unchanged"),
        (["id", "enabled"], ["7", "nein"], "blocked"),
        (["id", "enabled"], ["7", "perhaps"], "invalid"),
        # values
        (["id", "email"], ["7", "office(at)huber.at"], "invalid"),
        (["id", "addressCountry"], ["7", "Österreich"], "unchanged"),
        (["id", "addressCountry"], ["7", "Germany"], "update"),
        (["id", "addressCountry"], ["7", "Atlantis"], "invalid"),
        (["name", "email"], ["Novak & Sohn", "office(at)novak.at"], "invalid"),
        (["name", "enabled"], ["Novak & Sohn", "perhaps"], "invalid"),
        (["id", "phone"], ["7", "x" * 255], "update"),
        (["id", "phone"], ["7", "x" * 256], "invalid"),
    ],
)
def test_each_row_has_one_outcome(head, row, outcome):
    assert outcomes(plan_of(ACCOUNT, head, row)) == [outcome]


def test_an_update_tells_old_and_new_of_what_differs_and_of_nothing_else():
    [row] = plan_of(ACCOUNT, ["id", "phone", "email"], ["7", "+43 1 9", "office@huber.at"])
    assert (row.id, row.name) == (7, "Huber GmbH")
    [update] = row.updates
    assert (update.id, update.shown, update.values) == (7, {"phone": "+43 1 1"}, {"phone": "+43 1 9"})


def test_a_creation_holds_what_is_not_empty_as_it_is_sent_and_is_enabled():
    [row] = plan_of(ACCOUNT, ["name", "phone", "addressCountry", "color"], [" Novak ", "", "Deutschland", "#1af"])
    assert row.create == {"name": "Novak", "addressCountry": "DE", "color": "#11aaff", "enabled": True}
    assert row.updates == ()


@pytest.mark.parametrize(("said", "enabled"), [("", True), ("nein", False), ("x", True), ("–", True)])
def test_a_new_client_is_enabled_unless_the_file_says_otherwise(said, enabled):
    [row] = plan_of([], ["name", "enabled"], ["Novak", said])
    assert row.create["enabled"] is enabled


# Empty cells


def test_an_empty_cell_keeps_what_is_there_and_is_counted():
    rows = plan_of(ACCOUNT, ["id", "name", "enabled", "phone", "address"], ["7", "", "", "", ""], ["9", "", "", " "])
    assert outcomes(rows) == ["unchanged", "unchanged"]
    assert would_clear(rows) == 2


def test_where_empty_cells_clear_they_clear_what_can_be_changed_but_never_the_name():
    head = ["id", "name", "enabled", "phone", "address", "notes"]
    huber, maier = plan_of(ACCOUNT, head, ["7", "", "", "", "", ""], ["9"], empty="clear")
    assert huber.updates[0].values == {"phone": ""}
    assert maier.updates[0].values == {"phone": "", "notes": ""}
    assert would_clear([huber, maier]) == 3


def test_what_nobody_sees_is_not_cleared():
    blank = client(3, "Novak", address=" \t", notes="\n\n")
    [row] = plan_of([blank], ["id", "address", "notes"], ["3", "", ""], empty="clear")
    assert (row.outcome, row.empties) == (RowPlan.UNCHANGED, 0)


def test_a_column_that_is_not_in_the_file_clears_nothing():
    assert outcomes(plan_of(ACCOUNT, ["id", "address"], ["7", ""], empty="clear")) == ["unchanged"]


def test_an_empty_cell_of_a_new_client_is_left_out_whatever_empty_cells_do():
    [row] = plan_of([], ["name", "phone"], ["Novak", ""], empty="clear")
    assert row.create == {"name": "Novak", "enabled": True}


# Conflicts


@pytest.mark.parametrize(
    "other", [["7", "", "+43 1 8"], ["", "Huber GmbH", "+43 1 8"], ["7", "", ""], ["7", "Hu", "1"]]
)
def test_two_rows_about_one_client_are_both_in_conflict_and_name_each_other(other):
    rows = plan_of(ACCOUNT, ["id", "name", "phone"], ["7", "", "+43 1 9"], other, ["9", "", "+43 1 7"])
    assert outcomes(rows) == ["conflict", "conflict", "update"]
    assert [row.problems[WHOLE_ROW] for row in rows[:2]] == [
        f"Row {number} is about the same client. Keep only one of these rows in the file." for number in (3, 2)
    ]
    assert [row.updates for row in rows[:2]] == [(), ()]


def test_one_new_name_twice_is_a_conflict_of_both():
    rows = plan_of(ACCOUNT, ["name", "phone"], ["Novak", "1"], ["Novak ", "2"], ["Svoboda", "3"])
    assert outcomes(rows) == ["conflict", "conflict", "create"]
    assert "Row 3 would create" in rows[0].problems[WHOLE_ROW]
    assert [row.create for row in rows[:2]] == [None, None]


def test_of_many_rows_in_conflict_a_few_are_named():
    rows = plan_of([], ["name"], *[["Novak"]] * 40)
    assert rows[0].problems[WHOLE_ROW].startswith("Rows 3, 4, 5, 6, 7, … would create")
    assert rows[39].problems[WHOLE_ROW].startswith("Rows 2, 3, 4, 5, 6, … would create")


def test_a_name_that_two_clients_bear_is_a_conflict_that_names_them():
    twins = [client(3, "Novak"), client(4, "Novak")]
    rows = plan_of(twins, ["id", "name", "phone"], ["", "Novak", "1"], ["4", "Novak", "2"])
    assert outcomes(rows) == ["conflict", "update"]
    assert "#3, #4" in rows[0].problems[WHOLE_ROW]


# Look-alikes


def test_a_look_alike_may_be_created_or_be_any_of_those_it_resembles():
    twins = [client(3, "Novák GmbH", phone="1"), client(4, "NOVAK", phone="2")]
    [row] = plan_of(twins, ["name", "phone"], ["Novak", "2"])
    assert row.outcome is RowPlan.LOOK_ALIKE
    assert row.create == {"name": "Novak", "phone": "2", "enabled": True}
    assert [(one.id, one.shown, one.values) for one in row.updates] == [
        (3, {"phone": "1"}, {"phone": "2"}),
        (4, {}, {}),
    ]
    assert row.alike == [3, 4]
    assert row.warnings == {WHOLE_ROW: "Clients that look like it: Novák GmbH (#3), NOVAK (#4)."}


def test_rows_that_would_create_such_a_name_are_look_alikes_of_each_other():
    rows = plan_of(ACCOUNT, ["name"], ["Novak GmbH"], ["Svoboda"], ["NOVAK"])
    assert outcomes(rows) == ["look_alike", "create", "look_alike"]
    assert [(row.alike, row.alike_rows) for row in rows] == [([], [4]), ((), ()), ([], [2])]
    assert rows[0].warnings == {WHOLE_ROW: "Row 4 would create a client of such a name too."}
    assert all(row.create for row in rows)


def test_a_row_that_resembles_two_of_one_name_is_a_look_alike_and_they_are_in_conflict():
    assert outcomes(plan_of([], ["name"], ["Novak"], ["Novak"], ["NOVAK"])) == ["conflict", "conflict", "look_alike"]


def test_of_many_clients_that_a_row_resembles_a_few_may_be_chosen():
    many = [client(number, f"novak {'.' * number}") for number in range(1, 30)]
    [row] = plan_of(many, ["name"], ["Novak"])
    assert (row.alike, len(row.updates)) == ([1, 2, 3, 4, 5], 5)
    assert row.warnings[WHOLE_ROW].endswith("(#5), ….")


def test_a_look_alike_that_is_to_be_another_client_leaves_its_name_and_says_what_else_is_locked():
    [row] = plan_of([client(3, "NOVAK", enabled=False)], ["name", "enabled", "phone"], ["Novak", "ja", "1"])
    assert row.updates[0].values == {"phone": "1"}
    assert set(row.warnings) == {"enabled", WHOLE_ROW}


def test_an_invalid_row_is_no_look_alike_before_it_is_corrected():
    assert outcomes(plan_of(ACCOUNT, ["name", "email"], ["HUBER", "none"])) == ["invalid"]


# By a free field


@pytest.mark.parametrize(
    ("row", "outcome", "id_"),
    [
        (["", "", "K-9", "1"], "update", 9),
        (["", "", " K-9 ", "1"], "update", 9),
        (["", "Maier KG", "K-9", "1"], "update", 9),
        (["", "Maier AG", "K-9", "1"], "blocked", 9),
        (["", "Maier KG", "K-7", "1"], "conflict", None),
        (["", "Maier KG", "", "1"], "update", 9),
        (["", "Maier KG", "K-1", "1"], "update", 9),
        (["7", "", "K-9", "1"], "update", 7),
        (["", "Novak", "K-1", "1"], "create", None),
        (["", "", "K-1", "1"], "invalid", None),
        (["", "", "K-2", "1"], "conflict", None),
    ],
)
def test_by_choice_a_free_field_finds_the_client_that_neither_id_nor_name_does(row, outcome, id_):
    account = [*ACCOUNT, client(1, "Eins", field1="K-2"), client(2, "Zwei", field1="K-2")]
    [planned] = plan_of(account, ["id", "name", "field1", "phone"], row, match="field1")
    assert (planned.outcome, planned.id) == (outcome, id_)


def test_without_that_choice_a_free_field_finds_nobody():
    assert outcomes(plan_of(ACCOUNT, ["name", "field1"], ["Novak", "K-9"], ["", "K-9"])) == ["create", "invalid"]


def test_of_two_clients_of_one_name_the_free_field_tells_which():
    twins = [client(3, "Novak", field2="A"), client(4, "Novak", field2="B")]
    [row] = plan_of(twins, ["name", "field2", "phone"], ["Novak", "B", "1"], match="field2")
    assert (row.outcome, row.id) == ("update", 4)


# What is odd about a cell


@pytest.mark.parametrize("odd", [Odd.ERROR, Odd.DIGITS_LOST])
@pytest.mark.parametrize("name", ["id", "phone"])
def test_a_cell_of_which_nothing_can_be_taken_makes_its_row_invalid(odd, name):
    head = ["id", "name", "phone"]
    [row] = plan_of(ACCOUNT, head, ["7", "Huber GmbH", "1"], odd={(2, head.index(name)): odd})
    assert (row.outcome, [*row.problems], [*row.cells]) == (RowPlan.INVALID, [name], [name])


def test_a_text_that_only_looks_like_an_error_is_what_timetrack_holds():
    account = [client(7, "#N/A", field1="#REF!")]
    [row] = plan_of(
        account, ["id", "name", "field1"], ["7", "#N/A", "#REF!"], odd={(2, 1): Odd.ERROR, (2, 2): Odd.ERROR}
    )
    assert row.outcome is RowPlan.UNCHANGED


def test_of_a_new_client_too():
    rows = plan_of([], ["name", "phone"], ["#N/A", "1"], ["Novak", "#N/A"], odd={(2, 0): Odd.ERROR, (3, 1): Odd.ERROR})
    assert [(row.outcome, [*row.problems]) for row in rows] == [("invalid", ["name"]), ("invalid", ["phone"])]


@pytest.mark.parametrize("empty", ["keep", "clear"])
def test_an_error_without_a_text_as_a_formula_has_that_was_never_reckoned_is_no_empty_cell(empty):
    odd = {(2, 2): Odd.ERROR, (3, 0): Odd.ERROR, (4, 2): Odd.ERROR, (5, 1): Odd.ERROR}
    rows = [["7", "Huber GmbH", ""], ["", "Huber GmbH", "1"], ["", "Novak", ""], ["", "", "1"]]
    planned = plan_of([client(7, "Huber GmbH", phone="1")], ["id", "name", "phone"], *rows, odd=odd, empty=empty)
    assert outcomes(planned) == ["invalid"] * 4
    assert [[*row.problems] for row in planned] == [["phone"], ["id"], ["phone"], ["name"]]


@pytest.mark.parametrize("odd", [Odd.DATE, Odd.PERCENTAGE, Odd.YES_NO])
def test_what_only_asks_for_a_second_look_is_taken_with_a_warning_where_it_is_to_be_written(odd):
    head, oddities = ["id", "name", "field2", "enabled"], {(row, column): odd for row in (2, 3) for column in (2, 3)}
    new, same = plan_of([HUBER], head, ["", "Novak", "50%", "ja"], ["7", "", "", "ja"], odd=oddities)
    assert new.outcome is RowPlan.CREATE
    assert set(new.warnings) == {"field2"} | ({"enabled"} if odd is not Odd.YES_NO else set())
    assert (same.outcome, same.warnings) == ("unchanged", {})


# What is told


def test_the_text_of_each_cell_with_a_problem_or_a_warning_is_told():
    [row] = plan_of(ACCOUNT, ["id", "name", "email", "phone"], ["7", "Hu", "none", "1"])
    assert row.cells == {"name": "Hu", "email": "none"}
    assert row.problems["name"] == ("TimeTrack holds “Huber GmbH” here. Only TimeTrack itself can change that.")
    assert plan_of([], ["name", "email"], ["", "x"])[0].cells == {"name": "", "email": "x"}
    assert plan_of([], ["id", "phone"], ["x", "1"])[0].cells == {"id": "x"}


def test_sentences_are_said_in_the_readers_language():
    with translation.override("de"):
        [row] = plan_of([], ["name", "addressCountry"], ["Novak", "Oesterreih"])
    assert "Österreich" in row.problems["addressCountry"]


# An exported account


def test_an_exported_account_is_unchanged_where_it_breaks_every_rule():
    odd = client(
        1,
        " Name\0\r\nof two lines ",
        **dict.fromkeys(["contactPerson", "address", "address2", "addressCity"], "  blanks  "),
        **dict.fromkeys(["email", "phone", "addressZipCode"], "\u200bnone\x07"),
        color="red",
        addressCountry="Österreich",
        notes="\r\na\rb\n\n ",
        field1=" ",
        field2="#N/A",
    )
    account = [
        odd,
        client(2, "", enabled=None),
        client(3, "x" * 300, notes="y" * 70_000),
        client(4, "x", enabled=False),
    ]
    for empty in ("keep", "clear"):
        rows = plan_of(account, ["id", *PARAMETERS], *exported(account), empty=empty)
        assert outcomes(rows) == ["unchanged"] * 4
