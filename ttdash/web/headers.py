"""What stands at the door: headers on every answer, a bound on addresses, and the names of cookies."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render

LONGEST_QUERY: Final = 7000
"""Characters of a query string. The way back after sign-in quotes a long search more than once; nothing is longer."""


class EveryAnswer(SecurityMiddleware):
    """Django's security headers on the answers that never reach the end of its own middleware too.

    A host that is not ours is refused in the middle of it. The first in the list, it adds what is missing.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Leave the redirect to HTTPS to Django's own."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's headers where they are missing, and one that it has not."""
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer: HttpResponse = super().process_response(request, response)
        return answer


class BoundedAddress:
    """Answer 414 to a query string that no link of ours could have made, before anybody takes it apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return render(request, "400.html", status=414)
        return self.get_response(request)


class Messages(CookieStorage):
    """Messages in a cookie that, like the others, no other host can plant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = f"{settings.COOKIE_PREFIX}messages"
