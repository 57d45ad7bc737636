"""What the import page shows of a file: how it was read, its columns, and what is to happen to its rows."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from clients_ui.transfer import left_out, packages, plan, runs, words
from clients_ui.transfer.heads import COLUMNS, called
from clients_ui.transfer.matching import MATCHED_BY
from clients_ui.transfer.planned import Approval, DoneRow, PlannedRow, RowPlan
from clients_ui.transfer.table import Table
from clients_ui.web.importing import read_as
from clients_ui.web.importing.asked import Asked, heads_key, too_long
from clients_ui.web.importing.carrying_out import Rest
from clients_ui.web.importing.checking import Checked
from clients_ui.web.importing.rows import row_lines
from clients_ui.wording import texts

PLAYED = {"127.0.0.1", "localhost", "::1"}
"""Where TimeTrack is only played, so that made-up clients may come into it."""
SAMPLE_FILES = (
    ("ttdash/samples/clean.xlsx", gettext_lazy("a clean list")),
    ("ttdash/samples/office.xlsx", gettext_lazy("a list with all that goes wrong in offices")),
)
SAMPLES = 4
"""Rows of a file that are shown before anything is planned."""
LONGEST_NAME = 80
"""Letters of a file's name that a page is called by."""
LONGEST_SAMPLE = 40
"""Letters of a cell in the sample."""
MOST_BY_BUTTON = 1000
"""Rows that are imported without script: its page holds them all."""
SECONDS_A_ROW = 0.5
"""What a row takes as long as nobody has measured it: three calls."""
TO_DO = {RowPlan.CREATE, RowPlan.UPDATE}


class ColumnLine(NamedTuple):
    """A column to choose for: its place, head and first texts, what it is taken for, and what it might be."""

    at: int
    head: str
    samples: Sequence[str]
    taken: str
    proposed: str


def content(checked: Checked, asked: Asked, name: str, *, by: int, by_script: bool) -> dict[str, Any]:
    """What the page is drawn of."""
    table, rows = checked.table, checked.rows
    number = 1 if table is None else 2 if rows is None else 3
    return {
        "title": texts.shortened(name, LONGEST_NAME) if table else gettext("Import clients"),
        "problem": checked.problem,
        "steps": _steps(number),
        "longest": settings.IMPORT_BYTES,
        "too_long": too_long(settings.IMPORT_BYTES),
        "megabytes": settings.IMPORT_BYTES // 1024**2,
        "most_rows": texts.number(settings.IMPORT_ROWS),
        "samples": SAMPLE_FILES if urlsplit(settings.TIMETRACK_API_URL).hostname in PLAYED else (),
        "asked": asked,
        "by_script": by_script,
        **(_of_table(checked, table) if table else {}),
        **(_of_plan(checked, table, rows, by, by_script) if table and rows is not None else {"rows": None}),
    }


def _steps(current: int) -> list[dict[str, Any]]:
    steps = [gettext("File"), gettext("Columns"), gettext("Check"), gettext("Import")]
    return [{"words": each, "over": at < current, "current": at == current} for at, each in enumerate(steps, start=1)]


def _of_table(checked: Checked, table: Table) -> dict[str, Any]:
    """How the file was read, and its columns."""
    columns = column_lines(table, checked.taken, checked.proposed)
    left_out = [column.head for column in columns if not column.taken]
    cleared = plan.would_clear(checked.rows or [])
    return {
        "table": table,
        "read_as": read_as.sentence(table),
        "reading_choices": read_as.choices(table),
        "doubtful": read_as.doubtful(table),
        "hidden_sheets": ", ".join(table.read_as.hidden_sheets),
        "sample": [
            {
                "number": row.number,
                "texts": [texts.shortened(_cell(row.texts, each.at), LONGEST_SAMPLE) for each in columns],
            }
            for row in table.rows[:SAMPLES]
        ],
        "columns": columns,
        "columns_open": checked.rows is None or any(column.proposed for column in columns),
        "columns_taken": read_as.columns_sentence(len(columns) - len(left_out), left_out),
        "heads": heads_key(table.head.texts),
        "possible": possible_columns(),
        "matches": _matches(),
        "clearing": ngettext(
            "clear what is there ({number} value)", "clear what is there ({number} values)", cleared
        ).format(number=texts.number(cleared)),
    }


