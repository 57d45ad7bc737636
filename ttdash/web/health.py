"""The addresses that tell whether this process is alive, and what of its surroundings is down.

Whoever asks may call this host by its IP address, and gets an answer soon whatever hangs.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.views.decorators.http import require_safe
from redis import RedisError

from clients_ui.reading import summary
from ttdash.surroundings import database, hosts
from ttdash.surroundings.outages import Outage, outage_of

PATIENCE: Final = 0.5
"""Seconds after which what has not answered counts as down."""
OK: Final = "ok"
DOWN: Final = "down"


class Probed:
    """Answer these addresses before anything looks at the host, the session or the database."""

    ADDRESSES: Final = {"/healthz", "/readyz", "/metrics"}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in self.ADDRESSES:
            return self.get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        answer: HttpResponse = match.func(request)
        return answer


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer "ok" without a look at the database, the session or TimeTrack."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """A word each for TimeTrack, database and cache. 503 only where the database does not do: else there are pages.

    Its word is "migrations" where some are missing, "disk" where it takes no write.
    """
    words = words_now()
    answer = JsonResponse(words, status=200 if words["database"] == OK else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - it is asked every few seconds
    return answer


def words_now() -> dict[str, str]:
    """What → its word. A probe that is still under way is not begun again: one that hangs holds one thread."""
    with _lock:
        for name, probe in PROBES.items():
            if name not in _under_way or _under_way[name].done():
                _under_way[name] = begin(probe)
        asked = dict(_under_way)
    wait(asked.values(), PATIENCE)
    return {name: answer.result() if answer.done() else _meanwhile(name) for name, answer in asked.items()}


def begin(probe: Callable[[], str]) -> Future[str]:
    """Have the word of a probe found out in a thread of its own."""
    return _threads.submit(_word_and_close, probe)


def _word_and_close(probe: Callable[[], str]) -> str:
    try:
        return word(probe)
    finally:
        connections.close_all()


def word(probe: Callable[[], str]) -> str:
    """What a probe says, or what is down: nothing else goes to the outside."""
    try:
        return probe()
    except (Error, RedisError, OSError) as error:
        return "disk" if outage_of(error) is Outage.DISK else DOWN


def _meanwhile(name: str) -> str:
    """TimeTrack may be slow: what it was the last time stands."""
    return OK if name == "timetrack" and summary.answered_last() else DOWN


def _timetrack() -> str:
    return OK if summary.reachable() else DOWN


def _database() -> str:
    if not database.is_migrated():
        return "migrations"
    database.write_a_little()
    hosts.note()
    return OK


def _cache() -> str:
    cache.set("readyz", "works", timeout=10)
    return OK


PROBES: Final[dict[str, Callable[[], str]]] = {"timetrack": _timetrack, "database": _database, "cache": _cache}
_threads = ThreadPoolExecutor(len(PROBES), thread_name_prefix="readyz")
_under_way: dict[str, Future[str]] = {}
_lock = Lock()
