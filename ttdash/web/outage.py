"""The page for an outage of database, cache or disk: true, and with everything that was typed. It asks neither of them.

Whatever raises such an error, a middleware, a view or a template, ends here, in Django's handler of last resort.
"""

import sys
from typing import Any, Final

from django.contrib.messages import get_messages
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.defaults import bad_request, server_error

from clients_ui.client.record import FIELDS
from clients_ui.web.fragments import is_fragment
from clients_ui.wording.labels import label
from ttdash.surroundings.outages import Outage, outage_of
from ttdash.web.page_frame import PRODUCT

COME_BACK: Final = 5
"""Seconds."""
SENTENCES: Final[dict[Outage, Promise]] = {
    Outage.DATABASE: _("The database of this dashboard does not answer."),
    Outage.DISK: _("The disk of this dashboard takes nothing more: it is full, or may only be read."),
    Outage.MIGRATIONS: _("The database of this dashboard is not ready yet: an upgrade is not finished."),
    Outage.CACHE: _("The cache of this dashboard does not answer, and without it no password can be taken."),
    Outage.CROWD: _("Too much is waiting for the database of this dashboard."),
}
REACHED: Final = "reached_its_view"


class Reached(MiddlewareMixin):
    """Mark a request that comes as far as its view: before that nothing was done. The innermost middleware."""

    def process_view(self, request: HttpRequest, *_args: Any) -> None:
        """All others have let it through."""
        setattr(request, REACHED, True)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the page of an outage, or of a mistake of ours."""
    found = outage_of(sys.exc_info()[1])
    return server_error(request) if found is None else page(request, found)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: the page of an outage, or for a request that cannot be understood."""
    found = outage_of(exception)
    return bad_request(request, exception) if found is None else page(request, found)


def page(request: HttpRequest, outage: Outage) -> HttpResponse:
    """What does not work, what that means for what was sent, and the form, filled in, to send it once more."""
    posted, said = request.method == "POST", get_messages(request)
    content = {
        "page_base": "bare.html" if is_fragment(request) else "base.html",
        "site_title": PRODUCT,
        "site_header": PRODUCT,
        "title": _("Not available at the moment"),
        "sentence": SENTENCES[outage],
        "messages": said,
        "told": getattr(said, "added_new", False),  # a view has said already what became of it
        "posted": posted,
        "nothing_done": not hasattr(request, REACHED),
        "lines": _lines(request) if posted else [],
        "again": request.get_full_path(),
        "by_itself": COME_BACK,
    }
    return HttpResponse(render_to_string("outage.html", content), status=503, headers={"Retry-After": str(COME_BACK)})


def _lines(request: HttpRequest) -> list[dict[str, Any]]:
    """What was typed, field by field, passwords left out; a file cannot be given back."""
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return []
    return [
        {
            "name": name,
            "value": value,
            "label": label(FIELDS[name]) if name in FIELDS and isinstance(FIELDS[name].kind.empty, str) else "",
            "several": name in FIELDS and FIELDS[name].kind.input == "lines",
        }
        for name, value in sent
        if "password" not in name.lower()
    ]
