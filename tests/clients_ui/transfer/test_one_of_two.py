"""Two clients made one: nothing is deleted before the kept one holds all, whoever else tries and whatever fails."""

from contextlib import contextmanager

import pytest

from clients_ui.history import told_apart
from clients_ui.models import BulkRun, NotDuplicate, RowToken
from clients_ui.transfer import merging, one_of_two, runs, undoing
from clients_ui.transfer.merging import Barrier, ShownPair, Side
from clients_ui.transfer.one_of_two import ChangedMeanwhile, HaltedMerge, Merged, OneIsGone
from clients_ui.writing import saving
from tests.clients_ui.transfer.rows import later, writes
from tests.clients_ui.transfer.test_killed import killed_at_timetrack, killed_in_the_database
from ttdash.sandbox import Fault

WEISS, WEISZ = (
    {"name": "Weiss", "phone": "1", "notes": "Skonto"},
    {"name": "Weiß", "email": "a@b.at", "notes": "Portal"},
)
ONE = WEISS | {"email": "a@b.at", "notes": "Skonto\n\nPortal", "enabled": True}


@pytest.fixture
def two(sandbox, settings):
    """Two entries of one customer."""
    settings.BREAKER_FAILURES = 0
    sandbox.add(**WEISS, enabled=True)
    sandbox.add(**WEISZ, enabled=True)
    return sandbox


def shown():
    return ShownPair(one_of_two.read(1, 2), runs.new_key())


def merge(by, on=None, keep=Side.A, **use):
    """One press of the button; `on`: the page, opened just now unless it was before."""
    on = on or shown()
    posted = {f"use-{name}": side for name, side in use.items()}
    return one_of_two.merge(on, merging.chosen(on.pair, keep, posted), by.pk)


def is_one(sandbox):
    return {id_: dict(values) for id_, values in sandbox.clients.items()} == {1: ONE}


def nothing_is_lost(sandbox):
    """Both are there, or one that has all of both."""
    if is_one(sandbox):
        return True
    assert sorted(sandbox.clients) == [1, 2]
    assert sandbox.clients[2].items() >= WEISZ.items()
    return sandbox.clients[1]["phone"] == "1" and "Skonto" in sandbox.clients[1]["notes"]


def test_the_kept_one_is_saved_and_read_back_and_then_the_other_is_deleted(two, eva):
    assert isinstance(merge(eva), Merged)
    assert is_one(two)
    assert writes(two) == ["PUT", "DELETE"]
    changed = next(at for at, call in enumerate(two.calls) if call.method == "PUT")
    deleted = next(at for at, call in enumerate(two.calls) if call.method == "DELETE")
    assert two.calls[changed].body == {"email": "a@b.at", "notes": "Skonto\n\nPortal"}
    assert [call.path for call in two.calls[changed:deleted] if call.path == "clients/1"] == ["clients/1"] * 3


def test_it_is_one_run_of_two_rows_whose_entries_are_in_the_history(two, eva):
    run = BulkRun.objects.get(pk=merge(eva).run)
    assert (run.kind, run.rows, run.saved, run.deleted, run.ended) == ("merge", 2, 1, 1, True)
    assert [(each.row, each.outcome, each.client) for each in run.attempts.order_by("row")] == [
        (1, "saved", 1),
        (2, "deleted", 2),
    ]


def test_where_the_kept_one_has_everything_already_only_the_other_is_deleted(two, eva):
    assert isinstance(merge(eva, email="a", notes="a"), Merged)
    assert writes(two) == ["DELETE"]


def test_the_other_one_may_be_kept(two, eva):
    assert isinstance(merge(eva, keep=Side.B, phone="a", notes="b"), Merged)
    assert two.clients == {2: WEISZ | {"phone": "1", "enabled": True}}


# Refused


