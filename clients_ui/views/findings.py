"""What is wrong with the data: how many clients have what, each kind a link to them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui import reading, wording
from clients_ui.permissions import allowed
from clients_ui.views.bars import by_finding
from clients_ui.views.places import VIEW


@allowed(GET=VIEW)
def findings(request: HttpRequest) -> HttpResponse:
    """All kinds of findings, from the directory alone."""
    found = reading.findings()
    content = {
        "title": gettext("Findings"),
        "whole": found.whole,
        "lacking": wording.LACKING[found.lacking] if found.lacking else "",
        "checking": wording.checking(found.whole),
        "picture": by_finding(found.counts, found.whole) if found.whole else None,
    }
    return render(request, "clients/findings.html", content)
