"""A file that comes again: what was done is not proposed again, and what clashed stays a clash."""

from dataclasses import dataclass

import pytest

from clients_ui.transfer.table import Odd
from clients_ui.wording.rows import WHOLE_ROW
from tests.clients_ui.transfer.planning import client, outcomes, plan_of

HEAD = ["name", "phone", "address"]


@dataclass
class Token:
    state: str
    client: int | None
    written: dict

    @property
    def names(self):
        return self.written.keys()

    def covers(self, values):
        return values.items() <= self.written.items()


def planned(clients, row, token, head=HEAD, **options):
    [found] = plan_of(clients, head, row, known=lambda digest, sheet: {2: token}, **options)
    return found


def created(**written):
    return Token("done", 7, {"name": "Novak", "enabled": True, **written})


CLASHED = Token("clash", 7, {"phone": "1", "address": "x"})


def test_it_is_asked_about_this_very_sheet_of_this_very_file():
    asked = []
    plan_of([], HEAD, ["Novak"], known=lambda *sheet: asked.append(sheet) or {})
    assert asked == [("digest", "Sheet")]


@pytest.mark.parametrize("now", ["1", "2", ""])
def test_a_row_that_was_done_is_done_whatever_became_of_its_client_since(now):
    row = planned([client(7, "Novak", phone=now)], ["Novak", "1", ""], created(phone="1"))
    assert (row.outcome, row.id, row.create, row.updates) == ("already_done", 7, None, ())


def test_a_name_that_timetrack_stored_otherwise_is_no_reason_to_create_it_again():
    row = planned([client(7, "Nov")], ["Novak", "", ""], created())
    assert (row.outcome, row.id) == ("already_done", 7)


def test_a_corrected_row_is_a_change_of_its_client_to_what_was_corrected_alone():
    row = planned([client(7, "Novak", phone="2")], ["Novak", "1", "Ring 1"], created(phone="1"))
    assert row.outcome == "update"
    assert [(one.id, one.values) for one in row.updates] == [(7, {"address": "Ring 1"})]


def test_a_row_whose_name_was_corrected_never_creates_a_second_client():
    row = planned([client(7, "Novak")], ["Novak", "", ""], created(), typed={(2, 0): "Nowak"})
    assert (row.outcome, row.id, [*row.problems]) == ("blocked", 7, ["name"])


@pytest.mark.parametrize(
    ("head", "row", "odd"),
    [
        pytest.param(["name", "email"], ["Novak", "x(at)y.example"], None, id="no address"),
        pytest.param(["name", "addressCountry"], ["Novak", "Atlantis"], None, id="no country"),
        pytest.param(["name", "enabled"], ["Novak", "perhaps"], None, id="neither yes nor no"),
        pytest.param(["name", "phone"], ["Novak", ""], {(2, 1): Odd.ERROR}, id="an error of the spreadsheet"),
        pytest.param(["name", "phone"], ["Novak", "2"], None, id="another value"),
        pytest.param(["name", "phone"], ["Nowak", "1"], None, id="another name"),
        pytest.param(["name", "phone"], ["", "1"], None, id="no name"),
        pytest.param(["name", "phone"], ["", "1"], {(2, 0): Odd.ERROR}, id="an error as the name"),
        pytest.param(["id", "name"], ["9", "Novak"], None, id="an id that nobody has"),
        pytest.param(["id", "name"], ["seven", "Novak"], None, id="no id"),
    ],
)
def test_a_row_that_was_corrected_and_done_is_done_whatever_the_file_says_of_it(head, row, odd):
    found = planned([client(7, "Novak", phone="1")], row, created(phone="1"), head=head, odd=odd)
    assert (found.outcome, found.id, found.problems, found.updates) == ("already_done", 7, {}, ())


