"""Every operation that writes × every fault of the sandbox, on the write and on the reads around it."""

from copy import deepcopy
from time import monotonic, sleep

import pytest

from tests.matrix.kinds import KINDS, QUICK, SLOW
from tests.matrix.operations import ADD, CLASHES, DELETE, LIST, WRITES, filled_form
from tests.matrix.oracle import assert_done, assert_failed, assert_safe_to_retry, assert_truth, lost, offers, run
from tests.pages import form_of, text_of
from ttdash.sandbox import Fault

OPERATIONS = WRITES | CLASHES
OF_EACH_KIND = ["create", "save", "delete"]
LOOKING_UP_THE_NAME = {"create", "create anyway", "undo", "create again"}
"""Their first read is the list; that of the others is the client itself."""


def cells(names, faults, more=()):
    return pytest.mark.parametrize(
        ("name", "fault"), [(name, fault) for name in names for fault in faults] + list(more)
    )


@pytest.fixture
def attempt(timetrack, impatient, visitor, caplog):
    """Try an operation whose calls meet a fault; what is true of every cell is seen to here."""
    browser = visitor("editor")

    def send(name, fault, plan):
        operation = OPERATIONS[name]
        filled_form(operation, timetrack, browser)  # nobody is impatient yet
        impatient(KINDS[fault])
        cell = run(operation, timetrack, browser, caplog, lambda sandbox: plan(sandbox, operation))
        assert_truth(cell)
        return cell

    return send


def meet(fault, *, on, times=1, path=None):
    """A plan: the write, or the reads, meet a fault so many times (None: always)."""

    def plan(sandbox, operation):
        method = operation.method if on == "the write" else "GET"
        sandbox.fail(fault, on=method, times=times, path=path, **KINDS[fault].options)

    return plan


def after_the_first_read(fault):
    """A plan: the first read is answered, every later one meets a fault."""

    def plan(sandbox, operation):
        sandbox.fail(Fault.DELAY, on="GET", seconds=0, times=2 if operation.method == "DELETE" else 1)
        meet(fault, on="the reads", times=None)(sandbox, operation)

    return plan


def one_after_the_other(*plans):
    return lambda sandbox, operation: [plan(sandbox, operation) for plan in plans]


# On the write


@cells(WRITES, KINDS)
def test_a_write_that_meets_a_fault_is_sent_once_and_what_became_of_it_is_said(attempt, timetrack, name, fault):
    kind = KINDS[fault]
    cell = attempt(name, fault, meet(fault, on="the write"))
    if fault is Fault.DRIP:  # it uses up the time in which TimeTrack could have been asked
        assert_failed(cell, 504, unclear=True)
    elif kind.effect:
        assert_done(cell)
    else:
        assert_failed(cell, kind.status)
        assert cell.unchanged
    assert len(cell.calls) <= 4
    if fault in {Fault.RESET_BEFORE, Fault.TOO_MANY}:
        assert_safe_to_retry(cell, timetrack)


@cells(["save"], QUICK)
def test_a_write_that_fails_logs_one_warning(attempt, name, fault):
    cell = attempt(name, fault, meet(fault, on="the write"))
    warnings = [record for record in cell.records if record.levelname == "WARNING"]
    assert len(warnings) == (0 if KINDS[fault].confirms else 1)


@pytest.mark.parametrize("name", WRITES)
def test_what_failed_is_done_by_pressing_try_again(attempt, timetrack, name):
    cell = attempt(name, Fault.SERVER_ERROR, meet(Fault.SERVER_ERROR, on="the write"))
    page = assert_safe_to_retry(cell, timetrack)
    if name == "create anyway":  # which takes a second, deliberate press
        assert offers(page, "_create_anyway")
    else:
        assert page.status_code == 302


@cells(OF_EACH_KIND, [Fault.DELAY])
def test_a_write_that_takes_effect_after_it_was_given_up_is_not_done_twice(attempt, impatient, timetrack, name, fault):
    impatient(KINDS[Fault.HANG])
    cell = attempt(name, fault, lambda sandbox, operation: sandbox.fail(fault, on=operation.method, seconds=60))
    assert_failed(cell, 504)
    until = monotonic() + 5
    while timetrack.clients == cell.before and monotonic() < until:  # the sandbox was healed: it goes on now
        sleep(0.01)
    cell.after = deepcopy(timetrack.clients)
    assert cell.as_typed
    assert_safe_to_retry(cell, timetrack)
    assert timetrack.clients == cell.after


@cells(WRITES, [Fault.DELAY, Fault.RESET_AFTER])
def test_a_form_that_is_sent_twice_writes_once(attempt, timetrack, name, fault):
    cell = attempt(name, fault, meet(fault, on="the write"))
    timetrack.calls.clear()
    again = cell.browser.post(cell.operation.url, cell.form)
    assert again.status_code == 302
    assert timetrack.clients == cell.after
    assert [call.method for call in timetrack.calls if call.method != "GET"] == []


