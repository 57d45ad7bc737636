"""Forms that were not sent on, and come back filled in: after an expired session, and after a refused CSRF token."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext

from clients_ui.web import drafts

FRESH = "fresh"
REFUSED = "csrf_refused"


def unsent(request: HttpRequest) -> QueryDict | None:
    """What was typed into this page's form and not sent on, with a message that says so."""
    if hasattr(request, REFUSED):
        messages.warning(request, gettext("Nothing was sent: you signed in again meanwhile. Check it, then save."))
        return request.POST
    if request.method == "POST":
        drafts.forget(request)
        return None
    if FRESH in request.GET:
        drafts.forget(request)
        return None
    typed = drafts.given_back(request)
    if typed is not None:
        said = gettext("Your session had expired. What you typed is back; nothing was sent yet.")
        start_afresh = format_html('<a href="?{}">{}</a>', FRESH, gettext("Start afresh"))
        messages.warning(request, format_html("{} {}", said, start_afresh))
    return typed