def project(sandbox, *owners):
    for number, owner in enumerate(owners, 1):
        sandbox.projects.append(
            {"ID": number, "projectName": f"P{number}", "clientName": owner, "projectEnabled": True}
        )


@pytest.mark.parametrize(
    ("owners", "keep", "why"),
    [
        (["Weiß"], Side.A, Barrier.HAS_PROJECTS),
        (["Weiss"], Side.B, Barrier.HAS_PROJECTS),
        (["Weiss", "Weiß"], Side.A, Barrier.HAS_PROJECTS),
        (["Weiss"], Side.A, None),
        (["Weißer"], Side.A, None),
    ],
)
def test_a_client_with_projects_does_not_go(two, eva, owners, keep, why):
    project(two, *owners)
    outcome = merge(eva, keep=keep)
    assert (outcome.why if why else type(outcome)) == (why or Merged)
    assert writes(two) == ([] if why else ["PUT", "DELETE"])


def test_two_of_one_name_are_not_merged_as_nobody_can_tell_whose_projects_are_whose(two, eva):
    two.clients[2]["name"] = "Weiss"
    assert merge(eva).why is Barrier.ONE_NAME
    assert writes(two) == []


def test_nobody_goes_whose_projects_cannot_be_read(two, eva):
    on = shown()
    two.fail(Fault.SERVER_ERROR, path="projects", times=None)
    assert merge(eva, on).why is Barrier.PROJECTS_UNKNOWN
    assert writes(two) == []


@pytest.mark.parametrize("answered", [2, 3])
def test_projects_that_cannot_be_read_just_before_the_deletion_keep_it_from_being_done(two, eva, answered):
    on = shown()
    two.fail(Fault.DELAY, on="GET", path="projects", times=2, seconds=0)
    two.fail(Fault.SERVER_ERROR, on="GET", path="projects", times=None)
    outcome = merge(eva, on)
    assert (outcome.saved, outcome.deleting) == (True, True)
    assert (writes(two), sorted(two.clients)) == (["PUT"], [1, 2])
    two.heal()
    assert isinstance(merge(eva), Merged)
    assert is_one(two)


def test_a_project_that_comes_while_the_kept_one_is_saved_keeps_the_other_one(two, eva, monkeypatch):
    change = saving.change

    def and_a_project(*args, **options):
        project(two, "Weiß")
        return change(*args, **options)

    monkeypatch.setattr(saving, "change", and_a_project)
    outcome = merge(eva)
    assert (outcome.deleting, outcome.problems) == (
        True,
        {"": "This client has projects by now, so it was left as it is."},
    )
    assert sorted(two.clients) == [1, 2]


# Somebody else meanwhile


@pytest.mark.parametrize("id_", [1, 2])
@pytest.mark.parametrize("theirs", [{"phone": "9"}, {"enabled": False}, {"name": "Weiß & Söhne"}, {"field3": "x"}])
def test_a_client_that_changed_since_is_shown_again_and_nothing_is_done(two, eva, id_, theirs):
    on = shown()
    two.clients[id_].update(theirs)
    outcome = merge(eva, on)
    assert isinstance(outcome, ChangedMeanwhile)
    assert outcome.now.of([Side.A, Side.B][id_ - 1]).values.items() >= theirs.items()
    assert writes(two) == []


@pytest.mark.parametrize("id_", [1, 2])
def test_where_one_is_gone_nothing_is_done(two, eva, id_):
    on = shown()
    del two.clients[id_]
    assert isinstance(merge(eva, on), OneIsGone)
    assert writes(two) == []


@contextmanager
def just_before(monkeypatch, method, work):
    """Something that happens just before a call of this method is sent."""
    from clients_ui.timetrack.repository import ClientRepository

    call, done = getattr(ClientRepository, method), []

    def first(*args):
        if not done:
            done.append(True)
            work()
        return call(*args)

    with monkeypatch.context() as patch:
        patch.setattr(ClientRepository, method, first)
        yield


