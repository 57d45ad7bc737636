"""The landing page: how many clients there are, what the team did last, and whether TimeTrack answers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui.history import traces
from clients_ui.history.traces import HistoryFilter
from clients_ui.models import EXPORT, MARK, UNMARK
from clients_ui.reading import summary
from clients_ui.reading.list_query import ListQuery
from clients_ui.web.access import allowed
from clients_ui.web.bars import by_finding, by_value
from clients_ui.web.links import list_url
from clients_ui.web.permissions import VIEW
from clients_ui.wording import lists

LAST_CHANGES = 10


@allowed(GET=VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """What there is to know before anything is looked for. One call to TimeTrack at most, to see whether it answers."""
    found = summary.findings()
    directory = found.directory
    content = {
        "title": gettext("Overview"),
        "directory": directory,
        "lacking": lists.NO_DIRECTORY[found.no_directory] if found.no_directory else "",
        "missing": lists.missing(found.directory.unreadable if found.directory else 0),
        "checking": lists.checking(directory),
        "picture": by_finding(found.counts, directory) if directory else None,
        "reachable": summary.reachable(),
        "address": settings.TIMETRACK_API_URL,
        "pictures": [by_value(name, directory) for name in ("addressCountry", "enabled")] if directory else [],
        "list_url": list_url(ListQuery()),
        "traces": traces.traces(HistoryFilter()).exclude(entry__action_flag__in=(EXPORT, MARK, UNMARK))[:LAST_CHANGES],
    }
    return render(request, "clients/overview.html", content)
