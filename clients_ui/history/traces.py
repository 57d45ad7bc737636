"""Every attempt to write leaves a trace, begun before TimeTrack is called and completed after it.

A trace is Django's own LogEntry and, beside it, our Attempt: the row that the history is asked by. The entry's
`change_message` is JSON: {"fields": {parameter: [old, new]}, "outcome": the same as in the Attempt}. Instead of
[old, new] it has null where values are not stored (setting HISTORY_VALUES).
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from clients_ui.client.record import FIELDS, ClientRecord, Field, Value
from clients_ui.models import Attempt, AttemptOutcome, Client
from clients_ui.timetrack.errors import NotRecorded

LONGEST_NAME = 200
LOOKED_BACK = 50
AT_ONCE = 500
"""So many traces are read at once where all of them are asked for."""

Pairs = Mapping[str, tuple[Value, Value] | None]
"""Parameter → old and new value; None where values are not stored."""

logger = logging.getLogger("timetrack")


def begin(by: int, action: int, id: int | None, name: str, fields: Mapping[str, tuple[Value, Value]]) -> Attempt:  # noqa: A002
    """Write down the intent of the account `by`; raises NotRecorded where that is not possible."""
    pairs: Pairs = fields if settings.HISTORY_VALUES else dict.fromkeys(fields)
    try:
        with transaction.atomic():
            entry = LogEntry.objects.create(
                user_id=by,
                content_type=ContentType.objects.get_for_model(Client),
                object_id=str(id) if id else None,
                object_repr=name.replace("\0", "\ufffd")[:LONGEST_NAME],  # PostgreSQL stores no NUL
                action_flag=action,
                change_message=_message(pairs, AttemptOutcome.BEGUN),
            )
            return Attempt.objects.create(entry=entry, client=id)
    except DatabaseError as error:
        raise NotRecorded(type(error).__name__) from error


def complete(attempt: Attempt, outcome: str, id: int | None = None, record: ClientRecord | None = None) -> None:  # noqa: A002
    """Write down how it ended, with what TimeTrack kept where the client's `record` was read after the write.

    Where that fails the trace stays "begun": what happened at TimeTrack has happened.
    """
    entry = attempt.entry
    pairs = pairs_in(entry.change_message)
    if record:
        pairs = _as_kept(pairs, record, whole=entry.action_flag == ADDITION)
    attempt.outcome, attempt.client, attempt.read_back = outcome, id or attempt.client, record is not None
    entry.object_id, entry.change_message = str(attempt.client) if attempt.client else None, _message(pairs, outcome)
    try:
        with transaction.atomic():
            entry.save(update_fields=["object_id", "change_message"])
            attempt.save(update_fields=["outcome", "client", "read_back"])
    except DatabaseError:
        logger.exception("the outcome %s of history entry %s could not be written", outcome, attempt.pk)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a trace: its value before the attempt, and the one that was written, as far as is known."""

    field: Field
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Trace:
    """One attempt to write, as it is read. `client`: None where no id came of it; `values`: old and new are stored."""

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
        return self.values and self.outcome == AttemptOutcome.SAVED


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which traces: of which client, by whom (user name), of which action, from and until which day."""

    client: int | None = None
    person: str = ""
    action: int | None = None
    since: date | None = None
    until: date | None = None


def day(text: str) -> date | None:
    """A day written as YYYY-MM-DD; None for anything else, the ends of the calendar included."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date.min < found < date.max else None


def traces(chosen: HistoryFilter, start: int = 0, stop: int | None = None) -> list[Trace]:
    """The traces from the newest to the oldest, or a slice of them."""
    return [_trace(attempt) for attempt in _attempts(chosen)[start:stop]]


def all_traces(chosen: HistoryFilter) -> Iterator[Trace]:
    """The same, all of them, without ever having many in memory."""
    return map(_trace, _attempts(chosen).iterator(AT_ONCE))


def trace(id: int) -> Trace | None:  # noqa: A002
    """One trace."""
    attempt = Attempt.objects.filter(pk=id).select_related("entry__user").first()
    return _trace(attempt) if attempt else None


