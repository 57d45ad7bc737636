"""The rows of a file as a plan reads them: by parameter, and of the columns alone that were recognized. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clients_ui.client import unseen
from clients_ui.client.names import folded
from clients_ui.client.record import FIELDS
from clients_ui.transfer.heads import ID
from clients_ui.transfer.table import Odd, Row

NUMBER = re.compile("#?([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file. A cell that is missing at its end is empty.

    `id`: the one that stands in it; 0 for something that is none, None for nothing. `name`: as it would be sent;
    `folded`: as it is compared with others, "" where an id says which client it is.
    """

    row: Row
    places: Mapping[str, int]
    id: int | None
    name: str
    folded: str

    @property
    def number(self) -> int:
        """Its number in the file."""
        return self.row.number

    def texts(self) -> Iterator[tuple[str, str]]:
        """Parameter → what stands in its cell."""
        given = self.row.texts
        width = len(given)
        for name, place in self.places.items():
            if name != ID:
                yield name, given[place] if place < width else ""

    def said(self, name: str) -> str:
        """What stands in a cell; "" where nothing can be seen in it, and where there is no such column."""
        return _said(self.row, self.places, name)

    def cells(self, names: Iterable[str]) -> dict[str, str]:
        """What stands in these cells, as far as there are such columns; "id" is one too."""
        given = self.row.texts
        found = {name: self.places[name] for name in names if name in self.places}
        return {name: given[place] if place < len(given) else "" for name, place in found.items()}

    def odd(self, name: str) -> Odd | None:
        """What is odd about a cell."""
        return self.row.odd.get(self.places[name]) if self.row.odd and name in self.places else None

    def typed(self, name: str) -> bool:
        """Whether a person typed a cell anew."""
        return bool(self.row.typed) and self.places.get(name) in self.row.typed

    def refused(self, name: str) -> Odd | None:
        """Why nothing may be taken from a cell."""
        odd = self.odd(name)
        return odd if odd and odd.invalid else None


def lines(rows: Sequence[Row], taken: Mapping[int, str]) -> list[Line]:
    """The rows of a file; `taken`: column → parameter or `ID`."""
    places = {name: column for column, name in taken.items()}
    return [_line(row, places) for row in rows]


def blank(text: str) -> bool:
    """Whether nothing can be seen of a text."""
    return not text or (text[0] not in unseen.PLAIN and unseen.is_blank(text))


def _line(row: Row, places: Mapping[str, int]) -> Line:
    text = unseen.trimmed(_said(row, places, ID))
    odd = row.odd.get(places[ID]) if row.odd and ID in places else None
    lost = odd is not None and odd.invalid  # be there a text or not
    found = None if lost else NUMBER.fullmatch(text)
    id_ = None if not text and not lost else int(found[1]) if found else 0
    name = str(FIELDS["name"].kind.cleaned(_said(row, places, "name")))
    return Line(row, places, id_, name, folded(name) if name and id_ is None else "")


def _said(row: Row, places: Mapping[str, int], name: str) -> str:
    place = places.get(name, len(row.texts))
    text = row.texts[place] if place < len(row.texts) else ""
    return "" if blank(text) else text
