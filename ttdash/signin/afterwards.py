"""Work for after the answer, so that the time an answer takes does not tell what there was to do.

One thread in each worker does it, in the order in which it came. What is not done has a line in the log.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import BoundedSemaphore

from django.db import connections

MOST_WAITING = 50
logger = logging.getLogger(__name__)
_thread = ThreadPoolExecutor(1, thread_name_prefix="afterwards")
_places = BoundedSemaphore(MOST_WAITING)


def do(what: str, work: Callable[[], object]) -> None:
    """Do this work soon, in no transaction of the request's. `what` it is, the log says if it fails."""
    if not _places.acquire(blocking=False):
        logger.error("%s: not done, too much is waiting", what)
        return
    _thread.submit(_with_own_connections, work).add_done_callback(partial(_ended, what))


def _with_own_connections(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connections.close_all()


def _ended(what: str, done: Future[None]) -> None:
    _places.release()
    error = done.exception()
    if error is not None:
        # What a mail server says may name the person
        logger.error("%s: %s", what, type(error).__name__, exc_info=None if isinstance(error, OSError) else error)
