"""ClientRepository: the calls on TimeTrack's endpoint `clients`. No cache, no history, no sentence.

Source: docs/timetrack-api.md, "Endpoint `clients`".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clients_ui import wire
from clients_ui.errors import NotFound, Unintelligible
from clients_ui.record import ClientRecord, Value
from clients_ui.transport import Transport

WALK_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of the list, and whether a client follows behind it."""

    rows: list[ClientRecord]
    more: bool


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
        return Page(rows, more=len(rows) == size and self._follows((number + 1) * size, known, name))

    def walk(self, name: str | None = None) -> Iterator[ClientRecord]:
        """Every client once, in TimeTrack's order.

        A silent cap shows as a short first page behind which more follows; its length is then the size to ask for.
        The walk ends when a page brings no new id.
        """
        seen: set[int] = set()
        size, number = WALK_SIZE, 0
        while True:
            rows = self.rows(number, size, name)
            new = [row for row in {row.id: row for row in rows}.values() if row.id not in seen]
            yield from new
            seen.update(row.id for row in new)
            if not new or (len(rows) < size and not self._follows(number * size + len(rows), seen, name)):
                return
            if number == 0:
                size = min(size, len(rows))
            number += 1

    def rows(self, number: int, size: int, name: str | None = None) -> list[ClientRecord]:
        """The clients of one call, as TimeTrack sends them."""
        params: dict[str, str | int] = {"page_number": number, "limit": size}
        if name:
            params["name"] = name
        try:
            return wire.records(self._call("GET", "clients", params=params))
        except NotFound as error:
            raise Unintelligible("no list of clients at this address", details=error.details) from None

    def get(self, id: int) -> ClientRecord:  # noqa: A002 - TimeTrack's name
        """One client; raises NotFound where there is none."""
        return wire.one(self._call("GET", f"clients/{id}"), id)

    def create(self, fields: Mapping[str, Value]) -> int | None:
        """Create a client; its id, or None where the answer names none."""
        return wire.identifier(self._call("POST", "clients", json=dict(fields)))

    def update(self, id: int, changes: Mapping[str, Value]) -> None:  # noqa: A002
        """Change these parameters of a client and no other."""
        self._call("PUT", f"clients/{id}", json=dict(changes))

    def delete(self, id: int) -> None:  # noqa: A002
        """Delete a client; raises NotFound where there is none."""
        self._call("DELETE", f"clients/{id}")

    def _follows(self, position: int, known: set[int], name: str | None) -> bool:
        """Whether the row at `position` (from 0) is a client that is not known: some servers repeat what they have."""
        return any(row.id not in known for row in self.rows(position, 1, name)[:1])

    def _call(self, method: str, path: str, **content: Any) -> Any:
        return wire.json_of(self._transport.send(method, path, **content))
