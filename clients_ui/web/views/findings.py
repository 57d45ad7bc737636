"""What is wrong with the data: how many clients have what, each kind a link to them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui.reading import summary
from clients_ui.web.access import allowed
from clients_ui.web.bars import by_finding
from clients_ui.web.merge_page import pairs_of
from clients_ui.web.permissions import VIEW
from clients_ui.wording import lists


@allowed(GET=VIEW)
def findings(request: HttpRequest) -> HttpResponse:
    """All kinds of findings, from the directory alone."""
    found = summary.findings()
    picture = by_finding(found.counts, found.directory) if found.directory else None
    content = {
        "title": gettext("Findings"),
        "directory": found.directory,
        "lacking": lists.NO_DIRECTORY[found.no_directory] if found.no_directory else "",
        "missing": lists.missing(found.directory.unreadable if found.directory else 0),
        "checking": lists.checking(found.directory),
        "picture": picture,
        "pairs": pairs_of(request),
        "nothing_to_do": [bar for bar in picture.bars if not bar.number] if picture else [],
    }
    return render(request, "clients/findings.html", content)