@pytest.mark.parametrize("theirs", [{"phone": "9"}, {"email": "other@b.at"}, {"notes": ""}])
def test_a_kept_one_that_somebody_changes_after_it_was_saved_keeps_the_other_from_being_deleted(
    two, eva, monkeypatch, theirs
):
    complete = saving.traces.complete

    def and_theirs(*args, **options):
        two.clients[1].update(theirs)
        return complete(*args, **options)

    monkeypatch.setattr(saving.traces, "complete", and_theirs)
    outcome = merge(eva)
    assert (outcome.saved, outcome.deleting) == (True, True)
    assert outcome.problems == {
        "": "Somebody else changed one of the two meanwhile. Look at both, then confirm once more."
    }
    assert sorted(two.clients) == [1, 2]


def test_one_that_is_merged_is_merged_whoever_asks_once_more(two, eva, account):
    on, of_erik = shown(), shown()
    first = merge(eva, on)
    assert merge(eva, on) == first
    assert isinstance(merge(account("editor", "erik"), of_erik), OneIsGone)
    assert (is_one(two), writes(two)) == (True, ["PUT", "DELETE"])


@pytest.mark.parametrize("keep", Side)
@pytest.mark.parametrize("at", ["update", "delete"])
def test_of_two_people_who_merge_one_pair_at_once_one_does(two, eva, account, monkeypatch, keep, at):
    erik, of_erik, his = account("editor", "erik"), shown(), []
    with just_before(monkeypatch, at, lambda: his.append(merge(erik, of_erik, keep))):
        mine = merge(eva)
    assert isinstance(mine, Merged)
    assert not isinstance(his[0], Merged)
    assert is_one(two)
    assert writes(two) == ["PUT", "DELETE"]


@pytest.mark.parametrize("keep", Side)
def test_two_people_who_have_nothing_to_save_and_keep_another_one_each_do_not_delete_both(
    two, eva, account, monkeypatch, keep
):
    erik, of_erik, his = account("editor", "erik"), shown(), []
    nothing = {"phone": str(keep), "email": str(keep), "notes": str(keep)}
    with just_before(monkeypatch, "delete", lambda: his.append(merge(erik, of_erik, keep, **nothing))):
        mine = merge(eva, phone="a", email="a", notes="a")
    assert (type(mine), type(his[0])) == (Merged, HaltedMerge)
    assert list(two.clients) == [1]


@pytest.mark.parametrize(("use", "saved"), [({}, True), ({"email": "a", "notes": "a"}, False)])
def test_where_somebody_else_deletes_the_other_in_the_last_moment_it_says_what_was_saved(
    two, eva, monkeypatch, use, saved
):
    with just_before(monkeypatch, "delete", lambda: two.clients.pop(2)):
        assert merge(eva, **use) == OneIsGone(saved)
    assert list(two.clients) == [1]


# Broken off


STATEMENTS, CALLS = 26, 24
"""The statements of a merge, and twice its calls: before each and after it."""


@pytest.mark.parametrize(
    ("seam", "at"),
    [
        *((killed_in_the_database, at) for at in range(1, STATEMENTS + 1)),
        *((killed_at_timetrack, at) for at in range(1, CALLS + 1)),
    ],
)
def test_a_worker_that_is_killed_at_any_point_loses_nothing_and_the_merge_can_be_finished(
    two, eva, monkeypatch, seam, at
):
    on = shown()
    assert seam(at, monkeypatch, lambda: merge(eva, on))
    assert nothing_is_lost(two)
    sent = writes(two)
    later()
    for _ in range(3):
        if is_one(two):
            break
        merge(eva)
        assert nothing_is_lost(two)
    assert is_one(two)
    assert writes(two) == ["PUT", "DELETE"]
    assert sent == ["PUT", "DELETE"][: len(sent)]


