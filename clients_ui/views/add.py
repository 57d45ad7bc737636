"""The form for a new client; and undoing a deletion, which creates one too."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from clients_ui import snapshot
from clients_ui.forms import AddForm
from clients_ui.permissions import allowed
from clients_ui.record import Value
from clients_ui.snapshot import Refused
from clients_ui.views.creating import add_page, create_once
from clients_ui.views.places import ADD
from clients_ui.views.undo import withdraw_undo
from clients_ui.views.unsent import unsent
from clients_ui.views.written import person


@allowed(GET=ADD, POST=ADD)
def add(request: HttpRequest) -> HttpResponse:
    """Show the form, or create what was typed into it."""
    typed = unsent(request)
    if typed is not None:
        form = AddForm.filled(_deleted_values(request, typed)) if "_undo" in typed else AddForm(typed)
        return add_page(request, form)
    if request.method != "POST":
        return add_page(request, AddForm(initial={"enabled": True, "name": request.GET.get("name", "")}))
    if "_undo" in request.POST:
        return _undo(request)
    return create_once(request, AddForm(request.POST), anyway="_create_anyway" in request.POST)


def _undo(request: HttpRequest) -> HttpResponse:
    """Create a deleted client again with every value that it had, whether or not today's rules allow it."""
    values = _deleted_values(request, request.POST)
    if not values:
        messages.error(request, gettext("Nothing was created: this offer to undo is too old, or not yours."))
        return add_page(request, AddForm())
    response = create_once(request, AddForm.filled(values), anyway=True, values=values)
    if response.status_code == HTTPStatus.FOUND:
        withdraw_undo(request)
    return response


def _deleted_values(request: HttpRequest, posted: QueryDict) -> dict[str, Value]:
    deleted = snapshot.opened(posted.get("snapshot", ""), person(request))
    return {} if isinstance(deleted, Refused) else deleted.record.filled()
