"""The addresses that tell whether this process is alive, and what of its surroundings is down."""

from time import monotonic

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis import RedisError

from clients_ui.reading import summary

OK, DOWN = "ok", "down"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer "ok" without a look at the database, the session or TimeTrack."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """A word each for TimeTrack, database and cache.

    503 only without a database: while TimeTrack is down there are still pages to show.
    """
    words = {"timetrack": OK if summary.reachable() else DOWN, "database": _database(), "cache": _cache()}
    return JsonResponse(words, status=503 if words["database"] == DOWN else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return DOWN
    return OK


def _cache() -> str:
    mark = str(monotonic())
    try:
        cache.set("readyz", mark, timeout=10)
        return OK if cache.get("readyz") else DOWN
    except (DatabaseError, RedisError, OSError):
        return DOWN