def test_there_are_so_many_points_at_which_a_merge_can_be_broken_off(two, eva, monkeypatch):
    on = shown()
    assert not killed_in_the_database(STATEMENTS + 1, monkeypatch, lambda: merge(eva, on))


def test_there_are_so_many_calls_in_a_merge(two, eva, monkeypatch):
    on = shown()
    assert not killed_at_timetrack(CALLS + 1, monkeypatch, lambda: merge(eva, on))


def test_while_a_worker_may_be_at_it_nobody_else_is_let_at_the_pair(two, eva, account, monkeypatch):
    on = shown()
    assert killed_at_timetrack(CALLS - 5, monkeypatch, lambda: merge(eva, on))
    outcome = merge(account("editor", "erik"))
    assert outcome.problems == {"": "These two are being merged already. Look at them again in a moment."}
    assert nothing_is_lost(two)


# Failures


BEFORE = [Fault.SERVER_ERROR, Fault.TOO_MANY, Fault.UNAVAILABLE, Fault.UNAUTHORIZED, Fault.RESET_BEFORE, Fault.REDIRECT]
AFTER = [Fault.SERVER_ERROR_AFTER, Fault.RESET_AFTER, Fault.HTML_502_AFTER, Fault.TRUNCATED, Fault.BROKEN_JSON]
CONFIRMS = [Fault.EMPTY, Fault.NULL, Fault.WRONG_BODY]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("fault", [*BEFORE, *AFTER, *CONFIRMS, Fault.ERRORS_IN_OK])
def test_a_write_that_fails_leaves_both_or_one_with_all_and_the_merge_can_be_finished(two, eva, method, fault):
    on = shown()
    two.fail(fault, on=method)
    outcome = merge(eva, on)
    assert nothing_is_lost(two)
    assert isinstance(outcome, Merged) == is_one(two)
    if isinstance(outcome, HaltedMerge):
        assert (outcome.deleting, bool(outcome.problems)) == (method == "DELETE", True)
        assert isinstance(merge(eva), Merged)
    assert is_one(two)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.RESET_AFTER])
def test_a_write_whose_answer_is_lost_in_an_outage_is_unclear_until_it_is_looked_up(two, eva, method, fault):
    on = shown()
    two.fail(fault, on=method)
    with just_after_the_write(two, method):
        outcome = merge(eva, on)
    assert (outcome.unclear, outcome.deleting) == (True, method == "DELETE")
    assert nothing_is_lost(two)
    two.heal()
    for _ in range(3):
        if is_one(two):
            break
        merge(eva)
        assert nothing_is_lost(two)
    assert is_one(two)


def test_a_save_that_stays_unclear_is_looked_at_afresh_and_stands_in_nobodys_way(two, eva, account):
    """TimeTrack stored a part of it, so that nothing tells whether it was this write that did so."""
    two.switches.put_drops = frozenset({"email"})
    on = shown()
    two.fail(Fault.RESET_AFTER, on="PUT")
    with just_after_the_write(two, "PUT"):
        assert merge(eva, on).unclear
    two.heal()
    two.switches.put_drops = frozenset()
    assert isinstance(merge(account("editor", "erik")), Merged)
    assert is_one(two)


def test_what_an_attempt_that_was_broken_off_saved_otherwise_is_told_of_these_two(two, eva, account, monkeypatch):
    on = shown()
    assert killed_at_timetrack(12, monkeypatch, lambda: merge(eva, on))
    assert writes(two) == ["PUT"]
    later()
    erik = account("editor", "erik")
    outcome = merge(erik, notes="b")
    assert outcome.problems == {
        "": "An earlier attempt to merge these two saved other values. Look at both, then confirm once more."
    }
    assert isinstance(merge(erik, notes="b"), Merged)
    assert two.clients[1]["notes"] == "Portal"


