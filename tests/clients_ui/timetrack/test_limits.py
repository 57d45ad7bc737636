"""Places for so many calls at once: who finds none waits while they change hands, and is told Busy when they do not."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from clients_ui.timetrack.errors import Busy, FailingFast, Unreachable
from clients_ui.timetrack.limits import PATIENCE, Breaker, Places


def test_no_more_than_so_many_are_inside_at_once():
    places, inside, most = Places(3), [], []

    def call(number):
        with places.one():
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.02)
            inside.remove(number)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(call, range(24)))
    assert max(most) == 3


def test_a_burst_of_16_at_100_ms_never_finds_it_busy():
    places = Places(6)

    def call(_):
        with places.one():
            time.sleep(0.1)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(48)))


def test_while_nothing_moves_who_comes_is_told_busy_at_once():
    places, done = Places(2), Event()

    def hang():
        with places.one():
            done.wait(10)

    with ThreadPoolExecutor(2) as pool:
        hanging = [pool.submit(hang) for _ in range(2)]
        time.sleep(PATIENCE + 0.1)
        started = time.monotonic()
        for _ in range(10):
            with pytest.raises(Busy) as caught, places.one():
                pass
        assert time.monotonic() - started < 0.1
        assert caught.value.retry_after >= 1
        done.set()
        for each in hanging:
            each.result()
    with places.one():
        pass


def test_a_place_is_given_back_when_a_call_fails():
    places = Places(1)
    for _ in range(2):
        with pytest.raises(Unreachable), places.one():
            raise Unreachable


def test_the_failure_that_opens_the_circuit_is_told_as_it_is():
    breaker = Breaker(2, 60)
    for _ in range(2):
        with pytest.raises(Unreachable), breaker.watching():
            raise Unreachable
    with pytest.raises(FailingFast) as caught, breaker.watching():
        pytest.fail("nothing is called")
    assert 59 <= caught.value.retry_after <= 60


def test_with_0_failures_it_never_fails_fast():
    breaker = Breaker(0, 60)
    for _ in range(10):
        with pytest.raises(Unreachable), breaker.watching():
            raise Unreachable
    assert breaker.seconds_left == 0
