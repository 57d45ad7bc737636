"""Two clients made one: the kept one is saved and read back, and only if it holds everything the other is deleted.

It is a run of two rows of the pair, each claimed in `row_tokens` and done once: so of two people who merge one pair at
once, in whichever direction, one deletes one of them. Whatever breaks off in between leaves both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import DatabaseError

from clients_ui.client import rules
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.history.recording import not_recorded
from clients_ui.models import Attempt, BulkRun, RowOfRun, RowState, RunKind
from clients_ui.reading import one_client
from clients_ui.timetrack.errors import NotFound, TimeTrackError, Unavailable
from clients_ui.transfer import cells, merging, one_by_one, row_tokens, runs
from clients_ui.transfer.merging import Barrier, Choice, Pair, ShownPair, Side
from clients_ui.transfer.one_by_one import Through, Work
from clients_ui.transfer.planned import Done
from clients_ui.transfer.row_tokens import RowPlace
from clients_ui.wording import merging as wording
from clients_ui.wording.rows import WHOLE_ROW
from clients_ui.writing import lost, saving
from clients_ui.writing.outcomes import ChangeOutcome, DeleteOutcome, NotAsShown, NotSaved, Outcome

SAVE, DELETE = 1, 2
"""The rows of the run."""
IS_THERE = {Done.SAVED, Done.UNCHANGED, Done.ALREADY_DONE}
IS_GONE = {Done.DELETED, Done.ALREADY_DONE}


@dataclass(frozen=True, slots=True)
class Merged:
    """There is one client; its run can be undone."""

    run: str


@dataclass(frozen=True, slots=True)
class OneIsGone:
    """One of the two is not there any more. `saved`: the kept one was written to before that; else nothing was done."""

    saved: bool = False


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile:
    """They are not what was shown, but this. Nothing was done."""

    now: Pair


@dataclass(frozen=True, slots=True)
class Barred:
    """Why they cannot be merged, as they are now. Nothing was done."""

    why: Barrier
    now: Pair


@dataclass(frozen=True, slots=True)
class HaltedMerge:
    """Both are there still; or it is `unclear` what became of the one whose turn it was.

    `saved`: the kept one was written to; `deleting`: it was the other's turn. `problems`: field, or "" → sentence.
    `pause`: after so many seconds it may be tried again, None where waiting does not help. `now`: both, as far as is
    known. `error`: why they could not be read, or nothing be written down.
    """

    now: Pair | None = None
    saved: bool = False
    deleting: bool = False
    unclear: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)
    pause: float | None = None
    error: TimeTrackError | None = None


MergeOutcome = Merged | OneIsGone | ChangedMeanwhile | Barred | HaltedMerge


def read(a: int, b: int) -> Pair:
    """Both as TimeTrack has them now, with their projects; raises NotFound where one is not there."""
    one, other = one_client.current(a), one_client.current(b)
    return Pair(one, other, {record.id: one_client.projects(record) for record in (one, other)})


def merge(shown: ShownPair, choice: Choice, by: int) -> MergeOutcome:
    """Merge what the account `by` was shown, as they chose; what became of it where the same is asked once more."""
    try:
        if _is_done(shown.run, by):
            return Merged(shown.run)
        now = read(shown.pair.a.id, shown.pair.b.id)
        values = merging.outcome(now, choice)
        if amiss := _amiss(shown, now, choice, values):
            return amiss
        run = _begun(shown.run, now, by)
        written = {RowState.DONE} if _touched(now.of(choice.keep), values) else set[RowState]()
        row_tokens.open_again(RowPlace(run.file, SAVE), {RowState.UNCLEAR, *written})  # it was read just now
        row_tokens.open_again(RowPlace(run.file, DELETE), {RowState.DONE}, but=run.pk)  # both are there
    except NotFound:
        return OneIsGone()
    except TimeTrackError as error:
        return HaltedMerge(error=error)
    outcome = _both_rows(run, now, choice.keep, values, by)
    runs.end(run.pk, by)
    return outcome


def _amiss(shown: ShownPair, now: Pair, choice: Choice, values: Mapping[str, Value]) -> MergeOutcome | None:
    """Why nothing is begun."""
    if any(merging.changed(shown.pair, now).values()):
        return ChangedMeanwhile(now)
    if why := merging.barrier(now, choice.keep):
        return Barred(why, now)
    made_here = {name: values[name] for name, use in choice.use.items() if use == merging.BOTH}
    problems = cells.problems(made_here, rules.update_problems)  # all else TimeTrack holds already
    return HaltedMerge(now, problems=problems) if problems else None


def _is_done(key: str, by: int) -> bool:
    """Whether this run did all, and was not undone; raises NotRecorded where that cannot be told."""
    try:
        return BulkRun.objects.filter(pk=key, person=by, deleted=1, undone_by=None).exists()
    except DatabaseError as error:
        raise not_recorded(error) from error


def _begun(key: str, pair: Pair, by: int) -> BulkRun:
    """The run of two rows; raises NotRecorded where it cannot be begun."""
    run = runs.begin(key, by, RunKind.MERGE, file=file_of(pair))
    try:
        BulkRun.objects.filter(pk=key).update(rows=2)
    except DatabaseError as error:
        raise not_recorded(error) from error
    return run


def file_of(pair: Pair) -> str:
    """How the tokens of a pair are named, whichever of the two comes first."""
    return row_tokens.file_of(f"merge {sorted([pair.a.id, pair.b.id])}", "")


def _both_rows(run: BulkRun, pair: Pair, keep: Side, values: Mapping[str, Value], by: int) -> MergeOutcome:
    kept, other = pair.of(keep), pair.of(keep.other)
    went = one_by_one.through([_saving(run, kept, values, by)], run.pk)
    saved = any(row.outcome is Done.SAVED for row in went.done)
    if went.left or any(row.outcome not in IS_THERE or row.problems for row in went.done):
        return _halted(went, HaltedMerge(pair, saved))
    now = pair.holding(keep, values)
    went = one_by_one.through([_deletion(run, kept, other, values, by)], run.pk)
    if went.left or any(row.outcome not in {*IS_GONE, Done.GONE} for row in went.done):
        return _halted(went, HaltedMerge(now, saved, deleting=True))
    return OneIsGone(saved) if any(row.outcome is Done.GONE for row in went.done) else Merged(run.pk)


def _halted(went: Through, how: HaltedMerge) -> HaltedMerge:
    problems = {name: said for row in went.done for name, said in row.problems.items()}
    if any(row.outcome is Done.CLASH for row in went.done) and WHOLE_ROW in problems:
        problems = {WHOLE_ROW: wording.not_as_shown() if how.deleting else wording.done_otherwise()}
    why = wording.held() if went.held else went.why
    unclear = any(row.outcome is Done.UNCLEAR for row in went.done)
    return replace(how, problems=problems or {WHOLE_ROW: why}, unclear=unclear, pause=went.pause)


def _touched(kept: ClientRecord, values: Mapping[str, Value]) -> dict[str, Value]:
    """What is to be written to the kept one so that it holds these values."""
    return {name: value for name, value in values.items() if not FIELDS[name].kind.equal(kept[name], value)}


def _saving(run: BulkRun, kept: ClientRecord, values: Mapping[str, Value], by: int) -> Work:
    touched = _touched(kept, values)

    def write(of: RowOfRun) -> ChangeOutcome:
        return saving.change(kept.id, kept, touched, by, of=of)

    def look_up(attempt: Attempt | None, sent: Mapping[str, Value]) -> Outcome:
        return lost.change(attempt, kept.id, {name: value for name, value in sent.items() if name in FIELDS})

    return Work(
        RowPlace(run.file, SAVE),
        SAVE,
        {**values, "id": str(kept.id)},  # so that its token tells which of the two it was
        kept.id,
        write,
        look_up,
        changes={name: (kept[name], value) for name, value in touched.items()},
        clash_stays=False,
    )


def _deletion(run: BulkRun, kept: ClientRecord, other: ClientRecord, values: Mapping[str, Value], by: int) -> Work:
    def write(of: RowOfRun) -> DeleteOutcome:
        try:
            now = one_client.current(kept.id)
        except TimeTrackError as error:
            return NotSaved(error)
        if any(not FIELDS[name].kind.same(now[name], value) for name, value in values.items()):
            return NotAsShown(now, None, None)
        if one_client.projects(other) is None:
            return NotSaved(Unavailable("projects"), projects=None)
        return saving.delete(other.id, other, by, of=of)

    return Work(
        RowPlace(run.file, DELETE),
        DELETE,
        {"id": str(other.id)},
        other.id,
        write,
        look_up=lambda attempt, _: lost.deletion(attempt, other),
        clash_stays=False,
    )
