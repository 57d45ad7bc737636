"""What a page asks for: a Query in, a Listing or one client out. Raises `errors.TimeTrackError`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from clients_ui import connection
from clients_ui.record import ClientRecord

PAGE_SIZE = 50
LAST_PAGE = 1_000_000
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Query:
    """The state of the list, as its URL has it: what is searched for, and the page (from 1)."""

    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Query":
        """The query in a URL's parameters; a page that is no number is the first."""
        digits = parameters.get("page", "")
        page = int(digits[:7]) if digits.isascii() and digits.isdigit() else 1
        return cls(parameters.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH], min(max(page, 1), LAST_PAGE))

    def at(self, page: int) -> "Query":
        """The same search on another page."""
        return replace(self, page=page)

    def encoded(self) -> str:
        """The query as part of a URL; empty for the plain list."""
        shown = {"q": self.q, "page": str(self.page) if self.page > 1 else ""}
        return urlencode({name: value for name, value in shown.items() if value})


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    query: Query
    rows: list[ClientRecord]
    more: bool


def find(query: Query) -> Listing:
    """The page of clients that a query asks for."""
    page = connection.clients().page(query.page - 1, PAGE_SIZE, query.q or None)
    return Listing(query, page.rows, page.more)


def client(id: int) -> ClientRecord:  # noqa: A002 - TimeTrack's name
    """One client as TimeTrack has it now; raises NotFound where there is none."""
    return connection.clients().get(id)
