"""A file, as somebody chose it, becomes a table. It stays in memory; the same file gives the same table."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language

from clients_ui.transfer import csv_in, xlsx_in
from clients_ui.transfer.columns import HEAD_WITHIN, known_heads
from clients_ui.transfer.contents import FileContents
from clients_ui.transfer.refused import FileRefused
from clients_ui.transfer.table import Choices, ReadAs, Row, Table
from clients_ui.transfer.unreadable import unreadable

ARCHIVE: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
LISTS: Final = {
    b"\x09\x08\x10\x00": ".xls",
    b"\x09\x08\x08\x00": ".xls",
    b"\x09\x04\x06\x00": ".xls",
    b"\x09\x02\x06\x00": ".xls",
    b"%PDF-": ".pdf",
    b"{\\rtf": ".rtf",
    b"<?xml": "XML",
    b"<!doctype html": "HTML",
    b"<html": "HTML",
    b"<table": "HTML",
}
"""What files begin with that a spreadsheet opens, or that may hold a list all the same."""
NO_LISTS: Final = {
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
    b"\x1f\x8b": ".gz",
    b"7z\xbc\xaf\x27\x1c": ".7z",
    b"Rar!\x1a\x07": ".rar",
    b"PK\x05\x06": ".zip",
    b"SQLite format 3\0": "SQLite",
}
BLANK: Final = b"\xef\xbb\xbf \t\r\n"


def read(data: bytes, choices: Choices) -> Table:
    """The rows of a file, as far as somebody chose how, else as guessed. Raises UnreadableFile."""
    try:
        return _table(data, _contents(data, choices), choices)
    except FileRefused as refused:
        raise unreadable(refused) from None


def _contents(data: bytes, choices: Choices) -> FileContents:
    if len(data) > settings.IMPORT_BYTES:
        raise FileRefused("bytes", size=filesizeformat(settings.IMPORT_BYTES))
    if data.startswith(ARCHIVE):
        return xlsx_in.read(data, choices, "de" if str(get_language()).startswith("de") else "en", settings.IMPORT_ROWS)
    if data.startswith(OLE):
        raise FileRefused("encrypted") if ENCRYPTED in data else FileRefused("format", format=".xls")
    for formats, why in ((LISTS, "format"), (NO_LISTS, "no list")):
        for beginning, name in formats.items():
            if data.startswith(beginning) or data[:200].lstrip(BLANK).lower().startswith(beginning):
                raise FileRefused(why, format=name)
    return csv_in.read(data, choices, settings.IMPORT_ROWS)


def _table(data: bytes, contents: FileContents, choices: Choices) -> Table:
    head, sure = _head(contents.rows, choices.head)
    hidden = {number for number in contents.hidden if number > head.number}
    below = [row for row in contents.rows if row.number > head.number and (choices.hidden or row.number not in hidden)]
    if not below and not hidden and len(contents.sheets) < 2:  # else there is another one to choose
        raise FileRefused("no rows", row=head.number)
    if len(below) > settings.IMPORT_ROWS:
        raise FileRefused("rows", most=settings.IMPORT_ROWS)
    asked = {"head": not sure, "hidden": bool(hidden) and choices.hidden is None}
    read_as = ReadAs(
        contents.format,
        replace(contents.choices, head=head.number, hidden=bool(choices.hidden)),
        sheets=contents.sheets,
        hidden_sheets=contents.hidden_sheets,
        hidden_rows=len(hidden),
        merged=contents.last_merged >= head.number,
        doubtful=[*contents.doubtful, *(name for name, doubtful in asked.items() if doubtful)],
    )
    return Table(hashlib.sha256(data).hexdigest(), read_as, head, below)


def _head(rows: Sequence[Row], chosen: int | None) -> tuple[Row, bool]:
    """The row that was chosen as the head, else the one that names most fields; and whether that is sure."""
    if not rows:
        raise FileRefused("empty")
    if chosen is not None:
        found = next((row for row in rows if row.number == chosen), None)
        if found is None:
            raise FileRefused("no such row", row=chosen)
        return found, True
    near = [row for row in rows if row.number <= HEAD_WITHIN] or [rows[0]]
    best = max(near, key=lambda row: known_heads(row.texts))
    return best, best is rows[0] and known_heads(best.texts) > 0
