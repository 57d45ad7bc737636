"""Every attempt to write leaves a trace: Django's own LogEntry, begun before TimeTrack is called, completed after it.

`change_message` is JSON: {"fields": {parameter: [old, new]}, "outcome": a name of `outcome.Done` in small letters}.
Instead of [old, new] it has null where values are not kept (setting HISTORY_VALUES). The outcome "begun" is an attempt
whose end nobody saw.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError
from django.db.models import QuerySet

from clients_ui.client.record import FIELDS, Field, Value
from clients_ui.history.prepared import rows, sql_of
from clients_ui.models import Client
from clients_ui.timetrack.errors import NotRecorded

LONGEST_NAME = 200
BEGUN = "begun"
LOOKED_BACK = 50
WRITTEN = {"created", "saved"}
TOLD = "change_message"

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
            change_message=_message(fields if settings.HISTORY_VALUES else dict.fromkeys(fields), BEGUN),
        )
    except DatabaseError as error:
        raise NotRecorded(type(error).__name__) from error


def complete(entry: LogEntry, outcome: str, id: int | None) -> None:  # noqa: A002
    """Write down how it ended. Where that fails the trace stays "begun": what happened at TimeTrack has happened."""
    entry.object_id = str(id) if id else entry.object_id
    entry.change_message = _message(_content(entry)["fields"], outcome)
    try:
        entry.save(update_fields=["object_id", "change_message"])
    except DatabaseError:
        logger.exception("the outcome %s of history entry %s could not be written", outcome, entry.pk)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a trace: what it held before the attempt, and what was to be written."""

    field: Field
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Trace:
    """One attempt to write, as it is read. `client` is None where no id came of it; `values`: old and new are kept."""

    id: int
    at: datetime
    person: str
    action: int
    client: int | None
    name: str
    outcome: str
    changes: list[Change]
    values: bool

    @property
    def revertible(self) -> bool:
        """Whether its old values can be put back."""
        return self.values and self.action == CHANGE and self.outcome in WRITTEN


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which traces: of which client, by whom (user name), of which action, from and until which day."""

    client: int | None = None
    person: str = ""
    action: int | None = None
    since: date | None = None
    until: date | None = None


def day(text: str) -> date | None:
    """A day written as YYYY-MM-DD; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def traces(wanted: HistoryFilter, start: int = 0, stop: int | None = None) -> list[Trace]:
    """The traces from the newest to the oldest, or a slice of them."""
    return [_trace(entry) for entry in _entries(wanted)[start:stop]]


def trace(id: int) -> Trace | None:  # noqa: A002
    """One trace."""
    entry = of_clients().filter(pk=id).select_related("user").first()
    return _trace(entry) if entry else None


def people() -> list[str]:
    """The user names of everybody who ever wrote."""
    names = of_clients().order_by("user__username").values_list("user__username", flat=True)
    return list(names.distinct())


def last_written(client: int) -> dict[str, Value]:
    """Parameter → what this dashboard wrote to it last, as far as traces of this client are kept with their values."""
    written: dict[str, Value] = {}
    for (told,) in rows(_told_of_client(), [kind(), str(client)]):
        content = json.loads(told)
        fields = content["fields"] if content["outcome"] in WRITTEN else {}
        for name in fields.keys() & FIELDS.keys() if None not in fields.values() else ():
            written.setdefault(name, fields[name][1])
    return written


@cache
def _told_of_client() -> str:
    found = of_clients().filter(object_id="").order_by("-action_time", "-pk")
    return sql_of(found.values_list(TOLD)[:LOOKED_BACK])


def forget_before(moment: datetime) -> int:
    """Delete the traces that are older; how many there were."""
    return of_clients().filter(action_time__lt=moment).delete()[0]


def created_ids(ids: Iterable[int]) -> set[int]:
    """Which of these clients are known to have been created by an attempt that is completed."""
    texts = [str(id_) for id_ in ids]
    found = of_clients().filter(action_flag=ADDITION, object_id__in=texts) if texts else LogEntry.objects.none()
    return {int(text) for text in found.values_list("object_id", flat=True) if text}


def deletion(entry_id: int, by: int) -> tuple[int, dict[str, Value]] | None:
    """The id and the values of a client that this account deleted, out of its trace."""
    entry = of_clients().filter(pk=entry_id, user_id=by, action_flag=DELETION).first()
    if entry is None or not entry.object_id:
        return None
    told = _trace(entry)
    return (int(entry.object_id), {each.field.name: each.old for each in told.changes}) if told.values else None


def of_clients() -> QuerySet[LogEntry]:
    """The entries about clients."""
    return LogEntry.objects.filter(content_type_id=kind())


def kind() -> int:
    """The content type of clients."""
    return ContentType.objects.get_for_model(Client).pk


def _entries(wanted: HistoryFilter) -> QuerySet[LogEntry]:
    entries = of_clients().select_related("user").order_by("-action_time", "-pk")
    filters: dict[str, Any] = {
        "object_id": str(wanted.client) if wanted.client else None,
        "user__username": wanted.person or None,
        "action_flag": wanted.action,
        "action_time__date__gte": wanted.since,
        "action_time__date__lte": wanted.until,
    }
    return entries.filter(**{name: value for name, value in filters.items() if value is not None})


def _trace(entry: LogEntry) -> Trace:
    content = _content(entry)
    kept = {name: pair for name, pair in content["fields"].items() if name in FIELDS}
    values = all(pair is not None for pair in kept.values())
    changes = [Change(FIELDS[name], *(pair or (None, None))) for name, pair in kept.items()]
    client = int(entry.object_id) if entry.object_id else None
    person = entry.user.get_username()
    return Trace(
        entry.pk,
        entry.action_time,
        person,
        entry.action_flag,
        client,
        entry.object_repr,
        content["outcome"],
        changes,
        values,
    )


def _message(fields: Mapping[str, Any], outcome: str) -> str:
    return json.dumps({"fields": fields, "outcome": outcome}, ensure_ascii=False)


def _content(entry: LogEntry) -> Any:
    return json.loads(entry.change_message)
