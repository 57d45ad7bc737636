"""Clients out as a file: all that a list has, streamed, with an entry in the history.

What can be known to fail fails before the first byte: TimeTrack cannot be reached, the list cannot be asked for now, a
text is too long for a cell. Whatever fails later breaks the download off, so that no beginning passes for the whole.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import BoundedSemaphore
from time import monotonic
from typing import TypeVar

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext

from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.history import exports as history
from clients_ui.models import Attempt, AttemptOutcome
from clients_ui.reading import whole_list
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import NoDirectory
from clients_ui.reading.whole_list import Portions, WholeList
from clients_ui.timetrack.errors import TimedOut
from clients_ui.transfer import csv_out, xlsx_out
from clients_ui.transfer.heads import Heads, Notation, notation
from clients_ui.wording import exports, lists

AT_ONCE = 3
"""Downloads at once in a worker: somebody who takes one in slowly occupies a thread all the while."""
LONGEST = 3600
"""Seconds after which a download is broken off."""
_places = BoundedSemaphore(AT_ONCE)
T = TypeVar("T", bound=StrEnum)


class Format(StrEnum):
    """What a spreadsheet opens."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def content_type(self) -> str:
        """As HTTP calls it."""
        return {
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.CSV: "text/csv; charset=utf-8",
        }[self]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: the clients of a list, or those with these ids, in a format, under heads of a kind."""

    query: ListQuery
    format: Format = Format.XLSX
    heads: Heads = Heads.WORDS
    ids: Sequence[int] = ()

    @classmethod
    def of(cls, parameters: QueryDict) -> "Wanted":
        """What a URL asks for; an unknown word for format or heads is none."""
        query = replace(ListQuery.of(parameters), page=1, columns=())
        format_, heads = parameters.get("format"), parameters.get("heads")
        return cls(query, _chosen(format_, Format.XLSX), _chosen(heads, Heads.WORDS))


@dataclass(frozen=True, slots=True)
class File:
    """A file that has begun: `pieces` are its bytes, and have to be closed. `missing`: a sentence on who is, or ""."""

    name: str
    pieces: Generator[bytes]
    missing: str


@dataclass(frozen=True, slots=True)
class NoExport:
    """No file, and why; `as_csv`: it can be had as CSV. `later`: it may be had in a moment."""

    sentence: str
    as_csv: bool = False
    later: bool = False


def begin(wanted: Wanted, by: int | None, patience: float) -> File | NoExport:
    """Begin a file for an account (None: for nobody, and without an entry in the history).

    `patience`: seconds that may be waited for all clients to be read. Raises TimeTrackError.
    """
    whole = whole_list.selected(wanted.ids, patience) if wanted.ids else whole_list.find(wanted.query, patience)
    if isinstance(whole, NoDirectory):
        later = whole in {NoDirectory.NOT_YET, NoDirectory.NOT_NOW}
        return NoExport(str(lists.NO_DIRECTORY[whole]), later=later)
    if wanted.format is Format.XLSX and (refused := _too_long(whole)):
        return refused
    portions = whole.portions()
    first = next(portions, [])
    if not _places.acquire(blocking=False):
        return NoExport(exports.too_many(), later=True)
    pieces = _download(wanted, _Counted(first, portions), by)
    next(pieces)  # from here on its `finally` will run, whatever becomes of the download
    name = f"{gettext('clients')}-{timezone.localdate().isoformat()}.{wanted.format}"
    return File(name, pieces, exports.missing(whole.unreadable))


def _chosen(word: str | None, default: T) -> T:
    return next((each for each in type(default) if each == word), default)


def _too_long(whole: WholeList) -> NoExport | None:
    for record in whole.long():
        for name, field in FIELDS.items():
            text = str(record[name] or "")
            if xlsx_out.is_too_long(text):
                said = exports.too_long(record.name, field, xlsx_out.length(text), xlsx_out.LONGEST)
                return NoExport(said, as_csv=True)
    return None


class _Counted:
    """The rows of a file out of portions, the first of which was read already, and how many clients there were."""

    def __init__(self, first: list[ClientRecord], portions: Portions) -> None:
        self._first, self._portions = first, portions
        self._until = monotonic() + LONGEST
        self.number = 0

    def rows(self, told: Notation) -> Iterator[list[str]]:
        """The head, and a row for each client."""
        yield told.heads
        portion: list[ClientRecord] | None = self._first
        while portion is not None:
            for record in portion:
                yield told.row(record)
                self.number += 1
            if monotonic() > self._until:
                raise TimedOut("a download that takes too long")
            portion = next(self._portions, None)


def _download(wanted: Wanted, clients: _Counted, by: int | None) -> Generator[bytes]:
    """Nothing, once the history knows of it; then the file."""
    attempt: Attempt | None = None
    outcome = AttemptOutcome.BROKEN_OFF
    try:
        attempt = history.begin(by, wanted.query.encoded(), wanted.format, len(wanted.ids)) if by else None
        pieces = _pieces(wanted, clients.rows(notation(wanted.heads)))
        yield b""
        yield from pieces
        outcome = AttemptOutcome.EXPORTED
    finally:
        _places.release()
        if attempt:
            history.complete(attempt, outcome, clients.number)


def _pieces(wanted: Wanted, rows: Iterator[list[str]]) -> Iterator[bytes]:
    if wanted.format is Format.XLSX:
        return xlsx_out.pieces(rows, gettext("Clients"))
    return csv_out.pieces(rows, ";" if (get_language() or "").startswith("de") else ",")
