"""`clients import --apply`: a plan done from the command line."""

import os
import signal

import pytest

from clients_ui.management import applying
from clients_ui.models import BulkRun
from clients_ui.transfer import row_tokens
from clients_ui.transfer.planned import Approval, RowPlan
from tests.clients_ui.transfer.rows import DIGEST, RUN, SHEET, creation, later, names, package, send, update, writes
from ttdash.sandbox import Fault


@pytest.fixture
def pauses(monkeypatch):
    """How long it would have slept; a minute passes each time for the database's clock."""
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        later()

    monkeypatch.setattr(applying.time, "sleep", sleep)
    return slept


def apply(sent, by, approved=None):
    return applying.apply(sent, approved or applying.approvals(sent.rows.values(), look_alikes=False), by.pk)


def test_it_approves_what_is_to_be_created_or_changed_and_look_alikes_by_choice():
    rows = [
        creation(2),
        creation(3, "Huber", RowPlan.LOOK_ALIKE),
        update(4, phone="2"),
        update(5, phone="2", outcome=RowPlan.CONFLICT),
        creation(6, "Anders", RowPlan.INVALID),
    ]
    assert applying.approvals(rows, look_alikes=False) == [Approval(2), Approval(4, 1)]
    assert applying.approvals(rows, look_alikes=True) == [Approval(2), Approval(3), Approval(4, 1)]


def test_it_does_all_that_is_approved_and_says_so(sandbox, eva):
    sandbox.add(name="Müller", phone="1")
    applied = apply(package(creation(2), update(3, phone="2")), eva)
    assert [(row.row, row.outcome) for row in applied.done] == [(2, "created"), (3, "saved")]
    assert (applied.whole, applied.left, applied.why, applied.interrupted) == (True, 0, "", False)
    run = BulkRun.objects.get()
    assert (run.key, run.rows, run.done, run.ended) == (RUN, 2, 2, True)


def test_the_same_file_again_is_whole_and_does_nothing(sandbox, eva):
    apply(package(creation()), eva)
    applied = apply(package(creation(), run="run-2"), eva)
    assert (applied.whole, [row.outcome for row in applied.done]) == (True, ["already_done"])
    assert len(writes(sandbox)) == 1


def test_a_row_that_is_not_done_makes_it_not_whole(sandbox, eva):
    sandbox.add(name="Müller", phone="3")
    applied = apply(package(update(phone="2")), eva)
    assert (applied.whole, applied.left) == (False, 0)


def test_ctrl_c_ends_it_after_the_current_row_and_the_same_file_goes_on(sandbox, eva, monkeypatch):
    create = applying.doing.carry_out

    def interrupted(*args):
        os.kill(os.getpid(), signal.SIGINT)
        return create(*args)

    sent = package(creation(2), creation(3, "Huber"))
    before = signal.getsignal(signal.SIGINT)
    with monkeypatch.context() as patch:
        patch.setattr(applying.doing, "carry_out", interrupted)
        applied = apply(sent, eva)
    assert (applied.interrupted, applied.left, applied.whole, names(sandbox)) == (True, 1, False, ["Öllinger"])
    assert signal.getsignal(signal.SIGINT) is before
    assert not BulkRun.objects.get().ended
    assert apply(sent, eva).whole
    assert names(sandbox) == ["Huber", "Öllinger"]


def test_ctrl_c_ends_a_pause_too(sandbox, eva, monkeypatch):
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(applying.time, "sleep", sleep)
    sandbox.fail(Fault.TOO_MANY, on="POST", retry_after="60")
    applied = apply(package(creation()), eva)
    assert (applied.interrupted, applied.left, slept) == (True, 1, [1])


def test_it_waits_as_long_as_timetrack_asks_and_goes_on(sandbox, eva, pauses):
    sandbox.fail(Fault.TOO_MANY, on="POST", retry_after="7")
    assert apply(package(creation()), eva).whole
    assert sum(pauses) == 7


def test_an_outage_ends_it_after_a_while_and_says_why(sandbox, eva, pauses, settings):
    settings.BREAKER_FAILURES = 0
    sandbox.fail(Fault.UNAVAILABLE, times=None, retry_after="50")
    applied = apply(package(creation()), eva)
    assert (sum(pauses), applied.left, applied.whole) == (150, 1, False)
    assert applied.why.startswith("TimeTrack is not available at the moment.")


def test_a_row_that_somebody_else_is_at_comes_last(sandbox, eva, account, pauses):
    send(package(creation(99, "Vorher"), run="other"), account("editor"))
    place = row_tokens.RowPlace(row_tokens.file_of(DIGEST, SHEET), 2)
    row_tokens.claim(place, {"name": "Öllinger"}, None, "other")
    applied = apply(package(creation(2), creation(3, "Huber")), eva)
    assert [(row.row, row.outcome) for row in applied.done] == [(3, "created"), (2, "not_saved")]
