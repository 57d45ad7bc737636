"""`/metrics`: what this server's workers have counted, for a Prometheus that has the token."""

import os

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector


@login_not_required
@csrf_exempt  # else a POST would tell, by its 403, that there is such an address
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics as text; 404, as of an unknown address, without METRICS_TOKEN, and to whoever does not bring it."""
    brought = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(brought, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return HttpResponse(generate_latest(_of_all_workers()), content_type=CONTENT_TYPE_LATEST)


def _of_all_workers() -> CollectorRegistry:
    """What all of gunicorn's workers have counted, in files; elsewhere what this process has."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
