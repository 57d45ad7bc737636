"""Never twice: a row of a file is claimed in the database before TimeTrack is called for it.

A token names file (its digest), sheet and row, and no person, so that two colleagues with one file meet. In it lies a
keyed hash of each value that was written, by whichever of its corrections, and the client's id. Its states:

    free ──claim──▶ under way ──┬─▶ done      written: the same values again are done already; others are a change of
                      ▲  │      │             that client, and never a second creation
                      │  │      ├─▶ clash     somebody else changed the client meanwhile: stays so for these values
                      │  │      ├─▶ unclear   the answer was lost, and looking did not tell: looked up again, never sent
                      │  │      └─▶ open      nothing was written, surely; a person may have it done once more
                      │  │
                      │  └─ nothing was sent: as it was before (free, done, open, clash)
                      └──── done (other values, for its client), clash (other values) and open can be claimed

One that is still under way when no worker can be at it any more was broken off. It is looked up (`lost`) by the values
that were sent, whatever the row says by now: done where TimeTrack has just these, open where it surely has not, else
unclear. Nothing is sent again by itself: an open row waits for a person. An undone creation frees its row, an undone
change opens it, and so does a merge that finds its client otherwise than it was done, or knows not how it was done.
After 30 days a row is free.

Each step is a durable transaction of its own, by the database's clock. The end of a row and its run's count are one.
"""

import json
import logging
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum, auto
from hashlib import blake2b
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from clients_ui.client.record import Value
from clients_ui.history.recording import not_recorded
from clients_ui.models import BulkRun, InPortions, RowOfRun, RowState, RowToken

logger = logging.getLogger("timetrack")
SALT = "clients_ui.row_token"
KEPT = timedelta(days=30)
LONGER = 10
"""Seconds beyond the deadline of a row after which no worker can be at it any more."""
LENGTH = 8
"""Bytes of a value's hash: enough that a correction never looks like what it corrects."""
KEPT_BEFORE = ("state", "written", "client", "run_id", "holder", "at")


class RowPlace(NamedTuple):
    """A row of a file."""

    file: str
    row: int


