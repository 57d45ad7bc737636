"""What was written here since a moment, by whichever worker."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import Q

from clients_ui.client.record import FIELDS, Value
from clients_ui.history.prepared import rows, sql_of
from clients_ui.history.traces import BEGUN, LOOKED_BACK, TOLD, kind, of_clients

OVERTAKEN = 10
"""So many entries may be committed before one that has a smaller number."""


class AttemptOutcome(StrEnum):
    """How an attempt ended that may have changed a client."""

    CREATED = "created"
    SAVED = "saved"
    DELETED = "deleted"
    GONE = "gone"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Write:
    """A completed attempt that may have changed a client.

    `entry`: the primary key of its history entry. `client`: its id, None where that is not known. `values`: what
    TimeTrack kept, of a creation the whole client (missing names are empty), of a change the changed fields; None where
    that is not known.
    """

    entry: int
    client: int | None
    outcome: AttemptOutcome
    values: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class Position:
    """Up to where the history was read: the newest entry, and those before it that may still be completed or come."""

    newest: int = 0
    open: frozenset[int] = frozenset()


def position_now() -> Position:
    """Where the history stands."""
    newest = of_clients().order_by("-pk").values_list("pk", flat=True).first() or 0
    return _read_on(Position(max(newest - LOOKED_BACK, 0)))[0]


def written_since(before: Position) -> tuple[Position, list[Write]]:
    """Where the history stands, and what was written meanwhile, in the order of the entries. One query."""
    position, read = _read_on(before)
    outcomes = {each.value for each in AttemptOutcome}
    return position, [_write(pk, *each) for pk, each in sorted(read.items()) if each[1]["outcome"] in outcomes]


def _write(entry: int, client: str | None, content: Any) -> Write:
    pairs = {name: pair for name, pair in content["fields"].items() if name in FIELDS}
    outcome = AttemptOutcome(content["outcome"])
    known = None not in pairs.values() and outcome is not AttemptOutcome.UNCLEAR
    values = {name: new for name, (_, new) in pairs.items()} if known else None
    return Write(entry, int(client) if client else None, outcome, values)


def _read_on(before: Position) -> tuple[Position, dict[int, tuple[str | None, Any]]]:
    """The attempts that were completed since; those that have begun, and numbers that have not come yet, stay open."""
    found = rows(_since(len(before.open)), [kind(), before.newest, *before.open])
    read = {pk: (id_, json.loads(told)) for pk, id_, told in found}
    newest = max([before.newest, *read])
    begun = {pk for pk, (_, content) in read.items() if content["outcome"] == BEGUN}
    expected = before.open | set(range(before.newest + 1, newest))
    to_come = {pk for pk in expected if pk not in read and pk > newest - OVERTAKEN}
    return Position(newest, frozenset(begun | to_come)), {pk: read[pk] for pk in read.keys() - begun}


@lru_cache(LOOKED_BACK)
def _since(open_ones: int) -> str:
    found = of_clients().filter(Q(pk__gt=0) | Q(pk__in=range(open_ones))).order_by("pk")
    return sql_of(found.values_list("pk", "object_id", TOLD))