@pytest.mark.parametrize(
    ("typed", "outcome", "told"),
    [
        ("new@novak.example", "update", []),
        ("new(at)novak", "invalid", ["email"]),
        ("old@novak.example", "already_done", []),
    ],
)
def test_a_row_that_was_corrected_and_done_can_be_corrected_again(typed, outcome, told):
    account, done = [client(7, "Novak", email="old@novak.example")], created(email="old@novak.example")
    row = planned(account, ["Novak", "x(at)y"], done, head=["name", "email"], typed={(2, 1): typed})
    assert (row.outcome, row.id, [*row.problems]) == (outcome, 7, told)


def test_a_column_that_is_taken_only_now_is_a_change_of_the_client_of_a_row_that_was_done():
    row = planned([client(7, "Novak", phone="1")], ["Novak", "2", "Ring 1"], created(phone="1"))
    assert row.updates[0].values == {"address": "Ring 1"}


def test_a_row_whose_client_is_gone_is_done():
    row = planned([], ["Novak", "1", ""], created(phone="1"))
    assert (row.outcome, row.id) == ("already_done", 7)
    assert row.warnings == {WHOLE_ROW: "This row was done before, for client #7, which is gone."}


def test_a_row_that_created_a_client_that_nobody_could_name_is_done():
    row = planned([], ["Novak", "1", ""], Token("done", None, {"name": "Novak"}))
    assert (row.outcome, row.id, row.warnings) == ("already_done", None, {})


def test_a_row_that_clashed_stays_a_clash_for_the_same_values():
    row = planned([client(7, "Novak", phone="2")], ["Novak", "1", ""], CLASHED)
    assert (row.outcome, row.updates) == ("conflict", ())
    assert row.problems[WHOLE_ROW].startswith("Somebody else changed this client")


def test_a_row_that_clashed_and_was_corrected_is_a_change_again():
    row = planned([client(7, "Novak", phone="2")], ["Novak", "3", "x"], CLASHED)
    assert (row.outcome, row.updates[0].values) == ("update", {"phone": "3", "address": "x"})


def test_a_row_that_clashed_with_the_same_values_is_unchanged():
    row = planned([client(7, "Novak", phone="1")], ["Novak", "1", ""], Token("clash", 7, {"phone": "1"}))
    assert row.outcome == "unchanged"


@pytest.mark.parametrize("state", ["open", "under way"])
def test_a_row_of_which_nothing_was_written_is_planned_as_ever(state):
    assert planned([], ["Novak", "1", ""], Token(state, None, {})).outcome == "create"
    assert planned([client(7, "Novák")], ["Novak", "1", ""], Token(state, 7, {})).outcome == "blocked"


def test_a_row_whose_end_is_unclear_says_so_where_it_would_be_done():
    unclear = Token("unclear", None, {"name": "Novak"})
    row = planned([], ["Novak", "1", ""], unclear)
    assert (row.outcome, [*row.warnings]) == ("create", [WHOLE_ROW])
    assert planned([client(7, "Novak", phone="1")], ["Novak", "1", ""], unclear).warnings == {}


def test_an_id_in_the_row_counts_more_than_what_it_was_done_for():
    account = [client(7, "Novak"), client(9, "Maier")]
    row = planned(account, ["9", "Maier", "1"], created(), head=["id", "name", "phone"])
    assert (row.outcome, row.id) == ("update", 9)


def test_a_row_that_was_done_is_about_its_client_so_that_another_one_for_it_is_a_conflict():
    rows = plan_of(
        [client(7, "Novak")],
        ["id", "name", "phone"],
        ["", "Novak", ""],
        ["7", "", "1"],
        known=lambda digest, sheet: {2: created()},
    )
    assert outcomes(rows) == ["already_done", "conflict"]


def test_what_was_cleared_once_is_not_cleared_again():
    account = [client(7, "Novak", phone="new")]
    row = planned(account, ["Novak", "", ""], Token("done", 7, {"phone": ""}), empty="clear")
    assert row.outcome == "already_done"
