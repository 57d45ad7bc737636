"""What is counted and timed, for a Prometheus that watches: every metric, with what its labels may say.

A label is a word of the program's own (a view, a status, a kind of outcome), never a client, a name or a search. Each
worker counts for itself; `ttdash.web.metrics` adds them up. docs/operations.md lists them for administrators.
"""

from collections.abc import Callable
from functools import wraps
from math import nan
from typing import ParamSpec, TypeVar

from prometheus_client import Counter, Gauge, Histogram

P = ParamSpec("P")
T = TypeVar("T")

PAGES = Histogram("ttdash_page_seconds", "Requests answered, by view and status.", ["view", "status"])
SIGN_INS_REFUSED = Counter("ttdash_sign_ins_refused", "Sign-ins that were refused, by the reason.", ["reason"])
CALLS = Histogram("ttdash_timetrack_call_seconds", "Calls to TimeTrack, by method and outcome.", ["method", "outcome"])
BREAKER_OPEN = Gauge(
    "ttdash_timetrack_breaker_open", "Workers that fail fast at the moment.", multiprocess_mode="livesum"
)
CALL_SLOTS = Gauge(
    "ttdash_timetrack_call_slots", "Calls to TimeTrack that may be made at once.", multiprocess_mode="livesum"
)
CALLS_UNDER_WAY = Gauge(
    "ttdash_timetrack_calls_under_way", "Call slots that are taken at the moment.", multiprocess_mode="livesum"
)
FILLS = Histogram("ttdash_directory_fill_seconds", "Fills of the directory, by outcome.", ["outcome"])
DIRECTORY_CLIENTS = Gauge(
    "ttdash_directory_clients", "Clients in the directory of each worker.", multiprocess_mode="liveall"
)
DIRECTORY_READ = Gauge(
    "ttdash_directory_read_timestamp_seconds",
    "When the directory of each worker was read from TimeTrack; NaN where it has none yet.",
    multiprocess_mode="liveall",
)
SAVES = Counter("ttdash_saves", "Writes that were asked for, by kind and outcome.", ["kind", "outcome"])
RUNS = Counter("ttdash_runs", "Work on many clients that was begun.", ["kind"])
ROWS = Counter("ttdash_rows", "Rows of such work, by outcome.", ["outcome"])

DIRECTORY_READ.set(nan)


def by_outcome(kind: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Count what a write of this kind comes to, by the type of its outcome."""

    def counted(write: Callable[P, T]) -> Callable[P, T]:
        @wraps(write)
        def writing(*args: P.args, **kwargs: P.kwargs) -> T:
            outcome = write(*args, **kwargs)
            SAVES.labels(kind, type(outcome).__name__).inc()
            return outcome

        return writing

    return counted
