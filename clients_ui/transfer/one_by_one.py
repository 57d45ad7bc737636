"""Rows done one after the other, each once: claim, write, end. Whatever the rows are: of a file, or of an undo."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings
from django.db import DatabaseError

from clients_ui import metrics
from clients_ui.client.record import Value
from clients_ui.history.recording import not_recorded
from clients_ui.models import Attempt, AttemptOutcome, RowOfRun, RowState, RowToken
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import ComeBack, Rejected, TimeTrackError, Unintelligible
from clients_ui.transfer import row_tokens
from clients_ui.transfer.planned import Done, DoneRow
from clients_ui.transfer.row_tokens import Claimed, RowPlace, RowRefused, WhyNot
from clients_ui.wording import rows as wording
from clients_ui.writing.outcomes import (
    BeingCreated,
    Clashing,
    Created,
    Deleted,
    Gone,
    LookAlikes,
    NeedsName,
    NotAsShown,
    NotSaved,
    Outcome,
    Saved,
    Unchanged,
    Unclear,
)

ENDINGS: Mapping[type[Outcome], tuple[RowState | None, Done | None]] = {
    Created: (RowState.DONE, Done.CREATED),
    Saved: (RowState.DONE, Done.SAVED),
    Deleted: (RowState.DONE, Done.DELETED),
    Unchanged: (RowState.DONE, Done.UNCHANGED),
    Clashing: (RowState.CLASH, Done.CLASH),
    NotAsShown: (RowState.CLASH, Done.CLASH),
    NeedsName: (RowState.CLASH, Done.NOT_SAVED),
    LookAlikes: (None, Done.CLASH),
    Gone: (None, Done.GONE),
    Unclear: (RowState.UNCLEAR, Done.UNCLEAR),
    BeingCreated: (None, None),
}
"""What a row's token becomes (None: what it was before), and what is told (None: the row waits)."""
WRITTEN = {Done.CREATED, Done.SAVED, Done.DELETED}
SECONDS = 2
"""No row is begun after so long: a request stays short, and a browser sees how it goes on."""
PAUSE = 2
"""Seconds after which a row is asked for again that somebody else is at."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done to one row.

    `place`: what its token names; `row`: its number in its run. `client`: the one that is written to, None for a new
    one. `look_up` tells what became of a write of some values that was broken off. `also` is done with the end of a row
    that is done.
    """

    place: RowPlace
    row: int
    values: Mapping[str, Value]
    client: int | None
    write: Callable[[RowOfRun], Outcome]
    look_up: Callable[[Attempt | None, Mapping[str, Value]], Outcome]
    changes: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    clash_stays: bool = True
    also: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Waits:
    """The run waits. `error`: why; None where somebody else is at this row. `told`: the row all the same, if it ended.

    A failure may be this row's alone, and must not stop the run for ever; or everybody's, and be over in a moment.
    """

    error: TimeTrackError | None = None
    told: DoneRow | None = None


@dataclass(slots=True)
class Through:
    """How far it went: what is done, what is left, and after how many seconds and why it should go on.

    `held`: it waits for a row that is being done already.
    """

    done: list[DoneRow] = field(default_factory=list)
    left: list[Work] = field(default_factory=list)
    pause: float | None = None
    why: str = ""
    held: bool = False


def through(works: Iterable[Work], run: str) -> Through:
    """Do these rows, as many as begin within two seconds, one at least."""
    so_far, until = Through(), monotonic() + SECONDS
    begun = stopped = False
    for work in works:
        if stopped or (begun and monotonic() >= until):
            so_far.left.append(work)
            so_far.pause = so_far.pause if stopped else None  # it can go on with these at once
            continue
        begun = True
        with within(settings.TIMETRACK_DEADLINE):
            told = _one(work, run)
        row = told if isinstance(told, DoneRow) else told.told
        if row:
            metrics.ROWS.labels(row.outcome).inc()
            so_far.done.append(row)
        if isinstance(told, DoneRow):
            continue
        if not row:
            so_far.left.append(work)
        stopped, so_far.pause, so_far.held = told.error is not None, _pause(told), told.error is None
        so_far.why = wording.waiting(told.error) if told.error else wording.held()
    return so_far


def _one(work: Work, run: str) -> DoneRow | Waits:
    """Do one row. Where the database fails, it waits: its token is looked up later."""
    try:
        claimed = row_tokens.claim(work.place, work.values, work.client, run, clash_stays=work.clash_stays)
        if isinstance(claimed, RowRefused):
            return _refused(work, claimed, run)
        return _ended(work, claimed, work.write(claimed.part(work.row)))
    except TimeTrackError as error:
        return Waits(error)
    except DatabaseError as error:
        return Waits(not_recorded(error))


