"""The address that tells whether this process is alive."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer "ok" without a look at the database, the session or TimeTrack."""
    return HttpResponse("ok", content_type="text/plain")
