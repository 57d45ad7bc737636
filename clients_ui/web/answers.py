"""The answer to a write: what is said, where one that succeeded leads to, and the form that comes back otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord, Value
from clients_ui.quality.findings import Finding
from clients_ui.reading import one_client
from clients_ui.timetrack.errors import Rejected, TimeTrackError
from clients_ui.web import failure
from clients_ui.web.forms import ChangeForm, ClientForm, FormLine, fieldsets, in_conflict
from clients_ui.web.links import add_url, client_url, delete_url, history_url, list_state, list_url, web_app
from clients_ui.web.permissions import DELETE
from clients_ui.wording import findings, outcomes
from clients_ui.writing import form_tokens, snapshot
from clients_ui.writing.outcomes import Clashing, Created, Gone, NotSaved, Saved, Unchanged, Unclear
from clients_ui.writing.snapshot import Shown

AGAIN = ("_undo", "_create_again")
LONGEST_NAME = 100


def user_id(request: HttpRequest) -> int:
    """The primary key of the account that makes this request."""
    return request.user.pk or 0


def shortened(name: str) -> str:
    """A name as a message says it: messages travel in a cookie."""
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"


def onward(request: HttpRequest, outcome: Created | Saved | Unchanged, name: str) -> HttpResponse:
    """After a write that succeeded: say so, and go where the pressed button leads."""
    if isinstance(outcome, Unchanged):
        messages.warning(request, gettext("Nothing was changed, so nothing was saved."))
    else:
        messages.success(request, _success(request, outcome, name))
    if not isinstance(outcome, Created):
        say_theirs(request, outcome.theirs)
    return redirect(_next(request, outcome.id))


def unread(request: HttpRequest, theirs: Iterable[str] = ()) -> None:
    """Say that TimeTrack confirmed a write that could not be read back: no success, as it may have stored less."""
    messages.warning(request, outcomes.unread())
    say_theirs(request, theirs)


def say_theirs(request: HttpRequest, theirs: Iterable[str]) -> None:
    """Say which fields somebody else changed meanwhile, if any."""
    if theirs:
        messages.warning(request, outcomes.theirs(theirs))


def failed(request: HttpRequest, outcome: Gone | NotSaved | Unclear, form: ClientForm | None = None) -> None:
    """Say why a write failed, and put TimeTrack's objections on the fields of its form."""
    messages.error(request, outcomes.failure(outcome))
    if form is not None and isinstance(outcome.error, Rejected):
        form.reject(outcome.error)


def with_status(response: HttpResponse, error: TimeTrackError | None) -> HttpResponse:
    """The form that comes back: 200 where there is input to correct, else the failure's own status."""
    return response if error is None or isinstance(error, Rejected) else failure.marked(response, error)


def form_page(request: HttpRequest, pk: int, form: ChangeForm, **more: Any) -> HttpResponse:
    """The form; its snapshot is what it was shown, or as it came where that is not known."""
    shown = form.shown
    sealed = snapshot.sealed(shown, user_id(request)) if shown else request.POST.get("snapshot", "")
    content = {
        "title": shown.record.name if shown and shown.record.name else f"#{pk}",
        "form": form,
        "action": client_url(pk, list_state(request)),
        "snapshot": sealed,
        "form_token": form_tokens.new(user_id(request)),
        "fieldsets": fieldsets(form.lines() if form.unsaved or not shown else warned(form.lines(), shown.record)),
        "web_app": web_app(),
        "stale": None,
        "retry": None,
        "create_again": False,
        "create_anyway": False,
        "alike": (),
        **page_links(request, pk),
        **more,
    }
    return render(request, "clients/change.html", content)


def saved_otherwise(
    request: HttpRequest, now: ClientRecord, outcome: Created | Saved, sent: Mapping[str, Value]
) -> HttpResponse:
    """The page of a client that TimeTrack stored otherwise than it was typed: what was typed, beside what it has."""
    messages.warning(request, outcomes.not_taken(outcome))
    if isinstance(outcome, Saved):
        say_theirs(request, outcome.theirs)
    typed = {name: sent[name] for name in outcome.altered}
    return form_page(request, now.id, ChangeForm(Shown(now), typed=typed, altered=outcome.altered))


def clash_page(request: HttpRequest, outcome: Clashing, touched: Mapping[str, Value]) -> HttpResponse:
    """The page of a client that somebody else changed meanwhile: both values of each field, to choose from."""
    messages.error(request, outcomes.clash())
    say_theirs(request, outcome.theirs)
    return form_page(request, outcome.now.id, in_conflict(outcome.now, outcome.clashes, touched))


def warned(lines: Iterator[FormLine], record: ClientRecord) -> Iterator[FormLine]:
    """The lines with what looks wrong with the values of this client, which TimeTrack holds."""
    found = [(one_client.field_of(finding), finding) for finding in one_client.wrong(record)]
    for line in lines:
        name = line.field.name
        warnings = tuple(findings.found_wrong(each, record[name], record) for field, each in found if field == name)
        alike = one_client.alike(record) if name == Finding.DUPLICATE.field else []
        if line.input and warnings:
            line.input.field.widget.attrs["aria-describedby"] = f"finding_{name}"
        yield replace(line, warnings=warnings, look_alikes=alike) if warnings or alike else line


def page_links(request: HttpRequest, pk: int) -> dict[str, str | None]:
    """Where the page of a client leads to."""
    query = list_state(request)
    may_delete = request.user.has_perm(DELETE)
    return {
        "list_url": list_url(query),
        "delete_url": delete_url(pk, query) if may_delete else None,
        "history_url": history_url(pk, query),
    }


def _success(request: HttpRequest, outcome: Created | Saved, name: str) -> SafeString:
    said = gettext("The client {client} was saved.")
    if isinstance(outcome, Created):
        said = gettext("The client {client} was created.")
        if any(button in request.POST for button in AGAIN):
            said = gettext("The client {client} was created again. Its id in TimeTrack is new: {id}.")
    client = shortened(name)
    if outcome.id is not None:
        client = format_html('<a href="{}">{}</a>', client_url(outcome.id, list_state(request)), client)
    return format_html(said, client=client, id=outcome.id or "?")


def _next(request: HttpRequest, id_: int | None) -> str:
    query = list_state(request)
    if "_addanother" in request.POST:
        return add_url(query)
    if id_ and any(button in request.POST for button in ("_continue", *AGAIN)):
        return client_url(id_, query)
    return list_url(query)
