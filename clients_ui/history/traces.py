"""Every attempt to write leaves a trace, begun before TimeTrack is called and completed after it.

A trace is Django's own LogEntry and, beside it, our Attempt: the row that the history is asked by. The entry's
`change_message` is JSON: {"fields": {parameter: [old, new]}, "outcome": the same as in the Attempt}. Instead of
[old, new] it has null where values are not stored (setting HISTORY_VALUES). A creation that is begun has besides the
ids of clients of such a name that were there "before", so that its end can be found out later.
"""

import json
import logging
from collections.abc import Iterable, Mapping
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

from clients_ui.client.record import EMPTY, ClientRecord, Value
from clients_ui.history import told_apart
from clients_ui.history.recording import not_recorded
from clients_ui.models import Attempt, AttemptOutcome, BulkRun, Client, FineAsItIs, Pairs, RowOfRun, RowState, RowToken

LONGEST_NAME = 200
LOOKED_BACK = 50
PORTION = 500

logger = logging.getLogger("timetrack")


def begin(  # noqa: PLR0913, PLR0917 - what is to be written down
    by: int,
    action: int,
    id: int | None,  # noqa: A002 - TimeTrack's name
    name: str,
    fields: Mapping[str, tuple[Value, Value]],
    of: RowOfRun | None = None,
    before: Iterable[int] | None = None,
) -> Attempt:
    """Write down the intent of the account `by`, and of which run it is; raises NotRecorded where that fails.

    `before`: the clients of such a name that are there before a creation.
    """
    pairs: Pairs = fields if settings.HISTORY_VALUES else dict.fromkeys(fields)
    try:
        with transaction.atomic():
            entry = LogEntry.objects.create(
                user_id=by,
                content_type=ContentType.objects.get_for_model(Client),
                object_id=str(id) if id else None,
                object_repr=as_name(name),
                action_flag=action,
                change_message=_message(pairs, AttemptOutcome.BEGUN, before),
            )
            run = {"run_id": of.run, "row": of.row, "claim": of.claim} if of else {}
            return Attempt.objects.create(entry=entry, client=id, **run)
    except DatabaseError as error:
        raise not_recorded(error) from error


def as_name(name: str) -> str:
    """What a client is called in an entry; PostgreSQL stores no NUL."""
    return name.replace("\0", "\ufffd")[:LONGEST_NAME]


def complete(attempt: Attempt, outcome: str, id: int | None = None, record: ClientRecord | None = None) -> None:  # noqa: A002
    """Write down how it ended, with what TimeTrack kept where the client's `record` was read after the write.

    Where that fails the trace stays "begun": what happened at TimeTrack has happened.
    """
    entry = attempt.entry
    pairs = _as_kept(attempt, record) if record and attempt.has_values else attempt.pairs
    attempt.outcome, attempt.client, attempt.read_back = outcome, id or attempt.client, record is not None
    entry.object_id, entry.change_message = str(attempt.client) if attempt.client else None, _message(pairs, outcome)
    try:
        with transaction.atomic():
            entry.save(update_fields=["object_id", "change_message"])
            attempt.save(update_fields=["outcome", "client", "read_back"])
            if outcome == AttemptOutcome.DELETED and attempt.client:
                told_apart.forget(attempt.client)
                FineAsItIs.objects.filter(client=attempt.client).delete()
    except DatabaseError:
        logger.exception("the outcome %s of history entry %s could not be written", outcome, attempt.pk)


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


def traces(chosen: HistoryFilter) -> QuerySet[Attempt]:
    """The attempts with their entries and people, from the newest to the oldest."""
    filters: dict[str, Any] = {
        "client": chosen.client,
        "entry__user__username": chosen.person or None,
        "entry__action_flag": chosen.action,
        "entry__action_time__gte": chosen.since and timezone.make_aware(datetime.combine(chosen.since, time.min)),
        "entry__action_time__lte": chosen.until and timezone.make_aware(datetime.combine(chosen.until, time.max)),
    }
    given = {name: value for name, value in filters.items() if value is not None}
    return Attempt.objects.filter(**given).select_related("entry__user").order_by("-pk")


def last_of(client: int) -> Attempt | None:
    """The last attempt at a client, if there was any; a mark of a finding is none."""
    return traces(HistoryFilter(client=client)).exclude(outcome=AttemptOutcome.NOTED).first()


def people() -> list[str]:
    """The user names of everybody who ever wrote."""
    attempts = Attempt.objects.filter(entry__user=OuterRef("pk"))
    return [user.get_username() for user in get_user_model().objects.filter(Exists(attempts)).order_by("username")]


def last_written(client: int) -> dict[str, Value]:
    """Parameter → what TimeTrack kept of what was written to it here last; not where that was not read back."""
    successful = Attempt.objects.filter(client=client, outcome__in=[AttemptOutcome.CREATED, AttemptOutcome.SAVED])
    last: dict[str, tuple[bool, Value]] = {}
    for attempt in successful.select_related("entry").order_by("-pk")[:LOOKED_BACK]:
        last = {it.field.name: (attempt.read_back and attempt.has_values, it.new) for it in attempt.changes} | last
    return {name: new for name, (known, new) in last.items() if known}


def forget_before(moment: datetime) -> int:
    """Delete the traces that are older, and the runs that have none left; how many traces there were."""
    clients = ContentType.objects.get_for_model(Client)
    old, number = LogEntry.objects.filter(content_type=clients, action_time__lt=moment), 0
    while portion := list(old.values_list("pk", flat=True)[:PORTION]):  # the rest may be more than memory holds
        LogEntry.objects.filter(pk__in=portion).delete()
        number += len(portion)
    # Without its trace nobody can tell any more that a row was never sent.
    RowToken.objects.filter(state=RowState.UNDER_WAY, at__lt=moment).update(state=RowState.UNCLEAR)
    BulkRun.objects.filter(at__lt=moment).delete()
    return number


def begun_before(moment: datetime) -> QuerySet[Attempt]:
    """The attempts that were begun earlier and whose end nobody wrote down, from the oldest on."""
    begun = Attempt.objects.filter(outcome=AttemptOutcome.BEGUN, entry__action_time__lt=moment)
    return begun.select_related("entry").order_by("pk")


def created_ids(ids: Iterable[int]) -> set[int]:
    """Which of these clients are known to have been created by an attempt that is completed."""
    created = Attempt.objects.filter(outcome=AttemptOutcome.CREATED, client__in=ids)
    return {client for client in created.values_list("client", flat=True) if client}


def deletion(id: int, by: int) -> ClientRecord | None:  # noqa: A002
    """A client as it was when this account deleted it, out of the deletion's trace."""
    mine = Attempt.objects.filter(pk=id, entry__user=by, entry__action_flag=DELETION).select_related("entry").first()
    if mine is None or mine.client is None or not mine.has_values:
        return None
    return ClientRecord(mine.client, {each.field.name: each.old for each in mine.changes})


def _as_kept(attempt: Attempt, record: ClientRecord) -> Pairs:
    """The same fields with the values that TimeTrack kept; of a creation all fields that have one."""
    old = {each.field.name: each.old for each in attempt.changes}
    if attempt.entry.action_flag == ADDITION:
        old = {name: empty for name, empty in EMPTY.items() if name in old or record[name] != empty}
    return {name: (value, record[name]) for name, value in old.items()}


def _message(pairs: Pairs, outcome: str, before: Iterable[int] | None = None) -> str:
    known = {} if before is None else {"before": sorted(before)}
    return json.dumps({"fields": pairs, "outcome": outcome, **known}, ensure_ascii=False)
