"""How a failure of TimeTrack answers a request: its status, and the one page for a read that failed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui import request_number
from clients_ui.timetrack import errors
from clients_ui.web.links import list_state, list_url


def page(request: HttpRequest, error: errors.TimeTrackError) -> HttpResponse:
    """The page of a read that failed. It never looks like an empty list."""
    gone = isinstance(error, errors.NotFound)
    content = {
        "title": gettext("No such client") if gone else gettext("No answer from TimeTrack"),
        "error": error,
        "retry": None if gone else request.get_full_path(),
        "list_url": list_url(list_state(request)),
        "by_itself": error.retry_after if isinstance(error, errors.Busy | errors.FailingFast) else None,
    }
    return marked(render(request, "clients/failure.html", content), error)


def told(said: str, error: errors.TimeTrackError | None) -> str:
    """What is said of a write that failed, with its code where not the person has to mend it."""
    is_theirs = error is None or isinstance(error, errors.Rejected | errors.NotFound)
    return said if is_theirs else request_number.behind(said)


def marked(response: HttpResponse, error: errors.TimeTrackError) -> HttpResponse:
    """The response with the status of this failure, and Retry-After where it is known when to come back."""
    response.status_code = error.status
    if isinstance(error, errors.ComeBack):
        response["Retry-After"] = str(error.retry_after)
    # The transport has logged its line; Django would add one, and at ERROR.
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    return response
