"""What is to happen to the rows of a file, compared with what TimeTrack holds. Changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from clients_ui.client.names import folded
from clients_ui.client.record import ClientRecord, Value
from clients_ui.reading import everyone
from clients_ui.transfer import words
from clients_ui.transfer.comparing import compared, created, warnings
from clients_ui.transfer.lines import Line, lines
from clients_ui.transfer.matching import Clients, Match, name_of
from clients_ui.transfer.planned import WHOLE_ROW, Plan, PlannedRow
from clients_ui.transfer.table import Table
from clients_ui.wording import texts

MOST_ALIKE = 5
"""Clients that a row may be said to be, of those that it resembles."""
LONGEST_NAME = 255
"""Letters of what a row is called."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is meant: `match`: a free field that clients are found by too; `empty`: what an empty cell does."""

    match: str | None = None
    empty: Literal["keep", "clear"] = "keep"


class Token(Protocol):
    """What is known of a row that was worked on earlier: how that ended, for which client, and with which values."""

    @property
    def state(self) -> str: ...
    @property
    def client(self) -> int | None: ...
    @property
    def covers(self) -> Callable[[Mapping[str, Value]], bool]: ...


Known = Callable[[str, str], Mapping[int, Token]]
"""(a file's digest, its sheet) → row → its token."""
DONE, CLASH, UNCLEAR = "done", "clash", "unclear"
"""How a row ended that is not simply to be planned again."""
TO_DO = {Plan.CREATE, Plan.UPDATE, Plan.LOOK_ALIKE}


class _Columns(Protocol):
    @property
    def taken(self) -> Mapping[int, str]: ...


def make(table: Table, columns: _Columns, options: Options, known: Known | None = None) -> list[PlannedRow]:
    """What is to happen to each row; raises `TimeTrackError` where nobody can tell which clients there are."""
    return planned(table, columns.taken, options, everyone.portions(), known)


def planned(
    table: Table,
    taken: Mapping[int, str],
    options: Options,
    clients: Iterable[Sequence[ClientRecord]],
    known: Known | None = None,
) -> list[PlannedRow]:
    """What is to happen to each row; `taken`: column → parameter or "id"; `clients`: all there are, in portions."""
    sheet = table.read_as.choices.sheet or ""
    tokens = known(table.digest, sheet) if known else {}
    done = {row: token.client for row, token in tokens.items() if token.client}
    found = Clients(lines(table.rows, taken), options.match, done)
    for portion in clients:
        found.take(portion)
    matches = {line.number: found.match(line) for line in lines(table.rows, taken)}
    others = _Others(lines(table.rows, taken), matches)
    return [
        _planned(line, matches[line.number], _Around(found, others, options.empty == "clear", tokens.get(line.number)))
        for line in lines(table.rows, taken)
    ]


def would_clear(rows: Iterable[PlannedRow]) -> int:
    """How many values stand beside empty cells: they are cleared, or would be if empty cells did that."""
    return sum(row.empties for row in rows)