def _of_plan(checked: Checked, table: Table, rows: Sequence[PlannedRow], by: int, by_script: bool) -> dict[str, Any]:
    """What is to happen to the rows."""
    sheet, to_do = table.read_as.choices.sheet or "", sum(row.outcome in TO_DO for row in rows)
    run = runs.new_key()
    sent = rows if by_script or len(rows) <= MOST_BY_BUTTON else []
    sealed = packages.sealed(sent, by=by, run=run, digest=table.digest, sheet=sheet)
    text = "" if by_script else " ".join(sealed)
    too_much = "" if by_script else _too_much(len(rows), len(text))
    return {
        "rows": rows,
        "run": run,
        "run_url": reverse("clients_ui:run", args=[run]),
        "missing": checked.missing,
        "counters": counters(rows),
        "lines": row_lines(rows[:MOST_BY_BUTTON]) if not by_script else [],
        "outcomes": words.planned(),
        "too_much": too_much,
        "packages": sealed,
        "packages_text": "" if too_much else text,
        "words": for_script(checked.taken),
        "to_do": to_do,
        "apply_words": ngettext("Import 1 row", "Import {number} rows", to_do).format(number=texts.number(to_do)),
        "seconds_a_row": SECONDS_A_ROW,
        "estimate": duration(to_do),
        "in_the_way": stands_in_the_way(rows),
        "undo": settings.HISTORY_VALUES,
    }


def _too_much(rows: int, letters: int) -> str:
    """Why rows, in packages of so many letters, cannot be imported without script, as a sentence; "" for nothing."""
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


def stands_in_the_way(rows: Iterable[PlannedRow]) -> bool:
    """Whether there are rows with errors."""
    return any(row.outcome in left_out.AT_FAULT for row in rows)


def progress(rest: Rest, whole: int) -> dict[str, Any]:
    """How far the run without script is, of so many rows as were approved."""
    done = max(whole - len(rest.approved), 0)
    return {
        "title": gettext("Importing: {done} of {all}").format(done=texts.number(done), all=texts.number(whole)),
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


def possible_columns() -> list[tuple[str, str]]:
    """What a column may be taken for: value and words."""
    return [(name, called(name)) for name in COLUMNS]


def _matches() -> list[tuple[str, str]]:
    """By which free field a row may find its client too: value and words."""
    words = gettext("By ID, else by name or “{field}”")
    return [(name, words.format(field=called(name))) for name in MATCHED_BY]


def column_lines(table: Table, taken: Mapping[int, str], proposed: Mapping[int, str]) -> list[ColumnLine]:
    """All columns that have a head, or in which something stands without one."""
    names = dict(possible_columns())
    heads = {at: head for at, head in enumerate(table.head.texts) if head.strip()}
    heads |= {at: words.column(at) for at in table.headless()}
    lines = []
    for at, head in sorted(heads.items()):
        samples = [
            texts.shortened(each, LONGEST_SAMPLE) for row in table.rows[:SAMPLES] if (each := _cell(row.texts, at))
        ]
        lines.append(ColumnLine(at, head, samples, taken.get(at, ""), names.get(proposed.get(at, ""), "")))
    return lines


def counters(rows: Iterable[PlannedRow]) -> list[dict[str, object]]:
    """How many rows there are of each kind, all first; without those that there are none of."""
    counted = Counter(row.outcome for row in rows)
    planned = words.planned()
    return [
        {"outcome": "", "number": counted.total(), "words": gettext("rows in the file")},
        *({"outcome": kind, "number": counted[kind], "words": planned[kind]} for kind in RowPlan if counted[kind]),
    ]


def for_script(columns: Mapping[int, str]) -> dict[str, Any]:
    """What the script needs beside the packages: words, and in which column a parameter stands."""
    return {
        "outcomes": words.planned(),
        "done": words.done(),
        "fields": dict(possible_columns()),
        "yes": gettext("Yes"),
        "no": gettext("No"),
        "columns": {name: column for column, name in columns.items()},
    }


def approved_by_button(rows: Iterable[PlannedRow], posted: Mapping[str, Any]) -> dict[int, Approval]:
    """What the form without script approves: what is clear, and of look-alikes what was chosen."""
    approved = {}
    for row in rows:
        choice = str(posted.get(f"choice-{row.row}", ""))
        updates = [each.id for each in row.updates if row.outcome is RowPlan.UPDATE or str(each.id) == choice]
        if updates:
            approved[row.row] = Approval(row.row, updates[0])
        elif row.outcome is RowPlan.CREATE or (row.outcome is RowPlan.LOOK_ALIKE and choice == "create" and row.create):
            approved[row.row] = Approval(row.row)
    return approved


def duration(rows: int) -> str:
    """How long so many rows take, more or less, as a sentence."""
    minutes = round(rows * SECONDS_A_ROW / 60)
    if not minutes:
        return gettext("Takes less than a minute.")
    return gettext("Takes about {minutes} min.").format(minutes=texts.number(minutes))


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
