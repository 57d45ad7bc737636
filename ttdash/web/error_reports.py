"""Errors reported to where SENTRY_DSN says: what the log has of them, and nothing else.

Nothing is taken from the request or from variables. What leaves is made anew of what is known to be harmless.
"""

import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any, Final

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint

from ttdash import __version__
from ttdash.surroundings.outages import Outage, outage_of
from ttdash.web import request_log
from ttdash.web.reports import causes, message_of, without_secrets

OF_AN_EVENT: Final = ("event_id", "timestamp", "platform", "level", "logger", "release", "server_name", "sdk")
OF_A_FRAME: Final = (
    "filename",
    "function",
    "module",
    "lineno",
    "pre_context",
    "context_line",
    "post_context",
    "in_app",
)
SECONDS_AT_THE_END: Final = 2
AGAIN: Final = 60.0
"""Seconds after which a worker reports an outage again, of which each request has a line. What else a request could
not do, as to write down what became of a save, is reported each time."""
_reported: dict[Outage, float] = {}


def begin() -> None:
    """Report what is logged as an error from now on."""
    sentry_sdk.init(
        settings.SENTRY_DSN,
        release=f"ttdash@{__version__}",
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR, sentry_logs_level=None),
            AtexitIntegration(callback=lambda _pending, _seconds: None),
        ],
        before_send=harmless,
        max_breadcrumbs=0,
        include_local_variables=False,
        send_default_pii=False,
        auto_session_tracking=False,
        send_client_reports=False,
        shutdown_timeout=SECONDS_AT_THE_END,
    )


def harmless(event: Event, hint: Hint) -> Event | None:
    """The event of a line of the log, made anew.

    None for any other event, where a visitor was at fault, and for the next requests of an outage that was reported.
    """
    record = hint.get("log_record")
    if not isinstance(record, logging.LogRecord) or getattr(record, "status_code", 500) < 500:  # a visitor's mistake
        return None
    if record.name == request_log.logger.name and record.exc_info and _told_lately(outage_of(record.exc_info[1])):
        return None
    described = request_log.described(record)
    made: dict[str, Any] = _of(event, OF_AN_EVENT)
    made["logentry"] = {"message": described.getMessage()}
    made["tags"] = {"request": described.__dict__["request_id"]}
    if record.exc_info and record.exc_info[1]:
        said = {type(error).__name__: message_of(error) for error in causes(record.exc_info[1])}
        values = (event.get("exception") or {}).get("values") or []
        made["exception"] = {"values": [_exception(value, said) for value in values]}
    return _hidden(made)  # type: ignore[no-any-return]


def _told_lately(outage: Outage | None) -> bool:
    """Whether this outage was reported a short while ago; else it is from now on."""
    if outage is None:
        return False
    lately = monotonic() - _reported.get(outage, -AGAIN) < AGAIN
    if not lately:
        _reported[outage] = monotonic()
    return lately


def _exception(value: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    """An error with its frames, and its message where that cannot be a client's."""
    frames = (value.get("stacktrace") or {}).get("frames") or []
    kept = {"type": value.get("type"), "module": value.get("module"), "value": said.get(value.get("type") or "", "")}
    return kept | {"stacktrace": {"frames": [_of(frame, OF_A_FRAME) for frame in frames]}}


def _of(whole: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}


def _hidden(part: Any) -> Any:
    """The same without secrets, wherever in it they stand."""
    if isinstance(part, str):
        return without_secrets(part)
    if isinstance(part, dict):
        return {name: _hidden(value) for name, value in part.items()}
    return [_hidden(each) for each in part] if isinstance(part, list) else part
