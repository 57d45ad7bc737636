"""What a reader found in a file, before anybody knows which row is the head. Pure."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from clients_ui.transfer.table import Choices, Odd, Row


@dataclass(frozen=True, slots=True)
class FileContents:
    """The rows of a file that are not blank, and how it was read: see `table.ReadAs`. `hidden`: numbers of rows."""

    format: str
    choices: Choices
    rows: Sequence[Row]
    doubtful: Sequence[str] = ()
    sheets: Sequence[str] = ()
    hidden_sheets: Sequence[str] = ()
    hidden: AbstractSet[int] = frozenset()
    last_merged: int = 0


def without_blanks(texts: Sequence[str], odd: Mapping[int, Odd]) -> list[str]:
    """A row as far as something stands in it, be it a cell without a text about which something is odd."""
    end = len(texts)
    while end and not texts[end - 1].strip() and end - 1 not in odd:
        end -= 1
    return [*texts[:end]]
