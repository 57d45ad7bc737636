"""The rows of the list: the text of each value, cut into parts where something was found in it. No markup."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from clients_ui.client.countries import LANGUAGES, country_name
from clients_ui.client.folding import as_run, is_run, parts, pattern, runs, spellings
from clients_ui.client.kinds import COUNTRY, PHONE
from clients_ui.client.phones import as_written, phone_digits
from clients_ui.client.record import COLUMNS, FIELDS, ClientRecord, Field
from clients_ui.directory.query import Word
from clients_ui.directory.schema import JOINED
from clients_ui.reading.listing import Listing
from clients_ui.web.links import client_urls, page_url
from clients_ui.wording.colours import colour as called
from clients_ui.wording.texts import client_called, read, shortened, visible

Parts = list[tuple[str, bool]]
"""A text in pieces, and for each whether it was searched for."""
BEFORE, AROUND = 20, 80
"""Letters of a value that are shown before, and around, what was found in it."""


class Cell(NamedTuple):
    """A value of a client as its reader sees it; no `parts` where nothing was found in it."""

    name: str
    text: str
    parts: Parts
    href: str


class ClientRow(NamedTuple):
    """A client in the list, by its id.

    `colour`: as `#rrggbb`, "" for none. `colour_text`: what people call it, or what is stored where it is none.
    `elsewhere`: a field that cannot be read in the list, and what was found there. `compare`: the page that shows it
    beside the client that it looks like.
    """

    id: int
    url: str
    name: Cell
    cells: list[Cell]
    colour: str
    colour_text: str
    inactive: bool
    elsewhere: tuple[Field, Parts] | None
    compare: str = ""


def client_rows(
    listing: Listing, columns: Sequence[Field] = COLUMNS, alike: Mapping[int, int] | None = None
) -> list[ClientRow]:
    """The rows of a list; a list from TimeTrack itself may have been searched in another way, so nothing is marked.

    `columns`: what is shown of each, the name first. `alike`: whom each is to be compared with, by their ids.
    """
    words, query = listing.query.words if listing.directory else (), listing.query
    urls = client_urls(query, (record.id for record in listing.rows))
    rows = [_row(record, url, words, columns) for record, url in zip(listing.rows, urls, strict=True)]
    beside = {id_: page_url("merge", query, a=str(id_), b=str(other)) for id_, other in (alike or {}).items()}
    return [row._replace(compare=beside[row.id]) if row.id in beside else row for row in rows]


def _row(record: ClientRecord, url: str, words: Sequence[Word], columns: Sequence[Field]) -> ClientRow:
    name, *cells = [_cell(field, record, words) for field in columns]
    found = [_searched(FIELDS[cell.name], cell.text, record, words) for cell in (name, *cells) if cell.parts]
    missing = next((word for word in words if not any(_is_in(word, text) for text in found)), None)
    elsewhere = _elsewhere(record, missing, words, columns) if missing else None
    if missing and not elsewhere and not is_run(missing[0]):  # it was found across blanks
        joined = [(*map(as_run, word),) if word is missing else word for word in words]
        return _row(record, url, joined, columns)
    colour = visible(read(FIELDS["color"], record["color"]))
    swatch = FIELDS["color"].kind.swatch(colour)
    if not name.text:
        name = Cell(name.name, client_called("", record.id), [], name.href)
    return ClientRow(
        record.id, url, name, cells, swatch, called(swatch) if swatch else colour, record["enabled"] is False, elsewhere
    )


def _cell(field: Field, record: ClientRecord, words: Sequence[Word]) -> Cell:
    text = visible(read(field, record[field.name]))
    searched = _searched(field, text, record, words) if words else ""
    found = list[tuple[str, bool]]()
    if any(_is_in(word, searched) for word in words):
        ways = [*chain(*words)]
        if field.kind is PHONE:
            ways += [as_written(way, text) for way in ways if way in searched]
        found = parts(text, [way for way in ways if way])
    return Cell(field.name, text, found, field.kind.href(text))


def _searched(field: Field, text: str, record: ClientRecord, words: Sequence[Word]) -> str:
    """What a text is searched by; across its blanks where a word is."""
    spelt = [*spellings(text)]
    if field.name in JOINED and any(is_run(word[0]) for word in words):
        spelt += chain(*map(runs, spelt))
    if field.kind is PHONE:
        spelt += phone_digits(text, str(record["addressCountry"] or ""))
    return "\n".join(spelt)


def _is_in(word: Word, searched: str) -> bool:
    return any(pattern(text).search(searched) for text in word)


def _elsewhere(
    record: ClientRecord, word: Word, words: Sequence[Word], columns: Sequence[Field]
) -> tuple[Field, Parts] | None:
    """A field that cannot be read in the list, as it has no column or another text there, and what was found in it."""
    unread = [field for field in FIELDS.values() if field not in columns or not field.kind.verbatim]
    for field in unread if not is_run(word[0]) else [each for each in unread if each.name in JOINED]:
        stored = str(record[field.name] or "")
        for text in dict.fromkeys([stored, *_names_of_country(stored)]) if field.kind is COUNTRY else [stored]:
            if _is_in(word, _searched(field, text, record, [word])):
                return field, parts(_around(text, word), [*chain(*words)])
    return None


def _names_of_country(code: str) -> list[str]:
    """Its names in the languages in which it is found, of which the list shows one."""
    return [country_name(code, language) for language in LANGUAGES]


def _around(text: str, word: Word) -> str:
    """A word of a text that holds it, and some letters before and after it."""
    cut = parts(text, word)
    at = next((number for number, (_, found) in enumerate(cut) if found), 0)
    before, rest = ("".join(part for part, _ in side) for side in (cut[:at], cut[at:]))
    start = f"…{before[-BEFORE:]}" if len(before) > BEFORE else before
    return shortened(start + rest, AROUND)
