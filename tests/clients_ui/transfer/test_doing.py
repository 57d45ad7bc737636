"""Approved rows, done one by one: each an ordinary write, once."""

import pytest
from django.db import OperationalError, connection

from clients_ui.models import Attempt, BulkRun, InPortions, RowToken
from clients_ui.transfer import one_by_one, row_tokens
from clients_ui.transfer.planned import Approval, RowPlan
from tests.clients_ui.transfer.rows import (
    DIGEST,
    RUN,
    SHEET,
    approved,
    creation,
    later,
    names,
    package,
    send,
    told,
    update,
    writes,
)
from tests.matrix.kinds import KINDS
from ttdash.sandbox import Fault


@pytest.fixture
def otto(account):
    return account("editor", "otto")


@pytest.fixture
def timetrack(sandbox, settings):
    settings.BREAKER_FAILURES = 0
    return sandbox


def problems(progress):
    ((_, found),) = [(row.row, row.problems) for row in progress.done]
    return found


# What a row does


def test_an_approved_creation_creates_the_client_with_its_trace_and_counts_it(timetrack, eva):
    progress = send(package(creation(phone="+43 1")), eva)
    (row,) = progress.done
    assert (row.row, row.outcome, row.id) == (2, "created", 1)
    assert row.changes == {"name": ("", "Öllinger"), "enabled": ("", True), "phone": ("", "+43 1")}
    assert (progress.left, progress.pause, row.problems) == ([], None, {})
    assert timetrack.clients[1].items() >= {"name": "Öllinger", "phone": "+43 1"}.items()
    attempt, run = Attempt.objects.get(), BulkRun.objects.get()
    assert (attempt.outcome, attempt.client, attempt.run, attempt.row) == ("created", 1, run, 2)
    assert (run.key, run.person, run.kind, run.created, run.done) == (RUN, eva, "import", 1, 1)


def test_an_approved_update_sends_what_differs_and_nothing_else(timetrack, eva):
    timetrack.add(name="Müller", phone="1", email="a@b.at")
    progress = send(package(update(phone="2", email="a@b.at", shown={"phone": "1", "email": "a@b.at"})), eva)
    (row,) = progress.done
    assert (row.outcome, row.id, row.changes) == ("saved", 1, {"phone": ("1", "2")})
    assert [call.body for call in timetrack.calls if call.method == "PUT"] == [{"phone": "2"}]
    assert BulkRun.objects.get().saved == 1


def test_a_client_that_has_the_rows_values_already_is_unchanged(timetrack, eva):
    timetrack.add(name="Müller", phone="2")
    assert told(package(update(phone="2")), eva) == {2: "unchanged"}
    assert (writes(timetrack), Attempt.objects.count(), BulkRun.objects.get().unchanged) == ([], 0, 1)


def test_what_somebody_else_changed_meanwhile_is_a_clash_of_that_row_and_nothing_is_sent(timetrack, eva):
    timetrack.add(name="Müller", phone="3")
    progress = send(package(update(phone="2")), eva)
    assert progress.done[0].outcome == "clash"
    said = "Somebody else changed this to “3” meanwhile, so the client was left as it is."
    assert problems(progress) == {"phone": said}
    assert writes(timetrack) == []


def test_a_clash_stays_one_when_the_same_file_comes_again_with_a_new_plan(timetrack, eva):
    timetrack.add(name="Müller", phone="3")
    send(package(update(phone="2")), eva)
    again = package(update(phone="2", shown={"phone": "3"}), run="run-2")
    assert told(again, eva) == {2: "clash"}
    assert timetrack.clients[1]["phone"] == "3"


def test_a_clash_whose_row_was_corrected_is_an_update_like_any_other(timetrack, eva):
    timetrack.add(name="Müller", phone="3")
    send(package(update(phone="2")), eva)
    assert told(package(update(phone="4", shown={"phone": "3"}), run="run-2"), eva) == {2: "saved"}
    assert timetrack.clients[1]["phone"] == "4"


def test_a_client_that_is_gone_is_told_as_gone_and_its_row_is_free_again(timetrack, eva):
    assert told(package(update(phone="2")), eva) == {2: "gone"}
    assert not RowToken.objects.exists()


def test_a_client_of_such_a_name_that_the_plan_did_not_know_is_a_clash(timetrack, eva):
    timetrack.add(name="Oellinger GmbH")
    progress = send(package(creation()), eva)
    assert (progress.done[0].outcome, names(timetrack)) == ("clash", ["Oellinger GmbH"])
    assert problems(progress) == {"": "There is a client of such a name by now, so none was created."}


