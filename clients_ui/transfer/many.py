"""The plan of one change to many clients: what is to happen to each of a selection. Nothing is changed by it.

A selection is a file whose rows are known already: each client is a row, by its place in the selection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clients_ui.client import rules
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.models import RunKind
from clients_ui.quality.findings import Finding
from clients_ui.quality.mending import CERTAIN_BY
from clients_ui.reading import one_client
from clients_ui.transfer import cells, words
from clients_ui.transfer.planned import PlannedRow, RowPlan, Update
from clients_ui.wording import texts
from clients_ui.wording.rows import WHOLE_ROW


class Action(StrEnum):
    """What is to become of every client of a selection. The words are a promise to scripts."""

    SET = "set"
    CLEAR = "clear"
    DELETE = "delete"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Intent:
    """What is asked for.

    `field`: the parameter that gets `value`. `only`: just where it holds this, "" for nothing; None: whatever it holds.
    It may be typed as it is stored or as it is read, such as AT or Austria. `finding`: what is to be mended, where each
    client gets a value of its own.
    """

    action: Action
    field: str = ""
    value: Value = None
    only: str | None = None
    finding: Finding | None = None

    @property
    def kind(self) -> RunKind:
        """What its run is."""
        return RunKind.DELETE if self.action is Action.DELETE else RunKind.CHANGE

    def problems(self) -> dict[str, str]:
        """Parameter → why the value cannot be set."""
        if self.action in {Action.DELETE, Action.MEND}:
            return {}
        return cells.problems({self.field: self.value}, rules.update_problems)


def planned(
    ids: Sequence[int],
    wanted: Intent,
    clients: Mapping[int, ClientRecord],
    with_projects: frozenset[str] | None,
) -> list[PlannedRow]:
    """What is to happen to each client.

    `clients`: those of the selection that there are; `with_projects`: the names of all clients that have projects, None
    where that is not known: then each is looked up when its turn comes.
    """
    owners = with_projects or frozenset()
    return [_planned(row, id_, wanted, clients.get(id_), owners) for row, id_ in enumerate(ids, start=1)]


def _planned(
    row: int,
    id: int,  # noqa: A002 - TimeTrack's name
    wanted: Intent,
    record: ClientRecord | None,
    owners: frozenset[str],
) -> PlannedRow:
    if record is None:
        return PlannedRow(row, RowPlan.INVALID, f"#{id}", id, problems={WHOLE_ROW: words.not_there()})
    called = texts.client_called(record.name, id)
    if wanted.action is Action.DELETE:
        if record.name in owners:
            return PlannedRow(row, RowPlan.BLOCKED, called, id, problems={WHOLE_ROW: words.has_projects()})
        return PlannedRow(row, RowPlan.DELETE, called, id, updates=[Update(id, record.values, {})])
    update = _mended(record, wanted.finding) if wanted.finding else _set(record, wanted)
    if update is None:
        return PlannedRow(row, RowPlan.UNCHANGED, called, id)
    return PlannedRow(row, RowPlan.UPDATE, called, id, updates=[update])


def _set(record: ClientRecord, wanted: Intent) -> Update | None:
    """One value for all; None where there is nothing to change."""
    held, kind = record[wanted.field], FIELDS[wanted.field].kind
    is_meant = wanted.only is None or kind.same(held, wanted.only) or kind.text(held) == wanted.only
    if not is_meant or kind.same(held, wanted.value):
        return None
    return Update(record.id, {wanted.field: held}, {wanted.field: wanted.value})


def _mended(record: ClientRecord, finding: Finding) -> Update | None:
    """The value that is certainly right; what made it certain is looked at once more when its turn comes."""
    values = one_client.mended(record, finding)
    if not values:
        return None
    certain_by = {name: record[name] for name in CERTAIN_BY.get(finding, ())}
    return Update(record.id, {name: record[name] for name in values} | certain_by, values | certain_by)
