"""The landing page: how many clients there are, what the team did last, and whether TimeTrack answers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui import history, reading, wording
from clients_ui.history import Wanted
from clients_ui.permissions import allowed
from clients_ui.reading import Query
from clients_ui.views.bars import by_finding, by_value
from clients_ui.views.places import VIEW, list_url

LAST_CHANGES = 10


@allowed(GET=VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """What there is to know before anything is looked for. One call to TimeTrack at most, to see whether it answers."""
    found = reading.overview()
    whole, lacking = found.findings.whole, found.findings.lacking
    content = {
        "title": gettext("Overview"),
        "whole": whole,
        "lacking": wording.LACKING[lacking] if lacking else "",
        "checking": wording.checking(whole),
        "picture": by_finding(found.findings.counts, whole) if whole else None,
        "reachable": found.reachable,
        "address": settings.TIMETRACK_API_URL,
        "pictures": [by_value(name, whole) for name in ("addressCountry", "enabled")] if whole else [],
        "list_url": list_url(Query()),
        "traces": history.traces(Wanted(), stop=LAST_CHANGES),
    }
    return render(request, "clients/overview.html", content)
