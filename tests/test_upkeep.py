"""`manage.py upkeep`: what nobody saw the end of is found out, and what is over is removed."""

import socket
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.history import exports
from clients_ui.models import Attempt, BulkRun, Draft, FormToken, NameClaim, RowToken
from clients_ui.transfer import runs, undoing
from clients_ui.writing import saving
from tests.clients_ui.transfer.rows import creation, later, package, send, told, update, writes
from tests.clients_ui.transfer.test_killed import killed_at_timetrack
from tests.pages import text_of
from ttdash.models import Host
from ttdash.sandbox import Fault
from ttdash.surroundings import hosts

pytestmark = pytest.mark.usefixtures("nothing_counted")
FULL = {"name": "Müller", "phone": "1", "email": "a@b.at", "enabled": True}
SHOWN = ClientRecord(1, {**EMPTY, "name": "Müller", "phone": "1", "enabled": True})


@pytest.fixture
def eva(account):
    return account("editor", "eva")


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1")
    return sandbox


def hours_pass(hours=24):
    LogEntry.objects.update(action_time=timezone.now() - timedelta(hours=hours))
    later(hours * 3600)


def upkeep(capsys):
    call_command("upkeep")
    return capsys.readouterr().out


def outcomes():
    return list(Attempt.objects.order_by("pk").values_list("outcome", "client"))


def create(by):
    saving.create({"name": "Neu", "phone": "2", "enabled": True}, by, anyway=True)


def change(by):
    saving.change(1, SHOWN, {"phone": "2"}, by)


def delete(by):
    saving.delete(1, SHOWN, by)


BEFORE_IT_IS_SENT = {create: 3, change: 3, delete: 5}
"""The point of each write at which it has been announced in the history alone; one later TimeTrack has done it."""


def killed(write, by, monkeypatch, sent):
    assert killed_at_timetrack(BEFORE_IT_IS_SENT[write] + sent, monkeypatch, lambda: write(by.pk))
    assert outcomes()[-1][0] == "begun"
    hours_pass()


# Attempts that stayed begun


@pytest.mark.parametrize(
    ("write", "sent", "end"),
    [
        (create, True, ("created", 2)),
        (create, False, ("not_saved", None)),
        (change, True, ("saved", 1)),
        (change, False, ("not_saved", 1)),
        (delete, True, ("deleted", 1)),
        (delete, False, ("not_saved", 1)),
    ],
)
def test_what_became_of_a_write_whose_worker_was_killed_is_found_out_and_nothing_is_sent(
    muller, monkeypatch, eva, capsys, write, sent, end
):
    killed(write, eva, monkeypatch, sent)
    before = len(writes(muller))
    assert "1 found out, 0 never will be, 0 wait" in upkeep(capsys)
    assert (outcomes(), len(writes(muller))) == ([end], before)
    assert "0 found out" in upkeep(capsys)


def test_a_change_that_is_found_saved_can_be_reverted_like_any_other(muller, monkeypatch, eva, capsys):
    killed(change, eva, monkeypatch, sent=True)
    upkeep(capsys)
    attempt = Attempt.objects.get()
    assert (attempt.revertible, attempt.read_back, attempt.changes[0][1:]) == (True, True, ("1", "2"))


def test_an_attempt_of_the_last_hours_is_left_to_its_worker_whatever_the_clocks_say(muller, monkeypatch, eva, capsys):
    killed(change, eva, monkeypatch, sent=True)
    hours_pass(5)
    assert "0 found out, 0 never will be, 0 wait" in upkeep(capsys)
    assert outcomes() == [("begun", 1)]


def test_a_client_of_that_name_and_those_values_that_was_there_before_is_not_taken_for_the_new_one(
    sandbox, monkeypatch, eva, capsys
):
    sandbox.add(name="Neu", phone="2")
    killed(create, eva, monkeypatch, sent=False)
    upkeep(capsys)
    assert outcomes() == [("not_saved", None)]


def test_of_a_creation_whose_trace_does_not_say_who_was_there_before_nobody_finds_out(
    sandbox, monkeypatch, eva, capsys
):
    killed(create, eva, monkeypatch, sent=True)
    LogEntry.objects.update(change_message='{"fields": {"name": ["", "Neu"]}, "outcome": "begun"}')
    assert "0 found out, 1 never will be" in upkeep(capsys)
    assert outcomes() == [("unclear", None)]


