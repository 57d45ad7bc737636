"""The answer to a write: what is said, where one that succeeded leads to, and the status of one that failed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clients_ui.timetrack.errors import Rejected
from clients_ui.web import failure
from clients_ui.web.forms import ClientForm
from clients_ui.web.links import add_url, client_url, list_state, list_url
from clients_ui.wording import outcomes
from clients_ui.writing.outcome import Done, Outcome

AGAIN = ("_undo", "_create_again")
LONGEST_NAME = 100


def person(request: HttpRequest) -> int:
    """The primary key of the account that makes this request."""
    return request.user.pk or 0


def short(name: str) -> str:
    """A name as a message says it: messages travel in a cookie."""
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"


def onward(request: HttpRequest, outcome: Outcome, name: str) -> HttpResponse:
    """After a write that succeeded: say so, and go where the pressed button leads."""
    if outcome.done is Done.UNCHANGED:
        messages.warning(request, gettext("Nothing was changed, so nothing was saved."))
    else:
        messages.success(request, _success(request, outcome, name))
    if outcome.theirs:
        messages.warning(request, outcomes.theirs(outcome.theirs))
    return redirect(_next(request, outcome))


def unread(request: HttpRequest, outcome: Outcome) -> None:
    """Say that TimeTrack confirmed a write and that nobody saw what it stored: no success, as it may hold less."""
    messages.warning(request, outcomes.unread())
    if outcome.theirs:
        messages.warning(request, outcomes.theirs(outcome.theirs))


def failed(request: HttpRequest, outcome: Outcome, form: ClientForm | None = None) -> None:
    """Say why a write failed, and put TimeTrack's objections on the fields of its form."""
    messages.error(request, outcomes.failure(outcome))
    if form is not None and isinstance(outcome.error, Rejected):
        form.reject(outcome.error)


def with_status(response: HttpResponse, outcome: Outcome | None) -> HttpResponse:
    """The form that comes back: 200 where there is input to correct, else the failure's own status."""
    if outcome is None or outcome.error is None or isinstance(outcome.error, Rejected):
        return response
    return failure.marked(response, outcome.error)


def _success(request: HttpRequest, outcome: Outcome, name: str) -> SafeString:
    said = gettext("The client {client} was saved.")
    if outcome.done is Done.CREATED:
        said = gettext("The client {client} was created.")
        if any(button in request.POST for button in AGAIN):
            said = gettext("The client {client} was created again. Its id in TimeTrack is new: {id}.")
    client = short(name)
    if outcome.id is not None:
        client = format_html('<a href="{}">{}</a>', client_url(outcome.id, list_state(request)), client)
    return format_html(said, client=client, id=outcome.id or "?")


def _next(request: HttpRequest, outcome: Outcome) -> str:
    query = list_state(request)
    if "_addanother" in request.POST:
        return add_url(query)
    if outcome.id and any(button in request.POST for button in ("_continue", *AGAIN)):
        return client_url(outcome.id, query)
    return list_url(query)
