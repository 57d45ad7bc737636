"""What the company was asked, kept in the browser that asked: whoever only looks leaves no row in the database.

Allauth keeps its questions (state, nonce, PKCE's verifier) in the session. Here that is, for as long as allauth handles
them, Django's session in a signed cookie.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.socialaccount.internal.statekit import STATE_TTL, STATES_SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.http.response import HttpResponseBase

MOST = 3800  # characters: browsers keep cookies of 4096
LONGEST_NEXT = 2000  # characters of an address to lead on to, so that one question always has room

HELD = "questions_to_the_company"  # the request's attribute


@contextmanager
def of_this_browser(request: HttpRequest) -> Iterator[None]:
    """In this block the session is what this browser's cookie holds."""
    own = request.session
    request.session = SessionStore(request.COOKIES.get(_name()))
    try:
        yield
    finally:
        setattr(request, HELD, request.session)
        request.session = own


def keep(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Let the browser keep the questions as they are after such a block, but for the oldest where they are too many."""
    held: SessionStore | None = getattr(request, HELD, None)
    if held is None or not held.modified:
        return
    states = held.get(STATES_SESSION_KEY) or {}
    while len(kept := _signed(states)) > MOST:
        del states[next(iter(states))]
    answer.set_cookie(
        _name(),
        kept,
        max_age=STATE_TTL,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signed(states: dict[str, Any]) -> str:
    session = SessionStore()
    session[STATES_SESSION_KEY] = states
    session.save()
    return str(session.session_key)


def _name() -> str:
    return f"{settings.COOKIE_PREFIX}company"