def test_a_look_alike_that_was_approved_as_a_creation_is_created_in_spite_of_it(timetrack, eva):
    timetrack.add(name="Oellinger GmbH")
    assert told(package(creation(outcome=RowPlan.LOOK_ALIKE)), eva) == {2: "created"}


def test_what_timetrack_rejects_is_not_saved_with_its_words_at_the_field_and_may_be_corrected(timetrack, eva):
    timetrack.switches.checks_values = True
    progress = send(package(creation(email="no mail")), eva)
    assert progress.done[0].outcome == "not_saved"
    assert set(problems(progress)) == {"email"}
    assert told(package(creation(email="a@b.at"), run="run-2"), eva) == {2: "created"}


def test_what_timetrack_stored_otherwise_is_told_at_its_field(timetrack, eva):
    timetrack.switches.max_length, timetrack.switches.too_long = 8, "cut"
    progress = send(package(creation(phone="123456789")), eva)
    assert progress.done[0].outcome == "created"
    assert problems(progress) == {"phone": "TimeTrack holds “12345678” instead of what you typed."}


@pytest.mark.parametrize("approval", [Approval(2, 7), Approval(3), Approval(4), Approval(5, 1), Approval(9)], ids=str)
def test_only_what_the_plan_holds_can_be_approved(timetrack, eva, approval):
    timetrack.add(name="Müller", phone="1")
    blocked = creation(4, "Anders", RowPlan.BLOCKED)
    sent = package(creation(2), update(3, phone="2"), blocked, update(5, phone="2", outcome=RowPlan.CONFLICT))
    progress = send(sent, eva, [approval])
    assert problems(progress) == {"": "This was checked with another result. Check once more."}
    assert (progress.done[0].outcome, writes(timetrack)) == ("not_saved", [])


def test_a_run_is_its_persons_alone(timetrack, eva, otto):
    from django.core.exceptions import PermissionDenied

    send(package(creation()), eva)
    with pytest.raises(PermissionDenied):
        send(package(creation(3, "Huber")), otto)
    assert names(timetrack) == ["Öllinger"]


# Never twice


def test_the_same_row_of_the_same_file_is_done_once_whoever_sends_it(timetrack, eva, otto):
    send(package(creation()), eva)
    assert told(package(creation(), run="run-2"), otto) == {2: "already_done"}
    assert (names(timetrack), len(writes(timetrack))) == (["Öllinger"], 1)


def test_it_is_not_done_again_after_somebody_changed_or_renamed_or_deleted_the_client(timetrack, eva):
    send(package(creation(phone="1")), eva)
    timetrack.clients[1].update(name="Umbenannt", phone="9")
    assert told(package(creation(phone="1"), run="run-2"), eva) == {2: "already_done"}
    del timetrack.clients[1]
    assert told(package(creation(phone="1"), run="run-3"), eva) == {2: "already_done"}


def test_a_request_whose_answer_was_lost_is_told_the_same_once_more(timetrack, eva):
    timetrack.add(name="Müller", phone="1")
    timetrack.add(name="Same", phone="2")
    sent = package(creation(), update(3, phone="2"), update(4, 2, phone="2"))
    first = send(sent, eva)
    again = send(sent, eva)
    assert [row.outcome for row in first.done] == ["created", "saved", "unchanged"]
    assert again.done == first.done
    assert BulkRun.objects.get().done == 3


def test_where_the_history_could_not_be_completed_it_is_told_as_done_before(timetrack, eva):
    send(package(creation()), eva)
    Attempt.objects.update(outcome="begun")
    assert told(package(creation()), eva) == {2: "already_done"}
    assert len(writes(timetrack)) == 1


def test_a_corrected_row_is_an_update_of_the_client_that_it_became(timetrack, eva):
    send(package(creation(phone="1")), eva)
    assert told(package(update(phone="2"), run="run-2"), eva) == {2: "saved"}
    assert (names(timetrack), timetrack.clients[1]["phone"]) == (["Öllinger"], "2")
    assert told(package(update(phone="2", shown={"phone": "2"}), run="run-3"), eva) == {2: "already_done"}


def test_what_was_written_before_a_correction_is_never_proposed_again_either(timetrack, eva):
    send(package(creation(phone="1", email="a@b.at")), eva)
    assert told(package(update(phone="2"), run="run-2"), eva) == {2: "saved"}
    timetrack.clients[1]["email"] = "colleague@b.at"
    known = row_tokens.known(DIGEST, SHEET)[2]
    assert known.covers({"name": "Öllinger", "email": "a@b.at", "phone": "2"})
    assert not known.covers({"phone": "1"})
    again = package(update(shown={"email": "colleague@b.at"}, email="a@b.at"), run="run-3")
    assert told(again, eva) == {2: "already_done"}
    assert timetrack.clients[1]["email"] == "colleague@b.at"


