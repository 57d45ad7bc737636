"""Headers on every answer, a bound on the length of addresses, and the messages' cookie."""

from typing import Any, Final

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

LONGEST_QUERY: Final = 7000  # characters; the longest is a long search in the address that sign-in leads back to


class EveryAnswer(SecurityMiddleware):
    """Django's security headers also on answers from ahead of its own middleware, such as to a host not ours."""

    def process_request(self, request: HttpRequest) -> None:
        """Leave the redirect to HTTPS to Django's own."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's headers where they are missing, and two that it does not set: nobody else keeps an answer."""
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["X-Fragment"])  # the page without its frame, for a script
        answer: HttpResponse = super().process_response(request, response)
        return answer


class BoundedAddress(MiddlewareMixin):
    """Answer 414 to a query string that no link of ours could have made, before anything parses it."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """The answer to an address that is too long."""
        too_long = len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY
        return render(request, "400.html", status=414) if too_long else None


class Messages(CookieStorage):
    """Messages in a cookie that, like the others, no other host can plant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = f"{settings.COOKIE_PREFIX}messages"
