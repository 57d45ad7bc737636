"""What is wrong with the data: how many clients have what, each kind a link to them."""

import re

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.reading import listing, summary
from clients_ui.web import marking
from clients_ui.web.access import allowed
from clients_ui.web.answers import name_of
from clients_ui.web.bars import by_finding
from clients_ui.web.merge_page import pairs_of, told_apart_of
from clients_ui.web.permissions import CHANGE, VIEW
from clients_ui.wording import lists

MARK = re.compile(r"([1-9][0-9]{0,17})/([a-z-]{1,20})")


@allowed(GET=VIEW, POST=CHANGE)
def findings(request: HttpRequest) -> HttpResponse:
    """All kinds of findings, from the directory alone; a POST has one checked again that is marked as fine as it is."""
    if request.method == "POST":
        return _check_again(request)
    found = summary.findings(with_marks=True)
    picture = by_finding(found.counts, found.directory, found.mendable) if found.directory else None
    notations = by_finding(found.notations, found.directory, found.mendable) if found.directory else None
    content = {
        "title": gettext("Findings"),
        "directory": found.directory,
        "lacking": lists.NO_DIRECTORY[found.no_directory] if found.no_directory else "",
        "missing": lists.missing(found.directory.unreadable if found.directory else 0),
        "checking": lists.checking(found.directory),
        "picture": picture,
        "pairs": pairs_of(request),
        "notations": [bar for bar in notations.bars if bar.number] if notations else [],
        "fine": found.fine,
        "told_apart": told_apart_of(request, found),
        "nothing_to_do": [bar for bar in picture.bars if not bar.number] if picture else [],
    }
    return render(request, "clients/findings.html", content)


def _check_again(request: HttpRequest) -> HttpResponse:
    """The button says of which client and which kind, such as 12/phone."""
    asked = MARK.fullmatch(request.POST.get(marking.CHECK_AGAIN, ""))
    if asked is None:
        raise BadRequest("No such mark")
    pk, word = int(asked[1]), asked[2]
    known = listing.known([pk])
    marking.check_again(request, pk, name_of(known[0] if known else None, pk), word)
    return redirect("clients_ui:findings")