def test_a_corrected_row_never_creates_a_second_client(timetrack, eva, otto):
    send(package(creation(phone="1")), eva)
    progress = send(package(creation(name="Ganz anders", phone="2"), run="run-2"), otto)
    assert (progress.done[0].outcome, progress.done[0].id) == ("clash", 1)
    assert "done meanwhile with other values" in problems(progress)[""]
    assert names(timetrack) == ["Öllinger"]


def test_a_cell_that_was_emptied_since_and_keeps_what_is_there_is_no_correction(timetrack, eva):
    send(package(creation(phone="1", email="a@b.at")), eva)
    assert told(package(update(phone="1", shown={"phone": "9"}), run="run-2"), eva) == {2: "already_done"}


@pytest.mark.parametrize(("digest", "sheet", "row"), [("digest-2", SHEET, 2), (DIGEST, "Other", 2), (DIGEST, SHEET, 3)])
def test_another_file_sheet_or_row_is_a_row_of_its_own(timetrack, eva, digest, sheet, row):
    send(package(creation()), eva)
    other = package(creation(row, "Huber"), run="run-2", digest=digest, sheet=sheet)
    assert told(other, eva) == {row: "created"}


def test_the_database_holds_no_value_and_no_file_name(timetrack, eva):
    send(package(creation(phone="+43 664 1234567", email="a@geheim.at")), eva)
    stored = str([*RowToken.objects.values(), *BulkRun.objects.values()])
    assert not [secret for secret in ("llinger", "+43 664", "geheim", "Kunden", "digest-1") if secret in stored]


def test_after_thirty_days_a_row_is_free(timetrack, eva):
    send(package(creation()), eva)
    del timetrack.clients[1]
    later(29 * 86_400)
    assert told(package(creation(), run="run-2"), eva) == {2: "already_done"}
    later(86_401)
    assert row_tokens.known(DIGEST, SHEET) == {}
    assert told(package(creation(), run="run-3"), eva) == {2: "created"}


def test_known_tells_what_was_done_with_which_values(timetrack, eva):
    send(package(creation(phone="1")), eva)
    (row,) = row_tokens.known(DIGEST, SHEET).items()
    assert (row[0], row[1].state, row[1].client) == (2, "done", 1)
    assert row[1].covers({"phone": "1"})
    assert not row[1].covers({"phone": "2"})
    assert not row[1].covers({"email": ""})


# A row that somebody else is at


def held(sandbox, by, row):
    """Somebody is at this row at this moment."""
    place = row_tokens.RowPlace(row_tokens.file_of(DIGEST, SHEET), row)
    send(package(creation(99, "Vorher"), run="other"), by)
    return row_tokens.claim(place, {"name": "Öllinger"}, None, "other")


def test_a_row_that_somebody_is_at_waits_and_the_others_are_done(timetrack, eva, otto):
    held(timetrack, otto, 2)
    progress = send(package(creation(2), creation(3, "Huber")), eva)
    assert ([row.row for row in progress.done], progress.left, progress.pause) == ([3], [2], 2)
    assert progress.why == "This is being done already, or a client of the same name is being created."


def test_rows_that_only_time_left_do_not_wait_for_the_one_that_somebody_is_at(timetrack, eva, otto, monkeypatch):
    held(timetrack, otto, 2)
    clock = iter([0.0, 0.1, 9.0])
    monkeypatch.setattr(one_by_one, "monotonic", lambda: next(clock))
    progress = send(package(creation(2), creation(3, "Huber"), creation(4, "Maier")), eva)
    assert ([row.row for row in progress.done], progress.left, progress.pause) == ([3], [2, 4], None)


