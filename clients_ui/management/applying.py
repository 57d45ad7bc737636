"""`clients import --apply`: the rows of a plan, done from the command line by the same code as in the browser."""

import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from tqdm import tqdm

from clients_ui.transfer import doing, runs
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval, Done, DoneRow, PlannedRow, RowPlan

PATIENCE = 120
"""Seconds of pauses, without a row done between them, after which a command gives up."""
WELL = {Done.CREATED, Done.SAVED, Done.UNCHANGED, Done.ALREADY_DONE}


@dataclass(slots=True)
class Applied:
    """What came of a plan: of which run, what was done, how many rows are left, and why it stopped ("": it did not).

    `interrupted`: by Ctrl-C, after the row that was under way.
    """

    run: str
    done: list[DoneRow] = field(default_factory=list)
    left: int = 0
    why: str = ""
    interrupted: bool = False

    @property
    def whole(self) -> bool:
        """Whether every approved row is done."""
        return not self.left and all(row.outcome in WELL for row in self.done)


def approvals(rows: Iterable[PlannedRow], *, look_alikes: bool) -> list[Approval]:
    """What a command approves of a plan: what is to be created or changed; look-alikes by choice, as new clients."""
    creating = {RowPlan.CREATE, RowPlan.LOOK_ALIKE} if look_alikes else {RowPlan.CREATE}
    approved = []
    for row in rows:
        if row.outcome in creating and row.create is not None:
            approved.append(Approval(row.row))
        elif row.outcome is RowPlan.UPDATE and row.updates:
            approved.append(Approval(row.row, row.updates[0].id))
    return approved


def apply(package: Package, approved: Sequence[Approval], by: int) -> Applied:
    """Do what is approved as the account `by`, with a bar on a terminal; Ctrl-C stops it after the current row."""
    applied, left, waited = Applied(package.run), deque(approved), 0.0
    runs.begin_whole(package, by, len(approved))
    with _until_interrupted() as interrupted, tqdm(total=len(approved), disable=None, unit="row") as bar:
        while left and waited < PATIENCE and not interrupted:
            approval = left.popleft()
            progress = doing.carry_out(package, [approval], by)
            applied.done.extend(progress.done)
            applied.why = progress.why
            if progress.done:
                waited = 0.0
                bar.update()
                continue
            left.append(approval)  # somebody else may be at this one: the others first
            pause = progress.pause or 0.0
            waited += pause
            _sleep(pause, interrupted)
    applied.interrupted, applied.left = bool(interrupted), len(left)
    if not left:
        runs.end(package.run, by)
    return applied


def _sleep(seconds: float, interrupted: list[int]) -> None:
    """Let so much time pass, or less from Ctrl-C on."""
    while seconds > 0 and not interrupted:
        time.sleep(min(seconds, 1))
        seconds -= 1


@contextmanager
def _until_interrupted() -> Iterator[list[int]]:
    """A list that holds something from Ctrl-C on."""
    interrupted: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        interrupted.append(number)

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
