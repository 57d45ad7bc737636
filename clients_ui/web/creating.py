"""Creating one client, however often its form is sent; and the page of that form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext

from clients_ui.reading import one_client
from clients_ui.timetrack.errors import Busy
from clients_ui.web import failure
from clients_ui.web.answers import failed, onward, person, unread, with_status
from clients_ui.web.client_page import saved_otherwise
from clients_ui.web.forms import AddForm, fieldsets
from clients_ui.web.links import add_url, client_url, list_state, list_url
from clients_ui.writing import form_tokens, saving, snapshot
from clients_ui.writing.form_tokens import Used
from clients_ui.writing.outcome import Done, Outcome
from clients_ui.writing.snapshot import Shown


def create_once(request: HttpRequest, form: AddForm, *, anyway: bool = False) -> HttpResponse:
    """Create the client of this form if it has not done so yet."""
    if not form.is_valid():
        return add_page(request, form)
    token = request.POST.get("form_token") or form_tokens.new(person(request))
    claimed = form_tokens.claim(token, person(request))
    if isinstance(claimed, Used):
        return _used(request, claimed, form)
    if claimed is None:
        messages.error(request, gettext("Nothing was saved: this form is too old, or not yours. Save it once more."))
        return add_page(request, form)
    values = form.values()
    known = () if anyway else one_client.named_like(str(values["name"]))
    outcome = saving.create(values, person(request), anyway=anyway, known=known)
    form_tokens.settle(claimed, outcome)
    return _answer(request, outcome, form, token)


def add_page(request: HttpRequest, form: AddForm, outcome: Outcome | None = None, **more: Any) -> HttpResponse:
    """The form for a new client, with the clients that look like it."""
    content: dict[str, Any] = {
        "title": gettext("Add client"),
        "form": form,
        "action": add_url(list_state(request)),
        "form_token": form_tokens.new(person(request)),
        "snapshot": snapshot.sealed(Shown(form.before), person(request)) if form.before else "",
        "fieldsets": fieldsets(form.lines()),
        "list_url": list_url(list_state(request)),
        "delete_url": None,
        "web_app": None,
        "create_again": False,
        "retry": outcome and outcome.error,
        "alike": outcome.alike if outcome else (),
        "create_anyway": outcome is not None and outcome.done is Done.LOOK_ALIKES,
        **more,
    }
    return with_status(render(request, "clients/add.html", content), outcome)


def _answer(request: HttpRequest, outcome: Outcome, form: AddForm, token: str) -> HttpResponse:
    if outcome.done is Done.CREATED:
        if outcome.altered:
            return saved_otherwise(request, outcome, form.values())
        if outcome.checked:
            return onward(request, outcome, str(form.values()["name"]))
        unread(request, outcome)
        return add_page(request, form, form_token=token)  # it has created its client, and creates no other
    if outcome.done is Done.LOOK_ALIKES:
        said = gettext("Nothing was created yet: there are clients with such a name. Is it one of these?")
        messages.warning(request, said)
    else:
        failed(request, outcome, form)
    if outcome.done is Done.UNCLEAR:
        return add_page(request, form, outcome)
    return add_page(request, form, outcome, form_token=token)  # it created nothing, and may still do so once


def _used(request: HttpRequest, used: Used, form: AddForm) -> HttpResponse:
    """The form was sent before: lead to what it created, unless something else stands in it now."""
    query = list_state(request)
    if used.under_way:
        messages.warning(request, gettext("This form is being sent at this moment. Try again in a moment."))
        busy = Busy("the form is being sent", retry_after=3)
        return failure.marked(add_page(request, form, retry=busy, form_token=request.POST["form_token"]), busy)
    if not used.created:
        said = gettext("This form was sent before and its answer was lost: look the client up before you save again.")
        messages.error(request, said)
        return add_page(request, form)
    if used.id and one_client.holds(used.id, form.values()):
        messages.warning(request, gettext("This form was sent before: it created this client, once."))
        return redirect(client_url(used.id, query))
    said = gettext("Nothing was saved now: this form created {client} before. Save again to create another one.")
    link = gettext("a client")
    if used.id:
        link = format_html('<a href="{}">#{}</a>', client_url(used.id, query), used.id)
    messages.warning(request, format_html(said, client=link))
    return add_page(request, form)
