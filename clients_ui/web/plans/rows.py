"""The rows of a plan as the import page without script shows them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext

from clients_ui.client.record import FIELDS, Value
from clients_ui.transfer.heads import called
from clients_ui.transfer.planned import PlannedRow, RowPlan
from clients_ui.wording import texts
from clients_ui.wording.rows import WHOLE_ROW


class ChangeLine(NamedTuple):
    """A value of a row as a person reads it."""

    label: str
    old: str
    new: str


class RowLine(NamedTuple):
    """A row of the plan as the page without script shows it; `choices` are those of a look-alike: value, words."""

    row: int
    outcome: RowPlan
    name: str
    changes: Sequence[ChangeLine]
    problems: Sequence[tuple[str, str]]
    warnings: Sequence[tuple[str, str]]
    choices: Sequence[tuple[str, str]]


def row_lines(rows: Iterable[PlannedRow]) -> Iterator[RowLine]:
    """The rows for the page without script."""
    for row in rows:
        yield RowLine(
            row.row, row.outcome, row.name, _changes(row), _told(row.problems), _told(row.warnings), _choices(row)
        )


def _changes(row: PlannedRow) -> list[ChangeLine]:
    if row.updates:
        (update, *_) = row.updates
        differing = {name: value for name, value in update.values.items() if value != update.shown.get(name)}
        return [_change(name, update.shown.get(name), value) for name, value in differing.items()]
    return [_change(name, "", value) for name, value in (row.create or {}).items() if _is_told(name, value)]


def _is_told(name: str, value: Value) -> bool:
    """Whether a value of a new client is worth a word: not its name, which stands beside it, nor that it is enabled."""
    return value != "" and name != "name" and not (name == "enabled" and value)


def _change(name: str, old: Value, new: Value) -> ChangeLine:
    field = FIELDS[name]
    return ChangeLine(called(name), texts.read(field, old) if old else "", texts.read(field, new) if new else "–")


def _told(sentences: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("" if name == WHOLE_ROW else called(name), said) for name, said in sentences.items()]


def _choices(row: PlannedRow) -> list[tuple[str, str]]:
    if row.outcome is not RowPlan.LOOK_ALIKE:
        return []
    update = gettext("Change client #{id}")
    return [
        ("", gettext("Leave it out")),
        *([("create", gettext("Create it"))] if row.create is not None else []),
        *((str(u.id), update.format(id=u.id)) for u in row.updates),
    ]
