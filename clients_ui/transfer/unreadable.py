"""Why a file cannot be taken, as a sentence for the person who chose it."""

from typing import Final

from django.utils.translation import gettext, gettext_noop

from clients_ui.transfer.refused import FileRefused
from clients_ui.transfer.table import Table, UnreadableFile
from clients_ui.wording import texts

SENTENCES: Final = {
    "empty": gettext_noop("There is nothing in this file."),
    "bytes": gettext_noop("This file is larger than %(size)s. Please split it into several files."),
    "rows": gettext_noop("This file has more than %(most)s rows. Please split it into several files."),
    "columns": gettext_noop(
        "Row %(row)s has more than %(most)s columns. Please delete the columns that do not belong to the list."
    ),
    "memory": gettext_noop(
        "There is more text in this file than can be read at once. Please split it into several files."
    ),
    "long cell": gettext_noop("Cell %(cell)s holds more than %(most)s characters. Please shorten it."),
    "apart": gettext_noop(
        "The cells of this sheet lie too far apart: it reaches to cell %(cell)s. Please copy the list into a new file."
    ),
    "unpacked": gettext_noop(
        "This file is larger than %(most)s MB once it is unpacked. Please copy the list into a new file."
    ),
    "too much": gettext_noop(
        "This file takes more time or memory to be read than any list should. Please copy the list into a new file."
    ),
    "busy": gettext_noop("Other files are being read just now. Please try again in a minute."),
    "damaged": gettext_noop(
        "This file is damaged or incomplete. Please open it in Excel or LibreOffice and save it as .xlsx."
    ),
    "doctype": gettext_noop(
        "This file holds a document type (DOCTYPE), which no spreadsheet program writes. Please copy the list into a "
        "new file."
    ),
    "encrypted": gettext_noop("This file is protected by a password. Please save it without one, as .xlsx."),
    "format": gettext_noop(
        "This is a file of the format %(format)s. Please open it in Excel or LibreOffice and save it as .xlsx."
    ),
    "no list": gettext_noop(
        "This is a file of the format %(format)s, which holds no list. Please choose a list as .xlsx or .csv."
    ),
    "no such sheet": gettext_noop("There is no sheet “%(sheet)s” in this file."),
    "no such row": gettext_noop(
        "There is nothing in row %(row)s, so it cannot hold the column heads. Please choose another row."
    ),
    "no rows": gettext_noop("There is nothing below the column heads in row %(row)s."),
    "no text": gettext_noop(
        "Line %(line)s holds a character that is in no text. If this is a list, please save it as .xlsx."
    ),
    "encoding": gettext_noop("Line %(line)s cannot be read as %(encoding)s. Please choose another encoding."),
    "no such encoding": gettext_noop("There is no encoding “%(encoding)s”. There are: %(known)s."),
    "no such separator": gettext_noop("“%(separator)s” separates no columns. Please choose another separator."),
    "quote": gettext_noop(
        "In the row that begins in line %(line)s a quotation mark is not closed, or stands where there may be none."
    ),
    "long quote": gettext_noop(
        "In the row that begins in line %(line)s a cell is too long. Is a quotation mark not closed?"
    ),
    "long row": gettext_noop("The row that begins in line %(line)s is longer than %(most)s characters."),
}


def unreadable(refused: FileRefused) -> UnreadableFile:
    """What a person is told of a file that was refused."""
    values = {name: _grouped(name, value) for name, value in refused.values.items()}
    return UnreadableFile(gettext(SENTENCES[refused.why]) % values)


def _grouped(name: str, value: str | int) -> str | int:
    """A bound as its reader groups digits; the number of a row or a line stays as spreadsheets show it."""
    return texts.number(value) if name == "most" and isinstance(value, int) else value


def nothing_in(table: Table) -> UnreadableFile | None:
    """What a person is told of a sheet without rows, beside which others can be chosen; None where it has some."""
    if table.rows or table.read_as.hidden_rows:
        return None
    return unreadable(FileRefused("no rows", row=table.head.number))