@contextmanager
def just_after_the_write(sandbox, method):
    """No read is answered once this write was sent."""
    reads = {"PUT": 3, "DELETE": 6}[method]  # of clients: both, and those of each row before its write
    sandbox.fail(Fault.DELAY, on="GET", path=r"clients/\d+", times=reads, seconds=0)
    sandbox.fail(Fault.SERVER_ERROR, on="GET", path=r"clients/\d+", times=None)
    yield


def test_what_timetrack_did_not_take_keeps_the_other_one(two, eva):
    two.switches.put_drops = frozenset({"email"})
    outcome = merge(eva)
    assert (outcome.saved, outcome.deleting, list(outcome.problems)) == (True, False, ["email"])
    assert writes(two) == ["PUT"]
    assert nothing_is_lost(two)


def test_what_could_not_be_read_back_keeps_the_other_one(two, eva):
    on = shown()
    with just_after_the_write(two, "PUT"):
        outcome = merge(eva, on)
    assert (outcome.saved, outcome.deleting) == (True, False)
    assert writes(two) == ["PUT"]


def test_an_outage_at_the_beginning_is_told_and_nothing_is_sent(two, eva):
    on = shown()
    two.fail(Fault.UNAVAILABLE, times=None)
    assert merge(eva, on).error.status == 503
    assert writes(two) == []


def test_notes_that_are_too_long_together_are_not_sent(two, eva):
    for client in two.clients.values():
        client["notes"] = f"{client['name']} " * 6000
    outcome = merge(eva)
    assert list(outcome.problems) == ["notes"]
    assert writes(two) == []
    assert isinstance(merge(eva, notes="a"), Merged)


# Undo, and what was told apart


def test_undo_brings_both_back_the_deleted_one_under_a_new_id(two, eva):
    before = {id_: dict(values) for id_, values in two.clients.items()}
    run = BulkRun.objects.get(pk=merge(eva).run)
    assert undoing.needed(run) == undoing.Needed(delete=False, change=True, add=True)
    undone = undoing.carry_out(run, eva.pk)
    assert {row.row: str(row.outcome) for row in undone.done} == {2: "created", 1: "saved"}
    assert {name: value for name, value in two.clients[1].items() if value} == before[1]
    assert two.clients[3] == before[2]
    assert sorted(two.clients) == [1, 3]


def test_what_was_undone_can_be_merged_again_and_its_old_page_does_nothing(two, eva):
    on = shown()
    undoing.carry_out(BulkRun.objects.get(pk=merge(eva, on).run), eva.pk)
    assert isinstance(merge(eva, on), OneIsGone)
    again = ShownPair(one_of_two.read(1, 3), runs.new_key())
    assert isinstance(merge(eva, again), Merged)
    assert is_one(two)


def test_a_kept_one_that_was_changed_back_by_somebody_can_be_merged_as_before(two, eva):
    two.fail(Fault.SERVER_ERROR, on="DELETE")
    merge(eva)
    two.clients[1].update(WEISS | {"email": ""})
    assert isinstance(merge(eva), Merged)
    assert is_one(two)


def test_one_that_is_there_again_under_its_own_id_is_deleted_again_and_not_just_said_to_be(two, eva):
    held = dict(two.clients[2])
    merge(eva)
    two.clients[2] = held
    assert isinstance(merge(eva), Merged)
    assert is_one(two)
    assert writes(two) == ["PUT", "DELETE", "DELETE"]


def test_what_was_said_of_a_client_that_was_merged_is_forgotten(two, eva):
    told_apart.mark(2, 5, eva.pk)
    told_apart.mark(1, 5, eva.pk)
    merge(eva)
    assert [*NotDuplicate.objects.values_list("a", "b")] == [(1, 5)]


def test_in_its_tokens_lies_nothing_of_a_client(two, eva):
    merge(eva)
    tokens = str([*RowToken.objects.values()])
    assert RowToken.objects.count() == 2
    assert not any(text in tokens for text in ("Weiss", "Weiß", "Skonto", "a@b.at"))
