"""What a file holds: rows of text, each under its number in the file, and how the file was read. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Odd(StrEnum):
    """A cell whose text alone would mislead: the first two cannot be taken, the others only ask for a second look."""

    ERROR = "error"
    DIGITS_LOST = "digits lost"
    DATE = "date"
    PERCENTAGE = "percentage"
    YES_NO = "yes or no"

    @property
    def invalid(self) -> bool:
        """Whether nothing may be taken from such a cell."""
        return self in {Odd.ERROR, Odd.DIGITS_LOST}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its number as a spreadsheet shows it, its cells as text, and what is odd (column → how).

    `typed`: the columns whose cells a person typed anew.
    """

    number: int
    texts: Sequence[str]
    odd: Mapping[int, Odd] = field(default_factory=dict)
    typed: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says about a file; None where it is to be guessed. `head` is a row's number."""

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    head: int | None = None
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a file was read, for the person to see and to correct.

    `format` is "xlsx" or "csv". `doubtful`: the names of those `Choices` that were guessed without being sure.
    `hidden_rows`: how many were hidden (taken or left out, as `choices.hidden` says); `hidden_sheets` by name.
    `merged`: whether there are merged cells, whose value stands in the first of them alone.
    """

    format: str
    choices: Choices
    sheets: Sequence[str] = ()
    hidden_sheets: Sequence[str] = ()
    hidden_rows: int = 0
    merged: bool = False
    doubtful: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows. `digest`: of its bytes. `head`: its column heads; `rows`: those below, without blank ones."""

    digest: str
    read_as: ReadAs
    head: Row
    rows: Sequence[Row]

    def headless(self) -> list[int]:
        """The columns in which something stands, but nothing at their head."""
        blank = [at for at, head in enumerate(self.head.texts) if not head.strip()]
        found = set[int]()
        for row in self.rows:
            width = len(row.texts)
            places = [*(at for at in blank if at < width), *range(len(self.head.texts), width)]
            found.update(at for at in places if row.texts[at].strip() or at in row.odd)
        return sorted(found)

    def corrected(self, texts: Mapping[tuple[int, int], str]) -> "Table":
        """The same table with some cells typed anew: (row number, column) → text. What was odd about them is gone."""
        by_row: dict[int, dict[int, str]] = {}
        for (number, column), text in texts.items():
            by_row.setdefault(number, {})[column] = text
        return replace(self, rows=[_corrected(row, by_row.get(row.number, {})) for row in self.rows])


class UnreadableFile(Exception):
    """The file cannot be taken; the sentence for the person is its text."""


def _corrected(row: Row, typed: Mapping[int, str]) -> Row:
    if not typed:
        return row
    width = max(len(row.texts), *(column + 1 for column in typed))
    texts = [typed.get(at, row.texts[at] if at < len(row.texts) else "") for at in range(width)]
    return Row(row.number, texts, {at: odd for at, odd in row.odd.items() if at not in typed}, typed.keys())
