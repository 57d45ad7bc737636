"""ClientRepository: the calls on TimeTrack's endpoint `clients`. No cache, no history, no sentence.

Source: docs/timetrack-api.md, "Endpoint `clients`".
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import count

from clients_ui.client.record import ClientRecord, Value
from clients_ui.timetrack import wire
from clients_ui.timetrack.errors import NotFound, Unintelligible
from clients_ui.timetrack.transport import Transport

WALK_SIZE = 1000


@dataclass(frozen=True, slots=True)
class PageOfClients:
    """Some consecutive clients of TimeTrack's list, and whether there are more behind them.

    `unreadable`: how many rows among them cannot be read as clients.
    """

    rows: list[ClientRecord]
    more: bool
    unreadable: int


@dataclass(frozen=True, slots=True)
class CreateAnswer:
    """The answer to a create: the id if it names one, the client if it holds all that was sent."""

    id: int | None
    record: ClientRecord | None


class ClientRepository:
    """TimeTrack's clients: every call on them is made here. Every method raises `errors.TimeTrackError`.

    `gone` is told each client that TimeTrack says it has not.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.gone: Callable[[int], None] = lambda _: None

    def page(self, number: int, size: int, name: str | None = None) -> PageOfClients:
        """Page `number` (from 0) of `size` clients (at most 50, or `more` is a guess) whose name contains `name`.

        One call; two where the page is full.
        """
        rows = self.rows(number, size, name)[:size]
        found = wire.clients_in(rows)
        known = {row.id for row in found}
        more = len(rows) == size and self.follows((number + 1) * size, known, name)
        return PageOfClients(found, more, len(rows) - len(found))

    def walk(self, at_once: int = 1, name: str | None = None) -> "Walk":
        """Every client (whose name contains `name`) once, in TimeTrack's order.

        Where there is more than one page, `at_once` are read at a time.
        """
        return Walk(self, at_once, name)

    def rows(self, number: int, size: int, name: str | None = None) -> list[ClientRecord | None]:
        """The clients of one call, as TimeTrack sends them; None for a row that cannot be read."""
        params: dict[str, str | int] = {"page_number": number, "limit": size}
        if name:
            params["name"] = name
        try:
            return self._transport.ask(wire.records, "GET", "clients", params=params)
        except NotFound as error:
            raise Unintelligible("no list of clients at this address", details=error.details) from None

    def clock(self) -> datetime | None:
        """The time of TimeTrack's clock, as its answer says; None where it says none."""
        params: dict[str, str | int] = {"page_number": 0, "limit": 1}
        said = self._transport.ask(lambda answer: answer.headers.get("date", ""), "GET", "clients", params=params)
        try:
            return parsedate_to_datetime(said)
        except ValueError:
            return None

    def get(self, id: int) -> ClientRecord:  # noqa: A002 - TimeTrack's name
        """One client; raises NotFound where there is none."""
        with self._telling(id):
            return self._transport.ask(lambda answer: wire.one(answer, id), "GET", f"clients/{id}")

    def create(self, fields: Mapping[str, Value]) -> CreateAnswer:
        """Create a client."""
        try:
            content = self._transport.ask(wire.json_of, "POST", "clients", json=dict(fields))
        except NotFound as error:
            raise Unintelligible("no list of clients at this address", details=error.details) from None
        id_ = wire.identifier(content)
        if id_ is None and content not in (None, "", {}, []):
            raise Unintelligible("something else than a created client came", reached=True)
        return CreateAnswer(id_, wire.whole(content, fields))

    def update(self, id: int, changes: Mapping[str, Value]) -> None:  # noqa: A002
        """Change these parameters of a client and no others."""
        with self._telling(id):
            self._transport.ask(wire.json_of, "PUT", f"clients/{id}", json=dict(changes))

    def delete(self, id: int) -> None:  # noqa: A002
        """Delete a client; raises NotFound where there is none."""
        with self._telling(id):
            self._transport.ask(wire.json_of, "DELETE", f"clients/{id}")

    def follows(self, position: int, known: set[int], name: str | None = None) -> bool:
        """Whether there is a client at `position` (from 0) that is not `known`: some servers repeat their last page."""
        return any(row is None or row.id not in known for row in self.rows(position, 1, name)[:1])

    @contextmanager
    def _telling(self, id: int) -> Iterator[None]:  # noqa: A002
        try:
            yield
        except NotFound:
            self.gone(id)
            raise


class Walk:
    """All clients, each once, page by page; at the end `sure` says whether none can have been missed.

    `unreadable`: how many rows so far could not be read as clients; where none can be, Unintelligible is raised.

    A silent cap shows as a short first page with more behind it; its length is then the size to ask for. The walk ends
    when a page brings no new id. A client that is deleted meanwhile moves those behind it forward, perhaps onto a page
    that was read already: then the client that ended the last page but one is no longer at its position.
    """

    def __init__(self, clients: ClientRepository, at_once: int, name: str | None) -> None:
        self._clients = clients
        self._at_once = at_once
        self._name = name
        self.sure = False
        self.unreadable = 0

    def pages(self) -> Iterator[list[ClientRecord]]:
        """The clients of each page that no page before it had."""
        known: set[int] = set()
        last: int | None = None
        for position, size, rows in self._all_pages():
            found = [row for row in rows if row is not None]
            new = [row for row in {row.id: row for row in found}.values() if row.id not in known]
            if new or not found:  # else it is a page that was read already
                self.unreadable += len(rows) - len(found)
            known.update(row.id for row in new)
            if new:
                yield new
            if not new or (len(rows) < size and not self._follows(position + len(rows), known)):
                if not known:
                    wire.clients_in(rows)
                self.sure = position == 0 or last in map(_id, self._rows(position - 1, 1)[:1])
                return
            last = _id(rows[-1])

    def _all_pages(self) -> Iterator[tuple[int, int, list[ClientRecord | None]]]:
        """(position, size, rows) of every page, without end; after the first one so many at once are asked for."""
        first = self._rows(0, WALK_SIZE)
        yield 0, WALK_SIZE, first
        size = min(WALK_SIZE, len(first))
        with ThreadPoolExecutor(self._at_once, "walk") as pool:
            for start in count(1, self._at_once):
                numbers = range(start, start + self._at_once)
                # Each call gets a copy of the context, for the deadline is there.
                calls = [pool.submit(copy_context().run, self._rows, n, size) for n in numbers]
                for number, call in zip(numbers, calls, strict=True):
                    yield number * size, size, call.result()

    def _rows(self, number: int, size: int) -> list[ClientRecord | None]:
        return self._clients.rows(number, size, self._name)

    def _follows(self, position: int, known: set[int]) -> bool:
        return self._clients.follows(position, known, self._name)


def _id(row: ClientRecord | None) -> int | None:
    return row.id if row else None
