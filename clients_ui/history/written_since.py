"""What was written here since a moment, by whichever worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.admin.models import ADDITION
from django.db.models import Q
from django.utils import timezone

from clients_ui.client.record import EMPTY, Value
from clients_ui.models import Attempt, AttemptOutcome

LONGEST_ATTEMPT = timedelta(hours=1)
"""An attempt that is still "begun" after this will never be completed."""
LATEST = 50
"""PostgreSQL may commit an entry after later ones; behind so many it is no longer waited for. Two workers make 16."""
NOTHING_WRITTEN = {AttemptOutcome.BEGUN, AttemptOutcome.NOT_SAVED, AttemptOutcome.EXPORTED, AttemptOutcome.BROKEN_OFF}


@dataclass(frozen=True, slots=True)
class Write:
    """A completed attempt that may have changed a client; NOTED: the marks of its findings alone.

    `entry`: the primary key of its LogEntry. `client`: None where its id is not known. `values`: what TimeTrack kept,
    of a creation the whole client, of a change the changed fields; None where that is not known.
    """

    entry: int
    client: int | None
    outcome: AttemptOutcome
    values: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where the history was read: the newest entry, and earlier ones that may still be completed or committed."""

    newest: int = 0
    open: frozenset[int] = frozenset()


def position_now() -> Position:
    """Where the history stands, with every attempt that is under way."""
    recent = Attempt.objects.filter(entry__action_time__gt=timezone.now() - LONGEST_ATTEMPT)
    under_way = frozenset(recent.filter(outcome=AttemptOutcome.BEGUN).values_list("pk", flat=True))
    newest = Attempt.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return written_since(Position(max(newest - LATEST, 0), under_way))[0]


def written_since(before: Position) -> tuple[Position, list[Write]]:
    """Where the history stands, and what was written meanwhile, in the order of the entries. One query."""
    unread = Attempt.objects.filter(Q(pk__gt=before.newest) | Q(pk__in=before.open))
    read = {attempt.pk: attempt for attempt in unread.select_related("entry").order_by("pk")}
    newest = max([before.newest, *read])
    begun = {pk for pk, attempt in read.items() if attempt.outcome == AttemptOutcome.BEGUN}
    expected = before.open | set(range(before.newest + 1, newest))
    to_come = {pk for pk in expected if pk not in read and pk > newest - LATEST}
    writes = [
        Write(attempt.pk, attempt.client, AttemptOutcome(attempt.outcome), _kept(attempt))
        for attempt in read.values()
        if attempt.outcome not in NOTHING_WRITTEN
    ]
    return Position(newest, frozenset(begun | to_come)), writes


def _kept(attempt: Attempt) -> dict[str, Value] | None:
    """The values that TimeTrack kept; None where they are not known."""
    if not attempt.read_back or not attempt.has_values:
        return None
    new = {each.field.name: each.new for each in attempt.changes}
    return {**EMPTY, **new} if attempt.entry.action_flag == ADDITION else new
