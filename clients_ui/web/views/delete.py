"""The page that asks before a client is deleted, and says what hangs on it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord, Value
from clients_ui.reading import one_client
from clients_ui.web import drafts, failure
from clients_ui.web.access import allowed
from clients_ui.web.answers import name_of, shortened, shown_by, user_id, with_status
from clients_ui.web.forms import FormLine, fieldsets, read_only_lines
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.web.permissions import DELETE
from clients_ui.web.undo import offer_undo
from clients_ui.wording import outcomes
from clients_ui.writing import form_tokens, saving, snapshot
from clients_ui.writing.outcomes import Deleted, Gone, NeedsName, NotAsShown, NotSaved, Unclear
from clients_ui.writing.snapshot import Shown


@allowed(GET=DELETE, POST=DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who this is, or delete it."""
    if request.method == "POST":
        return _delete(request, pk)
    record = one_client.current(pk)
    typed = drafts.given_back(request).get("confirm", "")
    return _page(request, pk, record, projects=one_client.projects(record), typed=typed)


def _delete(request: HttpRequest, pk: int) -> HttpResponse:
    shown, typed = shown_by(request, request.POST, pk), request.POST.get("confirm", "")
    match saving.delete(pk, shown.record if shown else None, user_id(request), typed):
        case Deleted(record) as outcome:
            name = shortened(name_of(record, pk))
            messages.success(request, gettext("The client %(name)s was deleted.") % {"name": name})
            offer_undo(request, outcome)
        case Gone():
            name = shortened(name_of(shown.record if shown else None, pk))
            messages.warning(request, gettext("The client %(name)s was deleted before.") % {"name": name})
        case NotAsShown(record, before, projects) as outcome:
            messages.error(request, outcomes.not_deleted(outcome))
            return _page(request, pk, record, before, projects=projects, typed=typed)
        case NeedsName(record, projects) as outcome:
            messages.error(request, outcomes.not_deleted(outcome))
            return _page(request, pk, record, projects=projects, typed=typed)
        case NotSaved() | Unclear() as outcome:
            messages.error(request, failure.told(outcomes.not_deleted(outcome), outcome.error))
            page = _page(request, pk, shown.record if shown else None, projects=outcome.projects, typed=typed)
            return with_status(page, outcome.error)
    return redirect(list_url(list_state(request)))


def _page(
    request: HttpRequest, pk: int, record: ClientRecord | None, before: Mapping[str, Value] | None = None, **more: Any
) -> HttpResponse:
    """The question, with the client, and with what was shown `before` somebody else changed it."""
    content = {
        "title": gettext("Delete client"),
        "name": name_of(record, pk),
        "list_url": list_url(list_state(request)),
        "snapshot": snapshot.sealed(Shown(record), user_id(request)) if record else "",
        "fieldsets": fieldsets(_lines(record, before or {})) if record else [],
        "client_url": page_url("change", list_state(request), pk),
        "form_token": form_tokens.new(user_id(request)),
        **more,
    }
    return render(request, "clients/delete.html", content)


def _lines(record: ClientRecord, before: Mapping[str, Value]) -> Iterator[FormLine]:
    for line in read_only_lines(record):
        name = line.field.name
        note = outcomes.shown_before(line.field, before[name]) if name in before else ""
        if line.value or note:
            yield line._replace(note=note)
