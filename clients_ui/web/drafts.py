"""Drafts: what was typed into a form that was not sent on, until the form's page is opened again.

A draft is sealed with a new key that goes into a cookie and is stored nowhere here, so that the server cannot read it
without the browser. It is given back to the person the form was made for and nobody else, for 30 minutes. There are so
many for each person, of so many bytes each, and none for an account that is switched off. The one place where a
client's values lie in the database.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients_ui import request_number
from clients_ui.models import Draft, InPortions
from clients_ui.web.fragments import is_fragment
from clients_ui.writing import form_tokens

logger = logging.getLogger("clients_ui")
PAGES = {f"clients_ui:{page}" for page in ("add", "change", "delete", "bulk", "merge")}  # those that give drafts back
NAMED = {
    "clients_ui:bulk",
    "clients_ui:merge",
}  # of these one address has many forms: a draft comes back by its name alone
MAX_AGE = timedelta(minutes=30)
MOST_DRAFTS = 5  # of one page: their cookies travel with each request
MOST_OF_A_PERSON = 20
MOST_BYTES = 1024 * 1024  # of one form: more than all that may be typed into it
DRAFT = "draft"  # the parameter, the hidden field and the request's attribute that name a draft
FRESH = "fresh"


class Why(TextChoices):
    """Why a form was not sent on."""

    EXPIRED = "expired session", _("Your session had expired. What you typed is back; nothing was sent yet.")
    REFUSED = "refused token", _("Nothing was sent: you signed in again meanwhile. What you typed is back.")
    SECOND_FACTOR = (
        "second factor",
        _("You had to set up a second factor first. What you typed is back, not sent yet."),
    )


SIGNED_OUT = _("You are signed out. Sign in in another tab, then look again here.")
"""What a script is told that only wanted to look."""
IN_PLACE = {
    Why.EXPIRED: (401, _("You are signed out, so nothing was sent. Sign in in another tab, then try again here.")),
    Why.REFUSED: (403, _("Nothing was sent: you signed in again meanwhile. What you typed is still here, save again.")),
    Why.SECOND_FACTOR: (403, _("Nothing was sent: set up a second factor first, in another tab, then try again here.")),
}
"""Status and sentence for a script, which keeps what was typed where it was typed."""


def keep(request: HttpRequest, why: Why, leading_to: Callable[[str], HttpResponse]) -> HttpResponse:
    """Answer a form that is not sent on, by what `leading_to` makes of its page's URL; keep what was typed into it."""
    return in_place(request, why) if is_fragment(request) else _keep(request, why, leading_to)


def in_place(request: HttpRequest, why: Why) -> HttpResponse:
    """Tell a script why nothing was sent, and give it a CSRF token that will be taken."""
    status, sentence = IN_PLACE[why]
    said = SIGNED_OUT if why is Why.EXPIRED and request.method == "GET" else sentence
    return render(request, "not_sent.html", {"sentence": said, "signed_out": why is Why.EXPIRED}, status=status)


def _keep(request: HttpRequest, why: Why, leading_to: Callable[[str], HttpResponse]) -> HttpResponse:
    person = owner(request)
    if person is None:
        return leading_to(request.get_full_path())
    forget(request)
    content = _content(request)
    if content is None:
        said = gettext("Nothing was sent, and this form is too long to be kept. Enter it once more.")
        return _not_kept(request, said, leading_to)
    try:
        return _kept(request, Draft(person_id=person), [person, why, content], leading_to)
    except DatabaseError:
        logger.exception("a form could not be kept")
        said = gettext("Nothing was sent, and this form could not be kept. Go back in your browser to copy it.")
        return _not_kept(request, request_number.behind(said), leading_to)


def forget_old() -> int:
    """Forget every draft that nobody came back for; how many there were."""
    return _old().clear_all()


def _old() -> InPortions:
    return Draft.objects.filter(at__lt=timezone.now() - MAX_AGE)


