"""The list of clients, fifty at a time: searched, sorted and filtered by its URL."""

from dataclasses import replace
from math import ceil
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from clients_ui.client.record import Field
from clients_ui.reading import listing
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import PAGE_SIZE, Listing
from clients_ui.web.access import allowed, may_merge
from clients_ui.web.answers import user_id
from clients_ui.web.facets import facets, kept, other_filters
from clients_ui.web.fragments import is_fragment
from clients_ui.web.links import bulk_url, client_url, list_url, page_url
from clients_ui.web.own_list import RefusedView, choose, own_list
from clients_ui.web.permissions import CHANGE, DELETE, VIEW
from clients_ui.web.rows import client_rows
from clients_ui.web.undo import undo_on_offer
from clients_ui.wording import lists
from clients_ui.writing import form_tokens


class Column(NamedTuple):
    """A column's head: `url` sorts by it (None: not possible now); `order` is aria-sort's word, "" for none."""

    field: Field
    url: str | None
    order: str


@allowed(GET=VIEW, POST=VIEW)
def client_list(request: HttpRequest) -> HttpResponse:
    """One page of clients; `?fresh=` has all read again.

    `?go=1` leads to the client where there is just one, `?go=first` to the first. A POST is a choice of columns, or of
    what becomes of a view.
    """
    query = ListQuery.of(request.GET)
    if request.method == "POST":
        chosen = choose(request, query)
        if isinstance(chosen, RefusedView):
            return render(request, "clients/list.html", _content(request, listing.find(query), chosen))
        return redirect(list_url(chosen))
    since = request.GET.get("fresh", "")[:12]
    if since.isdecimal() and (seconds := listing.renew(int(since))):
        messages.info(request, lists.too_soon(seconds))
    found = listing.find(query)
    to_first = "go" in request.GET and (len(found.rows) == 1 or (found.rows and request.GET["go"] == "first"))
    if to_first and query.page == 1 and not found.stale:
        return redirect(client_url(query, found.rows[0].id))
    return render(request, "clients/list.html", _content(request, found))


def _content(request: HttpRequest, found: Listing, refused: RefusedView | None = None) -> dict[str, object]:
    query = found.query
    own = own_list(request, query, refused)
    return {
        "listing": found,
        "rows": client_rows(found, own.columns, listing.look_alikes(found) if may_merge(request) else None),
        "undo": None if is_fragment(request) else undo_on_offer(request),
        "columns": [_column(field, found) for field in own.columns],
        "own": own,
        "this": list_url(query),
        "facets": facets(found),
        "other_filters": other_filters(found),
        "filtered": bool(query.filters or query.finding),
        "kept": kept(found),
        "lacking": lists.lacking(found),
        "resembling": [(name, list_url(ListQuery(name))) for name in listing.resembling(found)],
        "selectable": request.user.has_perm(CHANGE) or request.user.has_perm(DELETE),
        "bulk": page_url("bulk", query),
        "export_selected": page_url("export", query, ids=""),
        "form_token": form_tokens.new(user_id(request)),
        "merge": page_url("merge", query) if may_merge(request) else None,
        "bulk_all": bulk_url(query),
        "add": page_url("add", query),
        "exported": parse_qsl(replace(query, page=1, columns=()).encoded(), keep_blank_values=True),
        "add_searched": page_url("add", query, name=query.q),
        "first": list_url(query.at(1)),
        "previous": list_url(query.at(_page_before(found))) if query.page > 1 else None,
        "next": list_url(query.at(query.page + 1)) if found.more else None,
        "unfiltered": list_url(replace(query, filters={}, finding=None, page=1)),
        "refresh": list_url(query, fresh=int(now().timestamp())) if found.directory else None,
    }


def _page_before(found: Listing) -> int:
    """The page before this one; the last where this one lies behind it."""
    before = found.query.page - 1
    return before if found.directory is None else min(before, max(ceil(found.directory.total / PAGE_SIZE), 1))


def _column(field: Field, found: Listing) -> Column:
    sort = found.query.sort if found.directory else ""
    order = {field.name: "ascending", f"-{field.name}": "descending"}.get(sort, "")
    url = list_url(found.query.sorted_by(field.name)) if found.directory else None
    return Column(field, url, order)
