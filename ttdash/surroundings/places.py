"""So many threads of a worker at the database at once that one stays free, whatever hangs.

That one answers pages that need none of them. TimeTrack, Redis and the provider of company accounts have places of
their own, which are counted apart.

A statement that waits for a server that was stopped cannot be ended from here: it holds its thread until that goes on.
While places change hands the next one waits for one; else it is refused, and its page is a 503.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, Final

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from clients_ui.timetrack.errors import Busy
from clients_ui.timetrack.limits import CallSlots

PATIENCE: Final = 0.15
"""Seconds without any place becoming free after which the database counts as hanging. Whoever waits so long holds the
last thread, and what asks for `/healthz` meanwhile waits too: half a second at most.
"""
_places = [CallSlots(sys.maxsize)]  # a server that makes a thread for each request needs no bound


def keep_one_free(threads: int) -> None:
    """Fewer places than these threads of a worker: those that nothing but the database may hold."""
    _places[:] = [CallSlots(max(threads - 1, 1), PATIENCE)]


class Crowded(OperationalError):
    """All places are taken, and none becomes free: nothing was asked."""


class Placed(BaseDatabaseWrapper):
    """A connection, one thread's, with a place for whatever waits for the server.

    That is to connect, statements, rows that come in portions, to commit.
    """

    _has_place = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.execute_wrappers.append(self._executed)

    def connect(self) -> None:
        with self._place():
            super().connect()

    def is_usable(self) -> bool:
        """Whether the server answers on it. One that cannot be tried now is given up, and costs nothing.

        Django asks between requests, too, where there is no page that could tell of a Crowded.
        """
        try:
            with self._place():
                return super().is_usable()
        except Crowded:
            return False

    def chunked_cursor(self) -> CursorWrapper:
        """One whose rows come in portions (`iterator`): each of them is waited for, and its end."""
        cursor = super().chunked_cursor()
        for name in ("fetchmany", "close"):
            setattr(cursor, name, self._placed(getattr(cursor, name)))
        return cursor

    def _placed(self, asking: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(asking)
        def ask(*args: Any) -> Any:
            with self._place():
                return asking(*args)

        return ask

    def _executed(self, execute: Callable[..., Any], *statement: Any) -> Any:
        with self._place():
            return execute(*statement)

    def _commit(self) -> None:
        with self._place():
            super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        with self._place():
            super()._rollback()  # type: ignore[misc]

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One for all that is done inside. Raises Crowded."""
        if self._has_place:
            yield
            return
        with ExitStack() as held:
            try:
                held.enter_context(_places[0].slot())
            except Busy:
                raise Crowded("all places at the database are taken") from None
            held.callback(setattr, self, "_has_place", False)
            self._has_place = True
            yield