class _Others:
    """Which rows are about the same client, or would create one of the same name, or of such a name."""

    def __init__(self, all_lines: Iterable[Line], matches: Mapping[int, Match]) -> None:
        self._by_client = defaultdict[int, list[int]](list)
        self._by_name = defaultdict[str, list[int]](list)
        self._by_folded = defaultdict[str, list[int]](list)
        for line in all_lines:
            match, name = matches[line.number], name_of(line)
            if match.record:
                self._by_client[match.record.id].append(line.number)
            elif match.outcome is None and name:
                self._by_name[name].append(line.number)
                self._by_folded[folded(name)].append(line.number)

    def of_client(self, line: Line, id_: int) -> list[int]:
        return _without(self._by_client[id_], line.number)

    def of_name(self, line: Line, name: str) -> list[int]:
        return _without(self._by_name[name], line.number)

    def alike(self, line: Line, name: str) -> list[int]:
        return _without(self._by_folded[folded(name)], line.number)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a row is judged by besides itself."""

    clients: Clients
    others: _Others
    clear: bool
    token: Token | None

    def is_state(self, state: str) -> bool:
        """Whether the row was worked on earlier, and that ended so."""
        return self.token is not None and self.token.state == state

    def wrote(self, values: Mapping[str, Value]) -> bool:
        """Whether these values were written for the row, or were to be."""
        return self.token is not None and bool(values) and self.token.covers(values)


def _planned(line: Line, match: Match, around: _Around) -> PlannedRow:
    name = name_of(line) or (match.record.name if match.record else "")
    row = PlannedRow(line.number, Plan.INVALID, texts.shortened(name, LONGEST_NAME))
    if match.record:
        row = _about(row, line, match.record, around)
    elif around.token and around.is_state(DONE):
        id_ = around.token.client
        row = replace(row, outcome=Plan.ALREADY_DONE, id=id_, warnings={WHOLE_ROW: words.gone(id_)} if id_ else {})
    elif match.outcome:
        row = replace(row, outcome=match.outcome, problems=match.problems)
    else:
        row = _new(row, line, around)
    if around.is_state(UNCLEAR) and row.outcome in TO_DO:
        row = replace(row, warnings={**row.warnings, WHOLE_ROW: words.unclear()})
    at_fault = (row.problems.keys() | row.warnings.keys()) & line.texts.keys()
    return replace(row, cells={each: line.texts[each] for each in line.texts if each in at_fault})


def _about(row: PlannedRow, line: Line, record: ClientRecord, around: _Around) -> PlannedRow:
    """A row about a client that exists."""
    found = compared(line, record, around.clear)
    row = replace(row, id=record.id, empties=found.empties)
    if around.is_state(DONE):  # what was written once is never proposed again, whatever became of it since
        found.values = {name: value for name, value in found.values.items() if not around.wrote({name: value})}
        found.locked = {name: value for name, value in found.locked.items() if not around.wrote({name: value})}
        if not (found.values or found.locked or found.problems):
            return replace(row, outcome=Plan.ALREADY_DONE)
    problems = found.problems | found.told_of_locked
    if others := around.others.of_client(line, record.id):
        return replace(row, outcome=Plan.CONFLICT, problems={**problems, WHOLE_ROW: words.same_client(others)})
    if problems:
        return replace(row, outcome=Plan.BLOCKED if found.locked else Plan.INVALID, problems=problems)
    if not found.values:
        return replace(row, outcome=Plan.UNCHANGED)
    if around.is_state(CLASH) and around.wrote(found.values):
        return replace(row, outcome=Plan.CONFLICT, problems={WHOLE_ROW: words.clash_stays()})
    return replace(row, outcome=Plan.UPDATE, updates=[found.update], warnings=warnings(line, found.values))


def _new(row: PlannedRow, line: Line, around: _Around) -> PlannedRow:
    """A row about a client that does not exist yet."""
    values, problems = created(line)
    name = str(values.get("name", ""))
    if same := around.others.of_name(line, name):
        return replace(row, outcome=Plan.CONFLICT, problems={**problems, WHOLE_ROW: words.same_name(same)})
    if problems:
        return replace(row, problems=problems)
    row = replace(row, outcome=Plan.CREATE, create=values, warnings=warnings(line, values))
    clients, rows = around.clients.resembled(name, MOST_ALIKE + 1), around.others.alike(line, name)
    return _look_alike(row, line, clients, rows, around) if clients or rows else row


def _look_alike(
    row: PlannedRow, line: Line, clients: Sequence[ClientRecord], rows: Sequence[int], around: _Around
) -> PlannedRow:
    """A row that may be a new client or one of these; then its name, which is locked, stays as it is there."""
    found = [compared(line, client, around.clear) for client in clients[:MOST_ALIKE]]
    locked = {name: said for each in found for name, said in each.told_of_locked.items() if name != "name"}
    return replace(
        row,
        outcome=Plan.LOOK_ALIKE,
        updates=[each.update for each in found],
        warnings={**row.warnings, **locked, WHOLE_ROW: words.alike(clients, rows)},
        alike=[each.record.id for each in found],
        alike_rows=rows,
    )


def _without(rows: Sequence[int], row: int) -> list[int]:
    """The first of these rows, without this one: few, as a sentence lists no more."""
    return [each for each in rows[: words.MOST + 2] if each != row]