def _refused(work: Work, refused: RowRefused, run: str) -> DoneRow | Waits:
    token = refused.token
    match refused.why:
        case WhyNot.HELD:
            return Waits()
        case WhyNot.LOST:
            told = _found_again(work, Claimed(token), refused.same)
            otherwise = not refused.same and isinstance(told, DoneRow) and told.outcome in WRITTEN
            return _done_otherwise(work, told.id) if otherwise and isinstance(told, DoneRow) else told
        case WhyNot.DONE:
            return _done_before(work, token, run)
        case WhyNot.CLASH:
            return DoneRow(work.row, Done.CLASH, work.client, problems=wording.clash_stays())
        case WhyNot.OTHER:
            return _done_otherwise(work, token.client)


def _done_otherwise(work: Work, client: int | None) -> DoneRow:
    return DoneRow(work.row, Done.CLASH, client, problems=wording.done_otherwise())


def _done_before(work: Work, token: RowToken, run: str) -> DoneRow:
    """A row that is done; where it is this run's own, whose answer was lost, what came of it is told once more."""
    if token.run_id != run:
        return DoneRow(work.row, Done.ALREADY_DONE, token.client)
    attempt = _attempt_of(work, token)
    if attempt is None:
        return DoneRow(work.row, Done.UNCHANGED, token.client)
    if attempt.outcome not in WRITTEN:  # the history could not be written when it ended
        return DoneRow(work.row, Done.ALREADY_DONE, token.client)
    return DoneRow(work.row, Done(attempt.outcome), token.client, work.changes)


def _found_again(work: Work, held: Claimed, same: bool) -> DoneRow | Waits:
    """What became of a row that was broken off; raises TimeTrackError where TimeTrack cannot be asked.

    `same`: it comes again with the values that were under way; else those are looked for that its trace names.
    """
    token = held.token
    attempt = _attempt_of(work, token)
    match told_by_trace(token, attempt):
        case RowState.OPEN:
            return _open(work, held)
        case RowState.DONE if attempt:
            row_tokens.settle(held, RowState.DONE, client=attempt.client, count=attempt.outcome, also=work.also)
            return DoneRow(work.row, Done(attempt.outcome), attempt.client, work.changes)
    sent = work.values if same else _sent(work, attempt)
    found = work.look_up(attempt, sent) if sent is not None else Unclear(None)
    if isinstance(found, Unclear):
        row_tokens.settle(held, RowState.UNCLEAR)
        return DoneRow(work.row, Done.UNCLEAR, work.client, problems=wording.unclear())
    return _open(work, held) if isinstance(found, NotSaved) else _ended(work, held, found)


def told_by_trace(token: RowToken, attempt: Attempt | None) -> RowState | None:
    """What a row that was broken off is by its trace; None where that does not tell."""
    match attempt.outcome if attempt else None:
        case None if token.state == RowState.UNDER_WAY and token.run_id:  # a trace is begun before anything is sent
            return RowState.OPEN
        case AttemptOutcome.NOT_SAVED | AttemptOutcome.GONE:
            return RowState.OPEN
        case AttemptOutcome.CREATED | AttemptOutcome.SAVED | AttemptOutcome.DELETED:
            return RowState.DONE
    return None


def _sent(work: Work, attempt: Attempt | None) -> Mapping[str, Value] | None:
    """The values of an attempt; None where they are not known, or where it was another kind of write."""
    if not attempt or not attempt.has_values or attempt.client != work.client:
        return None
    return {each.field.name: each.new for each in attempt.changes}


def _open(work: Work, held: Claimed) -> DoneRow:
    """TimeTrack surely has not what was broken off: a person may have it done once more."""
    row_tokens.settle(held, RowState.OPEN)
    return DoneRow(work.row, Done.NOT_SAVED, work.client, problems=wording.open_again())


def _ended(work: Work, held: Claimed, outcome: Outcome) -> DoneRow | Waits:
    """Write down the end of a row, and tell it."""
    if isinstance(outcome, NotSaved):
        return _not_saved(work, held, outcome)
    state, done = ENDINGS[type(outcome)]
    client = getattr(outcome, "id", None) or work.client
    if state == RowState.DONE and done:
        row_tokens.settle(held, state, client=client, count=done, also=work.also)
    else:
        row_tokens.settle(held, state)
    changed = work.changes if done in WRITTEN else {}
    return DoneRow(work.row, done, client, changed, wording.problems(outcome)) if done else Waits()


def _not_saved(work: Work, held: Claimed, outcome: NotSaved) -> DoneRow | Waits:
    """Where nothing was sent, the row is as it was and waits; where TimeTrack surely has it not, it is open."""
    error = outcome.error
    sent = error.reached and _attempt_of(work, held.token) is not None
    row_tokens.settle(held, RowState.OPEN if sent else None)
    told = DoneRow(work.row, Done.NOT_SAVED, work.client, problems=wording.problems(outcome))
    if sent or isinstance(error, Rejected):
        return told
    return Waits(error, told if isinstance(error, Unintelligible) else None)


def _attempt_of(work: Work, token: RowToken) -> Attempt | None:
    """The attempt that was begun under the claim of this token, if any was."""
    own = Attempt.objects.filter(run=token.run_id, row=work.row, claim=token.holder)
    return own.select_related("entry").first()


def _pause(waits: Waits) -> float:
    return waits.error.retry_after if isinstance(waits.error, ComeBack) else PAUSE
