"""A number for every request: in each line of its log, in its answer, and on its page where that tells of a failure.

And one line for the request itself.

Lines say who (the user name), what (method and address, never its query string), with what status and how long it took.
An address is logged where all its variable parts are numbers; else its pattern is, since a part may be a secret link's
token or a client's name that somebody typed.
"""

import logging
import re
import secrets
import socket
import sys
from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

from clients_ui import metrics
from clients_ui.request_number import NUMBER

HEADER: Final = "X-Request-ID"
WELL_FORMED: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
NOBODY: Final = "-"
HOST: Final = socket.gethostname()
PLAIN: Final = {*vars(logging.makeLogRecord({}))}  # what every record has: the rest is Django's, such as the request
# Threads of ours that work for no request
BACKGROUND: Final = {"directory", "walk", "again", "afterwards", "readyz", "doctor"}
MISTAKE: Final = "_mistake"  # the attribute of a request
QUERY: Final = re.compile(r"\?\S*")

logger = logging.getLogger("ttdash.requests")

# The request that this thread is answering
CURRENT: ContextVar[HttpRequest | None] = ContextVar("CURRENT", default=None)


class RequestLog:
    """Number the request as a trusted proxy did, else anew, and log a line for it. The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        believed = settings.TRUSTED_PROXIES and WELL_FORMED.fullmatch(given)
        number = given if believed else secrets.token_hex(8)
        tokens = CURRENT.set(request), NUMBER.set(number)
        started = monotonic()
        try:
            response = self.get_response(request)
            metrics.PAGES.labels(view(request, response), response.status_code).observe(monotonic() - started)
            _log(request, response.status_code, round((monotonic() - started) * 1000))
        finally:
            CURRENT.reset(tokens[0])
            NUMBER.reset(tokens[1])
        response[HEADER] = number
        return response


def _log(request: HttpRequest, status: int, duration: int) -> None:
    """One line; none for what answers every few seconds, and for static files."""
    match, error = request.resolver_match, request.__dict__.pop(MISTAKE, None)
    if status >= 400 or (match and match.view_name not in {"healthz", "readyz", "metrics"}):
        level = logging.ERROR if error else logging.INFO
        what = (request.method, address(request), status, duration)
        logger.log(level, "%s %s: %d after %d ms", *what, exc_info=error)


@receiver(got_request_exception)
def _keep_mistake(request: HttpRequest | None = None, **_: object) -> None:
    """What no view and no middleware caught is told by the request's own line."""
    if request is not None and request is CURRENT.get():
        request.__dict__[MISTAKE] = sys.exc_info()[1]


class NotTwice(logging.Filter):
    """Leave out Django's line for what the request's own line will tell."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it."""
        return not hasattr(getattr(record, "request", None), MISTAKE)


def view(request: HttpRequest, response: HttpResponse) -> str:
    """The name of the view that answered; of a static file, and of what is none of our addresses, one word for all."""
    match = request.resolver_match
    if match is None:
        return "static" if response.status_code < 400 else "unknown"
    return match.view_name


def address(request: HttpRequest) -> str:
    """The path of a request without what a person may have put into it."""
    match = request.resolver_match
    if match is None:
        return "(unknown address)"
    values = (*match.args, *match.kwargs.values())
    return request.path if all(str(value).isdecimal() for value in values) else f"/{match.route}"


def person(request: HttpRequest) -> str:
    """Who makes the request, where somebody has asked already: a log line asks no database."""
    user: Any = request.__dict__.get("user")
    known = user is not None and getattr(user, "_wrapped", None) is not empty
    return (known and user.get_username()) or NOBODY


def described(record: logging.LogRecord) -> logging.LogRecord:
    """The record with the host, the number and the person of the request at hand, and its address as it may be logged.

    Work for no request bears its own name in place of a number.
    """
    found = logging.makeLogRecord({name: value for name, value in vars(record).items() if name in PLAIN})
    current, work = CURRENT.get(), (record.threadName or "").partition("_")[0]
    number = NUMBER.get() or (work if work in BACKGROUND else NOBODY)
    found.__dict__.update(request_id=number, person=person(current) if current else NOBODY, host=HOST)
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
        found.args = tuple(address(request) if arg in _spellings(request.path) else arg for arg in record.args)
    found.msg, found.args = QUERY.sub("?…", found.getMessage()), None
    return found


def _spellings(path: str) -> set[str]:
    """A path as it is, and as Django writes it into its own lines."""
    return {path, path.encode("unicode_escape").decode("ascii")}
