"""The lines of the log as JSON: one object a line, tracebacks in it (LOG_FORMAT=json)."""

import json
import logging
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

from ttdash.web.reports import LineFormatter, without_secrets

NAMES: Final = {
    "asctime": "time",
    "levelname": "level",
    "host": "host",
    "process": "process",
    "name": "logger",
    "request_id": "request",
    "person": "person",
    "message": "message",
    "exc_info": "traceback",
}
"""What a record calls it → what the object does. gunicorn.conf.py has them too, for lines of its own."""


class ObjectFormatter(LineFormatter, JsonFormatter):
    """The same lines, without secrets, each an object."""

    def __init__(self, **_: Any) -> None:
        JsonFormatter.__init__(self, [*NAMES][:-1], rename_fields=NAMES)
        self._told = {}

    def written(self, record: logging.LogRecord) -> str:
        """The object of a record that is described."""
        return JsonFormatter.format(self, record)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """What it is made of, and nothing else that a record may hold; without secrets, before anything is escaped."""
        found = {name: getattr(record, name, None) for name in self._required_fields} | message_dict
        for name, value in found.items():
            log_data[NAMES[name]] = without_secrets(value) if isinstance(value, str) else value

    def unwritable(self) -> str:
        """What stands in place of a line that cannot be made."""
        return json.dumps({"level": "ERROR", "message": super().unwritable()})
