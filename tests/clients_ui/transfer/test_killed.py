"""Workers that are killed: at each point of a row, and at any moment. What was approved is there in the end, once."""

from random import Random

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from clients_ui.models import Attempt, BulkRun, RowToken
from clients_ui.timetrack.transport import Transport
from tests.clients_ui.transfer.rows import creation, later, names, package, send, told, update, writes
from tests.clients_ui.transfer.workers import NUMBER, assert_done_once, both_at_once, filled, working
from tests.served import FILE, migrated

ROWS = {"creation": lambda: package(creation(phone="2")), "update": lambda: package(update(phone="2"))}
ENDS = {"creation": "created", "update": "saved"}


class Killed(BaseException):
    """The worker is killed: nothing of it goes on."""


class Killer:
    """Kills at the n-th thing that the worker does: a statement to the database, or a call to TimeTrack."""

    def __init__(self, at):
        self.at = at
        self.met = 0

    def strike(self):
        self.met += 1
        if self.met == self.at:
            raise Killed

    def statement(self, execute, sql, *rest):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.strike()
        return execute(sql, *rest)


def killed_in_the_database(at, monkeypatch, work):
    """Whether the worker was killed before its n-th statement; not where it makes fewer."""
    killer = Killer(at)
    try:
        with connection.execute_wrapper(killer.statement):
            work()
    except Killed:
        connection.set_rollback(False)  # the transaction around is the test's, which goes on
        return True
    return False


def killed_at_timetrack(at, monkeypatch, work):
    """Whether the worker was killed before its n-th call, or (each second time) just after it was answered."""
    killer, exchange = Killer(at), Transport._exchange

    def call(*args):
        killer.strike()
        answer = exchange(*args)
        killer.strike()
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(Transport, "_exchange", call)
        try:
            work()
        except Killed:
            return True
    return False


POINTS = {
    (killed_in_the_database, "creation"): 17,
    (killed_in_the_database, "update"): 12,
    (killed_at_timetrack, "creation"): 4,
    (killed_at_timetrack, "update"): 6,
}
"""The statements of a row; and its calls, each of which has two points."""


def begun(sandbox, what):
    """What there is before the row."""
    ContentType.objects.clear_cache()
    if what == "update":
        sandbox.add(name="Müller", phone="1")


@pytest.mark.parametrize(("seam", "what"), POINTS)
def test_there_are_so_many_points_at_which_a_row_can_be_broken_off(sandbox, monkeypatch, eva, seam, what):
    begun(sandbox, what)
    assert not seam(POINTS[seam, what] + 1, monkeypatch, lambda: send(ROWS[what](), eva))


@pytest.mark.parametrize(("seam", "what", "at"), [(*row, at + 1) for row, most in POINTS.items() for at in range(most)])
def test_a_worker_that_is_killed_at_this_point_of_a_row_leaves_it_done_once(sandbox, monkeypatch, eva, seam, what, at):
    begun(sandbox, what)
    assert seam(at, monkeypatch, lambda: send(ROWS[what](), eva))
    claimed, sent = RowToken.objects.exists(), len(writes(sandbox))
    later()
    outcomes = [told(ROWS[what](), eva)[2]]
    if claimed and outcomes != [ENDS[what]]:
        assert outcomes == ["not_saved"]
        assert len(writes(sandbox)) == sent, "nothing is sent again by itself"
        outcomes.append(told(ROWS[what](), eva)[2])
    assert outcomes[-1] == ENDS[what]
    assert [client["phone"] for client in sandbox.clients.values()] == ["2"]
    assert len(writes(sandbox)) == 1
    assert list(Attempt.objects.exclude(outcome="not_saved").values_list("outcome", "client")) == [(ENDS[what], 1)]
    assert BulkRun.objects.get().done == 1
    assert told(ROWS[what](), eva)[2] == ENDS[what]
    assert len(writes(sandbox)) == 1


# Broken off, and looked up


def broken_off(sandbox, monkeypatch, eva, what="creation"):
    """A row whose worker was killed just before its one write was sent."""
    calls = {"creation": 3, "update": 3}
    assert killed_at_timetrack(calls[what], monkeypatch, lambda: send(ROWS[what](), eva))
    assert writes(sandbox) == []
    later()


def test_a_client_with_just_the_rows_values_is_taken_for_its_own(sandbox, monkeypatch, eva):
    broken_off(sandbox, monkeypatch, eva)
    sandbox.add(name="Öllinger", phone="2")
    assert told(ROWS["creation"](), eva) == {2: "created"}
    assert (writes(sandbox), Attempt.objects.get().outcome) == ([], "created")


def test_a_client_with_other_values_makes_it_unclear_and_it_is_never_sent_again(sandbox, monkeypatch, eva):
    broken_off(sandbox, monkeypatch, eva)
    sandbox.add(name="Öllinger", phone="3")
    for _ in range(3):
        progress = send(ROWS["creation"](), eva)
        assert progress.done[0].outcome == "unclear"
        assert "unclear whether TimeTrack has it" in progress.done[0].problems[""]
        later()
    assert (writes(sandbox), names(sandbox)) == ([], ["Öllinger"])