def test_what_was_written_since_tells_nothing_of_an_earlier_attempt_and_the_history_says_so(
    muller, monkeypatch, eva, capsys, visitor
):
    killed(change, eva, monkeypatch, sent=False)
    change(eva.pk)  # eva tries again
    upkeep(capsys)
    assert outcomes() == [("unclear", 1), ("saved", 1)]
    assert "unclear, never found out" in text_of(visitor("viewer").get("/clients/1/history/"))


def test_without_values_in_the_history_a_deletion_alone_is_found_out(muller, monkeypatch, eva, capsys, settings):
    settings.HISTORY_VALUES = False
    killed(change, eva, monkeypatch, sent=True)
    upkeep(capsys)
    monkeypatch.setattr(f"{__name__}.SHOWN", ClientRecord(1, {**SHOWN.values, "phone": "2"}))
    killed(delete, eva, monkeypatch, sent=True)
    upkeep(capsys)
    assert outcomes() == [("unclear", 1), ("deleted", 1)]


def test_a_file_whose_download_nobody_saw_end_is_broken_off(muller, eva, capsys):
    exports.begin(eva.pk, "", "csv")
    hours_pass()
    upkeep(capsys)
    assert outcomes() == [("broken off", None)]


def test_while_timetrack_is_down_they_wait_and_the_exit_code_says_so(muller, monkeypatch, eva, capsys):
    killed(change, eva, monkeypatch, sent=True)
    killed(create, eva, monkeypatch, sent=False)
    muller.fail(Fault.UNAVAILABLE, times=None)
    with pytest.raises(CommandError, match=r"TimeTrack is not available at the moment.* 2 attempts wait"):
        upkeep(capsys)
    assert [outcome for outcome, _ in outcomes()] == ["begun", "begun"]
    assert "Sessions that were over" in capsys.readouterr().out


def test_a_client_that_timetrack_itself_fails_about_keeps_no_other_from_being_found_out(
    muller, monkeypatch, eva, capsys
):
    killed(change, eva, monkeypatch, sent=True)
    killed(create, eva, monkeypatch, sent=True)
    muller.fail(Fault.BROKEN_JSON)
    assert "1 found out, 0 never will be, 1 wait" in upkeep(capsys)
    assert outcomes() == [("begun", 1), ("created", 2)]


# Rows of runs


def test_a_row_whose_worker_was_killed_after_the_post_is_counted_and_not_done_again(sandbox, monkeypatch, eva, capsys):
    sent = package(creation(phone="2"))
    assert killed_at_timetrack(4, monkeypatch, lambda: send(sent, eva))
    hours_pass()
    assert "Rows of runs that were broken off: 1 ended" in upkeep(capsys)
    assert (BulkRun.objects.get().created, RowToken.objects.get().state) == (1, "done")
    assert told(package(creation(phone="2"), run="run-2"), eva) == {2: "already_done"}
    assert writes(sandbox) == ["POST"]


@pytest.mark.parametrize(("point", "state"), [(2, "open"), (3, "open")], ids=["before its trace", "before the PUT"])
def test_a_row_whose_worker_was_killed_before_anything_was_sent_is_open_for_a_person(
    muller, monkeypatch, eva, capsys, point, state
):
    assert killed_at_timetrack(point, monkeypatch, lambda: send(package(update(phone="2")), eva))
    hours_pass()
    upkeep(capsys)
    assert (RowToken.objects.get().state, BulkRun.objects.get().saved) == (state, 0)
    assert told(package(update(phone="2")), eva) == {2: "saved"}


def test_a_row_that_nobody_finds_out_about_is_unclear(sandbox, monkeypatch, eva, capsys):
    assert killed_at_timetrack(4, monkeypatch, lambda: send(package(creation(phone="2")), eva))
    sandbox.clients[1]["phone"] = "7"
    hours_pass()
    upkeep(capsys)
    assert (RowToken.objects.get().state, outcomes()) == ("unclear", [("unclear", None)])


