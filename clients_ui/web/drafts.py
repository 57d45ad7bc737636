"""Typing that survives an expired session.

A form that is sent signed out is sealed with a new key that goes into a cookie and is kept nowhere here, so that the
server cannot read it without the browser. After sign-in, by whatever way, the form's page gives it back: to the person
the form was made for and nobody else, for 30 minutes. The one place where a client's values lie in the database.
"""

import hashlib
import json
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone

from clients_ui.models import KeptTyping
from clients_ui.writing import form_tokens

MAX_AGE = timedelta(minutes=30)


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what was posted, where it is a form of ours, and hand the key to the browser."""
    person = form_tokens.person_of(request.POST.get("form_token", ""))
    if person is None:
        return
    KeptTyping.objects.filter(at__lt=timezone.now() - MAX_AGE).delete()
    key = Fernet.generate_key()
    content = json.dumps([person, request.path, request.POST.urlencode()])
    KeptTyping.objects.create(key_hash=_hash(key), sealed=Fernet(key).encrypt(content.encode()))
    response.set_cookie(
        _cookie(),
        key.decode(),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path=request.path,  # each form has its own
    )


def given_back(request: HttpRequest) -> QueryDict | None:
    """What this person had typed on this page when their session had expired."""
    row = _row(request)
    if row is None:
        return None
    try:
        content = Fernet(request.COOKIES[_cookie()]).decrypt(bytes(row.sealed), ttl=int(MAX_AGE.total_seconds()))
    except (InvalidToken, ValueError):
        return None
    person, path, typed = json.loads(content)
    return QueryDict(typed) if (person, path) == (request.user.pk, request.path) else None


def forget(request: HttpRequest) -> None:
    """Forget what was kept for this person on this page: it was sent, or is not wanted."""
    row = _row(request) if given_back(request) is not None else None
    if row:
        row.delete()


def _row(request: HttpRequest) -> KeptTyping | None:
    key = request.COOKIES.get(_cookie())
    return KeptTyping.objects.filter(key_hash=_hash(key.encode())).first() if key else None


def _cookie() -> str:
    """Its name; the prefix `__Host-` would not allow it a path of its own."""
    return "__Secure-typing" if settings.HTTPS else "typing"


def _hash(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()
