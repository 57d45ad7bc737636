"""Plans and what was done as JSON, for scripts: its names are a promise. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from clients_ui.client.record import Value
from clients_ui.transfer.planned import Done, DoneRow, PlannedRow, RowPlan

OF_A_FILE = tuple(each for each in RowPlan if each is not RowPlan.DELETE)


def as_json(
    rows: Iterable[PlannedRow | DoneRow], words: Iterable[RowPlan | Done] = OF_A_FILE, run: str | None = None
) -> Any:
    """A plan, or what was done of it: its rows, how many there are of each outcome, and the run, where there is one."""
    told = list(rows)
    counts = Counter(row.outcome for row in told)
    return {"rows": [*map(_row, told)], "counts": {word: counts[word] for word in words}, "run": run}


def _row(row: PlannedRow | DoneRow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "row": row.row,
        "outcome": row.outcome,
        "id": row.id,
        "changes": changes(row) if isinstance(row, PlannedRow) else row.changes,
        "problems": row.problems,
        "alike": [],
    }
    if isinstance(row, PlannedRow):
        told["alike"] = row.alike
        told |= {"alike_rows": row.alike_rows} if row.alike_rows else {}
        told |= {"warnings": row.warnings} if row.warnings else {}
    return told


def changes(row: PlannedRow) -> Mapping[str, tuple[Value, Value]]:
    """Old and new value of each parameter that a row is to write; the old ones of a new client are empty."""
    if row.create:
        return {name: ("", value) for name, value in row.create.items()}
    return {name: (one.shown[name], value) for one in row.updates for name, value in one.values.items()}
