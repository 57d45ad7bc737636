"""Drafts: what was typed into a form that was not sent on, until the form's page is opened again.

A draft is sealed with a new key that goes into a cookie and is stored nowhere here, so that the server cannot read it
without the browser. It is given back to the person the form was made for and nobody else, for 30 minutes. The one place
where a client's values lie in the database.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from clients_ui.models import Draft
from clients_ui.writing import form_tokens

PAGES = {"clients_ui:add", "clients_ui:change", "clients_ui:delete"}  # those that give drafts back
MAX_AGE = timedelta(minutes=30)
MOST_DRAFTS = 5  # of one page: their cookies travel with each request
DRAFT = "draft"  # the parameter, the hidden field and the request's attribute that name a draft
FRESH = "fresh"


class Why(StrEnum):
    """Why a form was not sent on."""

    EXPIRED = "expired session"
    REFUSED = "refused token"
    SECOND_FACTOR = "second factor"


SENTENCES = {
    Why.EXPIRED: gettext_lazy("Your session had expired. What you typed is back; nothing was sent yet."),
    Why.REFUSED: gettext_lazy("Nothing was sent: you signed in again meanwhile. What you typed is back."),
    Why.SECOND_FACTOR: gettext_lazy("You had to set up a second factor first. What you typed is back, not sent yet."),
}


class _Opened(NamedTuple):
    row: Draft
    name: str
    person: int
    why: Why
    typed: str


def keep(request: HttpRequest, why: Why, leading_to: Callable[[str], HttpResponse]) -> HttpResponse:
    """Answer a form that is not sent on, by what `leading_to` makes of its page's URL; keep what was typed into it."""
    person = owner(request)
    if person is None:
        return leading_to(request.get_full_path())
    forget(request)
    key, name = Fernet.generate_key(), _hash(request.POST["form_token"])[:16]
    typed = request.POST.copy()
    for field in request.POST:
        if "password" in field.lower() or field == "csrfmiddlewaretoken":
            del typed[field]
    content = json.dumps([person, request.path, why, typed.urlencode()]).encode()
    Draft.objects.filter(at__lt=timezone.now() - MAX_AGE).delete()
    response = leading_to(own_url(request, **{DRAFT: name}))
    _forget_cookies(request, response)
    Draft.objects.create(key_hash=_hash(key.decode()), sealed=Fernet(key).encrypt(content))
    response.set_cookie(
        _cookie(name),
        key.decode(),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path=request.path,  # each form has its own
    )
    return response


def given_back(request: HttpRequest) -> QueryDict:
    """What this person had typed into this page's form, with a message that says why it was not sent; else nothing."""
    if request.method != "GET":
        return QueryDict()
    name = request.GET.get(DRAFT)  # without it, the newest one
    mine = (each for each in _drafts(request) if each.person == request.user.pk and name in {None, each.name})
    draft = next(mine, None)
    if draft and FRESH in request.GET:
        draft.row.delete()
    if not draft or FRESH in request.GET:
        return QueryDict()
    setattr(request, DRAFT, draft.name)
    afresh = own_url(request, **{DRAFT: draft.name, FRESH: ""})
    link = format_html('<a href="{}">{}</a>', afresh, gettext("Start afresh"))
    messages.warning(request, format_html("{} {}", SENTENCES[draft.why], link))
    return QueryDict(draft.typed)


def forget(request: HttpRequest) -> None:
    """Forget the draft that the posted form came out of."""
    key = request.COOKIES.get(_cookie(request.POST.get(DRAFT, "")))
    if key:
        Draft.objects.filter(key_hash=_hash(key)).delete()


def owner(request: HttpRequest) -> int | None:
    """Whom the posted form was made for, unless somebody else is signed in; None for a form that has no drafts."""
    match = request.resolver_match
    person = form_tokens.person_of(request.POST.get("form_token", ""))
    is_another = request.user.is_authenticated and request.user.pk != person
    return None if is_another or not match or match.view_name not in PAGES else person


def own_url(request: HttpRequest, **parameters: str) -> str:
    """The URL of this very request, with these parameters in its query in place of any that name a draft."""
    query = request.GET.copy()
    for name in (DRAFT, FRESH, *parameters):
        query.pop(name, None)
    query.update(parameters)
    return f"{escape_uri_path(request.path)}?{query.urlencode()}"


def _drafts(request: HttpRequest) -> list[_Opened]:
    """The drafts of this page that the browser has the keys to, the newest first."""
    start = _cookie("")
    keys = {_hash(key): (cookie, key) for cookie, key in request.COOKIES.items() if cookie.startswith(start)}
    opened = []
    for row in Draft.objects.filter(key_hash__in=keys, at__gte=timezone.now() - MAX_AGE).order_by("-at"):
        cookie, key = keys[row.key_hash]
        person, path, why, typed = json.loads(Fernet(key).decrypt(bytes(row.sealed)))
        if path == request.path:
            opened.append(_Opened(row, cookie.removeprefix(start), person, Why(why), typed))
    return opened


def _forget_cookies(request: HttpRequest, response: HttpResponse) -> None:
    """Leave room for one more: take back the keys of drafts that are gone, and of the oldest ones of this page."""
    start = _cookie("")
    in_use = {_cookie(each.name) for each in _drafts(request)[: MOST_DRAFTS - 1]}
    for cookie in request.COOKIES:
        if cookie.startswith(start) and cookie not in in_use:
            response.delete_cookie(cookie, path=request.path, samesite="Lax")


def _cookie(name: str) -> str:
    """The cookie of a draft; the prefix `__Host-` would not allow it a path of its own."""
    return f"{'__Secure-' if settings.HTTPS else ''}typing-{name}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