def _kept(
    request: HttpRequest, draft: Draft, content: list[object], leading_to: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Store a draft, and lead to its page with the key to it."""
    _old().clear_some()
    key, name = Fernet.generate_key().decode(), _hash(request.POST["form_token"])[:16]
    response = leading_to(own_url(request, **{DRAFT: name}))
    _make_room(request, response)
    Draft.objects.filter(person=draft.person_id).order_by("-at")[MOST_OF_A_PERSON - 1 :].clear_some()
    draft.key_hash, draft.sealed = _hash(key + request.path), Fernet(key).encrypt(json.dumps(content).encode())
    draft.save(force_insert=True)
    response.set_cookie(
        _cookie(name),
        key,
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path=request.path,  # each form has its own
    )
    return response


def _not_kept(request: HttpRequest, said: str, leading_to: Callable[[str], HttpResponse]) -> HttpResponse:
    messages.warning(request, said)
    return leading_to(own_url(request))


def given_back(request: HttpRequest) -> QueryDict:
    """What this person had typed into this page's form, with a message that says why it was not sent; else nothing."""
    asked, match = request.GET.get(DRAFT), request.resolver_match  # without its name, the newest one
    is_its_page = asked or (match and match.view_name not in NAMED)
    drafts = _drafts(request) if request.method == "GET" and is_its_page else {}
    for name, row in drafts.items():
        content = Fernet(request.COOKIES[_cookie(name)]).decrypt(bytes(row.sealed))
        person, why, typed = json.loads(content)
        if person != request.user.pk or asked not in {None, name}:
            continue
        if FRESH in request.GET:
            if asked:  # only a link of ours can name it
                row.delete()
            break
        setattr(request, DRAFT, name)
        afresh = own_url(request, **{DRAFT: name, FRESH: ""})
        link = format_html('<a href="{}">{}</a>', afresh, gettext("Start afresh"))
        messages.warning(request, format_html("{} {}", Why(why).label, link))
        return QueryDict(typed)
    return QueryDict()


def forget(request: HttpRequest) -> None:
    """Forget the draft that the posted form came out of. Where that fails it ends by its age."""
    key = request.COOKIES.get(_cookie(request.POST.get(DRAFT, "")))
    if not key:
        return
    try:
        Draft.objects.filter(key_hash=_hash(key + request.path)).delete()
    except DatabaseError:  # what the form did is done
        logger.exception("a draft could not be forgotten")


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


def is_named_in(url: str) -> bool:
    """Whether a page's URL leads back to something typed."""
    return DRAFT in QueryDict(urlsplit(url).query)


def _content(request: HttpRequest) -> str | None:
    """What was typed into the posted form, without passwords; None for more of it than is kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return None
    typed = request.POST.copy()
    for field in request.POST:
        if "password" in field.lower() or field == "csrfmiddlewaretoken":
            del typed[field]
    content = typed.urlencode()
    return content if len(content) <= MOST_BYTES else None


def _drafts(request: HttpRequest) -> dict[str, Draft]:
    """The drafts of this page that the browser has the keys to, by their names, the newest first."""
    start = _cookie("")
    names = {
        _hash(key + request.path): cookie.removeprefix(start)
        for cookie, key in request.COOKIES.items()
        if cookie.startswith(start)
    }
    found = Draft.objects.filter(key_hash__in=names, at__gte=timezone.now() - MAX_AGE)
    return {names[row.key_hash]: row for row in found.order_by("-at")}


def _make_room(request: HttpRequest, response: HttpResponse) -> None:
    """Take back the keys of drafts that are gone, and of the oldest ones of this page."""
    in_use = {_cookie(name) for name in [*_drafts(request)][: MOST_DRAFTS - 1]}
    for cookie in request.COOKIES:
        if re.fullmatch(_cookie("[0-9a-f]{16}"), cookie) and cookie not in in_use:  # no other is one of ours
            response.delete_cookie(cookie, path=request.path, samesite="Lax")


def _cookie(name: str) -> str:
    """The cookie of a draft; the prefix `__Host-` would not allow it a path of its own."""
    return f"{'__Secure-' if settings.HTTPS else ''}typing-{name}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
