"""Fake."""

import time
from dataclasses import dataclass
from collections.abc import Sequence
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval, Done, DoneRow
from clients_ui.writing import saving
from clients_ui.writing.outcomes import Created


@dataclass
class Progress:
    done: Sequence[DoneRow]
    left: Sequence[int]
    pause: float | None = None


def carry_out(package: Package, approvals: Sequence[Approval], by: int) -> Progress:
    until, done = time.monotonic() + 2, []
    for a in approvals:
        if time.monotonic() > until:
            break
        row = package.rows[a.row]
        if a.id is None:
            o = saving.create(row.create or {}, by, anyway=True)
            done.append(
                DoneRow(a.row, Done.CREATED if isinstance(o, Created) else Done.NOT_SAVED, getattr(o, "id", None))
            )
        else:
            done.append(DoneRow(a.row, Done.SAVED, a.id))
    ok = {d.row for d in done}
    return Progress(done, [a.row for a in approvals if a.row not in ok])
