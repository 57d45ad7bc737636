"""What is sent with a request, read once and early."""

import codecs
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest, get_str_from_wsgi
from django.http import HttpRequest, UnreadablePostError, parse_cookie
from django.http.multipartparser import MultiPartParserError
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import cached_property
from django.utils.http import parse_header_parameters

from ttdash.web import uploads


class ReadableBodies(MiddlewareMixin):
    """Answer 400 to a body that cannot be read, or is longer than any form of ours.

    If it were read later, the very page that says so might read it again, and fail again. Only UTF-8 is accepted:
    Django would decode fields, and even the address, by whatever codec of Python the request names. A file for the page
    that takes one may be longer; it is not read at all where its sender has no right to that page.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Read the form that the request carries, if there is one."""
        try:
            _check_charset(request)
            if not uploads.expected(request):
                _check_length(request)
            elif not uploads.lifted(request):
                return _unread(request)
            request.POST  # noqa: B018 - the first look at it reads it
        except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
            request.encoding = "utf-8"
            _empty(request)
            raise BadRequest(f"Unreadable request ({type(error).__name__})") from error


class Utf8Request(WSGIRequest):
    """A request that is read as UTF-8, whatever charset it names: Django would decode the address by it at once."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:  # a parameter in a coding that there is not is refused like a charset that is none
            self.content_type, self.content_params = "", {"charset": "undefined"}

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]  # noqa: N802 - Django's name
        """The cookies, without those that hold a NUL, as an escape: none is ours, and PostgreSQL takes no such key."""
        sent = parse_cookie(get_str_from_wsgi(self.environ, "HTTP_COOKIE", ""))
        return {name: value for name, value in sent.items() if "\0" not in value}


class Application(WSGIHandler):
    """Django's, for such requests."""

    request_class = Utf8Request


def _empty(request: HttpRequest) -> None:
    """Let the request carry no form, as Django does itself after some errors."""
    request._mark_post_parse_error()  # type: ignore[attr-defined] # noqa: SLF001


def _unread(request: HttpRequest) -> None:
    """Leave the body where it is. Its token is unread too, and not missed: who has no right is led away or refused."""
    _empty(request)
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined] # noqa: SLF001


def _check_charset(request: HttpRequest) -> None:
    charset = (request.content_params or {}).get("charset", "utf-8")
    with suppress(LookupError):  # a charset that nobody knows is taken for UTF-8, as Django does
        # Python fails on a NUL and on half a character
        if not (charset.isascii() and charset.isprintable()) or codecs.lookup(charset).name != "utf-8":
            raise BadRequest


def _check_length(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    # Django counts no files and no rubbish
    if length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise RequestDataTooBig
