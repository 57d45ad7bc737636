"""Undoing a run: what it created is deleted, what it changed is changed back, what was edited since is left."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from clients_ui.history import traces
from clients_ui.models import BulkRun, RowToken
from clients_ui.transfer import undoing
from clients_ui.transfer.undoing import Needed
from tests.clients_ui.transfer.rows import RUN, creation, later, names, package, send, told, update, writes
from tests.clients_ui.transfer.test_killed import killed_at_timetrack, killed_in_the_database
from ttdash.sandbox import Fault


@pytest.fixture
def imported(sandbox, eva, settings):
    """A file of two rows: one client was created by it, one changed."""
    settings.BREAKER_FAILURES = 0
    sandbox.add(name="Müller", phone="1", notes="kept")
    sent = package(creation(2, phone="+43 1"), update(3, phone="2"))
    assert told(sent, eva) == {2: "created", 3: "saved"}
    sandbox.calls.clear()
    return sent


def run():
    return BulkRun.objects.get(pk=RUN)


def undo(by, before=None):
    return undoing.carry_out(run(), by.pk, before)


def outcomes(undone):
    return {row.row: str(row.outcome) for row in undone.done}


def test_what_was_created_is_deleted_and_what_was_changed_is_changed_back(sandbox, eva, imported):
    undone = undo(eva)
    assert (outcomes(undone), undone.onward) == ({3: "saved", 2: "deleted"}, None)
    assert (names(sandbox), sandbox.clients[1]["phone"], sandbox.clients[1]["notes"]) == (["Müller"], "1", "kept")
    assert writes(sandbox) == ["PUT", "DELETE"]


def test_it_is_a_run_of_its_own_with_entries_in_the_history(sandbox, eva, imported):
    undone = BulkRun.objects.get(pk=undo(eva).run)
    assert (undone.kind, undone.undoes, undone.deleted, undone.saved, undone.ended) == ("undo", run(), 1, 1, True)
    assert [(each.row, each.outcome) for each in undone.attempts.order_by("row")] == [(2, "deleted"), (3, "saved")]


def test_rows_that_were_undone_can_be_imported_anew(sandbox, eva, imported):
    undo(eva)
    again = package(creation(2, phone="+43 1"), update(3, phone="2"), run="run-2")
    assert told(again, eva) == {2: "created", 3: "saved"}


def test_undone_twice_it_does_nothing_more(sandbox, eva, imported):
    undo(eva)
    sent = len(writes(sandbox))
    assert outcomes(undo(eva)) == {3: "saved", 2: "deleted"}
    assert len(writes(sandbox)) == sent


def test_what_somebody_edited_since_is_left_as_it_is_and_named(sandbox, eva, imported):
    sandbox.clients[1]["phone"], sandbox.clients[2]["notes"] = "3", "visited"
    undone = undo(eva)
    assert outcomes(undone) == {3: "clash", 2: "clash"}
    assert {row.problems[""] for row in undone.done} == {"Somebody changed this client since, so it was left as it is."}
    assert writes(sandbox) == []
    left = undoing.left_as_they_are(BulkRun.objects.get(pk=undone.run))
    assert {each.entry.object_repr for each in left} == {"Müller", "Öllinger"}


def test_a_client_that_is_gone_cannot_be_changed_back_and_is_named(sandbox, eva, imported):
    sandbox.clients.clear()
    undone = undo(eva)
    assert outcomes(undone) == {3: "clash", 2: "unchanged"}
    left = undoing.left_as_they_are(BulkRun.objects.get(pk=undone.run))
    assert [each.entry.object_repr for each in left] == ["Müller"]
    assert not undoing.is_complete(run())


def test_it_is_complete_when_all_is_undone_by_whomever(sandbox, eva, account, imported):
    assert not undoing.is_complete(run())
    sandbox.clients[1]["phone"] = "3"
    undo(eva)
    assert not undoing.is_complete(run())
    sandbox.clients[1]["phone"] = "2"
    undo(account("editor", "erik"))
    assert undoing.is_complete(run())


def test_what_was_left_is_undone_when_the_edit_is_taken_back(sandbox, eva, imported):
    sandbox.clients[2]["notes"] = "visited"
    undo(eva)
    sandbox.clients[2]["notes"] = ""
    assert outcomes(undo(eva))[2] == "deleted"


def test_fields_that_the_import_did_not_touch_may_have_been_edited(sandbox, eva, imported):
    sandbox.clients[1]["notes"] = "edited"
    assert outcomes(undo(eva))[3] == "saved"
    assert (sandbox.clients[1]["phone"], sandbox.clients[1]["notes"]) == ("1", "edited")


def test_a_client_that_has_projects_by_now_is_left_as_it_is(sandbox, eva, imported):
    sandbox.projects.append({"ID": 1, "projectName": "P", "clientName": "Öllinger", "projectEnabled": True})
    assert outcomes(undo(eva))[2] == "not_saved"
    assert "Öllinger" in names(sandbox)


def test_a_client_that_was_corrected_by_a_later_import_is_left_until_that_is_undone(sandbox, eva, imported):
    later_run = package(update(2, 2, shown={"phone": "+43 1"}, phone="+43 9"), run="run-2")
    assert told(later_run, eva) == {2: "saved"}
    assert outcomes(undo(eva))[2] == "clash"
    undoing.carry_out(BulkRun.objects.get(pk="run-2"), eva.pk)
    assert outcomes(undo(eva))[2] == "deleted"


def test_it_goes_on_where_two_seconds_ended_it(sandbox, eva, imported, monkeypatch):
    from clients_ui.transfer import one_by_one

    clock = iter([0.0, 9.0])
    with monkeypatch.context() as patch:
        patch.setattr(one_by_one, "monotonic", lambda: next(clock))
        first = undo(eva)
    assert list(outcomes(first)) == [3]
    second = undo(eva, first.onward)
    assert (list(outcomes(second)), second.onward) == ([2], None)


def test_of_a_long_run_a_part_is_read_at_a_time(sandbox, eva, monkeypatch):
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    send(package(*(creation(row, f"Name {row}") for row in range(2, 7))), eva)
    parts, onward = [], None
    while not parts or onward is not None:
        undone = undo(eva, onward)
        parts, onward = [*parts, [row.row for row in undone.done]], undone.onward
    assert parts == [[6, 5], [4, 3], [2]]
    assert names(sandbox) == []


def test_an_outage_pauses_it_and_nothing_is_lost(sandbox, eva, imported):
    sandbox.fail(Fault.UNAVAILABLE, times=None, retry_after="4")
    undone = undo(eva)
    assert (undone.done, undone.pause) == ([], 4)
    sandbox.heal()
    assert outcomes(undo(eva, undone.onward)) == {3: "saved", 2: "deleted"}


@pytest.mark.parametrize(
    ("seam", "at"),
    [(seam, at + 1) for seam, most in ((killed_at_timetrack, 12), (killed_in_the_database, 25)) for at in range(most)],
)
def test_an_undo_that_is_killed_at_this_point_is_done_once_and_its_rows_are_free(
    sandbox, eva, imported, monkeypatch, seam, at
):
    assert seam(at, monkeypatch, lambda: undo(eva))
    for _ in range(2):  # what was broken off is told, and undone by whoever presses once more
        later()
        undo(eva)
    assert (names(sandbox), sandbox.clients[1]["phone"]) == (["Müller"], "1")
    assert sorted(writes(sandbox)) == ["DELETE", "PUT"]
    assert BulkRun.objects.get(kind="undo").done == 2
    again = package(creation(2, phone="+43 1"), update(3, phone="2"), run="run-2")
    assert told(again, eva) == {2: "created", 3: "saved"}


# What can be undone


def test_it_needs_the_rights_for_what_it_would_do(sandbox, eva, settings):
    sandbox.add(name="Müller", phone="1")
    send(package(creation(2), run="a", digest="a"), eva)
    send(package(update(3, phone="2"), run="b", digest="b"), eva)
    needed = {run.key: undoing.needed(run) for run in BulkRun.objects.all()}
    assert needed == {
        "a": Needed(delete=True, change=False, add=False),
        "b": Needed(delete=False, change=True, add=False),
    }


@pytest.mark.parametrize(("seconds", "may"), [(-60, True), (1, False)])
def test_for_thirty_days_it_can_be_undone(sandbox, eva, imported, seconds, may):
    BulkRun.objects.update(begun_at=timezone.now() - timedelta(days=30, seconds=seconds))
    assert (undoing.needed(run()) is not None) == may


def test_without_values_in_the_history_it_cannot_be_undone(sandbox, eva, settings):
    settings.HISTORY_VALUES = False
    send(package(creation()), eva)
    assert undoing.needed(run()) is None


def test_an_undo_and_a_run_that_did_nothing_cannot_be_undone(sandbox, eva, imported):
    undo(eva)
    assert undoing.needed(BulkRun.objects.get(kind="undo")) is None
    sandbox.add(name="Same", phone="2")
    send(package(update(4, 3, phone="2"), run="run-3"), eva)
    assert undoing.needed(BulkRun.objects.get(pk="run-3")) is None


# Forgetting


def test_a_run_is_forgotten_with_its_entries_and_its_rows_stay_done(sandbox, eva, imported):
    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=9))
    BulkRun.objects.update(at=timezone.now() - timedelta(days=9))
    assert traces.forget_before(timezone.now() - timedelta(days=8)) == 2
    assert not BulkRun.objects.exists()
    assert told(package(creation(2, phone="+43 1"), run="run-2"), eva) == {2: "already_done"}


def test_where_its_entry_is_forgotten_a_row_that_was_broken_off_is_looked_up_by_its_values(sandbox, eva, monkeypatch):
    assert killed_at_timetrack(4, monkeypatch, lambda: send(package(creation()), eva))
    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=9))
    BulkRun.objects.update(at=timezone.now() - timedelta(days=9))
    later(9 * 86_400)
    traces.forget_before(timezone.now() - timedelta(days=8))
    assert RowToken.objects.get().state == "unclear"
    assert told(package(creation(), run="run-2"), eva) == {2: "created"}
    assert len(writes(sandbox)) == 1
