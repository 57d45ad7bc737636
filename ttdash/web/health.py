"""The addresses that tell whether this process is alive, and what of its surroundings is down."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis import RedisError

from clients_ui.reading import summary


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer "ok" without a look at the database, the session or TimeTrack."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """A word each for TimeTrack, database and cache. 503 only without a database: else there are pages to show."""
    words = {"timetrack": _word(summary.reachable), "database": _word(_database), "cache": _word(_cache)}
    return JsonResponse(words, status=503 if words["database"] == "down" else 200)


def _word(works: Callable[[], bool]) -> str:
    try:
        return "ok" if works() else "down"
    except (DatabaseError, RedisError, OSError):
        return "down"


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _cache() -> bool:
    cache.set("readyz", "works", timeout=10)
    return bool(cache.get("readyz"))
