"""From packages of a plan, and what a person approved of them, to what came of their rows."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clients_ui.models import RunKind
from clients_ui.transfer import doing, packages, runs
from clients_ui.transfer.doing import Progress
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval

AT_A_PRESS = 2.0
"""Seconds after which a press of the button begins no other package."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a run: packages, what was approved of them, and how long to wait before going on.

    `kind` and `confirm` as the packages have them.
    """

    run: str
    packages: Sequence[str]
    approved: Mapping[int, Approval]
    pause: float | None = None
    why: str = ""
    kind: RunKind = RunKind.IMPORT
    confirm: int = 0


def go_on(sealed: Iterable[str], approved: Mapping[int, Approval], by: int, rows: int | None = None) -> Rest | None:
    """Do as many rows of these packages as a press of a button may take; None where one of them cannot be used.

    `rows`: how many are approved in all, told at the first press and noted with the first row.
    """
    until, rest = time.monotonic() + AT_A_PRESS, Rest("", list(sealed), approved)
    while rest.packages and rest.pause is None and (not rest.run or time.monotonic() < until):
        package = packages.opened(rest.packages[0], by)
        if package is None:
            return None
        left, pause, why = rest.approved, None, ""
        if of_package(package, left):
            last = left.keys() <= package.rows.keys()
            progress, rows = carry_out(package, left, by, rows, last=last), None
            left = {row: each for row, each in left.items() if row not in package.rows or row in progress.left}
            pause, why = progress.pause, progress.why
        still = rest.packages if of_package(package, left) else rest.packages[1:]
        rest = Rest(package.run, still, left, pause, why, package.kind, package.confirm)
    return rest


def of_package(package: Package, approved: Mapping[int, Approval]) -> list[Approval]:
    """What was approved of the rows of a package."""
    return [approved[row] for row in package.rows if row in approved]


def carry_out(package: Package, approved: Mapping[int, Approval], by: int, rows: int | None, *, last: bool) -> Progress:
    """Do rows of a package. `rows`: how many are approved in all, told with the first; `last`: these are the last."""
    if rows is not None:
        runs.begin_whole(package, by, rows)
    progress = doing.carry_out(package, of_package(package, approved), by)
    if last and not progress.left:
        runs.end(package.run, by)
    return progress
