"""Two limits on calls: how many a worker makes at once, and a circuit breaker. Both belong to one worker.

A worker has more threads than call slots, so that pages without an API call are answered even while TimeTrack hangs.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import ceil
from threading import Condition, Lock
from time import monotonic

from pybreaker import (
    STATE_CLOSED,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitBreakerListener,
    CircuitBreakerState,
    CircuitMemoryStorage,
)

from clients_ui import metrics
from clients_ui.timetrack.errors import Busy, FailingFast, TimedOut, Unavailable, Unreachable

PATIENCE = 0.35
"""Seconds without any slot becoming free after which TimeTrack counts as hanging."""
COME_BACK = 3
HANGING = (Unreachable, Unavailable, TimedOut)


class CallSlots:
    """A fixed number of calls at once. While slots keep changing hands a call waits for one; else it is Busy.

    `patience`: the seconds without any slot becoming free after which what is called counts as hanging.
    """

    def __init__(self, number: int, patience: float = PATIENCE) -> None:
        self._free = number
        self._patience = patience
        self._changed_hands = 0.0
        self._condition = Condition()

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Occupy a slot; raises Busy where none becomes free."""
        with self._condition:
            while not self._free:
                patience = self._changed_hands + self._patience - monotonic()
                if patience <= 0:
                    raise Busy("no call slot is becoming free", retry_after=COME_BACK)
                self._condition.wait(patience)
            self._change(-1)
        try:
            yield
        finally:
            with self._condition:
                self._change(+1)
                self._condition.notify()

    def _change(self, number: int) -> None:
        self._free += number
        self._changed_hands = monotonic()


class Told(CircuitBreakerListener):
    """Tells whether the circuit to TimeTrack is closed."""

    def state_change(
        self,
        _breaker: CircuitBreaker,
        _before: CircuitBreakerState | None,
        now: CircuitBreakerState,
    ) -> None:
        metrics.BREAKER_OPEN.set(now.name != STATE_CLOSED)


class Breaker:
    """After `failures` in a row calls fail fast for `seconds`, then a single call tries again. 0 failures: never.

    While that one is under way all others go on failing fast. It closes the circuit, or opens it for as long again.
    `counted` are the errors that are failures; `listener` hears of each change.
    """

    def __init__(
        self,
        failures: int,
        seconds: float,
        counted: tuple[type[Exception], ...] = HANGING,
        listener: CircuitBreakerListener | None = None,
    ) -> None:
        self._seconds = seconds
        self._storage = CircuitMemoryStorage(STATE_CLOSED)
        self._breaker = CircuitBreaker(
            fail_max=failures or sys.maxsize,
            reset_timeout=seconds,
            exclude=[lambda error: not isinstance(error, counted)],
            state_storage=self._storage,
            throw_new_error_on_trip=False,
            listeners=[listener] if listener else [],
        )
        self._probe = Lock()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count what is raised inside; raises FailingFast instead of calling while the circuit is not closed."""
        probing = self._breaker.current_state != STATE_CLOSED
        if probing and not self._probe.acquire(blocking=False):
            raise self._failing_fast()
        try:
            with self._breaker.calling():
                yield
        except CircuitBreakerError:
            raise self._failing_fast() from None
        finally:
            if probing:
                self._probe.release()

    def _failing_fast(self) -> FailingFast:
        passed = (datetime.now(UTC) - (self._storage.opened_at or datetime.now(UTC))).total_seconds()
        return FailingFast("failing fast", retry_after=max(ceil(self._seconds - passed), 1))
