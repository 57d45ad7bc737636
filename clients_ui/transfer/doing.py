"""An approved part of a plan, done: each row an ordinary write with its trace, comparison and outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.reading import one_client
from clients_ui.timetrack.errors import NotRecorded
from clients_ui.transfer import one_by_one, row_tokens, runs
from clients_ui.transfer.one_by_one import Work
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval, Done, DoneRow, PlannedRow, RowPlan, Update
from clients_ui.transfer.row_tokens import RowPlace
from clients_ui.wording import rows as wording
from clients_ui.writing import lost, saving

MAY_CREATE = {RowPlan.CREATE, RowPlan.LOOK_ALIKE}
MAY_UPDATE = {RowPlan.UPDATE, RowPlan.LOOK_ALIKE}


@dataclass(frozen=True, slots=True)
class Progress:
    """What was done, which rows are left, and after how many seconds (None: at once) and why they wait."""

    done: list[DoneRow]
    left: list[int] = field(default_factory=list)
    pause: float | None = None
    why: str = ""


def carry_out(package: Package, approvals: Iterable[Approval], by: int) -> Progress:
    """Do what the account `by` approved of a package: as many rows as begin within two seconds."""
    approved = {approval.row: approval for approval in approvals}
    file = row_tokens.file_of(package.digest, package.sheet)
    try:
        run = runs.begin(package.run, by, package.kind, file=file)
    except NotRecorded as error:
        return Progress([], [*approved], error.retry_after, wording.waiting(error))
    works, others = [], []
    for approval in approved.values():
        work = _work(package, file, approval, by)
        if work:
            works.append(work)
        else:
            others.append(DoneRow(approval.row, Done.NOT_SAVED, approval.id, problems=wording.not_planned()))
    went = one_by_one.through(works, run.pk)
    return Progress([*others, *went.done], [work.row for work in went.left], went.pause, went.why)


def _work(package: Package, file: str, approval: Approval, by: int) -> Work | None:
    """What an approval asks for; None where the plan holds nothing like it."""
    row = package.rows.get(approval.row)
    if row is None:
        return None
    place = RowPlace(file, row.row)
    if approval.id is None:
        return _creation(place, row, by) if row.create is not None and row.outcome in MAY_CREATE else None
    update = next((update for update in row.updates if update.id == approval.id), None)
    if update and row.outcome is RowPlan.DELETE:
        return _deletion(place, update, by)
    return _update(place, update, by) if update and row.outcome in MAY_UPDATE else None


def _creation(place: RowPlace, row: PlannedRow, by: int) -> Work:
    """A new client; where the plan showed look-alikes, it was approved in spite of them."""
    values, anyway = dict(row.create or {}), row.outcome is RowPlan.LOOK_ALIKE
    known = list if anyway else partial(one_client.named_like, str(values["name"]))
    return Work(
        place,
        row.row,
        values,
        client=None,
        write=lambda of: saving.create(values, by, anyway=anyway, known=known, of=of),
        look_up=lambda attempt, sent: lost.creation(attempt, sent, set(row.alike)),
        changes={name: (EMPTY[name] or "", value) for name, value in values.items()},
    )


def _update(place: RowPlace, update: Update, by: int) -> Work:
    shown = ClientRecord(update.id, {**EMPTY, **update.shown})
    values = dict(update.values)
    return Work(
        place,
        place.row,
        values,
        client=update.id,
        write=lambda of: saving.change(update.id, shown, values, by, of=of),
        look_up=lambda attempt, sent: lost.change(attempt, update.id, sent),
        changes={name: (shown[name], value) for name, value in values.items() if shown[name] != value},
    )


def _deletion(place: RowPlace, update: Update, by: int) -> Work:
    """A client that goes, where it is still what was shown and surely has no projects: nobody looks at each of many."""
    shown = ClientRecord(update.id, {**EMPTY, **update.shown})
    return Work(
        place,
        place.row,
        {},
        client=update.id,
        write=lambda of: saving.delete(update.id, shown, by, confirm=None, of=of),
        look_up=lambda attempt, _: lost.deletion(attempt, shown),
        clash_stays=False,
    )
