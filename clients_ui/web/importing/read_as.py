"""How a file was read, in words, and what may be chosen in place of each guess."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext, gettext_lazy

from clients_ui.transfer.table import Table
from clients_ui.wording import texts

ENCODINGS = {
    "utf-8": gettext_lazy("UTF-8"),
    "cp1252": gettext_lazy("Windows (cp1252)"),
    "cp850": gettext_lazy("DOS (cp850)"),
    "mac_roman": gettext_lazy("Mac (MacRoman)"),
    "utf-16": gettext_lazy("UTF-16"),
}
SEPARATORS = {
    ";": gettext_lazy("Semicolon"),
    ",": gettext_lazy("Comma"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar"),
}


class ReadingChoice(NamedTuple):
    """Something to choose: the field's name and label, the value that was taken, and all that there are, with words."""

    name: str
    label: str
    value: str
    options: Sequence[tuple[str, str]]


def sentence(table: Table) -> str:
    """How the file was read, in a line."""
    read, rows = table.read_as, texts.number(len(table.rows))
    if read.format == "csv":
        said = gettext("CSV, {encoding}, column heads in row {head}, rows: {rows}")
        return said.format(encoding=_encoding(read.choices.encoding), head=table.head.number, rows=rows)
    said = gettext("XLSX, sheet “{sheet}”, column heads in row {head}, rows: {rows}")
    return said.format(sheet=read.choices.sheet, head=table.head.number, rows=rows)


def choices(table: Table) -> list[ReadingChoice]:
    """What may be chosen for this file."""
    read, found = table.read_as, []
    if len(read.sheets) > 1:
        sheets = [(each, each) for each in read.sheets]
        found.append(ReadingChoice("sheet", gettext("Sheet"), read.choices.sheet or "", sheets))
    if read.format == "csv":
        encodings = _with(ENCODINGS, read.choices.encoding)
        found.append(ReadingChoice("encoding", gettext("Encoding"), read.choices.encoding or "", encodings))
        separators = _with(SEPARATORS, read.choices.separator)
        found.append(ReadingChoice("separator", gettext("Separator"), read.choices.separator or "", separators))
    if read.hidden_rows:
        label = gettext("Hidden rows ({number})").format(number=texts.number(read.hidden_rows))
        ways = [("skip", gettext("leave out")), ("take", gettext("take too"))]
        found.append(ReadingChoice("hidden", label, "take" if read.choices.hidden else "skip", ways))
    return found


def doubtful(table: Table) -> str:
    """What was guessed without being sure, one after the other; "" for nothing."""
    words = {
        "encoding": gettext("the encoding"),
        "separator": gettext("the separator"),
        "sheet": gettext("the sheet"),
        "head": gettext("the row with the column heads"),
        "hidden": gettext("what becomes of hidden rows"),
    }
    return ", ".join(words.get(name, name) for name in table.read_as.doubtful)


def columns_sentence(taken: int, left_out: Iterable[str]) -> str:
    """How many columns are taken, and the names of those that are not."""
    named = ", ".join(texts.shortened(head, 40) for head in left_out)
    if named:
        return gettext("taken: {taken}, left out: {names}").format(taken=taken, names=named)
    return gettext("all taken ({taken})").format(taken=taken)


def _encoding(name: str | None) -> str:
    return str(ENCODINGS.get(name or "", name or ""))


def _with(words: Mapping[str, object], value: str | None) -> list[tuple[str, str]]:
    """What there is to choose, with what was taken if that is none of it."""
    known = [(each, str(said)) for each, said in words.items()]
    return known if value in words or not value else [(value, value), *known]
