"""Who changed what: the history of one client, and of the whole team."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from clients_ui.client.cells import cell
from clients_ui.client.record import ClientRecord, Field, Value
from clients_ui.history import traces
from clients_ui.history.entries import entries
from clients_ui.history.traces import HistoryFilter
from clients_ui.models import EXPORT, MARK, UNMARK, Attempt, BulkRun, Exported
from clients_ui.reading import listing, one_client
from clients_ui.reading.list_query import ListQuery
from clients_ui.web import permissions
from clients_ui.web.access import allowed
from clients_ui.web.answers import clash_page, failed, name_of, unread, user_id, with_status
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.wording import exports, findings, lists, outcomes, texts
from clients_ui.writing import saving
from clients_ui.writing.outcomes import Clashing, Gone, NotSaved, Saved, Unchanged, Unclear

PAGE_SIZE = 50
ROWS_AT_ONCE = 500
CSV_HEADS = (
    pgettext_lazy("head of a column in the history's file", "time"),
    pgettext_lazy("head of a column in the history's file", "person"),
    pgettext_lazy("head of a column in the history's file", "action"),
    pgettext_lazy("head of a column in the history's file", "client"),
    pgettext_lazy("head of a column in the history's file", "name"),
    pgettext_lazy("head of a column in the history's file", "outcome"),
    pgettext_lazy("head of a column in the history's file", "parameter"),
    pgettext_lazy("head of a column in the history's file", "old"),
    pgettext_lazy("head of a column in the history's file", "new"),
)
ACTIONS = {"add": ADDITION, "change": CHANGE, "delete": DELETION, "export": EXPORT, "mark": MARK, "unmark": UNMARK}


@allowed(GET=permissions.VIEW, POST=permissions.CHANGE)
def client_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done to one client, also when it is deleted; and taking a change back."""
    return _revert(request, pk) if request.method == "POST" else _client_page(request, pk)


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
        **_page_of(request, partial(entries, chosen)),
    }
    return render(request, "clients/team_history.html", content)


def _client_page(request: HttpRequest, pk: int) -> HttpResponse:
    own = traces.traces(HistoryFilter(client=pk))
    content, query = _page_of(request, lambda start, number: own[start : start + number]), list_state(request)
    name = _name(content["traces"], pk)
    content |= {
        "title": gettext("History of %(name)s") % {"name": name},
        "name": name,
        "list_url": list_url(query),
        "client_url": page_url("change", query, pk),
        "may_revert": request.user.has_perm(permissions.CHANGE),
    }
    return render(request, "clients/history.html", content)


def _revert(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the old values of a trace back, as an ordinary save by somebody who was shown the new ones."""
    number = request.POST.get("_revert", "")
    found = traces.traces(HistoryFilter(client=pk))
    trace = found.filter(pk=int(number)).first() if re.fullmatch("[0-9]{1,18}", number) else None
    if trace is None or not trace.revertible:
        raise Http404(gettext("This entry of the history cannot be taken back."))
    fields = [each for each in trace.changes if each.field.update]
    now = one_client.current(pk)
    shown = ClientRecord(pk, {**now.values, **{each.field.name: each.new for each in fields}})
    touched = {each.field.name: each.old for each in fields}
    match saving.change(pk, shown, touched, user_id(request)):
        case Clashing() as outcome:
            return clash_page(request, outcome, touched, former=touched)
        case Gone() | NotSaved() | Unclear() as outcome:
            failed(request, outcome)
            return with_status(_client_page(request, pk), outcome.error)
        case Saved(record=None) as outcome:
            unread(request, outcome)
        case Saved() as outcome if outcome.altered:
            messages.warning(request, outcomes.not_taken(outcome))
        case Saved() | Unchanged():
            messages.success(request, gettext("The old values are back."))
    return redirect(page_url("client_history", list_state(request), pk))


def _name(entries: Sequence[Attempt], pk: int) -> str:
    """What a client is called in its last entry; where it has none, as it is in memory."""
    if entries:
        return texts.client_called(entries[0].entry.object_repr, pk)
    known = listing.known([pk])
    return name_of(known[0], pk) if known else f"#{pk}"


def _page_of(request: HttpRequest, found: Callable[[int, int], Iterable[Attempt | BulkRun]]) -> dict[str, Any]:
    """One page of entries, found by start and number, and whether there are more."""
    page = ListQuery.of(request.GET).page
    rows = list(found((page - 1) * PAGE_SIZE, PAGE_SIZE + 1))
    return {"traces": rows[:PAGE_SIZE], "page": page, "more": len(rows) > PAGE_SIZE}


def _filter(request: HttpRequest) -> HistoryFilter:
    return HistoryFilter(
        person=request.GET.get("person", "")[:150].replace("\0", ""),
        action=ACTIONS.get(request.GET.get("action", "")),
        since=traces.day(request.GET.get("since", "")),
        until=traces.day(request.GET.get("until", "")),
    )


class _Passing:
    """What the CSV writer writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def _csv(chosen: HistoryFilter) -> StreamingHttpResponse:
    writer = csv.writer(_Passing(), delimiter=";", quoting=csv.QUOTE_ALL)
    lines = (writer.writerow(map(cell, row)) for row in _csv_rows(chosen))
    response = StreamingHttpResponse(chain(["\ufeff"], lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="history.csv"'
    return response


def _csv_rows(chosen: HistoryFilter) -> Iterator[list[str]]:
    yield [*map(str, CSV_HEADS)]
    for trace in traces.traces(chosen).iterator(ROWS_AT_ONCE):
        entry = trace.entry
        when = timezone.localtime(entry.action_time).isoformat(timespec="seconds")
        who, action = entry.user.get_username(), outcomes.action(entry.action_flag)
        outcome = outcomes.ending(trace.outcome)
        if trace.exported:
            yield [when, who, action, "", _described(trace.exported), outcome, "", "", str(trace.exported.number)]
        if trace.finding:
            kind = findings.called(trace.finding)
            yield [when, who, action, str(trace.client or ""), entry.object_repr, outcome, "", "", kind]
        for field, before, after in trace.changes:
            old, new = _as_text(field, before), _as_text(field, after)
            yield [when, who, action, str(trace.client or ""), entry.object_repr, outcome, field.name, old, new]


def _as_text(field: Field, value: Value) -> str:
    """A value as TimeTrack holds it; yes and no in the reader's language."""
    if value is None:
        return ""
    return field.kind.text(value) if isinstance(value, bool) else str(value)


def _described(exported: Exported) -> str:
    if exported.selected:
        return exports.selected(exported.selected)
    return ", ".join(lists.described(ListQuery.of(QueryDict(exported.query))))
