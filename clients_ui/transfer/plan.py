"""What is to happen to the rows of a file, compared with what TimeTrack holds. Changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from clients_ui.client import rules
from clients_ui.client.names import folded
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.reading import everyone
from clients_ui.transfer import cells, words
from clients_ui.transfer.lines import ID, Line, lines
from clients_ui.transfer.matching import Clients, Match, name_of
from clients_ui.transfer.planned import WHOLE_ROW, Plan, PlannedRow, Update
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
    """What is known of a row that was done earlier: for which client, and whether it said the same as now."""

    @property
    def client(self) -> int | None: ...
    def wrote(self, content: str) -> bool: ...


Known = Callable[[str, str, Sequence[int]], Mapping[int, Token]]
"""(a file's digest, its sheet, numbers of rows) → the tokens of those that were done."""


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
    tokens = known(table.digest, sheet, [row.number for row in table.rows]) if known else {}
    found = Clients(lines(table.rows, taken), options.match, {row: token.client for row, token in tokens.items()})
    for portion in clients:
        found.take(portion)
    matches = {line.number: found.match(line) for line in lines(table.rows, taken)}
    others = _Others(lines(table.rows, taken), matches)
    return [
        _planned(line, matches[line.number], _Around(found, others, options, tokens.get(line.number)))
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
    options: Options
    token: Token | None


@dataclass(slots=True)
class _Compared:
    """A row beside a client: what is to be changed, what cannot be, what is locked, and how many values it leaves."""

    values: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    locked: dict[str, str] = field(default_factory=dict)
    empties: int = 0


def _planned(line: Line, match: Match, around: _Around) -> PlannedRow:
    name = name_of(line) or (match.record.name if match.record else line.said(around.options.match or ""))
    row = PlannedRow(line.number, Plan.INVALID, texts.shortened(name, LONGEST_NAME), content=line.content)
    if around.token and around.token.wrote(row.content):
        return replace(row, outcome=Plan.ALREADY_DONE, id=around.token.client)
    if match.outcome:
        row = replace(row, outcome=match.outcome, problems=match.problems)
    elif match.record:
        row = _about(row, line, match.record, around)
    else:
        row = _new(row, line, around)
    at_fault = (row.problems.keys() | row.warnings.keys()) & line.texts.keys()
    return replace(row, cells={each: line.texts[each] for each in line.texts if each in at_fault})


def _about(row: PlannedRow, line: Line, record: ClientRecord, around: _Around) -> PlannedRow:
    """A row about a client that exists."""
    compared = _compared(line, record, around.options)
    problems = compared.problems | compared.locked
    if others := around.others.of_client(line, record.id):
        problems[WHOLE_ROW] = words.same_client(others)
        outcome = Plan.CONFLICT
    elif compared.locked:
        outcome = Plan.BLOCKED
    elif problems:
        outcome = Plan.INVALID
    else:
        outcome = Plan.UPDATE if compared.values else Plan.UNCHANGED
    return replace(
        row,
        outcome=outcome,
        id=record.id,
        updates=[_update(record, compared)] if outcome is Plan.UPDATE else (),
        problems=problems,
        warnings=_warnings(line, compared.values),
        empties=compared.empties,
    )


def _new(row: PlannedRow, line: Line, around: _Around) -> PlannedRow:
    """A row about a client that does not exist yet."""
    values, problems = _created(line)
    name = str(values.get("name", ""))
    if same := around.others.of_name(line, name):
        return replace(row, outcome=Plan.CONFLICT, problems={**problems, WHOLE_ROW: words.same_name(same)})
    if problems:
        return replace(row, problems=problems)
    clients, rows = around.clients.resembled(name, MOST_ALIKE + 1), around.others.alike(line, name)
    row = replace(row, outcome=Plan.CREATE, create=values, warnings=_warnings(line, values))
    if not clients and not rows:
        return row
    told = words.alike(clients, rows)
    del clients[MOST_ALIKE:]
    compared = [_compared(line, client, around.options) for client in clients]
    locked = {name: each for one in compared for name, each in one.locked.items() if name != "name"}
    return replace(
        row,
        outcome=Plan.LOOK_ALIKE,
        updates=[_update(client, one) for client, one in zip(clients, compared, strict=True)],
        warnings={**row.warnings, **locked, WHOLE_ROW: told},
        alike=[client.id for client in clients],
        alike_rows=rows,
    )


def _compared(line: Line, record: ClientRecord, options: Options) -> _Compared:
    """A row beside a client; only cells that say something else than TimeTrack holds are looked at."""
    compared = _Compared()
    for name, text in line.texts.items():
        if name == ID or cells.says(FIELDS[name], text, record[name]):
            continue
        if cells.empty(FIELDS[name], text):
            if FIELDS[name].update:
                compared.empties += 1
                compared.values |= {name: FIELDS[name].kind.empty} if options.empty == "clear" else {}
        elif odd := line.refused(name):
            compared.problems[name] = words.odd(odd)
        elif FIELDS[name].update or cells.unread(FIELDS[name], text):
            compared.values[name] = cells.value(FIELDS[name], text)
        else:
            compared.locked[name] = words.locked(name, record[name])
    compared.problems |= cells.problems(compared.values, rules.update_problems)
    return compared


def _created(line: Line) -> tuple[dict[str, Value], dict[str, str]]:
    """The values of a new client, which is enabled unless the row says otherwise, and what is wrong with them."""
    values: dict[str, Value] = {"enabled": True}
    refused = {}
    for name, text in line.texts.items():
        if name == ID or cells.empty(FIELDS[name], text):
            continue
        if odd := line.refused(name):
            refused[name] = words.odd(odd)
        else:
            values[name] = cells.value(FIELDS[name], text)
    return values, cells.problems(values, rules.create_problems) | refused


def _update(record: ClientRecord, compared: _Compared) -> Update:
    return Update(record.id, {name: record[name] for name in compared.values}, compared.values)


def _warnings(line: Line, values: Mapping[str, Value]) -> dict[str, str]:
    """What asks for a second look among the cells of which a value is to be sent."""
    odd = {name: how for name, how in line.odd.items() if name in values and not how.invalid}
    return {name: words.odd(how) for name, how in odd.items() if not cells.fits(FIELDS[name], how)}


def _without(rows: Sequence[int], row: int) -> list[int]:
    """The first of these rows, without this one: few, as a sentence lists no more."""
    return [each for each in rows[: words.MOST + 2] if each != row]
