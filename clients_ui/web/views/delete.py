"""The page that asks before a client is deleted, and says what hangs on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord
from clients_ui.reading import one_client
from clients_ui.web import drafts
from clients_ui.web.access import allowed
from clients_ui.web.answers import shortened, user_id, with_status
from clients_ui.web.forms import fieldsets, read_only_lines
from clients_ui.web.links import client_url, list_state, list_url
from clients_ui.web.permissions import DELETE
from clients_ui.web.undo import offer_undo
from clients_ui.wording import outcomes
from clients_ui.writing import form_tokens, saving, snapshot
from clients_ui.writing.outcomes import Deleted, DeleteOutcome, Gone, NeedsName, NotSaved, Unclear
from clients_ui.writing.snapshot import Shown, UnusableSnapshot


@allowed(GET=DELETE, POST=DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who this is, or delete it."""
    if request.method != "POST":  # HEAD is a question too
        record = one_client.current(pk)
        typed = drafts.given_back(request).get("confirm", "")
        return _page(request, pk, record, projects=one_client.projects(record), typed=typed)
    opened = snapshot.opened(request.POST.get("snapshot", ""), user_id(request), pk)
    shown = None if isinstance(opened, UnusableSnapshot) else opened.record
    outcome = saving.delete(pk, user_id(request), request.POST.get("confirm", ""))
    return _answer(request, pk, outcome, shown)


def _answer(request: HttpRequest, pk: int, outcome: DeleteOutcome, shown: ClientRecord | None) -> HttpResponse:
    match outcome:
        case Deleted(record):
            name = shortened(_name(record, pk))
            messages.success(request, gettext("The client %(name)s was deleted.") % {"name": name})
            offer_undo(request, outcome)
        case Gone():
            name = shortened(_name(shown, pk))
            messages.warning(request, gettext("The client %(name)s was deleted before.") % {"name": name})
        case NeedsName(record, projects):
            messages.error(request, outcomes.not_deleted(outcome))
            return _page(request, pk, record, projects=projects, typed=request.POST.get("confirm", ""))
        case NotSaved(error=error, projects=projects) | Unclear(error=error, projects=projects):
            messages.error(request, outcomes.not_deleted(outcome))
            page = _page(request, pk, shown, projects=projects, typed=request.POST.get("confirm", ""))
            return with_status(page, error)
    return redirect(list_url(list_state(request)))


def _page(request: HttpRequest, pk: int, record: ClientRecord | None, **more: Any) -> HttpResponse:
    content = {
        "title": gettext("Delete client"),
        "name": _name(record, pk),
        "list_url": list_url(list_state(request)),
        "snapshot": snapshot.sealed(Shown(record), user_id(request)) if record else "",
        "fieldsets": fieldsets(line for line in read_only_lines(record) if line.value) if record else [],
        "client_url": client_url(pk, list_state(request)),
        "form_token": form_tokens.new(user_id(request)),
        **more,
    }
    return render(request, "clients/delete.html", content)


def _name(record: ClientRecord | None, pk: int) -> str:
    return record.name if record and record.name else f"#{pk}"
