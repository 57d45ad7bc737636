"""The form for a new client, which creates one however often it is sent; undoing a deletion creates one too."""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext

from clients_ui.reading import one_client
from clients_ui.timetrack.errors import Busy
from clients_ui.web import drafts
from clients_ui.web.access import allowed
from clients_ui.web.answers import failed, onward, saved_otherwise, shown_by, unread, user_id, with_status
from clients_ui.web.forms import AddForm, fieldsets
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.web.permissions import ADD
from clients_ui.web.undo import withdraw_undo
from clients_ui.wording import outcomes
from clients_ui.writing import form_tokens, saving, snapshot
from clients_ui.writing.form_tokens import Used
from clients_ui.writing.outcomes import BeingCreated, Created, CreateOutcome, LookAlikes, NotSaved, Unclear
from clients_ui.writing.snapshot import Shown


@allowed(GET=ADD, POST=ADD)
def add(request: HttpRequest) -> HttpResponse:
    """Show the form, or create what was typed into it."""
    draft = drafts.given_back(request)
    if draft:  # it is still the one form that creates one client
        return _page(request, _form(request, draft), form_token=draft["form_token"])
    if request.method != "POST":
        return _page(request, AddForm(initial={"enabled": True, "name": request.GET.get("name", "")}))
    form = _form(request, request.POST)
    if "_undo" not in request.POST:
        return create_once(request, form, anyway="_create_anyway" in request.POST)
    if form.before is None:
        messages.error(request, gettext("Nothing was created: this offer to undo is too old, or not yours."))
        return _page(request, AddForm())
    response = create_once(request, form, anyway=True)
    if response.status_code == HTTPStatus.FOUND:
        withdraw_undo(request)
    return response


def create_once(request: HttpRequest, form: AddForm, *, anyway: bool = False, gone: int | None = None) -> HttpResponse:
    """Create the client of this form if it has not done so yet; `gone`: the one that it is created in place of."""
    if not form.is_valid():
        return _page(request, form)
    token = request.POST.get("form_token") or form_tokens.new(user_id(request))
    claimed = form_tokens.claim(token, user_id(request))
    if isinstance(claimed, Used):
        return _used(request, claimed, form)
    if isinstance(claimed, NotSaved):
        return _answer(request, claimed, form, token)
    if claimed is None:
        messages.error(request, gettext("Nothing was saved: this form is too old, or not yours. Save it once more."))
        return _page(request, form)
    values = form.values()
    known = list if anyway else partial(one_client.named_like, str(values["name"]), but=gone)
    outcome = saving.create(values, user_id(request), anyway=anyway, known=known)
    form_tokens.settle(claimed, outcome)
    return _answer(request, outcome, form, token)


def _form(request: HttpRequest, posted: QueryDict) -> AddForm:
    """The form that was posted; for an undo, which has no fields, the values of the client that was deleted."""
    deleted = shown_by(request, posted)
    before = deleted.record if deleted else None
    return AddForm.again(before) if before and "_undo" in posted else AddForm(posted, before=before)


def _page(request: HttpRequest, form: AddForm, **more: Any) -> HttpResponse:
    """The form for a new client."""
    content = {
        "title": gettext("Add client"),
        "form": form,
        "action": page_url("add", list_state(request)),
        "form_token": form_tokens.new(user_id(request)),
        "snapshot": snapshot.sealed(Shown(form.before), user_id(request)) if form.before else "",
        "fieldsets": fieldsets(form.lines()),
        "list_url": list_url(list_state(request)),
        **more,
    }
    return with_status(render(request, "clients/add.html", content), more.get("retry"))


def _answer(request: HttpRequest, outcome: CreateOutcome, form: AddForm, token: str) -> HttpResponse:
    """What came of it. A form that comes back keeps its token, and with it its one creation, unless that is unclear."""
    match outcome:
        case Created():
            return _created(request, outcome, form, token)
        case BeingCreated():
            messages.warning(request, outcomes.being_created(outcome))
            busy = Busy("a client of this name is being created", retry_after=3)
            return _page(request, form, retry=busy, form_token=token)
        case LookAlikes(alike):
            said = gettext("Nothing was created yet: there are clients with such a name. Is it one of these?")
            messages.warning(request, said)
            return _page(request, form, alike=alike, create_anyway=True, form_token=token)
        case NotSaved(error):
            failed(request, outcome, form)
            return _page(request, form, retry=error, form_token=token)
        case Unclear(error, alike):
            failed(request, outcome, form)
            return _page(request, form, retry=error, alike=alike)


def _created(request: HttpRequest, outcome: Created, form: AddForm, token: str) -> HttpResponse:
    if outcome.record is None:
        unread(request, outcome)
        return _page(request, form, form_token=token)
    if outcome.altered:
        return saved_otherwise(request, outcome.record, outcome, form.values())
    return onward(request, outcome, str(form.values()["name"]))


def _used(request: HttpRequest, used: Used, form: AddForm) -> HttpResponse:
    """The form was sent before: lead to what it created, unless something else stands in it now."""
    query = list_state(request)
    if used.under_way:
        messages.warning(request, gettext("This form is being sent at this moment. Try again in a moment."))
        busy = Busy("the form is being sent", retry_after=3)
        return _page(request, form, retry=busy, form_token=request.POST["form_token"])
    if not used.created:
        said = gettext("This form was sent before and its answer was lost: look the client up before you save again.")
        messages.error(request, said)
        return _page(request, form)
    if used.id and one_client.holds(used.id, form.values()):
        messages.warning(request, gettext("This form was sent before: it created this client, once."))
        return redirect(page_url("change", query, used.id))
    said = gettext("Nothing was saved now: this form created a client before. Save again to create another one.")
    if used.id:
        said = gettext("Nothing was saved now: this form created {client} before. Save again to create another one.")
    link = format_html('<a href="{}">#{}</a>', page_url("change", query, used.id), used.id) if used.id else ""
    messages.warning(request, format_html(said, client=link))
    return _page(request, form)
