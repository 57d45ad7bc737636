"""Who changed what: the history of one client, and of the whole team."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord
from clients_ui.history import traces
from clients_ui.history.traces import HistoryFilter
from clients_ui.reading import one_client
from clients_ui.web import links, permissions
from clients_ui.web.access import allowed
from clients_ui.web.answers import clash_page, failed, user_id, with_status
from clients_ui.web.links import history_url, list_state, list_url
from clients_ui.wording import outcomes
from clients_ui.writing import saving
from clients_ui.writing.outcomes import Clashing, Gone, NotSaved, Saved, Unchanged, Unclear

PAGE_SIZE = 50
ROWS_AT_ONCE = 500
ACTIONS = {"add": ADDITION, "change": CHANGE, "delete": DELETION}


@allowed(GET=permissions.VIEW, POST=permissions.CHANGE)
def client_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done to one client, also when it is deleted; and taking a change back."""
    if request.method == "POST":
        return _revert(request, pk)
    return _client_page(request, pk)


@allowed(GET=permissions.VIEW_HISTORY)
def team_history(request: HttpRequest) -> HttpResponseBase:
    """What everybody did, filtered; as a page, or as CSV."""
    chosen = _filter(request)
    if request.GET.get("format") == "csv":
        return _csv(chosen)
    content = {
        "title": gettext("History"),
        "chosen": chosen,
        "people": traces.people(),
        "actions": [(name, outcomes.ACTIONS[flag], flag) for name, flag in ACTIONS.items()],
        **_page_of(request, chosen),
    }
    return render(request, "clients/team_history.html", content)


def _client_page(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = HistoryFilter(client=pk)
    content = _page_of(request, chosen)
    name = content["traces"][0].entry.object_repr if content["traces"] else ""
    query = list_state(request)
    content |= {
        "title": gettext("History of %(name)s") % {"name": name or f"#{pk}"},
        "name": name or f"#{pk}",
        "list_url": list_url(query),
        "client_url": links.client_url(pk, query),
        "may_revert": request.user.has_perm(permissions.CHANGE),
    }
    return render(request, "clients/history.html", content)


def _revert(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the old values of a trace back, as an ordinary save by somebody who was shown the new ones."""
    number = request.POST.get("_revert", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    trace = traces.traces(HistoryFilter(client=pk)).filter(pk=int(number)).first() if is_number else None
    if trace is None or not trace.revertible:
        raise Http404(gettext("This entry of the history cannot be taken back."))
    fields = [each for each in trace.changes if each.field.update]
    now = one_client.current(pk)
    shown = ClientRecord(pk, {**now.values, **{each.field.name: each.new for each in fields}})
    touched = {each.field.name: each.old for each in fields}
    match saving.change(pk, shown, touched, user_id(request)):
        case Clashing() as outcome:
            return clash_page(request, outcome, touched)
        case Gone() | NotSaved() | Unclear() as outcome:
            failed(request, outcome)
            return with_status(_client_page(request, pk), outcome.error)
        case Saved() as outcome if outcome.altered:
            messages.warning(request, outcomes.not_taken(outcome))
        case Saved() | Unchanged():
            messages.success(request, gettext("The old values are back."))
    return redirect(history_url(pk, list_state(request)))


def _page_of(request: HttpRequest, chosen: HistoryFilter) -> dict[str, Any]:
    """One page of traces, and where the pages beside it are."""
    digits = request.GET.get("page", "")
    page = max(int(digits[:7]), 1) if digits.isascii() and digits.isdigit() else 1
    found = list(traces.traces(chosen)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE + 1])

    def at(number: int) -> str:
        parameters = request.GET.copy()
        parameters["page"] = str(number)
        return f"?{parameters.urlencode()}"

    return {
        "traces": found[:PAGE_SIZE],
        "page": page,
        "previous": at(page - 1) if page > 1 else None,
        "next": at(page + 1) if len(found) > PAGE_SIZE else None,
    }


def _filter(request: HttpRequest) -> HistoryFilter:
    since, until = (traces.day(request.GET.get(name, "")) for name in ("since", "until"))
    action = ACTIONS.get(request.GET.get("action", ""))
    return HistoryFilter(
        person=request.GET.get("person", "")[:150].replace("\0", ""), action=action, since=since, until=until
    )


class _Passing:
    """What the CSV writer writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def _csv(chosen: HistoryFilter) -> StreamingHttpResponse:
    writer = csv.writer(_Passing(), delimiter=";")
    lines = (writer.writerow([_printable(safe_cell(cell)) for cell in row]) for row in _csv_rows(chosen))
    response = StreamingHttpResponse(chain(["\ufeff"], lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="history.csv"'
    return response


def _csv_rows(chosen: HistoryFilter) -> Iterator[list[str]]:
    yield ["time", "person", "action", "client", "name", "outcome", "parameter", "old", "new"]
    for trace in traces.traces(chosen).iterator(ROWS_AT_ONCE):
        entry = trace.entry
        when = timezone.localtime(entry.action_time).isoformat(timespec="seconds")
        who, action = entry.user.get_username(), outcomes.action(entry.action_flag)
        for field, *values in trace.changes:
            old, new = ("" if value is None else str(value) for value in values)
            yield [when, who, action, str(trace.client or ""), entry.object_repr, trace.outcome, field.name, old, new]


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; a phone number keeps its plus sign."""
    harmless = text[:1] in {"+", "-"} and not text[1:].strip("0123456789 ()/.-")
    return f"'{text}" if text[:1] in set("=+-@\t\r\0") and not harmless else text


def _printable(text: str) -> str:
    """Programs that read CSV end a cell, or refuse the file, at a NUL."""
    return text.replace("\0", "\ufffd")
