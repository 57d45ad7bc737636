"""The page that asks before a client is deleted, and says what hangs on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord
from clients_ui.reading import one_client
from clients_ui.timetrack import projects
from clients_ui.web.answers import person, short, with_status
from clients_ui.web.forms import fieldsets, read_only_lines
from clients_ui.web.links import client_url, list_state, list_url
from clients_ui.web.permissions import DELETE, allowed
from clients_ui.web.undo import offer_undo
from clients_ui.wording import outcomes
from clients_ui.writing import saving, snapshot
from clients_ui.writing.outcome import Done, Outcome
from clients_ui.writing.snapshot import Refused, Shown


@allowed(GET=DELETE, POST=DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who this is, or delete it."""
    if request.method != "POST":  # HEAD is a question too
        record = one_client.current(pk)
        return _page(request, pk, record, projects=projects.of_client(record.name))
    opened = snapshot.opened(request.POST.get("snapshot", ""), person(request), pk)
    shown = None if isinstance(opened, Refused) else opened.record
    outcome = saving.delete(pk, person(request), request.POST.get("confirm", ""))
    return _answer(request, pk, outcome, shown)


def _answer(request: HttpRequest, pk: int, outcome: Outcome, shown: ClientRecord | None) -> HttpResponse:
    record = outcome.now or shown
    name = _name(record, pk)
    if outcome.done is Done.DELETED:
        messages.success(request, gettext("The client %(name)s was deleted.") % {"name": short(name)})
        offer_undo(request, outcome)
    elif outcome.done is Done.GONE:
        messages.warning(request, gettext("The client %(name)s was deleted before.") % {"name": short(name)})
    else:
        messages.error(request, outcomes.not_deleted(outcome))
        page = _page(request, pk, record, projects=outcome.projects, typed=request.POST.get("confirm", ""))
        return with_status(page, outcome)
    return redirect(list_url(list_state(request)))


def _page(request: HttpRequest, pk: int, record: ClientRecord | None, **more: Any) -> HttpResponse:
    content = {
        "title": gettext("Delete client"),
        "name": _name(record, pk),
        "list_url": list_url(list_state(request)),
        "snapshot": snapshot.sealed(Shown(record), person(request)) if record else "",
        "fieldsets": fieldsets(line for line in read_only_lines(record) if line.value) if record else [],
        "client_url": client_url(pk, list_state(request)),
        **more,
    }
    return render(request, "clients/delete.html", content)


def _name(record: ClientRecord | None, pk: int) -> str:
    return record.name if record and record.name else f"#{pk}"
