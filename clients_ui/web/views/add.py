"""The form for a new client; and undoing a deletion, which creates one too."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from clients_ui.web import drafts
from clients_ui.web.access import allowed
from clients_ui.web.answers import person
from clients_ui.web.creating import add_page, create_once
from clients_ui.web.forms import AddForm
from clients_ui.web.permissions import ADD
from clients_ui.web.undo import withdraw_undo
from clients_ui.writing import snapshot
from clients_ui.writing.snapshot import Refused


@allowed(GET=ADD, POST=ADD)
def add(request: HttpRequest) -> HttpResponse:
    """Show the form, or create what was typed into it."""
    draft = drafts.given_back(request)
    if draft:  # it is still the one form that creates one client
        return add_page(request, _form(request, draft), form_token=draft["form_token"])
    if request.method != "POST":
        return add_page(request, AddForm(initial={"enabled": True, "name": request.GET.get("name", "")}))
    form = _form(request, request.POST)
    if "_undo" not in request.POST:
        return create_once(request, form, anyway="_create_anyway" in request.POST)
    if form.before is None:
        messages.error(request, gettext("Nothing was created: this offer to undo is too old, or not yours."))
        return add_page(request, AddForm())
    response = create_once(request, form, anyway=True)
    if response.status_code == HTTPStatus.FOUND:
        withdraw_undo(request)
    return response


def _form(request: HttpRequest, posted: QueryDict) -> AddForm:
    """The form that was posted; for an undo, which has no fields, the values of the client that was deleted."""
    deleted = snapshot.opened(posted.get("snapshot", ""), person(request))
    before = None if isinstance(deleted, Refused) else deleted.record
    return AddForm.again(before) if before and "_undo" in posted else AddForm(posted, before=before)
