"""The answer to a write: what is said, where one that succeeded leads to, and the form that comes back otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord, Value
from clients_ui.history import traces
from clients_ui.history.traces import HistoryFilter
from clients_ui.quality.findings import Finding
from clients_ui.reading import one_client
from clients_ui.reading.one_client import Judged
from clients_ui.timetrack.errors import Rejected, TimeTrackError
from clients_ui.web import failure
from clients_ui.web.access import may_merge
from clients_ui.web.forms import ChangeForm, ClientForm, FormLine, Hint, fieldsets, read_only_lines
from clients_ui.web.fragments import is_fragment
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.web.neighbours import neighbours
from clients_ui.web.permissions import CHANGE, DELETE
from clients_ui.wording import findings, outcomes, texts
from clients_ui.writing import form_tokens, snapshot
from clients_ui.writing.outcomes import Clashing, Created, Gone, NotSaved, Saved, Unchanged, Unclear
from clients_ui.writing.snapshot import Shown, UnusableSnapshot

AGAIN = ("_undo", "_create_again")
LONGEST_NAME = 100
LAST_CHANGES = 5


def user_id(request: HttpRequest) -> int:
    """The primary key of the account that makes this request."""
    return request.user.pk or 0


def name_of(record: ClientRecord | None, pk: int) -> str:
    """What a client is called: by its id where it is not known."""
    return texts.client_called(record.name, record.id) if record else f"#{pk}"


def shortened(name: str) -> str:
    """A name as a message says it: messages travel in a cookie."""
    return texts.shortened(name, LONGEST_NAME)


def shown_by(request: HttpRequest, posted: QueryDict, pk: int | None = None) -> Shown | None:
    """What the form showed to this person, of this client if there is one; None where its snapshot cannot be used."""
    opened = snapshot.opened(posted.get("snapshot", ""), user_id(request), pk)
    return None if isinstance(opened, UnusableSnapshot) else opened


def say_unusable(request: HttpRequest, pk: int) -> None:
    """Say why it is not known what a form showed of a client, where that is so."""
    opened = snapshot.opened(request.POST.get("snapshot", ""), user_id(request), pk)
    if isinstance(opened, UnusableSnapshot):
        too_old = gettext("This form is older than 24 hours.")
        not_theirs = gettext("This form was not made for you and this client.")
        messages.warning(request, too_old if opened.too_old else not_theirs)


def onward(request: HttpRequest, outcome: Created | Saved | Unchanged, name: str) -> HttpResponse:
    """After a write that succeeded: say so, and go where the pressed button leads."""
    if isinstance(outcome, Unchanged) and outcome.held:
        messages.success(request, gettext("TimeTrack holds these values already."))
    elif isinstance(outcome, Unchanged):
        messages.warning(request, gettext("Nothing was changed, so nothing was saved."))
    else:
        messages.success(request, _success(request, outcome, name))
    _say_theirs(request, outcome)
    query = list_state(request)
    if is_fragment(request) and outcome.id:
        known = None if isinstance(outcome, Unchanged) else outcome.record
        return current_page(request, known or one_client.current(outcome.id))
    if "_next" in request.POST and outcome.id and (beside := neighbours(request, outcome.id)):
        return redirect(beside.onward() or list_url(query))
    if "_addanother" in request.POST:
        return redirect(page_url("add", query))
    if outcome.id and any(button in request.POST for button in ("_continue", *AGAIN)):
        return redirect(page_url("change", query, outcome.id))
    return redirect(list_url(query))


def unread(request: HttpRequest, outcome: Created | Saved) -> None:
    """Say that TimeTrack confirmed a write that could not be read back: no success, as it may have stored less."""
    messages.warning(request, gettext("TimeTrack took what was sent, but it could not be read back: check it later."))
    _say_theirs(request, outcome)


def failed(request: HttpRequest, outcome: Gone | NotSaved | Unclear, form: ClientForm | None = None) -> None:
    """Say why a write failed, and put TimeTrack's objections on the fields of its form."""
    messages.error(request, failure.told(outcomes.failure(outcome), outcome.error))
    if form is not None and isinstance(outcome.error, Rejected):
        form.reject(outcome.error)


def with_status(response: HttpResponse, error: TimeTrackError | None) -> HttpResponse:
    """The form that comes back: 200 where there is input to correct, else the failure's own status."""
    return response if error is None or isinstance(error, Rejected) else failure.marked(response, error)


