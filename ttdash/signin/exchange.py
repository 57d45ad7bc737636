"""What is asked of the company's provider, and how long, how much and how often at once: it may have a bad day, or lie.

Anybody may ask for company sign-in, so a provider that hangs must not hold the threads that all pages need.
"""

import json
from typing import Any, Final

import requests
import urllib3
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

from clients_ui.timetrack.deadline import TimelyAdapter, UntilDeadline
from clients_ui.timetrack.errors import Busy, TimedOut
from clients_ui.timetrack.limits import CallSlots

DEADLINE: Final = 10  # seconds for all that one page asks
CONNECT, READ = 3, 5  # seconds
MOST_AT_ONCE: Final = 2  # by a worker
LONGEST_ANSWER: Final = 1024 * 1024  # bytes, unpacked

_places = CallSlots(MOST_AT_ONCE)


class Exchange(requests.Session):
    """What asks: it follows no redirect, and takes no answer but an object of JSON. Raises OSError and OAuth2Error."""

    def __init__(self) -> None:
        super().__init__()
        self.stream = True
        for scheme in ("https://", "http://"):
            self.mount(scheme, TimelyAdapter())

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: what is sent, the client's secret among it, is for the address that the metadata name."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Ask, within the deadline in force."""
        options["timeout"] = UntilDeadline(connect=CONNECT, read=READ)  # requests passes on what urllib3 knows
        try:
            with _places.slot(), super().request(*args, **options) as answer:
                body = answer.raw.read(LONGEST_ANSWER + 1, decode_content=True)
        except (Busy, TimedOut, urllib3.exceptions.HTTPError) as error:
            raise requests.ConnectionError(type(error).__name__) from error
        answer._content = body  # noqa: SLF001 - read by nobody else, and to no greater length
        if answer.is_redirect or (answer.ok and not _is_object(body)):
            raise OAuth2Error("an answer of it is no object of JSON, or too long")
        answer.headers["content-type"] = "application/json"  # by which allauth knows it
        return answer


def _is_object(body: bytes) -> bool:
    try:
        return len(body) <= LONGEST_ANSWER and isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
