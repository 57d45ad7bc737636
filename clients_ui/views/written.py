"""The answer to a POST: where a write that succeeded leads to, and the same form again for one that failed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clients_ui import failure, wording
from clients_ui.errors import Rejected
from clients_ui.forms import ClientForm
from clients_ui.saving import Done, Outcome
from clients_ui.views.places import add_url, client_url, list_state, list_url

Again = Callable[[], HttpResponse]


def answer(request: HttpRequest, outcome: Outcome, form: ClientForm, name: str, again: Again) -> HttpResponse:
    """After saving or creating: on to where the pressed button leads, or `again` with what happened."""
    if outcome.error:
        return _failed(request, outcome, form, again)
    _say(request, outcome, name)
    return redirect(_next(request, outcome))


def deleted(request: HttpRequest, outcome: Outcome, name: str, again: Again) -> HttpResponse:
    """After deleting: the list, or `again` with what happened."""
    if outcome.done is Done.DELETED:
        messages.success(request, gettext("The client %(name)s was deleted.") % {"name": name})
    elif outcome.done is Done.GONE:
        messages.warning(request, gettext("The client %(name)s was deleted before.") % {"name": name})
    elif outcome.error:
        messages.error(request, wording.failure(outcome))
        return failure.marked(again(), outcome.error)
    return redirect(list_url(list_state(request)))


def _failed(request: HttpRequest, outcome: Outcome, form: ClientForm, again: Again) -> HttpResponse:
    """The same form: TimeTrack's objections at their fields and status 200, or the failure's own status."""
    if outcome.error is None:
        return again()
    messages.error(request, wording.failure(outcome))
    if isinstance(outcome.error, Rejected):
        form.reject(outcome.error)
        return again()
    return failure.marked(again(), outcome.error)


def _say(request: HttpRequest, outcome: Outcome, name: str) -> None:
    if outcome.done is Done.UNCHANGED:
        messages.warning(request, gettext("Nothing was changed, so nothing was saved."))
        return
    said = (
        gettext("The client %s was created.") if outcome.done is Done.CREATED else gettext("The client %s was saved.")
    )
    messages.success(request, format_html(said.replace("%s", "{}"), _link(request, outcome, name)))
    if outcome.altered:
        messages.warning(request, wording.not_taken(outcome.altered))
    if not outcome.checked:
        messages.warning(request, gettext("It could not be read back to check what TimeTrack stored."))


def _link(request: HttpRequest, outcome: Outcome, name: str) -> SafeString:
    if outcome.id is None:
        return format_html("{}", name)
    return format_html('<a href="{}">{}</a>', client_url(outcome.id, list_state(request)), name)


def _next(request: HttpRequest, outcome: Outcome) -> str:
    query = list_state(request)
    if "_addanother" in request.POST:
        return add_url(query)
    if "_continue" in request.POST and outcome.id:
        return client_url(outcome.id, query)
    return list_url(query)
