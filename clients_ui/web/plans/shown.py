"""What a page shows of a plan: how many rows there are of which kind, the rows, and the packages that hold them."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import gettext

from clients_ui.models import RunKind
from clients_ui.transfer import left_out, packages, undoing, words
from clients_ui.transfer.heads import COLUMNS, called
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval, DoneRow, PlannedRow, RowPlan
from clients_ui.web.permissions import ADD, CHANGE, DELETE
from clients_ui.web.plans.carrying_out import Rest
from clients_ui.web.plans.rows import row_lines
from clients_ui.wording import runs as wording
from clients_ui.wording import texts

MOST_BY_BUTTON = 1000
"""Rows that are carried out without script: its page holds them all."""
SECONDS_A_ROW = 0.5
"""What a row takes as long as nobody has measured it: three calls."""
MEANT = {RowPlan.UPDATE, RowPlan.DELETE}
TO_DO = {RowPlan.CREATE, *MEANT}
UNDO_TAKES: Mapping[RunKind, tuple[str, ...]] = {
    RunKind.IMPORT: (CHANGE, DELETE),
    RunKind.CHANGE: (CHANGE,),
    RunKind.DELETE: (ADD,),
    RunKind.MERGE: (CHANGE, ADD),
}
"""The rights that undoing all that a run may have done takes."""


def plan(whole: Package, by: int, *, drawn: bool, columns: Mapping[int, str] | None = None) -> dict[str, Any]:
    """A plan for the account `by`. `columns`: where each parameter stands in the file that its rows are of.

    `drawn`: its rows and all its packages stand in the page, which so needs no script.
    """
    rows, of_selection = [*whole.rows.values()], whole.kind is not RunKind.IMPORT
    text = " ".join(packages.sealed(whole, by)) if drawn and len(rows) <= MOST_BY_BUTTON else ""
    too_many = too_much(len(rows), len(text), of_selection=of_selection) if drawn else ""
    number = to_do(rows)
    return {
        "rows": rows,
        "of_selection": of_selection,
        "run": whole.run,
        "run_url": reverse("clients_ui:run", args=[whole.run]),
        "counters": counters(rows, of_selection=of_selection),
        "lines": row_lines(rows) if drawn and not too_many else [],
        "outcomes": words.planned(),
        "too_much": too_many,
        "packages": packages.sealed(whole, by),
        "packages_text": "" if too_many else text,
        "words": for_script(columns or {}),
        "to_do": number,
        "seconds_a_row": SECONDS_A_ROW,
        "estimate": duration(number),
        "in_the_way": stands_in_the_way(rows),
    }


def promise(person: User | AnonymousUser, kind: RunKind) -> dict[str, Any]:
    """Whether this person may undo what they are about to do, and what is said of that."""
    offered = undoing.OFFERED.days
    days = min(offered, settings.HISTORY_DAYS or offered) if settings.HISTORY_VALUES else 0
    may_undo = days > 0 and person.has_perms(UNDO_TAKES[kind])
    return {"may_undo": may_undo, "undo_promise": wording.promise(kind, days=days, may_undo=may_undo)}


def too_much(rows: int, letters: int, *, of_selection: bool = True) -> str:
    """Why rows, in packages of so many letters, cannot be carried out without script, as a sentence; "" for nothing."""
    if of_selection and (rows > MOST_BY_BUTTON or letters > settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2):
        return gettext("These are too many to be changed at once without JavaScript. Switch it on, or select fewer.")
    if rows > MOST_BY_BUTTON:
        said = gettext(
            "Without JavaScript, up to {most} rows can be imported at once. Switch JavaScript on, or split the file."
        )
        return said.format(most=texts.number(MOST_BY_BUTTON))
    if letters > settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2:  # what is approved goes with them
        return gettext(
            "There is more text in these rows than can be imported at once without JavaScript. Switch JavaScript on, "
            "or split the file."
        )
    return ""


def to_do(rows: Iterable[PlannedRow]) -> int:
    """How many rows would be written."""
    return sum(row.outcome in TO_DO for row in rows)


def counters(rows: Iterable[PlannedRow], *, of_selection: bool) -> list[dict[str, object]]:
    """How many rows there are of each kind, all first; without those that there are none of."""
    counted = Counter(row.outcome for row in rows)
    planned, all_of_them = words.planned(), gettext("selected") if of_selection else gettext("rows in the file")
    return [
        {"outcome": "", "number": counted.total(), "words": all_of_them},
        *({"outcome": kind, "number": counted[kind], "words": planned[kind]} for kind in RowPlan if counted[kind]),
    ]


def for_script(columns: Mapping[int, str]) -> dict[str, Any]:
    """What the script needs beside the packages: words, and in which column a parameter stands."""
    return {
        "outcomes": words.planned(),
        "done": words.done(),
        "fields": {name: called(name) for name in COLUMNS},
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "columns": {name: column for column, name in columns.items()},
    }


def stands_in_the_way(rows: Iterable[PlannedRow]) -> bool:
    """Whether there are rows with errors."""
    return any(row.outcome in left_out.AT_FAULT for row in rows)


def approved_by_button(rows: Iterable[PlannedRow], posted: Mapping[str, Any]) -> dict[int, Approval]:
    """What the form without script approves: what is clear, and of look-alikes what was chosen."""
    approved = {}
    for row in rows:
        choice = str(posted.get(f"choice-{row.row}", ""))
        updates = [each.id for each in row.updates if row.outcome in MEANT or str(each.id) == choice]
        if updates:
            approved[row.row] = Approval(row.row, updates[0])
        elif row.outcome is RowPlan.CREATE or (row.outcome is RowPlan.LOOK_ALIKE and choice == "create" and row.create):
            approved[row.row] = Approval(row.row)
    return approved


def progress(rest: Rest, whole: int) -> dict[str, Any]:
    """How far the run without script is, of so many rows as were approved."""
    done, of_selection = max(whole - len(rest.approved), 0), rest.kind is not RunKind.IMPORT
    said = gettext("Under way: {done} of {all}") if of_selection else gettext("Importing: {done} of {all}")
    return {
        "title": said.format(done=texts.number(done), all=texts.number(whole)),
        "of_selection": of_selection,
        "confirm": rest.confirm,
        "all": whole,
        "done": done,
        "packages": " ".join(rest.packages),
        "approved": json.dumps([(each.row, each.id) for each in rest.approved.values()]),
        "pause": rest.pause and math.ceil(rest.pause),
        "why": rest.why,
    }


def done_row(row: DoneRow) -> dict[str, Any]:
    """What came of a row, for the script."""
    return {"row": row.row, "outcome": row.outcome, "id": row.id, "problems": dict(row.problems)}


def duration(rows: int) -> str:
    """How long so many rows take, more or less, as a sentence."""
    minutes = round(rows * SECONDS_A_ROW / 60)
    if not minutes:
        return gettext("Takes less than a minute.")
    return gettext("Takes about {minutes} min.").format(minutes=texts.number(minutes))
