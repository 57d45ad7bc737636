"""The rows of a file that cannot be done as they are, as a file again: with what is wrong with each behind it."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext

from clients_ui.transfer.heads import called
from clients_ui.transfer.planned import PlannedRow, RowPlan
from clients_ui.transfer.table import Odd, Row, Table

NO_VALUE = "#N/A"
AT_FAULT = frozenset({RowPlan.INVALID, RowPlan.BLOCKED, RowPlan.CONFLICT})


def rows(table: Table, planned: Iterable[PlannedRow]) -> Iterator[Sequence[str]]:
    """The head and those rows as they stand in the file, each with its number there and its reasons in two columns."""
    reasons = {row.row: _reasons(row) for row in planned if row.outcome in AT_FAULT}
    faulty = [row for row in table.rows if row.number in reasons]
    width = max(len(row.texts) for row in [table.head, *faulty])
    yield [*_wide(table.head.texts, width), gettext("Row"), gettext("What is wrong")]
    for row in faulty:
        yield [*_wide(_as_they_stand(row), width), str(row.number), reasons[row.number]]


def _as_they_stand(row: Row) -> list[str]:
    """The texts of a row; an error without a text gets one, so that nobody takes it for an empty cell."""
    return [text or (NO_VALUE if row.odd.get(at) is Odd.ERROR else "") for at, text in enumerate(row.texts)]


def _reasons(row: PlannedRow) -> str:
    return "\n".join(f"{called(name)}: {said}" if name else said for name, said in row.problems.items())


def _wide(texts: Sequence[str], width: int) -> list[str]:
    return [*texts, *[""] * (width - len(texts))]