def test_a_row_that_is_set_free_at_the_moment_of_its_claim_waits(timetrack, eva, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(InPortions, "bulk_create", lambda *_, **__: None)
        progress = send(package(creation()), eva)
    assert (progress.done, progress.left, progress.pause, timetrack.calls) == ([], [2], 2, [])
    assert told(package(creation()), eva) == {2: "created"}


def test_a_name_that_somebody_is_creating_waits(timetrack, eva, otto):
    from clients_ui.writing import name_claims
    from clients_ui.writing.outcomes import Created

    claimed = name_claims.claim("Öllinger", otto.pk)
    progress = send(package(creation()), eva)
    assert (progress.done, progress.left, progress.pause) == ([], [2], 2)
    name_claims.settle(claimed, Created(1, None, {}))
    assert told(package(creation()), eva) == {2: "created"}


# How far a request goes


def test_no_row_is_begun_after_two_seconds_and_one_is_always_done(timetrack, eva, monkeypatch):
    clock = iter([0.0, 1.9, 2.0, 9.9, 9.9])
    monkeypatch.setattr(one_by_one, "monotonic", lambda: next(clock))
    sent = package(*(creation(row, f"Name {row}") for row in range(2, 7)))
    progress = send(sent, eva)
    assert ([row.row for row in progress.done], progress.left, progress.pause) == ([2, 3], [4, 5, 6], None)
    monkeypatch.setattr(one_by_one, "monotonic", iter([0.0, 5.0]).__next__)
    progress = send(sent, eva, approved(sent)[2:4])
    assert ([row.row for row in progress.done], progress.left) == ([4], [5])


def test_timetracks_wish_to_wait_is_passed_on_and_nothing_is_lost(timetrack, eva):
    timetrack.fail(Fault.TOO_MANY, on="POST", retry_after="7")
    sent = package(creation(2), creation(3, "Huber"))
    progress = send(sent, eva)
    assert (progress.done, progress.left, progress.pause) == ([], [2, 3], 7)
    assert progress.why.startswith("TimeTrack is too busy at the moment.")
    assert told(sent, eva) == {2: "created", 3: "created"}


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.RESET_BEFORE, Fault.UNAVAILABLE])
def test_an_outage_of_the_reads_leaves_all_rows_and_says_why(timetrack, eva, fault):
    timetrack.fail(fault, times=None)
    progress = send(package(creation(2), creation(3, "Huber")), eva)
    assert (progress.done, progress.left, bool(progress.why), progress.pause > 0) == ([], [2, 3], True, True)
    assert writes(timetrack) == []


def test_nonsense_instead_of_a_client_costs_its_row_and_a_pause_and_stops_no_run_for_ever(timetrack, eva):
    timetrack.add(name="Müller", phone="1")
    timetrack.fail(Fault.BROKEN_JSON, path="clients/1", times=None)
    progress = send(package(update(2, phone="2"), creation(3, "Huber")), eva)
    assert ([(row.row, row.outcome) for row in progress.done], progress.left) == ([(2, "not_saved")], [3])
    assert (progress.pause, bool(progress.why)) == (2, True)
    assert told(package(creation(3, "Huber")), eva) == {3: "created"}
    timetrack.heal()
    assert told(package(update(2, phone="2")), eva) == {2: "saved"}


def test_a_database_that_takes_nothing_leaves_all_rows_before_timetrack_is_called(timetrack, eva):
    def full(execute, sql, *rest):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        progress = send(package(creation()), eva)
    assert (progress.done, progress.left, timetrack.calls) == ([], [2], [])
    assert "nothing was sent to TimeTrack" in progress.why


# Every fault on the write itself


SENT = {
    "creation": lambda: package(creation(phone="2")),
    "update": lambda: package(update(phone="2")),
}
METHOD = {"creation": "POST", "update": "PUT"}


@pytest.fixture
def impatient(settings):
    settings.TIMETRACK_READ_TIMEOUT, settings.TIMETRACK_DEADLINE = 0.2, 0.7


def there(sandbox):
    """Whether TimeTrack has what the row asks for; never more than one."""
    assert len(sandbox.clients) <= 1
    return any(client.get("phone") == "2" for client in sandbox.clients.values())


@pytest.mark.parametrize("what", SENT)
@pytest.mark.parametrize("fault", KINDS)
def test_with_every_fault_on_the_write_the_outcome_is_true_and_the_row_is_done_once(
    timetrack, impatient, eva, what, fault
):
    if what == "update":
        timetrack.add(name="Müller", phone="1")
    timetrack.fail(fault, on=METHOD[what], **KINDS[fault].options)
    progress = send(SENT[what](), eva)
    done = {row.outcome for row in progress.done}
    if done & {"created", "saved"}:
        assert there(timetrack)
    elif done != {"unclear"}:
        assert not there(timetrack)
    timetrack.heal()
    for _ in range(2):  # whoever looks at what is not done approves it once more
        later()
        send(SENT[what](), eva)
    assert there(timetrack)
    assert told(SENT[what](), eva).keys() == {2}
    assert there(timetrack)
    assert BulkRun.objects.get().done == 1
