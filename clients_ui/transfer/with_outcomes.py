"""A file that was imported, as a file again: with what came of each row behind it, and the id of its client."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext

from clients_ui.models import BulkRun
from clients_ui.transfer import runs
from clients_ui.transfer.table import Table
from clients_ui.wording import outcomes

AT_ONCE = 500
"""Rows whose outcomes are asked for at once."""


def rows(table: Table, run: BulkRun) -> Iterator[Sequence[str]]:
    """The head and all rows as they stand in the file; a row that the run wrote nothing for has no outcome."""
    width = max(len(row.texts) for row in [table.head, *table.rows])
    yield [*_wide(table.head.texts, width), gettext("Outcome"), gettext("ID")]
    for start in range(0, len(table.rows), AT_ONCE):
        portion = table.rows[start : start + AT_ONCE]
        found = runs.outcomes(run, [row.number for row in portion])
        for row in portion:
            outcome, client = found.get(row.number, ("", None))
            told = outcomes.ending(outcome) if outcome else ""
            yield [*_wide(row.texts, width), told, "" if client is None else str(client)]


def _wide(texts: Sequence[str], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]
