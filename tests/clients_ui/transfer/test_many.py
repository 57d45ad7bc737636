"""The plan of one change to many clients, and what comes of it: of each the very client that was shown, or none."""

import pytest

from clients_ui.client.record import EMPTY
from clients_ui.models import BulkRun, RunKind
from clients_ui.transfer import many, undoing
from clients_ui.transfer.many import Action, Intent
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval
from tests.clients_ui.transfer.planning import client, outcomes
from tests.clients_ui.transfer.rows import names, send, writes
from ttdash.sandbox import Fault

COUNTRY = Intent(Action.SET, "addressCountry", "AT")
DELETE = Intent(Action.DELETE)
HELD = {
    1: client(1, "Auer", addressCountry="DE"),
    2: client(2, "Bauer"),
    3: client(3, "Huber", addressCountry="AT"),
}


def planned(wanted, held=HELD, ids=None, owners=frozenset()):
    return many.planned(ids or [*held], wanted, held, owners)


def changes(rows):
    return {row.id: [(one.shown, one.values) for one in row.updates] for row in rows if row.updates}


# The plan


def test_a_field_is_set_where_it_is_not_so_already():
    rows = planned(COUNTRY)
    assert outcomes(rows) == ["update", "update", "unchanged"]
    assert changes(rows) == {
        1: [({"addressCountry": "DE"}, {"addressCountry": "AT"})],
        2: [({"addressCountry": ""}, {"addressCountry": "AT"})],
    }


def test_a_row_is_called_by_its_client_and_counts_by_its_place_in_the_selection():
    rows = planned(COUNTRY, ids=[3, 1])
    assert [(row.row, row.name, row.id) for row in rows] == [(1, "Huber", 3), (2, "Auer", 1)]


def test_a_field_is_cleared_where_anything_is_in_it():
    assert outcomes(planned(Intent(Action.CLEAR, "addressCountry", ""))) == ["update", "unchanged", "update"]


@pytest.mark.parametrize(
    ("only", "changed"), [("DE", [1]), ("Germany", [1]), ("", [2]), ("CH", []), ("AT", []), (None, [1, 2])]
)
def test_a_value_is_replaced_just_where_it_stands_by_whatever_it_is_read(only, changed):
    assert [*changes(planned(Intent(Action.SET, "addressCountry", "AT", only)))] == changed


def test_a_value_that_is_none_is_replaced_too():
    held = {1: client(1, "Auer", addressCountry="Austria"), 2: client(2, "Bauer", color="blau")}
    assert [*changes(planned(Intent(Action.SET, "addressCountry", "AT", "Austria"), held))] == [1]
    assert [*changes(planned(Intent(Action.SET, "color", "#1F6FEB", "blau"), held))] == [2]


def test_a_colour_in_another_notation_is_so_already():
    held = {1: client(1, "Auer", color="rgb(31, 111, 235)")}
    assert outcomes(planned(Intent(Action.SET, "color", "#1F6FEB"), held)) == ["unchanged"]


def test_a_client_that_is_gone_is_an_error_of_its_own_row():
    rows = planned(COUNTRY, ids=[1, 77])
    assert outcomes(rows) == ["update", "invalid"]
    assert (rows[1].name, rows[1].id, rows[1].problems) == ("#77", 77, {"": "There is no such client any more."})


def test_clients_with_projects_are_left_out_of_a_deletion_and_named():
    rows = planned(DELETE, owners=frozenset({"Bauer"}))
    assert outcomes(rows) == ["delete", "blocked", "delete"]
    assert rows[1].problems == {"": "This client has projects, so it is left as it is. Delete it on its own page."}


def test_where_projects_are_not_known_each_client_is_looked_up_at_its_turn():
    assert outcomes(planned(DELETE, owners=None)) == ["delete"] * 3


@pytest.mark.parametrize(
    ("field", "value"), [("addressCountry", "Nirgendwo"), ("color", "blau"), ("email", "keine\x01")]
)
def test_a_value_that_may_not_be_sent_is_one_of_the_whole_change(field, value):
    assert [*Intent(Action.SET, field, value).problems()] == [field]


def test_its_run_is_called_by_what_was_asked_for():
    assert [Intent(action).kind for action in Action] == [
        RunKind.CHANGE,
        RunKind.CHANGE,
        RunKind.DELETE,
        RunKind.CHANGE,
    ]


# What comes of it


@pytest.fixture
def office(sandbox, settings):
    settings.BREAKER_FAILURES = 0
    for name in ("Auer", "Bauer", "Huber"):
        sandbox.add(name=name, addressCountry="DE", notes=f"of {name}")
    return sandbox


def package(office, wanted, key="run-1", owners=frozenset()):
    """The plan of a change to all clients of the office, as they are at this moment."""
    held = {
        id_: client(id_, **{**EMPTY, **{k: v for k, v in row.items() if k in EMPTY}})
        for id_, row in office.clients.items()
    }
    rows = planned(wanted, held, owners=owners)
    return Package(key, key, "", {row.row: row for row in rows}, wanted.kind)


def done(sent, by):
    """Row → outcome of all that was meant."""
    approvals = [Approval(row.row, row.updates[0].id) for row in sent.rows.values() if row.updates]
    return {row.row: str(row.outcome) for row in send(sent, by, approvals).done}


def test_each_is_changed_in_a_run_that_counts_them(office, eva):
    assert done(package(office, COUNTRY), eva) == {1: "saved", 2: "saved", 3: "saved"}
    assert {row["addressCountry"] for row in office.clients.values()} == {"AT"}
    run = BulkRun.objects.get()
    assert (run.kind, run.saved, run.person) == ("change", 3, eva)


