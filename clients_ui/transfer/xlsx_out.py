"""Rows of texts as an XLSX file, a piece at a time: every cell is a text and stays one, whatever it looks like.

Our own, as no kept library streams. XlsxWriter 3.3.1 hands out nothing before `close()` (17 s for 100,000 clients of
16 columns; this: 7 ms to the first byte), and with `constant_memory` it keeps clients in temporary files; openpyxl
does that too. An XLSX file is a ZIP archive of XML, which the standard library writes without ever going back; what
stands in it lies in the folder `workbook`, as a spreadsheet would unpack it, with holes for rows and cells.

What XML cannot hold is written as spreadsheets write it: `_x000D_`; and a text that looks like that as `_x005F_x000D_`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

LONGEST = 32_767
"""Letters that a cell of a spreadsheet holds, as UTF-16 counts them."""
PIECE = 64 * 1024
"""Bytes of the archive that are gathered before they are handed on."""
LEVEL = 3
"""Of compression: twice as fast as the usual 6, and a tenth larger."""
TEXT, HEAD = 1, 2
"""The styles of a cell, by their place in `workbook/xl/styles.xml`: both of the format `@`, which is text."""
WORKBOOK = Path(__file__).with_name("workbook")
SHEET = "xl/worksheets/sheet1.xml"
AROUND = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
BEFORE, ROW, CELL, EMPTY, ROW_END, AFTER = (WORKBOOK / SHEET).read_text(encoding="utf-8").splitlines()
SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class TooLong(Exception):
    """A text that no cell holds: in which row and which column of the file, counted from 1."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__(f"row {row}, column {column}")
        self.row, self.column = row, column


def is_too_long(text: str) -> bool:
    """Whether no cell of a spreadsheet holds a text."""
    return len(text) > LONGEST // 2 and length(text) > LONGEST


def length(text: str) -> int:
    """How long a text is to a spreadsheet."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(rows: Iterable[Sequence[str]], sheet: str) -> Iterator[bytes]:
    """The file of these rows, the first of which is its head, on a sheet of this name. Raises TooLong."""
    gathered = _Gathered()
    with ZipFile(gathered, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in AROUND:
            text = (WORKBOOK / name).read_text(encoding="utf-8").replace("{sheet}", _written(sheet))
            with archive.open(name, "w") as part:
                part.write(text.encode())
        yield gathered.taken()
        with archive.open(SHEET, "w") as part:
            for text in _sheet(rows):
                part.write(text.encode())
                if gathered.size >= PIECE:
                    yield gathered.taken()
    yield gathered.taken()


class _Gathered:
    """What the archive is written into: it is never gone back in, and so can be handed on at any time."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    @property
    def size(self) -> int:
        return len(self._bytes)

    def write(self, part: bytes) -> int:
        self._bytes += part
        return len(part)

    def flush(self) -> None:
        """Nothing waits here that could be written."""

    def close(self) -> None:
        """Nothing is open here."""

    def taken(self) -> bytes:
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


def _sheet(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The sheet's XML, row by row."""
    yield BEFORE
    rest = iter(rows)
    head = next(rest, ())
    columns = [_letters(number) for number in range(1, max(len(head), 1) + 1)]
    for number, row in enumerate(chain([head], rest), 1):
        style = TEXT if number > 1 else HEAD
        if too_long := [at for at, text in enumerate(row, 1) if is_too_long(text)]:
            raise TooLong(number, too_long[0])
        cells = [_cell(column, number, style, text) for column, text in zip(columns, row, strict=True)]
        yield f"{ROW % number}{''.join(cells)}{ROW_END}"
    yield AFTER % columns[-1]


def _cell(column: str, row: int, style: int, text: str) -> str:
    if not text:
        return EMPTY % (column, row, style)
    return CELL % (column, row, style, _written(text))


def _written(text: str) -> str:
    """A text as it stands in XML."""
    return SPECIAL.sub(_written_character, text) if SPECIAL.search(text) else text


def _written_character(found: re.Match[str]) -> str:
    character = found[0]
    return escape(character) if character in "&<>" else f"_x{ord(character):04X}_"


def _letters(number: int) -> str:
    """A column as spreadsheets call it: A to Z, then AA."""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
