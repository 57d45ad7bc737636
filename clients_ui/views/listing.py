"""The list of clients, fifty at a time: searched, sorted and filtered by its URL."""

from dataclasses import dataclass
from math import ceil

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from clients_ui import reading, wording
from clients_ui.permissions import allowed
from clients_ui.reading import PAGE_SIZE, Listing, Query
from clients_ui.record import COLUMNS, Field
from clients_ui.views.filters import chosen, filters
from clients_ui.views.places import VIEW, add_url, carrying, client_url, client_urls, list_url
from clients_ui.views.undo import undo_on_offer


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head: `url` sorts by it (None: not possible now); `order` is aria-sort's word, "" for none."""

    field: Field
    label: str
    url: str | None
    order: str


@allowed(GET=VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """One page of clients; `?go=1` leads to the client where there is just one; `?fresh=` has all read again."""
    query = Query.of(request.GET)
    since = request.GET.get("fresh", "")[:12]
    if since.isdecimal() and (seconds := reading.renew(int(since))):
        messages.info(request, wording.too_soon(seconds))
    found = reading.find(query)
    if "go" in request.GET and len(found.rows) == 1 and query.page == 1 and not found.stale:
        return redirect(client_url(found.rows[0].id, query))
    return render(request, "clients/list.html", _content(request, found))


def _content(request: HttpRequest, found: Listing) -> dict[str, object]:
    query = found.query
    return {
        "listing": found,
        "clients": list(zip(found.rows, client_urls(found), strict=True)),
        "undo": undo_on_offer(request),
        "columns": [_column(field, found) for field in COLUMNS],
        "fields": COLUMNS,
        "words": query.words if found.whole else (),
        "filters": filters(found),
        "chosen": chosen(query),
        "kept": query.kept,
        "count": wording.count(found),
        "lacking": wording.lacking(found),
        "add": add_url(query),
        "carried": carrying(query),
        "and_list": carrying(query, separator="&"),
        "first": list_url(query.at(1)),
        "previous": list_url(query.at(_page_before(found))) if query.page > 1 else None,
        "next": list_url(query.at(query.page + 1)) if found.more else None,
        "all": list_url(Query()),
        "unfiltered": list_url(Query(query.q, sort=query.sort)),
        "refresh": list_url(query, fresh=int(now().timestamp())) if found.whole else None,
    }


def _page_before(found: Listing) -> int:
    """The page before this one; the last where this one lies behind it."""
    before = found.query.page - 1
    return before if found.whole is None else min(before, max(ceil(found.whole.total / PAGE_SIZE), 1))


def _column(field: Field, found: Listing) -> Column:
    sort = found.query.sort if found.whole else ""
    order = {field.name: "ascending", f"-{field.name}": "descending"}.get(sort, "")
    url = list_url(found.query.sorted_by(field.name)) if found.whole else None
    return Column(field, wording.label(field), url, order)