def test_the_same_plan_once_more_does_nothing(office, eva):
    sent = package(office, COUNTRY)
    done(sent, eva)
    before = len(writes(office))
    assert done(sent, eva) == {1: "saved", 2: "saved", 3: "saved"}
    assert len(writes(office)) == before


def test_the_same_change_is_done_again_in_a_new_plan_after_somebody_took_it_back(office, eva):
    done(package(office, COUNTRY), eva)
    office.clients[2]["addressCountry"] = "DE"
    assert done(package(office, COUNTRY, key="run-2"), eva) == {2: "saved"}


def test_who_was_changed_since_is_a_clash_of_its_own_row(office, eva):
    sent = package(office, COUNTRY)
    office.clients[2]["addressCountry"] = "CH"
    assert done(sent, eva) == {1: "saved", 2: "clash", 3: "saved"}
    assert office.clients[2]["addressCountry"] == "CH"


def test_another_field_that_was_changed_since_is_no_clash_and_is_kept(office, eva):
    sent = package(office, COUNTRY)
    office.clients[2]["notes"] = "visited"
    assert done(sent, eva)[2] == "saved"
    assert office.clients[2]["notes"] == "visited"


def test_while_a_colleague_adds_changes_and_deletes_just_those_are_touched_that_were_shown(office, eva):
    sent = package(office, COUNTRY)
    office.add(name="Zeman", addressCountry="DE")
    office.clients[1]["addressCountry"] = "CH"
    del office.clients[3]
    assert done(sent, eva) == {1: "clash", 2: "saved", 3: "gone"}
    assert {row["name"]: row["addressCountry"] for row in office.clients.values()} == {
        "Auer": "CH",
        "Bauer": "AT",
        "Zeman": "DE",
    }


def test_deleted_are_those_that_are_still_what_was_shown_and_have_no_projects(office, eva):
    sent = package(office, DELETE, owners=None)
    office.clients[2]["notes"] = "visited"
    office.projects.append({"ID": 1, "projectName": "P", "clientName": "Huber", "projectEnabled": True})
    assert done(sent, eva) == {1: "deleted", 2: "clash", 3: "not_saved"}
    assert names(office) == ["Bauer", "Huber"]
    assert BulkRun.objects.get().deleted == 1


def test_whose_projects_cannot_be_looked_up_is_left_and_deleted_the_next_time(office, eva):
    sent = package(office, DELETE, owners=None)
    office.fail(Fault.SERVER_ERROR, path="projects", times=None)
    progress = send(sent, eva, [Approval(1, 1)])
    assert [(str(row.outcome), row.problems) for row in progress.done] == [
        ("not_saved", {"": "Its projects could not be looked up, so it was left as it is."})
    ]
    office.heal()
    assert done(sent, eva) == {1: "deleted", 2: "deleted", 3: "deleted"}


def test_nothing_is_deleted_that_was_planned_as_a_change(office, eva):
    sent = package(office, COUNTRY)
    done(sent, eva)
    assert "DELETE" not in writes(office)


def test_a_client_that_was_left_out_cannot_be_approved(office, eva):
    sent = package(office, DELETE, owners=frozenset({"Bauer"}))
    assert [(row.row, str(row.outcome)) for row in send(sent, eva, [Approval(2, 2)]).done] == [(2, "not_saved")]
    assert names(office) == ["Auer", "Bauer", "Huber"]


# Undo


def undo(by, run="run-1"):
    return undoing.carry_out(BulkRun.objects.get(pk=run), by.pk)


def test_a_change_of_many_is_changed_back(office, eva):
    done(package(office, COUNTRY), eva)
    undo(eva)
    assert {row["addressCountry"] for row in office.clients.values()} == {"DE"}


def test_what_was_deleted_is_created_again_with_all_that_it_held_under_a_new_id(office, eva):
    before = {row["name"]: {k: v for k, v in row.items() if k in EMPTY} for row in office.clients.values()}
    office.clients[2]["enabled"] = before["Bauer"]["enabled"] = False
    done(package(office, DELETE), eva)
    assert names(office) == []
    undone = undo(eva)
    assert [str(row.outcome) for row in undone.done] == ["created"] * 3
    after = {row["name"]: {k: v for k, v in row.items() if k in EMPTY} for row in office.clients.values()}
    assert {name: {k: v for k, v in row.items() if v} for name, row in after.items()} == {
        name: {k: v for k, v in row.items() if v} for name, row in before.items()
    }
    assert min(office.clients) > 3
    assert BulkRun.objects.get(pk=undone.run).created == 3


def test_to_undo_a_deletion_takes_the_right_to_add_and_a_change_the_right_to_change(office, eva):
    done(package(office, COUNTRY), eva)
    done(package(office, DELETE, key="run-2"), eva)
    needed = [undoing.needed(BulkRun.objects.get(pk=key)) for key in ("run-1", "run-2")]
    assert [(each.delete, each.change, each.add) for each in needed] == [(False, True, False), (False, False, True)]


def test_a_deletion_undone_twice_creates_each_client_once(office, eva):
    done(package(office, DELETE), eva)
    undo(eva)
    undo(eva)
    assert names(office) == ["Auer", "Bauer", "Huber"]


def test_a_deletion_whose_undo_lost_an_answer_creates_each_client_once(office, eva):
    done(package(office, DELETE), eva)
    office.fail(Fault.RESET_AFTER, on="POST")
    undo(eva)
    undo(eva)
    assert names(office) == ["Auer", "Bauer", "Huber"]


def test_without_values_in_the_history_it_cannot_be_undone(office, eva, settings):
    settings.HISTORY_VALUES = False
    done(package(office, DELETE), eva)
    assert undoing.needed(BulkRun.objects.get()) is None
