"""Error reports and log lines without secrets.

Django hides settings by their names. A key in a frame's variable, in a session's headers or in an exception's text
has no such name: it is found by its value.
"""

import logging
import re
from collections.abc import ItemsView
from copy import copy
from functools import cache
from html import escape
from types import FrameType
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template.defaultfilters import pprint
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from ttdash import oidc

STARS: Final = SafeExceptionReporterFilter.cleansed_substitute
QUOTE: Final = r"(?:'|\"|&#x27;|&#39;|&quot;)"
BREAK: Final = rf"(?:{QUOTE}\s*b?{QUOTE})?"  # pprint breaks a long text into several, each quoted, after a blank


def has_secret(text: str) -> bool:
    """Whether a rendered value holds a secret."""
    return _pattern(*_secrets()).search(text) is not None


def without_secrets(text: str) -> str:
    """The text with stars for every secret."""
    return _pattern(*_secrets()).sub(STARS, text)


def _secrets() -> tuple[str, ...]:
    """What must not be shown: the key and the secret of TimeTrack, those of mail and company sign-in, our own key."""
    ours = settings.TIMETRACK_API_KEY, settings.TIMETRACK_API_SECRET, settings.SECRET_KEY
    return ours + tuple(secret for secret in (settings.EMAIL_HOST_PASSWORD, oidc.secret_of(settings)) if secret)


@cache
def _pattern(*secrets: str) -> re.Pattern[str]:
    """What finds the secrets: plain, quoted as in Python, JSON or a URL, escaped for HTML, or several of these."""
    return re.compile("|".join("".join(map(_sign, secret)) for secret in sorted(secrets, key=len, reverse=True)))


def _sign(sign: str) -> str:
    """What finds one character of a secret in all its notations."""
    quoted = quote(sign, safe="")
    forms = {sign, escape(sign), quoted, quoted.lower()} | ({"+"} if sign == " " else set())
    found = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return rf"\\*(?:{found})" + (BREAK if sign == " " else "")


class Shown:
    """A value as it will be printed: what was looked through is what is shown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class SecretsHidden(SafeExceptionReporterFilter):
    """Django's filter, and by value what it cannot know by name. Always active: DEBUG is no reason to show a key."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|DATABASE_URL|CACHE_URL|LOCATION|EMAIL_URL",
        re.IGNORECASE,
    )

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002
        """Hide what views marked as sensitive, DEBUG or not."""
        return True

    def cleanse_setting(self, key: str | int, value: Any) -> Any:
        """One setting, cookie or item of META. Of dictionaries and lists, the items come here before the whole does."""
        cleansed = super().cleanse_setting(key, value)
        return STARS if has_secret(pprint(cleansed)) else cleansed

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        """The fields of a form, those that hold a secret replaced."""
        fields: QueryDict | dict[str, Any] = super().get_post_parameters(request)
        return {name: STARS if has_secret(str(value)) else value for name, value in fields.items()}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        """The variables of a frame, each looked through as it will be printed."""
        shown = {}
        for name, value in super().get_traceback_frame_variables(request, tb_frame):
            text = pprint(value)
            shown[name] = STARS if has_secret(text) else Shown(text)
        return shown.items()


class Report(ExceptionReporter):
    """Django's report of an exception. Its message and its notes pass no filter: the finished page is swept as well."""

    def get_traceback_html(self) -> SafeString:
        """The report as a page."""
        return SafeString(without_secrets(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        """The report as text."""
        return SafeString(without_secrets(super().get_traceback_text()))


class Line(logging.Formatter):
    """One line a record (a traceback follows on its own lines), without secrets and without control characters."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line itself. A line end in a message would let a stranger write lines of the log."""
        line = super().formatMessage(record)
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a traceback where one helps: not where the visitor was at fault (403, 404)."""
        if getattr(record, "status_code", 500) < 500:
            record = copy(record)
            record.exc_info = record.exc_text = None
        return without_secrets(super().format(record))
