"""What is to happen to the rows of a file, and what did happen: the words of plans and of runs. Pure.

Source of the words: they are a promise to scripts (`clients import --json`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from clients_ui.client.record import Value


class RowPlan(StrEnum):
    """What is to happen to a row."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    LOOK_ALIKE = "look_alike"
    BLOCKED = "blocked"
    INVALID = "invalid"
    ALREADY_DONE = "already_done"


class Done(StrEnum):
    """What happened to a row that was approved."""

    CREATED = "created"
    SAVED = "saved"
    DELETED = "deleted"
    UNCHANGED = "unchanged"
    ALREADY_DONE = "already_done"
    CLASH = "clash"
    GONE = "gone"
    NOT_SAVED = "not_saved"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Update:
    """A change to one client: what is to be there (`values`), and what TimeTrack held there as the plan was made.

    Both are by parameter, and of the same parameters: of the client's other values nothing is told. What is to be there
    as it is already is not written, but looked at: where it is another by then, the row is a clash. A client that is to
    be deleted is shown whole, and no values are to be there.
    """

    id: int
    shown: Mapping[str, Value]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of a plan.

    `create`: the values of a new client, where the row may become one. `updates`: the clients that it may change: the
    one that it names, or, of a look-alike, each that it resembles. `problems` and `warnings`: parameter (or WHOLE_ROW)
    → sentence. `name` is how people call the row. `alike`: the clients that it resembles; `alike_rows`: the rows that
    would create a client of such a name too. `cells`: parameter ("id" too) → what stands in the file, for each cell
    that has a problem or a warning. `empties`: how many values of its client stand beside empty cells, which keep or
    clear them as the options say.
    """

    row: int
    outcome: RowPlan
    name: str
    id: int | None = None
    create: Mapping[str, Value] | None = None
    updates: Sequence[Update] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    warnings: Mapping[str, str] = field(default_factory=dict)
    alike: Sequence[int] = ()
    alike_rows: Sequence[int] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    empties: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """What a person approved of one row: a creation, or the update of one client (`id`)."""

    row: int
    id: int | None = None


@dataclass(frozen=True, slots=True)
class DoneRow:
    """What came of one row: the client it is about (where known), old → new, and a sentence for each problem."""

    row: int
    outcome: Done
    id: int | None = None
    changes: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
