"""Call slots, which are waited for only while they change hands, and the circuit breaker."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from clients_ui.timetrack import limits
from clients_ui.timetrack.errors import Busy, CredentialsRefused, FailingFast, TimedOut, Unavailable, Unreachable
from clients_ui.timetrack.limits import COME_BACK, PATIENCE, Breaker, CallSlots

LONG = 30
"""Seconds after which a test that waits in vain fails."""


@pytest.fixture
def clock(monkeypatch):
    """Moves the time by which slots change hands; it stands still otherwise."""
    now = [100.0]
    monkeypatch.setattr(limits, "monotonic", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def waiting(slots, monkeypatch):
    """Set as soon as somebody waits for a slot."""
    waits, wait = Event(), slots._condition.wait
    monkeypatch.setattr(slots._condition, "wait", lambda timeout: waits.set() or wait(timeout))
    return waits


# Call slots


def test_exactly_so_many_calls_are_made_at_once(clock):
    slots, three, inside, most = CallSlots(3), Barrier(3), [], []

    def call(number):
        with slots.slot():
            inside.append(number)
            most.append(len(inside))
            three.wait(LONG)
            inside.remove(number)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(call, range(24)))
    assert max(most) == 3


def test_a_burst_of_16_waits_while_slots_change_hands_and_each_gets_one(clock):
    slots, calls = CallSlots(6), []

    def call(number):
        with slots.slot():
            calls.append(number)
            clock(PATIENCE / 16)  # 16 of them take longer than a slot that does not become free is waited for

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(48)))
    assert sorted(calls) == list(range(48))


def test_who_finds_no_slot_gets_the_next_one_that_becomes_free(clock, monkeypatch):
    slots = CallSlots(1)
    waits = waiting(slots, monkeypatch)

    def call():
        with slots.slot():
            return True

    with ThreadPoolExecutor(1) as pool:
        with slots.slot():
            clock(PATIENCE * 0.9)
            late = pool.submit(call)
            assert waits.wait(LONG)
        assert late.result(LONG)


def test_while_no_slot_changes_hands_another_call_is_busy_at_once(clock, monkeypatch):
    slots = CallSlots(2)
    waits = waiting(slots, monkeypatch)
    with slots.slot(), slots.slot():
        clock(PATIENCE)
        for _ in range(10):
            with pytest.raises(Busy) as caught, slots.slot():
                pytest.fail("nothing is called")
        assert caught.value.retry_after == COME_BACK
    with slots.slot():
        pass
    assert not waits.is_set()


def test_a_slot_is_free_again_when_a_call_fails():
    slots = CallSlots(1)
    for _ in range(2):
        with pytest.raises(Unreachable), slots.slot():
            raise Unreachable


# The circuit breaker


def fail(breaker, error=Unreachable):
    with pytest.raises(error), breaker.watching():
        raise error


@pytest.mark.parametrize("error", [Unreachable, Unavailable, TimedOut])
def test_the_failure_that_opens_the_circuit_is_raised_as_it_is(error):
    breaker = Breaker(2, 60)
    for _ in range(2):
        fail(breaker, error)
    with pytest.raises(FailingFast) as caught, breaker.watching():
        pytest.fail("nothing is called")
    assert 0 < caught.value.retry_after <= 60


def test_with_0_failures_it_never_fails_fast():
    breaker = Breaker(0, 60)
    for _ in range(100):
        fail(breaker)


def test_an_error_that_is_an_answer_does_not_open_the_circuit():
    breaker = Breaker(1, 60)
    for _ in range(3):
        fail(breaker, CredentialsRefused)


@pytest.fixture
def half_open():
    """A breaker whose time of failing fast is over."""
    breaker = Breaker(1, 0)
    fail(breaker)
    return breaker


def test_when_the_time_is_over_a_single_call_is_let_through_and_closes_the_circuit(half_open):
    started, answered, called = Event(), Event(), []

    def probe():
        with half_open.watching():
            started.set()
            assert answered.wait(LONG)

    def call(number):
        try:
            with half_open.watching():
                called.append(number)
        except FailingFast as error:
            return error.retry_after
        return None

    with ThreadPoolExecutor(8) as pool:
        probing = pool.submit(probe)
        assert started.wait(LONG)
        assert list(pool.map(call, range(20))) == [1] * 20
        answered.set()
        probing.result(LONG)
        assert list(pool.map(call, range(20))) == [None] * 20
    assert sorted(called) == list(range(20))


def test_of_threads_that_come_at_once_when_the_time_is_over_one_calls(half_open):
    together, all_came, called = Barrier(8), Barrier(8), []

    def call(number):
        together.wait(LONG)
        try:
            with half_open.watching():
                called.append(number)
                all_came.wait(LONG)
        except FailingFast:
            all_came.wait(LONG)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))
    assert len(called) == 1


def test_a_single_call_that_fails_opens_the_circuit_for_as_long_again(half_open):
    def probe():
        with half_open.watching():
            half_open._breaker.reset_timeout = 60
            raise Unreachable

    with pytest.raises(Unreachable):
        probe()
    with pytest.raises(FailingFast), half_open.watching():
        pytest.fail("nothing is called")


def test_the_next_call_may_try_when_a_single_call_failed(half_open):
    for _ in range(3):
        fail(half_open)
    with half_open.watching():
        pass
