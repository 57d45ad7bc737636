"""What stands before every call: places for so many at once, and a circuit breaker. Both are this worker's own.

A worker has more threads than places, so that pages without an API call always find one, even while TimeTrack hangs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import ceil
from threading import Condition
from time import monotonic

from pybreaker import STATE_CLOSED, CircuitBreaker, CircuitBreakerError, CircuitMemoryStorage

from clients_ui.timetrack.errors import Busy, FailingFast, TimedOut, Unreachable

PATIENCE = 0.35
"""Seconds without any place becoming free after which TimeTrack counts as hanging."""
COME_BACK = 3


class Places:
    """So many at once. Who finds none waits while places change hands, and is told Busy as soon as they do not."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._taken = 0
        self._changed_hands = 0.0
        self._condition = Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place; raises Busy where there is none to be had."""
        self._take()
        try:
            yield
        finally:
            self._give_back()

    @property
    def stuck(self) -> bool:
        """Whether all places are taken and none has become free for a while."""
        return self._taken >= self._number and monotonic() - self._changed_hands >= PATIENCE

    def _take(self) -> None:
        with self._condition:
            while self._taken >= self._number:
                patience = self._changed_hands + PATIENCE - monotonic()
                if patience <= 0:
                    raise Busy("no place is becoming free", retry_after=COME_BACK)
                self._condition.wait(patience)
            self._taken += 1
            self._changed_hands = monotonic()

    def _give_back(self) -> None:
        with self._condition:
            self._taken -= 1
            self._changed_hands = monotonic()
            self._condition.notify()


class Breaker:
    """After `failures` in a row calls fail fast for `seconds`; then the next failure starts that anew. 0: never."""

    def __init__(self, failures: int, seconds: float) -> None:
        self._seconds = seconds
        self._storage = CircuitMemoryStorage(STATE_CLOSED)
        self._breaker = CircuitBreaker(
            fail_max=failures,
            reset_timeout=seconds,
            exclude=[lambda error: not isinstance(error, Unreachable | TimedOut)],
            state_storage=self._storage,
            throw_new_error_on_trip=False,
        )
        self._never = failures == 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count what is raised inside; raises FailingFast instead of calling while the circuit is open."""
        if self._never:
            yield
            return
        try:
            with self._breaker.calling():
                yield
        except CircuitBreakerError:
            raise FailingFast("failing fast", retry_after=self.seconds_left or 1) from None

    @property
    def seconds_left(self) -> int:
        """Whole seconds until a call is tried again; 0 while calls are made."""
        if self._storage.opened_at is None or self._breaker.current_state == STATE_CLOSED:
            return 0
        passed = (datetime.now(UTC) - self._storage.opened_at).total_seconds()
        return max(ceil(self._seconds - passed), 0)
