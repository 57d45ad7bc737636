"""What was written here since a moment, by whichever worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.admin.models import ADDITION
from django.db.models import Q
from django.utils import timezone

from clients_ui.client.record import FIELDS, Value
from clients_ui.models import Attempt, AttemptOutcome, pairs_in

LONGEST_ATTEMPT = timedelta(hours=1)
"""An attempt that is still "begun" after this will never be completed."""
LATEST = 10
"""PostgreSQL may commit an entry after others with higher numbers, but after no more than so many."""
NOTHING_WRITTEN = {AttemptOutcome.BEGUN, AttemptOutcome.NOT_SAVED}


@dataclass(frozen=True, slots=True)
class Write:
    """A completed attempt that may have changed a client.

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
    columns = ("pk", "client", "outcome", "read_back", "entry__action_flag", "entry__change_message")
    read = {row[0]: row for row in unread.order_by("pk").values_list(*columns)}
    newest = max([before.newest, *read])
    begun = {pk for pk, row in read.items() if row[2] == AttemptOutcome.BEGUN}
    expected = before.open | set(range(before.newest + 1, newest))
    to_come = {pk for pk in expected if pk not in read and pk > newest - LATEST}
    writes = [
        Write(pk, client, AttemptOutcome(outcome), _kept(action, message) if read_back else None)
        for pk, client, outcome, read_back, action, message in read.values()
        if outcome not in NOTHING_WRITTEN
    ]
    return Position(newest, frozenset(begun | to_come)), writes


def _kept(action: int, message: str) -> dict[str, Value] | None:
    """The values that TimeTrack kept; None where they are not stored."""
    pairs = pairs_in(message)
    if None in pairs.values():
        return None
    kept = {name: pair[1] for name, pair in pairs.items() if pair}
    return {name: field.empty for name, field in FIELDS.items()} | kept if action == ADDITION else kept
