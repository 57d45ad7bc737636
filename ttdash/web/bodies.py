"""What is sent with a request, read once and early."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)


class ReadableBodies:
    """Answer 400 to a body that cannot be read, or is longer than any form of ours.

    Read any later, some would be read again by the very page that says so, and fail again. Only UTF-8 is taken:
    Django would decode fields, and even the address, by whatever codec of Python the request names.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            if (request.encoding or "utf-8").lower() != "utf-8":
                raise BadRequest
            if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:  # Django counts no files and no rubbish
                raise RequestDataTooBig
            request.POST  # noqa: B018 - the first look at it reads it
        except UNREADABLE as error:
            request.encoding = "utf-8"
            # As Django does itself, but for some of these errors only.
            request._mark_post_parse_error()  # type: ignore[attr-defined] # noqa: SLF001
            raise BadRequest(f"Unreadable request ({type(error).__name__})") from error
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """How long the body is said to be; the server reads no further."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0
