"""ClientRepository: the calls on TimeTrack's endpoint `clients`. No cache, no history, no sentence.

Source: docs/timetrack-api.md, "Endpoint `clients`".
"""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from itertools import chain, count

from clients_ui.client.record import ClientRecord, Value
from clients_ui.timetrack import wire
from clients_ui.timetrack.errors import NotFound, Unintelligible
from clients_ui.timetrack.transport import Transport

WALK_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of the list, and whether a client follows behind it."""

    rows: list[ClientRecord]
    more: bool


@dataclass(frozen=True, slots=True)
class CreateAnswer:
    """The answer to a create: the id if it names one, the client if it holds all that was sent."""

    id: int | None
    record: ClientRecord | None


class ClientRepository:
    """The only door to the clients. Every method raises `errors.TimeTrackError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, number: int, size: int, name: str | None = None) -> Page:
        """Page `number` (from 0) of `size` clients (at most 50, or `more` is a guess) whose name contains `name`.

        One call; two where the page is full.
        """
        rows = self.rows(number, size, name)[:size]
        known = {row.id for row in rows}
        return Page(rows, more=len(rows) == size and self.follows((number + 1) * size, known, name))

    def walk(self, name: str | None = None, at_once: int = 1) -> "Walk":
        """Every client once, in TimeTrack's order; `at_once` pages are asked for where there is more than one."""
        return Walk(self, name, at_once)

    def rows(self, number: int, size: int, name: str | None = None) -> list[ClientRecord]:
        """The clients of one call, as TimeTrack sends them."""
        params: dict[str, str | int] = {"page_number": number, "limit": size}
        if name:
            params["name"] = name
        try:
            return self._transport.ask(wire.records, "GET", "clients", params=params)
        except NotFound as error:
            raise Unintelligible("no list of clients at this address", details=error.details) from None

    def get(self, id: int) -> ClientRecord:  # noqa: A002 - TimeTrack's name
        """One client; raises NotFound where there is none."""
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
        """Change these parameters of a client and no other."""
        self._transport.ask(wire.json_of, "PUT", f"clients/{id}", json=dict(changes))

    def delete(self, id: int) -> None:  # noqa: A002
        """Delete a client; raises NotFound where there is none."""
        self._transport.ask(wire.json_of, "DELETE", f"clients/{id}")

    def follows(self, position: int, known: set[int], name: str | None) -> bool:
        """Whether the row at `position` (from 0) is a client that is not known: some servers repeat what they have."""
        return any(row.id not in known for row in self.rows(position, 1, name)[:1])


class Walk:
    """All clients, each once, page by page; `sure` says at the end whether none can have been missed.

    A silent cap shows as a short first page behind which more follows; its length is then the size to ask for. The walk
    ends when a page brings no new id. A client deleted meanwhile moves those behind it forward, over the edge of a page
    that was read already: then the row before the last page does not stand any more where it stood.
    """

    def __init__(self, clients: ClientRepository, name: str | None, at_once: int) -> None:
        self._clients = clients
        self._name = name
        self._at_once = at_once
        self.sure = False

    def __iter__(self) -> Iterator[ClientRecord]:
        return chain.from_iterable(self.pages())

    def pages(self) -> Iterator[list[ClientRecord]]:
        """The same clients, page by page."""
        seen: set[int] = set()
        edge = 0
        for number, size, rows in self._asked():
            new = [row for row in {row.id: row for row in rows}.values() if row.id not in seen]
            seen.update(row.id for row in new)
            if new:
                yield new
            if not new or self._ends(number * size, rows, size, seen):
                self.sure = number == 0 or self._stands(number * size - 1, edge)
                return
            edge = rows[-1].id

    def _asked(self) -> Iterator[tuple[int, int, list[ClientRecord]]]:
        """(number, size, rows) of every page, without end; the next ones are asked for before they are wanted."""
        first = self._clients.rows(0, WALK_SIZE, self._name)
        yield 0, WALK_SIZE, first
        size = min(WALK_SIZE, len(first))
        with ThreadPoolExecutor(self._at_once, "walk") as pool:
            ahead: deque[Future[list[ClientRecord]]] = deque()
            try:
                for number in count(1):
                    while len(ahead) < self._at_once:
                        call = copy_context().run  # of the deadline
                        next_one = number + len(ahead)
                        ahead.append(pool.submit(call, self._clients.rows, next_one, size, self._name))
                    yield number, size, ahead.popleft().result()
            finally:
                for future in ahead:
                    future.cancel()

    def _ends(self, before: int, rows: list[ClientRecord], size: int, seen: set[int]) -> bool:
        return len(rows) < size and not self._clients.follows(before + len(rows), seen, self._name)

    def _stands(self, position: int, id_: int) -> bool:
        """Whether the row at this position is still the client that was read there."""
        return [row.id for row in self._clients.rows(position, 1, self._name)[:1]] == [id_]
