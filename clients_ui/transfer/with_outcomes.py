"""A file that was imported, as a file again: with what came of each row behind it, and the id of its client."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from clients_ui.models import BulkRun
from clients_ui.transfer import files, row_tokens, runs, words
from clients_ui.transfer.heads import ID, called
from clients_ui.transfer.planned import PlannedRow
from clients_ui.transfer.table import Choices, Table
from clients_ui.wording import outcomes

AT_ONCE = 500
"""Rows whose outcomes are asked for at once."""


def table(data: bytes, choices: Choices, run: BulkRun) -> Table | None:
    """The sheet that a run imported, with its hidden rows; None for another file. Raises UnreadableFile."""
    choices = replace(choices, hidden=True)
    found = files.read(data, choices)
    read = found.read_as
    for sheet in (read.choices.sheet or "", *read.sheets, *read.hidden_sheets):
        if row_tokens.file_of(found.digest, sheet) == run.file:
            other = sheet and sheet != read.choices.sheet
            return files.read(data, replace(choices, sheet=sheet, head=None)) if other else found
    return None


def rows(table: Table, run: BulkRun, planned: Iterable[PlannedRow]) -> Iterator[Sequence[str]]:
    """The head and all rows as they stand in the file; `planned` tells of those that nobody approved."""
    plan = {row.row: (row.outcome, row.id) for row in planned}
    width = max(len(row.texts) for row in [table.head, *table.rows])
    said = {str(done): word for done, word in words.done().items()}
    yield [*_wide(table.head.texts, width), gettext("Outcome"), called(ID)]
    for start in range(0, len(table.rows), AT_ONCE):
        portion = table.rows[start : start + AT_ONCE]
        found = runs.outcomes(run, [row.number for row in portion])
        for row in portion:
            word, known = plan.get(row.number, (None, None))
            outcome, client = found.get(row.number, ("", known))
            told = said.get(outcome) or (outcomes.ending(outcome) if outcome else words.not_done(word))
            id_ = client or known
            yield [*_wide(row.texts, width), told, "" if id_ is None else str(id_)]


def _wide(texts: Sequence[str], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]
