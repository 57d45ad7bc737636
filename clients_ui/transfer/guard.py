"""What is looked at before an XLSX file is read: its sheets, and how far the cells of one lie apart.

And what the reader of its values loses: error cells, number formats, hidden rows. Pure: the child has it too.
"""

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from clients_ui.transfer.archive import Archive, Attributes, local
from clients_ui.transfer.refused import FileRefused, letters

MOST_AREA = 8_000_000
"""Cells between the first and the last one of a sheet: the reader of the values makes room for each, be it empty."""
SMALL: Final = 16 * 1024
"""Bytes, unpacked, of a sheet that may well be empty: Excel's own empty ones have less than 1,000."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    visible: bool
    part: str


@dataclass(slots=True)
class Surroundings:
    """What stands in a sheet around its values. Rows are counted from 1, columns from 0.

    `styles`: the style of each number, where that matters; `errors`: what the cells say that hold no value;
    `last_merged`: the last row that merged cells reach.
    """

    styles: dict[int, dict[int, int]] = field(default_factory=dict)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    last_merged: int = 0
    last_row: int = 0
    last_column: int = -1

    def reach(self, row: int, column: int) -> None:
        """Take a cell into account that holds something."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def sheets(archive: Archive) -> list[SheetEntry]:
    """The sheets of a workbook that hold cells, in their order."""
    listed: list[Attributes] = []
    targets: dict[str, str] = {}

    def relationship(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attributes.get("Id", "")] = part

    def entry(name: str, attributes: Attributes) -> None:
        if local(name) == "sheet":
            listed.append(attributes)

    archive.parse("xl/_rels/workbook.xml.rels", lambda _: relationship)
    archive.parse("xl/workbook.xml", lambda _: entry)
    found = [
        SheetEntry(each.get("name", ""), each.get("state", "visible") == "visible", targets[key])
        for each in listed
        if (key := next((value for name, value in each.items() if local(name) == "id"), "")) in targets
    ]
    if any(sheet.part not in archive for sheet in found):
        raise FileRefused("damaged")
    return found


def number_formats(archive: Archive) -> list[int | str]:
    """For each style the number of its built-in number format, or the code of one of the file's own."""
    codes: dict[str, str] = {}
    ids: list[str] = []
    inside = ""

    def element(name: str, attributes: Attributes) -> None:
        nonlocal inside
        match local(name):
            case "numFmt":
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "cellStyleXfs" | "cellXfs" | "cellStyles" | "dxfs" as part:
                inside = part
            case "xf" if inside == "cellXfs":
                ids.append(attributes.get("numFmtId", "0"))

    if "xl/styles.xml" in archive:
        archive.parse("xl/styles.xml", lambda _: element)
    return [codes[id_] if id_ in codes else _whole(id_) for id_ in ids]


def check_strings(archive: Archive) -> None:
    """Unpack the strings that cells share, which says whether they can be read."""
    if "xl/sharedstrings.xml" in archive:
        archive.parse("xl/sharedstrings.xml", lambda _: None)


def surroundings(archive: Archive, part: str, styled: Sequence[bool]) -> Surroundings:
    """What stands around the values of a sheet; `styled` says of each style whether a number needs it to be shown."""
    scan = _Scan(styled)
    archive.parse(part, scan.begin)
    scan.settle()
    found = scan.found
    if found.last_row * (found.last_column + 1) > MOST_AREA:
        raise FileRefused("apart", cell=f"{letters(found.last_column)}{found.last_row}")
    return found


class _Scan:
    """The elements of a sheet, one after the other: expat calls `_element` for each that begins."""

    def __init__(self, styled: Sequence[bool]) -> None:
        self.found = Surroundings()
        self._styled = {str(style) for style, matters in enumerate(styled) if matters}
        self._row, self._row_text, self._column = 0, "", -1
        self._kind, self._style = "n", "0"
        self._formula = self._value = False
        self._said: list[str] | None = None
        self._columns: dict[str, int] = {}
        self._acts: dict[str, Callable[[Attributes], None]] = {}

    def begin(self, parser: expat.XMLParserType) -> Callable[[str, Attributes], None]:
        self._parser = parser
        return self._root

    def _root(self, name: str, _attributes: Attributes) -> None:
        prefix = name[: -len(local(name))]  # the one that all the others have too
        self._acts = {
            f"{prefix}c": self._cell,
            f"{prefix}v": self._stored,
            f"{prefix}is": self._stored,
            f"{prefix}f": self._of_formula,
            f"{prefix}row": self._of_row,
            f"{prefix}mergeCell": self._merge,
        }
        self._parser.StartElementHandler = self._element

    def _element(self, name: str, attributes: Attributes) -> None:
        if name in self._acts:
            self._acts[name](attributes)

    def _of_row(self, attributes: Attributes) -> None:
        self.settle()
        self._set_row(attributes.get("r", str(self._row + 1)))
        self._column = -1
        if attributes.get("hidden") in {"1", "true"}:
            self.found.hidden.append(self._row)

    def _cell(self, attributes: Attributes) -> None:
        if self._formula or self._said is not None:
            self.settle()
        if place := attributes.get("r"):
            column = self._columns.get(place.removesuffix(self._row_text))  # a name alone is in there
            self._column = self._at(place) if column is None else column
        else:
            self._column += 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value = False

    def _set_row(self, text: str) -> None:
        self._row, self._row_text = _whole(text), text

    def _at(self, place: str) -> int:
        """The column of a place, which is in a row or a column that is new."""
        name = place.rstrip("0123456789")
        self._set_row(place[len(name) :])
        column = 0
        for letter in name.upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        if not 1 <= column <= 16_384:
            raise FileRefused("damaged")
        self._columns[name] = column - 1
        return column - 1

    def _stored(self, _attributes: Attributes) -> None:
        self._value, found = True, self.found
        if self._row > found.last_row or self._column > found.last_column:
            found.reach(self._row, self._column)
        if self._kind == "n":
            if self._style in self._styled:
                found.styles.setdefault(self._row, {})[self._column] = int(self._style)
        elif self._kind == "e":
            self._said = []
            self._parser.CharacterDataHandler = self._said.append

    def _of_formula(self, _attributes: Attributes) -> None:
        self._formula = True

    def settle(self) -> None:
        """End a cell that holds an error, or a formula without a stored value."""
        if self._said is not None or (self._formula and not self._value):
            self.found.errors.setdefault(self._row, {})[self._column] = "".join(self._said or ()).strip()
            self.found.reach(self._row, self._column)
            self._parser.CharacterDataHandler = None
        self._formula, self._said, self._value = False, None, True

    def _merge(self, attributes: Attributes) -> None:
        self.settle()
        last = attributes.get("ref", "").rpartition(":")[2]
        self.found.last_merged = max(self.found.last_merged, _whole(last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise FileRefused("damaged")
    return int(text)