def test_an_unclear_row_whose_client_turns_up_is_done_and_one_that_is_surely_not_there_is_open(
    sandbox, monkeypatch, eva
):
    broken_off(sandbox, monkeypatch, eva)
    sandbox.add(name="Öllinger", phone="3")
    assert told(ROWS["creation"](), eva) == {2: "unclear"}
    sandbox.clients[1]["phone"] = "2"
    assert told(ROWS["creation"](), eva) == {2: "created"}


@pytest.mark.parametrize("values", [True, False], ids=["values in the history", "none"])
def test_a_row_that_comes_with_another_name_is_looked_for_by_the_one_that_was_sent(
    sandbox, monkeypatch, eva, settings, values
):
    settings.HISTORY_VALUES = values
    assert killed_at_timetrack(4, monkeypatch, lambda: send(ROWS["creation"](), eva))
    assert names(sandbox) == ["Öllinger"]
    corrected = package(creation(name="Ganz anders", phone="2"), run="run-2")
    for _ in range(3):
        later()
        assert told(corrected, eva)[2] in ({"clash"} if values else {"unclear"})
    assert names(sandbox) == ["Öllinger"]


def test_a_row_that_comes_with_another_name_may_be_created_where_the_first_surely_was_not(sandbox, monkeypatch, eva):
    broken_off(sandbox, monkeypatch, eva)
    corrected = package(creation(name="Ganz anders", phone="2"), run="run-2")
    assert [told(corrected, eva)[2] for _ in range(2)] == ["not_saved", "created"]
    assert names(sandbox) == ["Ganz anders"]


def test_a_change_that_was_broken_off_is_not_followed_by_a_creation_nor_by_the_change_of_another_client(
    sandbox, monkeypatch, eva
):
    sandbox.add(name="Müller", phone="1")
    sandbox.add(name="Huber", phone="1")
    broken_off(sandbox, monkeypatch, eva, "update")
    assert told(package(creation(name="Müller KG", phone="9")), eva) == {2: "unclear"}
    assert told(package(update(id_=2, phone="9")), eva) == {2: "unclear"}
    assert writes(sandbox) == []


def test_what_was_written_is_told_although_the_row_comes_with_other_values(sandbox, monkeypatch, eva):
    begun(sandbox, "creation")
    assert killed_in_the_database(
        POINTS[killed_in_the_database, "creation"], monkeypatch, lambda: send(ROWS["creation"](), eva)
    )
    later()
    progress = send(package(creation(phone="9"), run="run-2"), eva)
    assert (progress.done[0].outcome, progress.done[0].id) == ("clash", 1)
    assert "done meanwhile with other values" in progress.done[0].problems[""]
    assert sandbox.clients[1]["phone"] == "2"


def test_while_timetrack_cannot_be_asked_a_row_that_was_broken_off_waits(sandbox, monkeypatch, eva):
    from ttdash.sandbox import Fault

    broken_off(sandbox, monkeypatch, eva)
    sandbox.fail(Fault.UNAVAILABLE, times=None)
    progress = send(ROWS["creation"](), eva)
    assert (progress.done, progress.left) == ([], [2])
    sandbox.heal()
    assert told(ROWS["creation"](), eva) == {2: "not_saved"}


def test_somebody_else_is_not_let_at_a_row_before_its_worker_must_have_ended(sandbox, monkeypatch, eva, settings):
    broken_off(sandbox, monkeypatch, eva)
    later(-60)
    later(settings.TIMETRACK_DEADLINE + 5)
    assert send(ROWS["creation"](), eva).left == [2]
    later(6)
    assert told(ROWS["creation"](), eva) == {2: "not_saved"}


def test_a_change_that_was_broken_off_and_whose_client_somebody_edited_since_is_unclear(sandbox, monkeypatch, eva):
    sandbox.add(name="Müller", phone="1")
    broken_off(sandbox, monkeypatch, eva, "update")
    sandbox.clients[1]["phone"] = "7"
    assert told(ROWS["update"](), eva) == {2: "unclear"}
    assert (writes(sandbox), sandbox.clients[1]["phone"]) == ([], "7")


# Real processes, real kills


KILLS = 20


@pytest.fixture
def database(tmp_path):
    file = tmp_path / FILE
    file.write_bytes(migrated())
    return file


def test_workers_that_are_killed_twenty_times_at_any_moment_leave_exactly_the_approved_rows_each_once(
    database, sandbox
):
    filled(sandbox)
    random, outcomes = Random(), []
    with working(f"sqlite:///{database}", sandbox) as workers:
        workers.database = database
        for _ in range(KILLS):
            outcomes += workers.killed(seconds=random.uniform(0.05, 0.4))
        for _ in range(3):  # what was broken off is told, and approved once more
            workers.begin()
            last = workers.ended()
            workers.minute_passes()
    assert_done_once(sandbox)
    assert last == ["already_done"] * 2 * NUMBER
    assert "unclear" not in outcomes


def test_two_people_with_the_same_file_at_once_do_each_row_once(database, sandbox):
    filled(sandbox)
    told = both_at_once(f"sqlite:///{database}", sandbox)
    assert_done_once(sandbox)
    assert told[0] + told[1] == {"created": NUMBER, "saved": NUMBER, "already_done": 2 * NUMBER}
