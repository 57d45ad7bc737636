"""What was written here since a moment, by whichever worker."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from clients_ui.history.prepared import rows, sql_of
from clients_ui.history.traces import BEGUN, LOOKED_BACK, TOLD, kind, of_clients

TOUCHED = {"created", "saved", "deleted", "gone", "unclear"}
OVERTAKEN = 10
"""So many entries may be committed before one that has a smaller number."""


@dataclass(frozen=True, slots=True)
class Written:
    """Up to where the history was read: the newest entry, and those before it that may still be completed or come."""

    newest: int = 0
    open: frozenset[int] = frozenset()


def written_by_now() -> Written:
    """Where the history stands."""
    newest = of_clients().order_by("-pk").values_list("pk", flat=True).first() or 0
    return _read_on(Written(max(newest - LOOKED_BACK, 0)))[0]


def written_since(before: Written) -> tuple[Written, dict[int, int | None]]:
    """Where the history stands, and the entries of what was written meanwhile: each with its client's id. One query.

    None is a client whose id is not known.
    """
    written, read = _read_on(before)
    return written, {pk: int(id_) if id_ else None for pk, (id_, outcome) in read.items() if outcome in TOUCHED}


def _read_on(before: Written) -> tuple[Written, dict[int, tuple[str | None, str]]]:
    """The attempts that were completed since; those that have begun, and numbers that have not come yet, stay open."""
    found = rows(_since(len(before.open)), [kind(), before.newest, *before.open])
    read = {pk: (id_, json.loads(told)["outcome"]) for pk, id_, told in found}
    newest = max([before.newest, *read])
    begun = {pk for pk, (_, outcome) in read.items() if outcome == BEGUN}
    expected = before.open | set(range(before.newest + 1, newest))
    to_come = {pk for pk in expected if pk not in read and pk > newest - OVERTAKEN}
    return Written(newest, frozenset(begun | to_come)), {pk: read[pk] for pk in read.keys() - begun}


@lru_cache(LOOKED_BACK)
def _since(open_ones: int) -> str:
    found = of_clients().filter(Q(pk__gt=0) | Q(pk__in=range(open_ones))).order_by("pk")
    return sql_of(found.values_list("pk", "object_id", TOLD))
