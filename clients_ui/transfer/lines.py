"""The rows of a file as a plan reads them: parameter → text, of the columns alone that were recognized. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from clients_ui.client import unseen
from clients_ui.transfer.table import Odd, Row

ID = "id"
"""The column of ids, among the parameters."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what stands in its cells, by parameter or `ID`. A cell that is missing at the end is empty."""

    number: int
    texts: Mapping[str, str]
    odd: Mapping[str, Odd]

    def said(self, name: str) -> str:
        """What stands in a cell; "" where nothing can be seen in it, and where there is no such column."""
        text = self.texts.get(name, "")
        return "" if unseen.is_blank(text) else text

    def refused(self, name: str) -> Odd | None:
        """Why nothing may be taken from a cell."""
        odd = self.odd.get(name)
        return odd if odd and odd.invalid else None


def lines(rows: Sequence[Row], taken: Mapping[int, str]) -> Iterator[Line]:
    """The rows of a file; `taken`: column → parameter or `ID`."""
    for row in rows:
        width = len(row.texts)
        texts = {name: row.texts[at] if at < width else "" for at, name in taken.items()}
        yield Line(row.number, texts, {taken[at]: odd for at, odd in row.odd.items() if at in taken})
