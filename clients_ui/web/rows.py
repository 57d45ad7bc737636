"""The rows of the list: the text of each value, cut into parts where something was found in it. No markup."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from clients_ui.client.folding import parts, pattern, plain
from clients_ui.client.record import COLUMNS, FIELDS, ClientRecord, Field
from clients_ui.reading.listing import Listing
from clients_ui.reading.one_client import field_of
from clients_ui.web.links import page_url
from clients_ui.wording.texts import read, shortened

Parts = list[tuple[str, bool]]
"""A text in pieces, and for each whether it was searched for."""
BEFORE, AROUND = 20, 80
"""Letters of a value that are shown before, and around, what was found in it."""
UNREADABLE = [field for field in FIELDS.values() if field.column is None or not field.kind.verbatim]
"""The fields whose text cannot be read in the list: they have no column, or are a picture or a name in it."""


class Cell(NamedTuple):
    """A value of a client as its reader sees it; no `parts` where nothing was found in it."""

    name: str
    text: str
    parts: Parts
    href: str
    swatch: str


class ClientRow(NamedTuple):
    """A client in the list; `elsewhere`: a field that cannot be read in it, and what was found there."""

    url: str
    name: Cell
    cells: list[Cell]
    elsewhere: tuple[Field, Parts] | None


def client_rows(listing: Listing) -> list[ClientRow]:
    """The rows of a list; a list from TimeTrack itself may have been searched in another way, so nothing is marked.

    In a list of a finding each client's page opens at the field that it is about.
    """
    words = listing.query.words if listing.directory else ()
    fragment = f"#id_{field_of(listing.query.finding)}" if listing.query.finding else ""
    return [_row(record, page_url("change", listing.query, record.id) + fragment, words) for record in listing.rows]


def _row(record: ClientRecord, url: str, words: Sequence[str]) -> ClientRow:
    name, *cells = [_cell(field, record, words) for field in COLUMNS]
    found = [plain(cell.text) for cell in (name, *cells) if cell.parts]
    missing = next((word for word in words if not any(re.search(pattern(word), text) for text in found)), None)
    return ClientRow(url, name, cells, _elsewhere(record, missing, words) if missing else None)


def _cell(field: Field, record: ClientRecord, words: Sequence[str]) -> Cell:
    text = read(field, record[field.name])
    swatch = field.kind.swatch(text)
    searched = plain(text) if words and not swatch else ""
    found = parts(text, words) if any(re.search(pattern(word), searched) for word in words) else []
    return Cell(field.name, text, found, field.kind.href(text), swatch)


def _elsewhere(record: ClientRecord, word: str, words: Sequence[str]) -> tuple[Field, Parts] | None:
    for field in UNREADABLE:
        text = str(record[field.name] or "")
        if re.search(pattern(word), plain(text)):
            return field, parts(_around(text, word), words)
    return None


def _around(text: str, word: str) -> str:
    """A word of a text that holds it, and some letters before and after it."""
    cut = parts(text, [word])
    at = [found for _, found in cut].index(True)
    before, rest = ("".join(part for part, _ in side) for side in (cut[:at], cut[at:]))
    start = f"…{before[-BEFORE:]}" if len(before) > BEFORE else before
    return shortened(start + rest, AROUND)
