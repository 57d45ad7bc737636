"""CSV files: which encoding, which separator, and their rows.

By rules of ours, as guessing by frequencies was wrong more often: a byte order mark, else strict UTF-8, else what
Windows writes; the separator that gives the most even number of columns.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Final

from clients_ui.client.cells import unmarked
from clients_ui.transfer.as_shown import odd_text
from clients_ui.transfer.columns import HEAD_WITHIN, known_heads
from clients_ui.transfer.contents import FileContents, without_blanks
from clients_ui.transfer.refused import MOST_COLUMNS, Bounds, FileRefused
from clients_ui.transfer.table import Choices, Row

ENCODINGS: Final = ("utf-8", "cp1252", "cp850", "mac_roman", "utf-16")
"""Those that may be chosen."""
ALSO: Final = {"utf-8-sig": "utf-8", "iso8859-1": "cp1252", "mac-roman": "mac_roman", "utf-16-le": "utf-16"}
"""Python's own names of them, and of what they hold."""
MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SEPARATORS: Final = (";", ",", "\t", "|")
SEPARATOR_LINE: Final = re.compile(r'"?sep=(\t|[^\s"])"?\s*\Z', re.IGNORECASE)
SAMPLE = 200
"""Rows by which the separator is guessed."""
LONGEST_CELL = 131_072
"""Letters; csv's own bound. A cell of Excel holds a quarter, but not every list is Excel's."""
LONGEST_ROW = 1_000_000
"""Letters, line ends within it included."""
MOST_LINES = 1_048_576
"""Rows, blank ones included, as a sheet of Excel has."""
PIECE = 1024 * 1024


class CsvLines:
    """The lines of a file, and where the row that is being read begins. Raises FileRefused for what is no text."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self._source = io.TextIOWrapper(io.BytesIO(data), _codec(data, encoding), newline="")
        self._letters = 0
        self.number = 0
        self.row_begins = 1

    def next_row(self) -> None:
        self._letters, self.row_begins = 0, self.number + 1

    def __iter__(self) -> Iterator[str]:
        for line in iter(partial(self._source.readline, LONGEST_ROW + 1), ""):
            self.number += 1
            self._letters += len(line)
            if self._letters > LONGEST_ROW:
                raise FileRefused("long row", line=self.row_begins, most=LONGEST_ROW)
            if "\0" in line:
                raise FileRefused("no text", line=self.number)
            yield line


def read(data: bytes, choices: Choices, most_rows: int) -> FileContents:
    """The rows of a CSV file. Raises FileRefused."""
    encoding, sure = _encoding(data, choices.encoding)
    told = _told_separator(data, encoding)
    separator, clear = (told, True) if told and not choices.separator else _separator(data, encoding, choices.separator)
    bounds, kept = Bounds(LONGEST_CELL), []
    for number, cells in enumerate(_records(data, encoding, separator, strict=True), 1):
        row = _row(number, cells)
        bounds.admit(number, row.texts)
        if row.texts and not (told and number == 1):
            kept.append(row)
        if len(kept) > most_rows + HEAD_WITHIN or number > MOST_LINES:
            raise FileRefused("rows", most=most_rows)
    doubtful = [name for name, certain in (("encoding", sure), ("separator", clear)) if not certain]
    return FileContents("csv", Choices(encoding=encoding, separator=separator), kept, doubtful)


def _encoding(data: bytes, chosen: str | None) -> tuple[str, bool]:
    """The encoding that was chosen, or is guessed, and whether there is no doubt."""
    marked = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    if sure := _known(chosen) if chosen is not None else marked:
        if line := _undecodable(data, sure):
            raise FileRefused("encoding", encoding=sure, line=line)
        return sure, True
    if not _undecodable(data, "utf-8"):
        return "utf-8", True
    return ("cp850" if _undecodable(data, "cp1252") else "cp1252"), False


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = name
    found = ALSO.get(found, found)
    if found not in ENCODINGS:
        raise FileRefused("no such encoding", encoding=name, known=", ".join(ENCODINGS))
    return found


def _codec(data: bytes, encoding: str) -> str:
    """What Python calls an encoding in such a file: with its mark, or without."""
    if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-be" if data.startswith(b"\0") else "utf-16-le"
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _undecodable(data: bytes, encoding: str) -> int:
    """The first line that is not of this encoding; 0 for none."""
    decoder, ends = codecs.getincrementaldecoder(_codec(data, encoding))(), 0
    try:
        for at in range(0, len(data), PIECE):
            ends += decoder.decode(data[at : at + PIECE]).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return ends + error.object[: error.start].count(b"\n") + 1
    return 0


def _told_separator(data: bytes, encoding: str) -> str | None:
    """What a first line `sep=;` says."""
    found = SEPARATOR_LINE.match(next(iter(CsvLines(data, encoding)), ""))
    return found[1] if found else None


def _separator(data: bytes, encoding: str, chosen: str | None) -> tuple[str, bool]:
    """The separator that was chosen, or is guessed, and whether there is no doubt."""
    if chosen is not None:
        if chosen not in SEPARATORS:
            raise FileRefused("no such separator", separator=chosen)
        return chosen, True
    evenness = {each: _evenness(_records(data, encoding, each, strict=False)) for each in SEPARATORS}
    best = max(SEPARATORS, key=lambda each: evenness[each])
    return best, [*evenness.values()].count(evenness[best]) == 1 or not evenness[best][-1]


def _evenness(records: Iterator[list[str]]) -> tuple[int, float, int]:
    """How many heads are known; the share of rows that have as many columns as most; how many columns these are."""
    some = (cells[: MOST_COLUMNS + 1] for cells in islice(records, SAMPLE))
    rows = [cells for cells in some if any(map(str.strip, cells))]
    widths = Counter(map(len, rows))
    columns, often = max(widths.items(), key=lambda width: (width[1], width[0]), default=(0, 0))
    known = max(map(known_heads, rows[:HEAD_WITHIN]), default=0)
    return (known, often / len(rows), columns) if max(known, columns) > 1 else (0, 0, 0)


def _records(data: bytes, encoding: str, separator: str, *, strict: bool) -> Iterator[list[str]]:
    """The rows as they stand in the file; not strictly: until nonsense comes, as it does with a wrong separator."""
    lines = CsvLines(data, encoding)
    reader = csv.reader(lines, delimiter=separator, strict=strict)
    while True:
        lines.next_row()
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if not strict:
                return
            raise FileRefused("long quote" if "limit" in str(error) else "quote", line=lines.row_begins) from None


def _row(number: int, cells: list[str]) -> Row:
    """The texts of a row. What the export has marked is no more odd than it was."""
    cells = without_blanks(cells, {})
    odd = {at: how for at, cell in enumerate(cells) if (how := odd_text(cell))}
    return Row(number, [*map(unmarked, cells)], odd)
