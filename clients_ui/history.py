"""Every attempt to write leaves a trace: Django's own LogEntry, begun before TimeTrack is called, completed after it.

`change_message` is JSON: {"fields": {parameter: [old, new]}, "outcome": a name of `saving.Done` in small letters}.
An outcome "begun" is an attempt whose end nobody saw.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError
from django.db.models import QuerySet

from clients_ui.errors import NotRecorded
from clients_ui.models import Client
from clients_ui.record import Value

LONGEST_NAME = 200
BEGUN = "begun"

Fields = Mapping[str, tuple[Value, Value]]

logger = logging.getLogger("timetrack")


def begin(by: int, action: int, id: int | None, name: str, fields: Fields) -> LogEntry:  # noqa: A002
    """Write down the intent of the account `by`; raises NotRecorded where that is not possible."""
    try:
        return LogEntry.objects.create(
            user_id=by,
            content_type=ContentType.objects.get_for_model(Client),
            object_id=str(id) if id else None,
            object_repr=name.replace("\0", "\ufffd")[:LONGEST_NAME],  # PostgreSQL holds no NUL
            action_flag=action,
            change_message=_message(fields, BEGUN),
        )
    except DatabaseError as error:
        raise NotRecorded(type(error).__name__) from error


def complete(entry: LogEntry, outcome: str, id: int | None) -> None:  # noqa: A002
    """Write down how it ended. Where that fails the trace stays "begun": what happened at TimeTrack has happened."""
    entry.object_id = str(id) if id else entry.object_id
    entry.change_message = _message(fields_of(entry), outcome)
    try:
        entry.save(update_fields=["object_id", "change_message"])
    except DatabaseError:
        logger.exception("the outcome %s of history entry %s could not be written", outcome, entry.pk)


def fields_of(entry: LogEntry) -> dict[str, tuple[Value, Value]]:
    """Parameter → (old, new) of an entry."""
    return {name: (old, new) for name, (old, new) in _content(entry)["fields"].items()}


def outcome_of(entry: LogEntry) -> str:
    """How the attempt ended, or "begun"."""
    return str(_content(entry)["outcome"])


def created_ids(ids: Iterable[int]) -> set[int]:
    """Which of these clients are known to have been created by an attempt that is completed."""
    texts = [str(id_) for id_ in ids]
    found = _of_clients().filter(action_flag=ADDITION, object_id__in=texts) if texts else LogEntry.objects.none()
    return {int(text) for text in found.values_list("object_id", flat=True) if text}


def deletion(entry_id: int, by: int) -> tuple[int, dict[str, Value]] | None:
    """The id and the values of a client that this account deleted, out of its trace."""
    entry = _of_clients().filter(pk=entry_id, user_id=by, action_flag=DELETION).first()
    if entry is None or not entry.object_id:
        return None
    return int(entry.object_id), {name: old for name, (old, _) in fields_of(entry).items()}


def _of_clients() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Client))


def _message(fields: Fields, outcome: str) -> str:
    return json.dumps({"fields": fields, "outcome": outcome}, ensure_ascii=False)


def _content(entry: LogEntry) -> Any:
    return json.loads(entry.change_message)
