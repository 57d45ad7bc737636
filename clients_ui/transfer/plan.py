"""What is to happen to the rows of a file, compared with what TimeTrack holds. Changes nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from django.conf import settings

from clients_ui.client.record import ClientRecord
from clients_ui.reading import whole_list
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.whole_list import WholeList
from clients_ui.transfer.judging import Judge, Others, Token
from clients_ui.transfer.lines import lines
from clients_ui.transfer.matching import Clients
from clients_ui.transfer.planned import PlannedRow
from clients_ui.transfer.table import Table

Known = Callable[[str, str], Mapping[int, Token]]
"""(a file's digest, its sheet) → row → its token."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is meant: `match`: a free field that clients are found by too; `empty`: what an empty cell does."""

    match: str | None = None
    empty: Literal["keep", "clear"] = "keep"


def clients(patience: float | None = None) -> WholeList:
    """All clients there are; raises `TimeTrackError` where nobody can tell.

    `patience`: seconds that they are waited for; as long as a page may where nothing is said.
    """
    seconds = settings.TIMETRACK_DEADLINE / 3 if patience is None else patience
    return cast("WholeList", whole_list.find(ListQuery(), seconds))  # no search of all clients is refused


def planned(
    table: Table,
    taken: Mapping[int, str],
    options: Options,
    clients: Iterable[Sequence[ClientRecord]],
    known: Known | None = None,
) -> list[PlannedRow]:
    """What is to happen to each row; `taken`: column → parameter or "id"; `clients`: all there are, in portions."""
    tokens = known(table.digest, table.read_as.choices.sheet or "") if known else {}
    done = {row: token.client for row, token in tokens.items() if token.client}
    rows = lines(table.rows, taken)
    found = Clients(rows, options.match, done)
    for portion in clients:
        found.take(portion)
    matched = [(line, found.match(line)) for line in rows]
    judge = Judge(found, Others(matched), options.empty == "clear", tokens)
    return [judge.judged(line, match) for line, match in matched]


def would_clear(rows: Iterable[PlannedRow]) -> int:
    """How many values stand beside empty cells: they are cleared, or would be if empty cells did that."""
    return sum(row.empties for row in rows)