class WhyNot(Enum):
    """Why a row cannot be claimed now. OTHER: it was done with other values, and this would create a client."""

    HELD = auto()
    LOST = auto()
    DONE = auto()
    CLASH = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that is not to be done now, and its token; `same`: that was claimed for the same values."""

    why: WhyNot
    token: RowToken
    same: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours to do, and what its token was `before` (nothing: it was free)."""

    token: RowToken
    before: Mapping[str, Any] = field(default_factory=dict)

    def part(self, row: int) -> RowOfRun:
        """What its write is a part of."""
        return RowOfRun(self.token.run_id or "", row, self.token.holder)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a row: its state, its client, and which values were written (or were to be), of `names`."""

    state: str
    client: int | None
    names: Collection[str]
    covers: Callable[[Mapping[str, Value]], bool]


def file_of(digest: str, sheet: str) -> str:
    """How tokens and runs name a sheet of a file."""
    return salted_hmac(SALT, json.dumps([digest, sheet]), algorithm="sha256").hexdigest()


def known(digest: str, sheet: str) -> dict[int, Known]:
    """What is known of the rows of a file; a row that is not in it is free."""
    return {token.row: _known(token) for token in _tokens(file_of(digest, sheet)).exclude(forgotten=True).iterator()}


def claim(
    place: RowPlace, values: Mapping[str, Value], client: int | None, run: str, *, clash_stays: bool = True
) -> Claimed | RowRefused:
    """Claim a row for these values, to be written to this client (None: to a new one); or why that is not to be.

    Raises NotRecorded where that cannot be written down.
    """
    holder = secrets.token_urlsafe(16)
    mine = RowToken(**place._asdict(), written=_hashed(place, values), run_id=run, holder=holder, at=Now())
    try:
        with transaction.atomic(durable=True):
            return _claimed(mine, client, clash_stays)
    except DatabaseError as error:
        raise not_recorded(error) from error


def settle(
    held: Claimed,
    state: RowState | None,
    *,
    client: int | None = None,
    count: str = "",
    also: Callable[[], object] = lambda: None,
) -> None:
    """Write down the end of a row (None: it is as it was before) and count it in its run; `also` is done with it.

    Where that fails the row stays under way, and is looked up later. Nothing is done where somebody did that already.
    """
    token = held.token
    row = RowToken.objects.filter(pk=token.pk, holder=token.holder, state=token.state)
    try:
        with transaction.atomic(durable=True):
            if state is None:
                changed = row.update(**held.before) if held.before else row.delete()[0]
            else:
                written = {} if state == RowState.OPEN else token.written
                changed = row.update(state=state, client=client or token.client, written=written)
            if changed:
                _count(token.run_id, count)
                also()
    except DatabaseError:  # what happened at TimeTrack has happened
        logger.exception("the end of a row could not be written down")


def forget_some() -> None:
    """Forget some of the rows that were done long ago."""
    _old().clear_some()


def forget_old() -> int:
    """Forget every row that was done long ago; how many there were."""
    return _old().clear_all()


def broken_off() -> QuerySet[Any, Any]:
    """The rows of runs at which no worker is any more, though their ends were not written down."""
    tokens: QuerySet[Any, Any] = RowToken.objects.annotate(**_ages())
    return tokens.filter(state=RowState.UNDER_WAY, run__isnull=False, broken_off=True, forgotten=False)


def set_free(place: RowPlace, client: int) -> None:
    """What this row created is deleted: it may be done again."""
    RowToken.objects.filter(**place._asdict(), client=client).delete()


def set_open(place: RowPlace, client: int) -> None:
    """What this row changed is changed back: it may be done again, for this client."""
    RowToken.objects.filter(**place._asdict(), client=client).update(state=RowState.OPEN, written={})


def open_again(place: RowPlace, states: Collection[RowState], but: str = "") -> None:
    """The same may be written to this row once more where it is in one of these states: its client was read just now.

    `but`: the run of which it stays as it is. Raises NotRecorded where that cannot be written down.
    """
    ended = RowToken.objects.filter(**place._asdict(), state__in=states).exclude(run=but)
    try:
        ended.update(state=RowState.OPEN, written={})
    except DatabaseError as error:
        raise not_recorded(error) from error


def _claimed(mine: RowToken, client: int | None, clash_stays: bool) -> Claimed | RowRefused:
    RowToken.objects.bulk_create([mine], ignore_conflicts=True)
    found = _tokens(mine.file).filter(row=mine.row).select_for_update().first()
    if found is None:  # it was set free at this moment
        return RowRefused(WhyNot.HELD, mine)
    if found.holder == mine.holder:
        return Claimed(found)
    same = mine.written.items() <= found.written.items()
    if not found.forgotten and (why := _refusal(found, same, client, clash_stays)):
        return RowRefused(why, found, same)
    before = {} if found.forgotten else {name: getattr(found, name) for name in KEPT_BEFORE}
    known = found.client or (client if found.state == RowState.DONE else None)
    found.client = None if found.forgotten else known
    written = found.written if found.state == RowState.DONE and not found.forgotten else {}
    found.written = {**written, **mine.written}  # what was written once stays known, whatever is corrected beside it
    found.state, found.run_id, found.holder, found.at = RowState.UNDER_WAY, mine.run_id, mine.holder, Now()
    found.save(update_fields=KEPT_BEFORE)
    return Claimed(found, before)


def _refusal(found: Any, same: bool, client: int | None, clash_stays: bool) -> WhyNot | None:
    """Why a row with a token cannot be claimed."""
    if found.state == RowState.UNDER_WAY:
        return WhyNot.LOST if found.broken_off else WhyNot.HELD
    if found.state == RowState.UNCLEAR:
        return WhyNot.LOST
    if found.state == RowState.DONE and same:
        return WhyNot.DONE
    if found.state == RowState.CLASH and same and clash_stays:
        return WhyNot.CLASH
    created = found.client is not None or found.state == RowState.DONE
    return WhyNot.OTHER if created and client is None else None


def _tokens(file: str) -> QuerySet[Any, Any]:
    tokens: QuerySet[Any, Any] = RowToken.objects.filter(file=file).annotate(**_ages())
    return tokens


def _ages() -> dict[str, Q]:
    longest = timedelta(seconds=settings.TIMETRACK_DEADLINE + LONGER)
    return {"broken_off": Q(at__lt=Now() - longest), "forgotten": Q(at__lt=Now() - KEPT)}


def _old() -> InPortions:
    return RowToken.objects.filter(at__lt=Now() - KEPT)


def _count(run: str | None, what: str) -> None:
    if what:
        BulkRun.objects.filter(pk=run).update(**{what: F(what) + 1}, at=Now())


def _known(token: RowToken) -> Known:
    def covers(values: Mapping[str, Value]) -> bool:
        return bool(_hashed(RowPlace(token.file, token.row), values).items() <= token.written.items())

    return Known(token.state, token.client, token.written.keys(), covers)


def _hashed(place: RowPlace, values: Mapping[str, Value]) -> dict[str, str]:
    """A keyed hash of each value, which is another one in every row: no two rows can be compared."""
    key = salted_hmac(SALT, json.dumps(place), algorithm="sha256").digest()
    return {
        name: blake2b(json.dumps([name, value]).encode(), key=key, digest_size=LENGTH).hexdigest()
        for name, value in values.items()
    }
