"""What the import page shows of a file: how it was read, its columns, and what is to happen to its rows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, ngettext

from clients_ui.transfer import plan, runs, words
from clients_ui.transfer.heads import COLUMNS, called
from clients_ui.transfer.matching import MATCHED_BY
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import PlannedRow
from clients_ui.transfer.table import Table
from clients_ui.web.importing import read_as
from clients_ui.web.importing.asked import Asked, heads_key, too_long
from clients_ui.web.importing.checking import Checked
from clients_ui.web.plans import shown
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
    by_number = {row.row: row for row in rows}
    whole = Package(runs.new_key(), table.digest, table.read_as.choices.sheet or "", by_number)
    plan = shown.plan(whole, by, drawn=not by_script, columns=checked.taken)
    to_do = plan["to_do"]
    said = ngettext("Import 1 row", "Import {number} rows", to_do).format(number=texts.number(to_do))
    return {**plan, "missing": checked.missing, "apply_words": said}


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


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
