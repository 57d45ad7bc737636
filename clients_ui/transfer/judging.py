"""What is to happen to one row of a file, beside all the others and beside the clients there are."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from clients_ui.client.record import ClientRecord, Value
from clients_ui.models import RowState
from clients_ui.transfer import words
from clients_ui.transfer.comparing import Compared, compared, created, warnings
from clients_ui.transfer.lines import Line
from clients_ui.transfer.matching import Clients, Match
from clients_ui.transfer.planned import PlannedRow, RowPlan
from clients_ui.wording import rows, texts
from clients_ui.wording.rows import WHOLE_ROW

MOST_ALIKE = 5
"""Clients that a row may be said to be, of those that it resembles."""
LONGEST_NAME = 255
"""Letters of what a row is called."""


class Token(Protocol):
    """What is known of a row that was worked on earlier: how that ended, for which client, and with which values.

    `names`: of which parameters a value was written.
    """

    @property
    def state(self) -> str: ...
    @property
    def client(self) -> int | None: ...
    @property
    def names(self) -> Collection[str]: ...
    @property
    def covers(self) -> Callable[[Mapping[str, Value]], bool]: ...


class Others:
    """Which rows are about the same client, or would create one of the same name, or of such a name."""

    def __init__(self, rows: Iterable[tuple[Line, Match]]) -> None:
        self._by_client = defaultdict[int, list[int]](list)
        self._by_name = defaultdict[str, list[int]](list)
        self._by_folded = defaultdict[str, list[int]](list)
        for line, match in rows:
            if match.record:
                self._by_client[match.record.id].append(line.number)
            elif match.outcome is None and line.name:
                self._by_name[line.name].append(line.number)
                self._by_folded[line.folded].append(line.number)

    def of_client(self, line: Line, client: ClientRecord) -> list[int]:
        """The other rows about this client, or the first of them."""
        return _without(self._by_client[client.id], line.number)

    def of_name(self, line: Line) -> list[int]:
        """The other rows that would create a client of the very same name, or the first of them."""
        return _without(self._by_name[line.name], line.number)

    def alike(self, line: Line) -> list[int]:
        """The other rows that would create a client of such a name, or the first of them."""
        return _without(self._by_folded[line.folded], line.number)


@dataclass(frozen=True, slots=True)
class Judge:
    """What rows are judged by. `clear`: whether empty cells clear; `tokens`: of rows that were worked on earlier."""

    clients: Clients
    others: Others
    clear: bool
    tokens: Mapping[int, Token]

    def judged(self, line: Line, match: Match) -> PlannedRow:
        """What is to happen to a row."""
        if match.record:
            return self._about(line, match.record)
        if token := self._token(line, RowState.DONE):
            told: dict[str, Any] = {WHOLE_ROW: words.gone(token.client)} if token.client else {}
            return _row(line, RowPlan.ALREADY_DONE, id=token.client, warnings=told)
        if match.outcome:
            return _row(line, match.outcome, match.problems)
        return self._new(line)

    def _about(self, line: Line, record: ClientRecord) -> PlannedRow:
        """A row about a client that exists."""
        found = compared(line, record, self.clear)
        called = line.name or texts.client_called(record.name, record.id)
        about: dict[str, Any] = {"id": record.id, "name": called, "empties": found.empties}
        if token := self._token(line, RowState.DONE):
            _leave_asked_anew(found, line, token)
            if not (found.values or found.locked or found.problems):
                return _row(line, RowPlan.ALREADY_DONE, **about)
        problems = {**found.problems, **found.told_of_locked}
        if others := self.others.of_client(line, record):
            return _row(line, RowPlan.CONFLICT, {**problems, WHOLE_ROW: words.same_client(others)}, **about)
        if problems:
            return _row(line, RowPlan.BLOCKED if found.locked else RowPlan.INVALID, problems, **about)
        if not found.values:
            return _row(line, RowPlan.UNCHANGED, **about)
        if (token := self._token(line, RowState.CLASH)) and token.covers(found.values):
            return _row(line, RowPlan.CONFLICT, rows.clash_stays(), **about)
        warned = {**warnings(line, found.values), **self._unclear(line)}
        return _row(line, RowPlan.UPDATE, updates=[found.update], warnings=warned, **about)

    def _new(self, line: Line) -> PlannedRow:
        """A row about a client that does not exist yet."""
        values, problems = created(line)
        if same := self.others.of_name(line) if line.name else []:
            return _row(line, RowPlan.CONFLICT, {**problems, WHOLE_ROW: words.same_name(same)})
        if problems:
            return _row(line, RowPlan.INVALID, problems)
        warned = {**warnings(line, values), **self._unclear(line)}
        clients, others = self.clients.resembled(line, MOST_ALIKE + 1), self.others.alike(line)
        if clients or others:
            return self._look_alike(line, values, warned, clients, others)
        return _row(line, RowPlan.CREATE, create=values, warnings=warned)

    def _look_alike(
        self,
        line: Line,
        values: dict[str, Value],
        warned: Mapping[str, str],
        clients: Sequence[ClientRecord],
        others: list[int],
    ) -> PlannedRow:
        """A row that may be a new client or one of these; then its name, which is locked, stays as it is there."""
        found = [compared(line, client, self.clear) for client in clients[:MOST_ALIKE]]
        locked = [(name, each.record[name]) for each in found for name in each.locked if name != "name"]
        alike = " ".join(filter(None, [words.alike(clients, others), warned.get(WHOLE_ROW)]))
        return _row(
            line,
            RowPlan.LOOK_ALIKE,
            create=values,
            updates=[each.update for each in found],
            warnings={**warned, **{name: words.locked(name, held) for name, held in locked}, WHOLE_ROW: alike},
            alike=[each.record.id for each in found],
            alike_rows=others,
        )

    def _token(self, line: Line, state: str) -> Token | None:
        """The token of a row that was worked on earlier, if that ended so."""
        token = self.tokens.get(line.number)
        return token if token and token.state == state else None

    def _unclear(self, line: Line) -> dict[str, str]:
        return {WHOLE_ROW: words.unclear()} if self._token(line, RowState.UNCLEAR) else {}


def _leave_asked_anew(found: Compared, line: Line, token: Token) -> None:
    """Of a row that was done before, leave what it asks for all the same.

    That is what a person typed anew, if it was not written before, and good values of fields that never were written.
    What stands in the file and was corrected as it was done is over, be it wrong or only another value.
    """
    over = {name for name in {*found.problems, *token.names} if not line.typed(name)}
    asked = {name: value for name, value in found.values.items() if not token.covers({name: value})}
    found.values = {name: value for name, value in asked.items() if name not in over}
    found.problems = {name: said for name, said in found.problems.items() if name not in over}
    locked = {name: value for name, value in found.locked.items() if line.typed(name)}
    found.locked = {name: value for name, value in locked.items() if not token.covers({name: value})}


def _row(
    line: Line,
    outcome: RowPlan,
    problems: Mapping[str, str] | None = None,
    warnings: Mapping[str, str] | None = None,
    name: str = "",
    **more: Any,
) -> PlannedRow:
    called = texts.shortened(name or line.name, LONGEST_NAME)
    if not problems and not warnings:
        return PlannedRow(line.number, outcome, called, **more)
    at_fault = {**(problems or {}), **(warnings or {})}
    told: dict[str, Any] = {"problems": problems or {}, "warnings": warnings or {}, "cells": line.cells(at_fault)}
    return PlannedRow(line.number, outcome, called, **told, **more)


def _without(rows: Sequence[int], row: int) -> list[int]:
    """The first of these rows, without this one: few, as a sentence lists no more."""
    return [each for each in rows[: words.MOST + 2] if each != row]
