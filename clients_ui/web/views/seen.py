"""The names of clients by their ids, for the script that remembers in the browser which ones were opened last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clients_ui.reading import listing
from clients_ui.reading.list_query import ListQuery
from clients_ui.web.access import allowed
from clients_ui.web.links import page_url
from clients_ui.web.permissions import VIEW

MOST = 5
LONGEST_ID = 18


@allowed(GET=VIEW)
def seen(request: HttpRequest) -> HttpResponse:
    """A list of links, to those of them that are there; TimeTrack is not asked for them."""
    asked = request.GET.get("ids", "").split(",")
    ids = [int(each) for each in asked if each.isascii() and each.isdigit() and len(each) <= LONGEST_ID]
    clients = [(record, page_url("change", ListQuery(), record.id)) for record in listing.known(ids[:MOST])]
    return render(request, "clients/_seen.html", {"clients": clients})
