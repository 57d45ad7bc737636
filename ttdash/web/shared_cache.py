"""The shared cache: in Redis, where one that hangs costs one time-out and not one for each call, or in the database."""

from collections.abc import Callable
from typing import Any, Final

import redis
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.db import DatabaseError, connections, router, transaction

from clients_ui.timetrack.errors import Busy, FailingFast
from clients_ui.timetrack.limits import Breaker, CallSlots
from ttdash.surroundings.outages import outage_of

LEFT_ALONE: Final = 3.0
"""Seconds for which a Redis that did not answer is not asked, before a single call tries again."""
AT_ONCE: Final = 2
"""Calls of a worker at once: one that hangs must not hold all of its threads until the circuit opens."""
PATIENCE: Final = 0.1
"""Seconds without an answer to any of them after which Redis counts as hanging: it answers within a millisecond."""
_slots = CallSlots(AT_ONCE, PATIENCE)
circuit = Breaker(1, LEFT_ALONE, counted=(redis.TimeoutError,))  # a refused connection costs nothing


class _Commands(redis.Redis):
    """One of redis-py that asks a hanging server nothing. Raises its own ConnectionError then."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        try:
            with _slots.slot(), circuit.watching():
                return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except (Busy, FailingFast):
            raise redis.ConnectionError("Redis does not answer and is left alone") from None


class _Client(RedisCacheClient):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._client = _Commands


class CircuitRedisCache(RedisCache):
    """Django's cache in Redis, behind the circuit."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client


class CandidDatabaseCache(DatabaseCache):
    """Django's cache in a table. Raises the DatabaseError of a write that an outage kept from being made.

    Django's is silent then, and a count of wrong passwords that cannot be kept would look like one that is too high.
    """

    def _base_set(self, *args: Any, **options: Any) -> bool:
        outages: list[DatabaseError] = []

        def noting(execute: Callable[..., Any], *statement: Any) -> Any:
            try:
                return execute(*statement)
            except DatabaseError as error:
                if outage_of(error):
                    outages.append(error)
                raise

        using = router.db_for_write(self.cache_model_class)
        around = connections[using].execute_wrappers
        around.insert(0, noting)  # outermost: it is to see what the others raise
        try:
            with transaction.atomic(using):  # SQLite finds no room at the end alone, which Django's would not say
                done: bool = super()._base_set(*args, **options)  # type: ignore[misc]
        finally:
            around.remove(noting)
        if outages:
            raise outages[0]
        return done
