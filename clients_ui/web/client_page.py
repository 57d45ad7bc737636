"""Drawing the page of one client: as a form, or as text for those who may only look and during an outage."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clients_ui.client.record import ClientRecord, Value
from clients_ui.quality.findings import Finding
from clients_ui.reading import one_client
from clients_ui.reading.one_client import Found
from clients_ui.web.answers import person
from clients_ui.web.forms import ChangeForm, FormLine, fieldsets, read_only_lines
from clients_ui.web.links import client_url, delete_url, history_url, list_state, list_url, web_app
from clients_ui.web.permissions import DELETE
from clients_ui.wording import findings, outcomes
from clients_ui.writing import form_tokens, snapshot
from clients_ui.writing.outcome import Outcome
from clients_ui.writing.snapshot import Shown


def form_page(request: HttpRequest, pk: int, form: ChangeForm, **more: Any) -> HttpResponse:
    """The form; its snapshot is what it was shown, or as it came where that is not known."""
    shown = form.shown
    sealed = snapshot.sealed(shown, person(request)) if shown else request.POST.get("snapshot", "")
    content = {
        "title": shown.record.name if shown and shown.record.name else f"#{pk}",
        "form": form,
        "action": client_url(pk, list_state(request)),
        "snapshot": sealed,
        "form_token": form_tokens.new(person(request)),
        "fieldsets": fieldsets(form.lines() if form.unsaved or not shown else warned(form.lines(), shown.record)),
        "web_app": web_app(),
        "stale": None,
        "retry": None,
        "create_again": False,
        "create_anyway": False,
        "alike": (),
        **_links(request, pk),
        **more,
    }
    return render(request, "clients/change.html", content)


def plain_page(request: HttpRequest, found: Found) -> HttpResponse:
    """The same page with nothing to type in."""
    record = found.record
    content = {
        "title": record.name or f"#{record.id}",
        "fieldsets": fieldsets(warned(read_only_lines(record), record)),
        "stale": found.stale,
        **_links(request, record.id),
    }
    return render(request, "clients/change.html", content)


def warned(lines: Iterator[FormLine], record: ClientRecord) -> Iterator[FormLine]:
    """The lines with what looks wrong with the values of this client, which TimeTrack holds."""
    found = [(one_client.field_of(finding), finding) for finding in one_client.wrong(record)]
    for line in lines:
        name = line.field.name
        said = tuple(findings.found_wrong(each, record[name], record) for field, each in found if field == name)
        alike = one_client.alike(record) if name == Finding.DUPLICATE.field else []
        if line.input and said:
            line.input.field.widget.attrs["aria-describedby"] = f"finding_{name}"
        yield replace(line, warnings=said, look_alikes=alike) if said or alike else line


def saved_otherwise(request: HttpRequest, outcome: Outcome, sent: Mapping[str, Value]) -> HttpResponse:
    """The page of a client that TimeTrack stored otherwise than it was typed: what was typed, beside what it holds."""
    messages.warning(request, outcomes.not_taken(outcome))
    if outcome.theirs:
        messages.warning(request, outcomes.theirs(outcome.theirs))
    now = outcome.now
    if now is None:
        raise ValueError("an altered value has been read")
    typed = {name: sent[name] for name in outcome.altered}
    return form_page(request, now.id, ChangeForm(Shown(now), typed=typed, altered=outcome.altered))


def _links(request: HttpRequest, pk: int) -> dict[str, str | None]:
    query = list_state(request)
    may_delete = request.user.has_perm(DELETE)
    return {
        "list_url": list_url(query),
        "delete_url": delete_url(pk, query) if may_delete else None,
        "history_url": history_url(pk, query),
    }
