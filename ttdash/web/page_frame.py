"""The frame of every page, error pages and those of signed-out visitors included: what `base.html` is filled with."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from clients_ui.web.fragments import is_fragment, is_quiet
from clients_ui.web.permissions import VIEW, VIEW_ACCOUNTS, VIEW_HISTORY
from ttdash.web.language import languages

PRODUCT = gettext_lazy("TimeTrack Clients")
# The header's links: label, URL name, the permission without which it is not shown.
NAVIGATION = (
    (gettext_lazy("Clients"), "clients_ui:list", VIEW),
    (gettext_lazy("Findings"), "clients_ui:findings", VIEW),
    (gettext_lazy("Accounts"), "admin:auth_user_changelist", VIEW_ACCOUNTS),
    (gettext_lazy("History"), "clients_ui:history", VIEW_HISTORY),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the template of every page is given."""
    user: Any = getattr(request, "user", None)  # none where something ahead of the session middleware answers
    signed_in = user is not None and user.is_active
    return {
        "page_base": "bare.html" if is_fragment(request) else "base.html",
        "quiet": is_quiet(request),
        "site_title": PRODUCT,
        "site_header": PRODUCT,
        "by_password": settings.PASSWORD_SIGN_IN,
        "has_permission": signed_in,
        "languages": languages(),
        "navigation": navigation(request) if signed_in else [],
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The header's links that this person may follow; `current` is one that leads to this page or to one above it."""
    # Without a directory there are no findings.
    left_out = "" if settings.DIRECTORY_SECONDS else "clients_ui:findings"
    return [
        {"label": label, "url": (url := reverse(name)), "current": request.path.startswith(url)}
        for label, name, permission in NAVIGATION
        if name != left_out and request.user.has_perm(permission)
    ]
