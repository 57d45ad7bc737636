"""Error reports and log lines without secrets: Django hides settings by name, this finds a key by its value too."""

import logging
import re
import traceback
from collections.abc import ItemsView, Iterator
from datetime import UTC, datetime
from math import inf
from types import FrameType
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest
from django.template.defaultfilters import pprint
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from clients_ui.timetrack import hiding
from ttdash.web import request_log

LINE: Final = "%(asctime)s %(host)s[%(process)d] %(levelname)s %(name)s [%(request_id)s %(person)s] %(message)s"
AGAIN: Final = 600
"""Seconds after which a traceback is written once more."""
MOST_TOLD: Final = 100
UNWRITABLE: Final = "A line of the log could not be written, and is left out: whatever it held may be a secret."
# Their messages speak of the program or its surroundings. A ValueError's or a KeyError's may quote a client's field.
OF_THE_PROGRAM: Final = (AttributeError, ImportError, NameError, TypeError)
OF_ITS_SURROUNDINGS: Final = (ImproperlyConfigured, OSError, OperationalError, ProgrammingError)


def without_secrets(text: str) -> str:
    """The text with stars for every secret."""
    return hiding.hidden(text, *_secrets())


def _secrets() -> tuple[str, ...]:
    """What must not be shown: TimeTrack's key and secret, the key that signs sessions, and passwords of servers."""
    names = ("TIMETRACK_API_KEY", "TIMETRACK_API_SECRET", "SECRET_KEY", "OIDC_CLIENT_SECRET", "METRICS_TOKEN")
    return *(getattr(settings, name) for name in names), *settings.SERVER_PASSWORDS


class SecretsHidden(SafeExceptionReporterFilter):
    """Django's filter with further names. Always active: DEBUG is no reason to show a key."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|DATABASE_URL|CACHE_URL|LOCATION|EMAIL_URL",
        re.IGNORECASE,
    )

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002
        """Hide what views marked as sensitive, DEBUG or not."""
        return True

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        """The variables of a frame. Django cuts what is long, and may leave half a secret, which nobody finds later."""
        variables = super().get_traceback_frame_variables(request, tb_frame)
        secret = hiding.pattern(*_secrets())
        return {name: hiding.STARS if secret.search(pprint(value)) else value for name, value in variables}.items()


class Report(ExceptionReporter):
    """Django's report of an exception, the finished page swept for secrets."""

    def get_traceback_html(self) -> SafeString:
        """The report as a page."""
        return SafeString(without_secrets(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        """The report as text."""
        return SafeString(without_secrets(super().get_traceback_text()))


class LineFormatter(logging.Formatter):
    """One line a record (a traceback follows on its own lines), without secrets, control characters and queries.

    A traceback is written once in ten minutes: a database that is away would fill the disk with it.
    """

    def __init__(self, format: str = LINE, *args: Any, **more: Any) -> None:  # noqa: A002 - as the base class has it
        super().__init__(format, *args, **more)
        self._told: dict[str, tuple[float, str]] = {}

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """The moment, in UTC wherever the server and its people are."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line itself. A line end in a message would let a stranger write lines of the log."""
        line = super().formatMessage(record)
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a traceback where one helps: not where the visitor was at fault (403, 404).

        Never raises: logging would print the record as it stands, with all that it holds.
        """
        try:
            return self.written(self._described(record))
        except Exception:  # noqa: BLE001 - the outermost handler: nobody else could say it without the record
            return self.unwritable()

    def written(self, record: logging.LogRecord) -> str:
        """The text of a record that is described."""
        return without_secrets(super().format(record))

    def unwritable(self) -> str:
        """What stands in place of a line that cannot be made."""
        return UNWRITABLE

    def _described(self, record: logging.LogRecord) -> logging.LogRecord:
        described = request_log.described(record)
        described.exc_text = None
        if getattr(record, "status_code", 500) < 500:
            described.exc_info = None
        elif described.exc_info and (before := self._told_lately(described)):
            last = self.formatException(described.exc_info).splitlines()[-1]
            described.msg, described.exc_info = f"{described.msg}: {last} (its traceback stands at {before})", None
        return described

    def _told_lately(self, record: logging.LogRecord) -> str:
        """Where the traceback of this record was written a short while ago; "" where it was not, and will be now."""
        text = self.formatException(record.exc_info)
        error = record.exc_info[1] if record.exc_info else None
        kind = (
            text.splitlines()[-1] if isinstance(error, OF_ITS_SURROUNDINGS) else text
        )  # who asked makes no difference
        at, where = self._told.get(kind, (-inf, ""))
        if record.created < at + AGAIN:
            return where
        if len(self._told) >= MOST_TOLD:
            self._told.clear()
        self._told[kind] = record.created, f"{record.request_id} of {self.formatTime(record)}"  # type: ignore[attr-defined]
        return ""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Each error of the chain, the first cause first."""
        return "\n".join(map(_described, reversed([*causes(ei[1])])))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it came of, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def message_of(error: BaseException) -> str:
    """The first line of its message, where that cannot be a client's, else ""."""
    safe = isinstance(error, OF_THE_PROGRAM + OF_ITS_SURROUNDINGS)
    return next(iter(str(error).splitlines()), "") if safe else ""


def _described(error: BaseException) -> str:
    """The frames of an error, its kind, and what may be told of its message."""
    kind = type(error).__qualname__
    message = message_of(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    last = f"{kind}: {message}" if message else kind
    return f"Traceback (most recent call last):\n{frames}{last}"
