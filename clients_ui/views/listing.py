"""The list of clients, fifty at a time, and the search by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clients_ui import reading
from clients_ui.permissions import allowed
from clients_ui.reading import Query
from clients_ui.record import COLUMNS
from clients_ui.views.places import VIEW, carrying, list_url
from clients_ui.views.undo import undo_on_offer
from clients_ui.wording import label


@allowed(GET=VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """One page of clients."""
    query = Query.of(request.GET)
    found = reading.find(query)
    content = {
        "listing": found,
        "undo": undo_on_offer(request),
        "columns": [(column, label(column)) for column in COLUMNS],
        "carried": carrying(query),
        "and_list": carrying(query, separator="&"),
        "first": list_url(query.at(1)),
        "previous": list_url(query.at(query.page - 1)) if query.page > 1 else None,
        "next": list_url(query.at(query.page + 1)) if found.more else None,
        "all": list_url(Query()),
    }
    return render(request, "clients/list.html", content)
