"""The projects that refer to a client: a page of their own, so that the client's page asks TimeTrack one thing only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui.reading import one_client
from clients_ui.web.access import allowed
from clients_ui.web.answers import name_of, shortened
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.web.permissions import VIEW


@allowed(GET=VIEW)
def projects(request: HttpRequest, pk: int) -> HttpResponse:
    """The client's projects, or that they could not be looked up."""
    record, query = one_client.current(pk), list_state(request)
    content = {
        "title": gettext("Projects of %(name)s") % {"name": shortened(name_of(record, pk))},
        "name": name_of(record, pk),
        "projects": one_client.projects(record),
        "list_url": list_url(query),
        "client_url": page_url("change", query, pk),
    }
    return render(request, "clients/projects.html", content)
