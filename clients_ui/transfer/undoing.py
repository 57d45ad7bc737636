"""Undoing a run, for 30 days, from its last row on.

What it created is deleted, what it changed is changed back, what it deleted is created again under a new id.

Each entry of the run is a row of the undo, done once like the rows of a file. What somebody edited since stays as it
is, and is named. Nothing can be undone whose values the history does not hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.admin.models import CHANGE
from django.db.models import QuerySet
from django.utils import timezone

from clients_ui.client.record import EMPTY, ClientRecord, Value
from clients_ui.models import Attempt, AttemptOutcome, BulkRun, RowOfRun, RowState, RowToken, RunKind
from clients_ui.timetrack.errors import NotRecorded
from clients_ui.transfer import one_by_one, row_tokens, runs
from clients_ui.transfer.one_by_one import Work
from clients_ui.transfer.planned import DoneRow
from clients_ui.transfer.row_tokens import RowPlace
from clients_ui.wording import rows as wording
from clients_ui.writing import lost, saving
from clients_ui.writing.outcomes import Clashing, Gone, NotAsShown, Outcome, Unchanged

OFFERED = timedelta(days=30)
AT_ONCE = 100
"""Entries that are read at once: more than are undone in two seconds."""
UNDOABLE = (AttemptOutcome.CREATED, AttemptOutcome.SAVED, AttemptOutcome.DELETED)


@dataclass(frozen=True, slots=True)
class Undone:
    """How far an undo came. `onward`: the entry before which it goes on, None at its end; the rest as in `Progress`."""

    run: str
    done: list[DoneRow] = field(default_factory=list)
    onward: int | None = None
    pause: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Needed:
    """What an undo would do, and so which rights it takes: to delete, to change, to add."""

    delete: bool
    change: bool
    add: bool


def needed(run: BulkRun) -> Needed | None:
    """What undoing a run takes; None where it cannot be undone (any more)."""
    if run.kind == RunKind.UNDO or run.begun_at < timezone.now() - OFFERED:
        return None
    first = _undoable(run).first()
    if first is None or not first.has_values:
        return None
    actions = set(_undoable(run).values_list("outcome", flat=True).distinct().order_by())
    return Needed(*(outcome in actions for outcome in UNDOABLE))


def carry_out(run: BulkRun, by: int, before: int | None = None) -> Undone:
    """Undo the entries of a run that lie before this one (None: all), as many as begin within two seconds."""
    own = BulkRun.objects.filter(undoes=run, person=by).order_by("begun_at").first()
    key = own.key if own else runs.new_key()
    try:
        runs.begin(key, by, RunKind.UNDO, undoes=run.key)
    except NotRecorded as error:
        return Undone(key, [], before or _beginning(run), error.retry_after, wording.waiting(error))
    entries = _undoable(run) if before is None else _undoable(run).filter(pk__lt=before)
    portion = list(entries[:AT_ONCE])
    went = one_by_one.through(_works(run, portion, by), key)
    onward = portion[-1].pk if len(portion) == AT_ONCE else None
    if went.left:
        onward = max(work.place.row for work in went.left) + 1
    if onward is None:
        runs.end(key, by)
    return Undone(key, went.done, onward, went.pause, went.why)


def is_complete(run: BulkRun) -> bool:
    """Whether all that a run did is undone, by whomever."""
    undone = RowToken.objects.filter(file=_file_of(run), state=RowState.DONE)
    return not _undoable(run).exclude(pk__in=undone.values("row")).exists()


def left_as_they_are(undo: BulkRun) -> QuerySet[Attempt]:
    """The entries that an undo did not undo, as somebody edited or deleted the client since or it has projects."""
    kept = RowToken.objects.filter(run=undo, state=RowState.CLASH)
    return Attempt.objects.filter(pk__in=kept.values("row")).select_related("entry__user").order_by("row")


def set_back(run: BulkRun, entry: Attempt) -> None:
    """Let a row of the run's file be done again, as this entry of its is undone."""
    again = row_tokens.set_open if entry.entry.action_flag == CHANGE else row_tokens.set_free
    again(RowPlace(run.file, entry.row or 0), entry.client or 0)


def _undoable(run: BulkRun) -> QuerySet[Attempt]:
    """The entries that did something to a client that is known, from the last to the first."""
    done = run.attempts.filter(outcome__in=UNDOABLE, client__isnull=False)
    return done.select_related("entry").order_by("-pk")


def _beginning(run: BulkRun) -> int:
    last = _undoable(run).first()
    return last.pk + 1 if last else 1


def _works(run: BulkRun, entries: list[Attempt], by: int) -> Iterator[Work]:
    for entry in entries:
        if entry.has_values:
            yield UNDONE_BY[AttemptOutcome(entry.outcome)](run, RowPlace(_file_of(run), entry.pk), entry, by)


def _file_of(run: BulkRun) -> str:
    """How the tokens of its undo are named, whoever undoes it."""
    return row_tokens.file_of(f"undo {run.key}", "")


def _deletion(run: BulkRun, place: RowPlace, entry: Attempt, by: int) -> Work:
    """Delete what was created, where it is still what it was then."""
    client = entry.client or 0
    values: dict[str, Value] = {each.field.name: each.new for each in entry.changes}
    created = ClientRecord(client, {**EMPTY, **values})

    def write(of: RowOfRun) -> Outcome:
        outcome = saving.delete(client, created, by, of=of)
        return Unchanged(client) if isinstance(outcome, Gone) else outcome  # it is as the undo would have it

    return Work(
        place,
        entry.row or 0,
        {},
        client,
        write,
        look_up=lambda attempt, _: lost.deletion(attempt, created),
        clash_stays=False,
        also=lambda: set_back(run, entry),
    )


def _change_back(run: BulkRun, place: RowPlace, entry: Attempt, by: int) -> Work:
    """Put the old values back, as a save by somebody who was shown the new ones."""
    client = entry.client or 0
    shown = ClientRecord(client, {**EMPTY, **{each.field.name: each.new for each in entry.changes}})
    old: dict[str, Value] = {each.field.name: each.old for each in entry.changes}

    def write(of: RowOfRun) -> Outcome:
        match saving.change(client, shown, old, by, of=of):
            case Clashing(now=now):
                return NotAsShown(now, {}, ())
            case Gone():  # named too: this one cannot be had back
                return NotAsShown(shown, {}, ())
            case outcome:
                return outcome

    return Work(
        place,
        entry.row or 0,
        {},
        client,
        write,
        look_up=lambda attempt, _: lost.change(attempt, client, old),
        changes={name: (shown[name], value) for name, value in old.items()},
        clash_stays=False,
        also=lambda: set_back(run, entry),
    )


def _creation(run: BulkRun, place: RowPlace, entry: Attempt, by: int) -> Work:
    """Create what was deleted, with all that it held, under a new id."""
    values: dict[str, Value] = {each.field.name: each.old for each in entry.changes if each.old not in {None, ""}}
    return Work(
        place,
        entry.row or 0,
        values,
        client=None,
        write=lambda of: saving.create(values, by, anyway=True, of=of),
        look_up=lambda attempt, sent: lost.creation(attempt, sent, set()),
        changes={name: (EMPTY[name] or "", value) for name, value in values.items()},
        also=lambda: set_back(run, entry),
    )


UNDONE_BY = {
    AttemptOutcome.CREATED: _deletion,
    AttemptOutcome.SAVED: _change_back,
    AttemptOutcome.DELETED: _creation,
}
