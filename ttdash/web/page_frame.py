"""The frame of every page, error pages and those of signed-out visitors included: what `base.html` is filled with."""

from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy

PRODUCT = gettext_lazy("TimeTrack Clients")
# The places in the header: label, URL name, the permission without which it is not shown.
PLACES = (
    (gettext_lazy("Clients"), "clients_ui:list", "clients_ui.view_client"),
    (gettext_lazy("Findings"), "clients_ui:findings", "clients_ui.view_client"),
    (gettext_lazy("Accounts"), "admin:auth_user_changelist", "auth.view_user"),
    (gettext_lazy("History"), "clients_ui:history", "auth.view_user"),
)


class Place(NamedTuple):
    """A link in the header; `current`: it leads to where the page is."""

    label: str
    url: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the template of every page is given."""
    # An answer given ahead of the session middleware has no user.
    user: Any = getattr(request, "user", None)
    signed_in = user is not None and user.is_active
    places = navigation(request) if signed_in else ()
    product = str(PRODUCT)  # a lazy text is translated at each of a template's looks at it
    return {
        "site_title": product,
        "site_header": product,
        "by_password": settings.PASSWORD_SIGN_IN,
        "has_permission": signed_in,
        "navigation": places,
        "urls": _urls(),
        "subtitle": None,
        "frame": {
            "language": get_language(),
            "head": _drawn("frame/head.html", signed_in=signed_in, has_places=bool(places)),
            "theme": _drawn("admin/color_theme_toggle.html"),
            **(_of_person(user, places) if signed_in else {}),
        },
    }


def navigation(request: HttpRequest) -> tuple[Place, ...]:
    """The places that this person may go to."""
    left_out = () if settings.DIRECTORY_SECONDS else ("clients_ui:findings",)
    places = [place for place in PLACES if place[1] not in left_out and request.user.has_perm(place[2])]
    urls = [(str(label), _url(name)) for label, name, _permission in places]
    return tuple(Place(label, url, request.path.startswith(url)) for label, url in urls)


def _of_person(user: User, places: tuple[Place, ...]) -> dict[str, SafeString]:
    has_password = settings.PASSWORD_SIGN_IN and user.has_usable_password()
    return {
        "places": _drawn("frame/places.html", places=places),
        "go": _drawn("frame/go.html"),
        "account": _drawn("frame/account.html", name=user.get_username(), has_password=has_password),
    }


def _drawn(template: str, **content: Any) -> SafeString:
    """A piece that is the same on many pages, and so is drawn once for each content and language."""
    draw = _draw.__wrapped__ if settings.DEBUG else _draw  # whoever works on a template wants to see it
    return draw(template, get_language(), tuple(content.items()))


@lru_cache(maxsize=512)
def _draw(template: str, language: str | None, content: tuple[tuple[str, Any], ...]) -> SafeString:  # noqa: ARG001
    return render_to_string(template, {**dict(content), "urls": _urls()})


@cache
def _url(name: str) -> str:
    return reverse(name)  # a dozen on each page


@cache
def _urls() -> dict[str, str]:
    """Where the links of the frame lead."""
    return {
        "home": _url("admin:index"),
        "clients": _url("clients_ui:list"),
        "password": _url("admin:password_change"),
        "factors": _url("mfa_index"),
        "sessions": _url("usersessions_list"),
        "sign_out": _url("admin:logout"),
    }