def client_page(
    request: HttpRequest,
    pk: int,
    record: ClientRecord | None,
    lines: Iterable[FormLine],
    *,
    judge: bool = False,
    **more: Any,
) -> HttpResponse:
    """The page of a client, and what is worth knowing beside it: its projects are looked up when it stands.

    `judge`: its values are those that TimeTrack holds, and what looks wrong with them is told.
    """
    judged = one_client.judged(record) if record and judge else None
    query, drawn = list_state(request), [*(_warned(lines, record, judged) if record and judged else lines)]
    content = {
        "title": name_of(record, pk),
        "fieldsets": fieldsets(drawn),
        "neighbours": neighbours(request, pk),
        "found_wrong": [line for line in drawn if line.warnings or line.look_alikes],
        "fine": judged.fine if judged else [],
        "last_changes": traces.traces(HistoryFilter(client=pk))[:LAST_CHANGES],
        "projects_url": page_url("projects", query, pk),
        "list_url": list_url(query),
        "delete_url": page_url("delete", query, pk) if request.user.has_perm(DELETE) else None,
        "history_url": page_url("client_history", query, pk),
        "merge_url": page_url("merge", query, a=str(pk)) if may_merge(request) else None,
        **more,
    }
    return render(request, "clients/change.html", content)


def form_page(request: HttpRequest, pk: int, form: ChangeForm, **more: Any) -> HttpResponse:
    """The form; its snapshot is what it was shown, or as it came where that is not known."""
    shown = form.shown
    content = {
        "form": form,
        "action": page_url("change", list_state(request), pk),
        "snapshot": snapshot.sealed(shown, user_id(request)) if shown else request.POST.get("snapshot", ""),
        "form_token": form_tokens.new(user_id(request)),
        "web_app": urljoin(settings.TIMETRACK_API_URL, "/"),
        **more,
    }
    record = shown.record if shown else None
    return client_page(request, pk, record, form.lines(), judge=not form.unsaved, **content)


def saved_otherwise(
    request: HttpRequest, now: ClientRecord, outcome: Created | Saved, sent: Mapping[str, Value]
) -> HttpResponse:
    """The page of a client that TimeTrack stored otherwise than it was typed: what was typed, beside what it has."""
    messages.warning(request, outcomes.not_taken(outcome))
    _say_theirs(request, outcome)
    return current_page(request, now, {name: sent[name] for name in outcome.altered}, outcome.altered)


def current_page(
    request: HttpRequest,
    now: ClientRecord,
    typed: Mapping[str, Value] | None = None,
    altered: Mapping[str, Value] | None = None,
) -> HttpResponse:
    """The page of a client as it is now, with what was `typed` and `altered` by TimeTrack."""
    if not request.user.has_perm(CHANGE):
        return client_page(request, now.id, now, read_only_lines(now, typed))
    return form_page(request, now.id, ChangeForm(Shown(now), typed=typed, altered=altered))


def clash_page(
    request: HttpRequest, outcome: Clashing, touched: Mapping[str, Value], former: Mapping[str, Value]
) -> HttpResponse:
    """The page of a client that somebody else changed meanwhile: both values of each field, to choose from.

    `former`: values that TimeTrack held earlier and that are being put back.
    """
    messages.error(request, outcomes.clash())
    _say_theirs(request, outcome)
    shown = Shown(outcome.now, {name: clash.original for name, clash in outcome.clashes.items()}, former)
    return form_page(request, outcome.now.id, ChangeForm(shown, typed=touched))


def _warned(lines: Iterable[FormLine], record: ClientRecord, judged: Judged) -> Iterator[FormLine]:
    """The lines with what looks wrong with the values of this client."""
    found = [(one_client.field_of(finding), finding) for finding in judged.wrong]
    for line in lines:
        name = line.field.name
        own = [each for field, each in found if field == name]
        warnings = [Hint(findings.found_wrong(each, record[name], record), each.word) for each in own]
        alike = one_client.alike(record) if name == Finding.DUPLICATE.field else []
        if line.input and warnings:
            line.input.field.widget.attrs["aria-describedby"] = f"finding_{name}"
        yield line._replace(warnings=warnings, look_alikes=alike)


def _say_theirs(request: HttpRequest, outcome: Created | Saved | Unchanged | Clashing) -> None:
    """Say which fields somebody else changed meanwhile, if any."""
    if not isinstance(outcome, Created) and outcome.theirs:
        messages.warning(request, outcomes.theirs(outcome.theirs))


def _success(request: HttpRequest, outcome: Created | Saved, name: str) -> SafeString:
    said = gettext("The client {client} was saved.")
    if isinstance(outcome, Created):
        said = gettext("The client {client} was created.")
        if any(button in request.POST for button in AGAIN):
            said = gettext("The client {client} was created again. Its id in TimeTrack is new: {id}.")
    client = texts.client_called(name, outcome.id, LONGEST_NAME)
    if outcome.id is not None:
        client = format_html('<a href="{}">{}</a>', page_url("change", list_state(request), outcome.id), client)
    return format_html(said, client=client, id=outcome.id or "?")