def people() -> list[str]:
    """The user names of everybody who ever wrote."""
    attempts = Attempt.objects.filter(entry__user=OuterRef("pk"))
    return [user.get_username() for user in get_user_model().objects.filter(Exists(attempts)).order_by("username")]


def last_written(client: int) -> dict[str, Value]:
    """Parameter → what this dashboard wrote to it last, as far as traces of this client are stored with values."""
    successful = Attempt.objects.filter(client=client, outcome__in=[AttemptOutcome.CREATED, AttemptOutcome.SAVED])
    written: dict[str, Value] = {}
    for message in successful.order_by("-pk").values_list("entry__change_message", flat=True)[:LOOKED_BACK]:
        for name, pair in pairs_in(message).items():
            if pair:
                written.setdefault(name, pair[1])
    return written


def forget_before(moment: datetime) -> int:
    """Delete the traces that are older; how many there were."""
    clients = ContentType.objects.get_for_model(Client)
    _, deleted = LogEntry.objects.filter(content_type=clients, action_time__lt=moment).delete()
    return deleted.get(LogEntry._meta.label, 0)  # noqa: SLF001 - part of what Django documents


def created_ids(ids: Iterable[int]) -> set[int]:
    """Which of these clients are known to have been created by an attempt that is completed."""
    created = Attempt.objects.filter(outcome=AttemptOutcome.CREATED, client__in=ids)
    return {client for client in created.values_list("client", flat=True) if client}


def deletion(id: int, by: int) -> tuple[int, dict[str, Value]] | None:  # noqa: A002
    """The id and the values of a client that this account deleted, out of its trace."""
    found = trace(id) if Attempt.objects.filter(pk=id, entry__user=by, entry__action_flag=DELETION).exists() else None
    if found is None or found.client is None or not found.values:
        return None
    return found.client, {each.field.name: each.old for each in found.changes}


def pairs_in(message: str) -> Pairs:
    """The fields in an entry's `change_message`; none where it was not written by us."""
    try:
        content = json.loads(message)
    except ValueError:
        return {}
    fields = content.get("fields") if isinstance(content, dict) else None
    found = fields.items() if isinstance(fields, dict) else ()
    return {name: pair for name, pair in found if name in FIELDS and (pair is None or len(pair) == 2)}


def _as_kept(pairs: Pairs, record: ClientRecord, *, whole: bool) -> Pairs:
    """The same fields with the values that TimeTrack kept; of a `whole` client all fields that have one."""
    if None in pairs.values():
        return pairs
    names = [name for name, field in FIELDS.items() if name in pairs or (whole and record[name] != field.empty)]
    old = {name: pair[0] for name, pair in pairs.items() if pair}
    return {name: (old.get(name, FIELDS[name].empty), record[name]) for name in names}


def _attempts(chosen: HistoryFilter) -> QuerySet[Attempt]:
    filters: dict[str, Any] = {
        "client": chosen.client,
        "entry__user__username": chosen.person or None,
        "entry__action_flag": chosen.action,
        "entry__action_time__gte": chosen.since and timezone.make_aware(datetime.combine(chosen.since, time.min)),
        "entry__action_time__lte": chosen.until and timezone.make_aware(datetime.combine(chosen.until, time.max)),
    }
    given = {name: value for name, value in filters.items() if value is not None}
    return Attempt.objects.filter(**given).select_related("entry__user").order_by("-pk")


def _trace(attempt: Attempt) -> Trace:
    entry = attempt.entry
    pairs = pairs_in(entry.change_message)
    return Trace(
        id=entry.pk,
        at=entry.action_time,
        person=entry.user.get_username(),
        action=entry.action_flag,
        client=attempt.client,
        name=entry.object_repr,
        outcome=attempt.outcome,
        changes=[Change(FIELDS[name], *(pair or (None, None))) for name, pair in pairs.items()],
        values=None not in pairs.values(),
    )


def _message(pairs: Pairs, outcome: str) -> str:
    return json.dumps({"fields": pairs, "outcome": outcome}, ensure_ascii=False)