def test_a_row_whose_undo_was_killed_after_the_delete_may_be_imported_again(sandbox, monkeypatch, eva, capsys):
    sent = package(creation(phone="2"))
    assert told(sent, eva) == {2: "created"}
    run = BulkRun.objects.get()
    assert killed_at_timetrack(6, monkeypatch, lambda: undoing.carry_out(run, eva.pk))
    assert not sandbox.clients
    hours_pass()
    upkeep(capsys)
    assert runs.seen_by(eva.pk, everybodys=False).get(kind="undo").deleted == 1
    assert told(package(creation(phone="2"), run="run-2"), eva) == {2: "created"}


def test_an_undo_that_was_killed_ends_also_where_the_history_of_what_it_undid_is_gone(
    sandbox, monkeypatch, eva, capsys
):
    told(package(creation(phone="2")), eva)
    undone = Attempt.objects.get()
    run = BulkRun.objects.get()
    assert killed_at_timetrack(6, monkeypatch, lambda: undoing.carry_out(run, eva.pk))
    undone.entry.delete()
    hours_pass()
    assert "Rows of runs that were broken off: 1 ended" in upkeep(capsys)
    assert runs.seen_by(eva.pk, everybodys=False).get(kind="undo").deleted == 1


# What is over


def test_sessions_that_are_over_go_with_their_rows_and_the_others_stay(visitor, capsys):
    over, here = visitor("viewer"), visitor("viewer")
    for browser in (over, here):
        browser.get("/login/")
        UserSession.objects.get_or_create(
            session_key=browser.session.session_key, defaults={"user": browser.person, "ip": "127.0.0.1"}
        )
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=2))
    Session.objects.filter(pk=over.session.session_key).update(expire_date=timezone.now() - timedelta(days=1))
    assert "Sessions that were over: 1 removed" in upkeep(capsys)
    kept = [here.session.session_key]
    assert list(Session.objects.values_list("pk", flat=True)) == kept
    assert list(UserSession.objects.values_list("session_key", flat=True)) == kept


def test_tokens_claims_and_drafts_that_are_too_old_go_and_the_others_stay(eva, capsys):
    for age in (timedelta(), timedelta(days=31)):
        at, name = timezone.now() - age, str(age)
        FormToken.objects.create(token=name)
        FormToken.objects.filter(token=name).update(at=at)
        Draft.objects.create(key_hash=name, person=eva, sealed=b"")
        Draft.objects.filter(key_hash=name).update(at=at)
        NameClaim.objects.create(name_hash=name, person=eva, holder=name, at=at)
        RowToken.objects.create(file=name, row=1, holder="x", at=at)
    assert "Old tokens, claims and drafts: 4 removed" in upkeep(capsys)
    left = [model.objects.count() for model in (FormToken, Draft, NameClaim, RowToken)]
    assert left == [1, 1, 1, 1]


def test_more_than_one_portion_of_old_tokens_goes_too(db, capsys):
    FormToken.objects.bulk_create(FormToken(token=str(number)) for number in range(250))
    FormToken.objects.update(at=timezone.now() - timedelta(days=2))
    assert "250 removed" in upkeep(capsys)


def test_history_beyond_its_days_goes(muller, eva, capsys, settings):
    settings.HISTORY_DAYS = 30
    change(eva.pk)
    hours_pass(31 * 24)
    assert "1 entries older than 30 days were deleted" in upkeep(capsys)
    assert outcomes() == []


def test_while_another_host_is_at_it_nothing_is_done(muller, monkeypatch, eva, capsys):
    killed(change, eva, monkeypatch, sent=True)
    cache.add("upkeep", "there", 60)
    assert upkeep(capsys) == "Another host, or another process here, is at it: nothing was done.\n"
    assert outcomes() == [("begun", 1)]


def test_a_host_says_that_it_is_still_there_also_where_another_is_at_it(db, capsys):
    began = timezone.now() - timedelta(days=30)
    hosts.note()
    Host.objects.update(at=began, version="0.0.1")
    Host.objects.create(**hosts.as_set(), name="gone.example", at=began)
    cache.add("upkeep", "there", 60)
    upkeep(capsys)
    assert [(host.name, host.version) for host in hosts.lately()] == [(socket.gethostname(), "0.0.1")]


def test_one_that_failed_keeps_no_other_from_its_turn(db, monkeypatch, capsys):
    monkeypatch.setattr("clients_ui.writing.unfinished.find_out", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        upkeep(capsys)
    monkeypatch.undo()
    assert "0 found out" in upkeep(capsys)
