"""Why a file cannot be taken, before anybody words it, and how much one may hold. Pure: the child has it too."""

import sys
from collections.abc import Sequence

MIB = 1024 * 1024
MOST_COLUMNS = 256
LONGEST_CELL = 32_767
"""Letters that a cell of Excel can hold."""
MOST_MEMORY = 100 * MIB
"""Bytes that the cells of one file may take in this server; 50,000 clients with all their fields take some 60 MiB."""
SLOT = 8
"""Bytes that a cell takes in its row, be it empty."""


class FileRefused(Exception):
    """A file, or one of its parts, that is not read; `unreadable` has the sentence for each `why`."""

    def __init__(self, why: str, **values: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


class Bounds:
    """How much a file holds, as its rows go by. Raises FileRefused at the first row that is too much."""

    def __init__(self, longest_cell: int = LONGEST_CELL) -> None:
        self._longest_cell = longest_cell
        self._taken = 0

    def admit(self, number: int, texts: Sequence[str]) -> None:
        if len(texts) > MOST_COLUMNS:
            raise FileRefused("columns", row=number, most=MOST_COLUMNS)
        if texts and max(map(len, texts)) > self._longest_cell:
            column = next(at for at, text in enumerate(texts) if len(text) > self._longest_cell)
            raise FileRefused("long cell", cell=f"{letters(column)}{number}", most=self._longest_cell)
        self._taken += sum(map(sys.getsizeof, filter(None, texts))) + SLOT * len(texts)
        if self._taken > MOST_MEMORY:
            raise FileRefused("memory")


def letters(column: int) -> str:
    """What a spreadsheet calls a column that is counted from 0."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name