def test_an_undo_that_failed_and_was_tried_again_creates_one_client_whatever_is_pressed_after(timetrack, visitor):
    timetrack.add(name="Huber", phone="1")
    browser = visitor("editor")
    browser.post(DELETE, form_of(browser.get(DELETE)))
    undo = form_of(browser.get(LIST)) | {"_undo": ""}
    timetrack.fail(Fault.SERVER_ERROR, on="POST")
    failed = browser.post(ADD, undo)
    assert browser.post(ADD, form_of(failed) | {"_retry": ""}).status_code == 302
    browser.post(ADD, undo)
    assert [client["name"] for client in timetrack.clients.values()] == ["Huber"]


# On the reads before it


@cells(OPERATIONS, QUICK, more=[(name, fault) for name in OF_EACH_KIND for fault in SLOW])
def test_where_nothing_can_be_read_before_the_write_nothing_is_sent(attempt, name, fault):
    cell = attempt(name, fault, meet(fault, on="the reads", times=None))
    if fault is Fault.DELAY:
        (assert_stopped if name in CLASHES else assert_done)(cell)
    elif KINDS[fault].gone and name not in LOOKING_UP_THE_NAME:
        assert_gone(cell)
    else:
        assert_failed(cell, KINDS[fault].status, sent=False)


@cells([*OF_EACH_KIND, *CLASHES], [fault for fault, kind in KINDS.items() if kind.passing])
def test_a_fault_that_passes_and_hits_the_first_read_alone_is_not_noticed(attempt, name, fault):
    cell = attempt(name, fault, meet(fault, on="the reads"))
    (assert_stopped if name in CLASHES else assert_done)(cell)


@cells(["delete"], KINDS)
def test_a_look_up_of_projects_that_fails_does_not_stand_in_the_way(attempt, name, fault):
    assert_done(attempt(name, fault, meet(fault, on="the reads", times=None, path="projects")))


# On the reads after it


@cells(["create", "save"], [*QUICK, Fault.HANG])
def test_a_write_that_cannot_be_read_back_is_done_and_that_nobody_looked_is_said(attempt, timetrack, name, fault):
    timetrack.switches.created = "nothing"
    cell = attempt(name, fault, after_the_first_read(fault))
    if not (KINDS[fault].gone and name == "save"):  # there, somebody may have deleted the client since
        assert_done(cell, checked=fault is Fault.DELAY)


@cells(OF_EACH_KIND, [*QUICK, Fault.HANG_AFTER])
def test_an_outage_that_begins_with_the_write_leaves_nothing_untrue_on_the_screen(attempt, timetrack, name, fault):
    kind = KINDS[fault]
    cell = attempt(
        name, fault, one_after_the_other(meet(fault, on="the write", times=None), after_the_first_read(fault))
    )
    if kind.gone and name == "save":
        return
    # What answers a creation with anything but a client, an id or nothing may hide a refusal.
    if kind.confirms and (name, fault) != ("create", Fault.WRONG_BODY):
        assert_done(cell, checked=fault is Fault.DELAY or name == "delete")
    elif kind.refuses:
        assert_failed(cell, kind.status)
    else:
        assert_failed(cell, kind.status, unclear=True)
    if fault in {Fault.RESET_BEFORE, Fault.RESET_AFTER}:
        assert_safe_to_retry(cell, timetrack)


@pytest.mark.parametrize("lost_write", [Fault.RESET_BEFORE, Fault.RESET_AFTER])
@cells(OF_EACH_KIND, [Fault.UNAUTHORIZED, Fault.BROKEN_JSON])
def test_a_lost_write_that_cannot_be_looked_up_is_unclear(attempt, timetrack, name, fault, lost_write):
    cell = attempt(name, fault, one_after_the_other(meet(lost_write, on="the write"), after_the_first_read(fault)))
    assert_failed(cell, KINDS[lost_write].status, unclear=True)
    assert_safe_to_retry(cell, timetrack)


def assert_stopped(cell):
    """What somebody else changed is shown and nothing was sent."""
    assert cell.page.status_code == 200
    assert cell.levels == ["error"]
    if cell.operation.method == "DELETE":
        assert "somebody else changed this client meanwhile" in cell.words
        assert "Before: “+43 1”. Now: Phone +43 3" in text_of(cell.page)
    else:
        assert "somebody else changed the same fields" in cell.words
        assert 'name="use-phone" value="mine"' in cell.page.content.decode()
    assert (cell.writes, cell.unchanged) == ([], True)


def assert_gone(cell):
    """TimeTrack said that there is no such client: a deletion is content with that, a form is a 404 and keeps all."""
    assert (cell.writes, cell.unchanged) == ([], True)
    if cell.operation.method == "DELETE":
        assert (cell.page.status_code, cell.levels) == (302, ["warning"])
    else:
        assert (cell.page.status_code, cell.levels) == (404, ["error"])
        assert lost(cell.page, cell.operation.typed) == {}
