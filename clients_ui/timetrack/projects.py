"""TimeTrack's projects, as far as deleting a client asks for them: a project refers to its client by name.

Source: docs/timetrack-api.md, "Neighbours".
"""

from clients_ui.timetrack import wire
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.timetrack.transport import Transport

MOST = 1000
MOST_PAGES = 20
SHORTEST_PAGE = 50
"""A page of fewer is the last: whatever cap TimeTrack has, it is no lower."""
LONGEST_FILTER = 100
"""Letters of a name that TimeTrack is asked for: they travel in the address."""


class Projects:
    """The projects of an account."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of_client(self, name: str) -> list[str] | None:
        """The names of the projects of exactly this client; None where they cannot be looked up.

        One call: TimeTrack's own filter finds parts of names too. It only helps, so it gets a third of the page's time.
        """
        params: dict[str, str | int] = {"clientName": name[:LONGEST_FILTER], "page_number": 0, "limit": MOST}
        try:
            with within(self._transport.connection.deadline / 3):
                found = self._transport.ask(wire.projects, "GET", "projects", params=params)
        except TimeTrackError:
            return None
        return [project for project, client in found if client == name]

    def owners(self) -> frozenset[str] | None:
        """The names of all clients that have projects; None where they cannot all be looked up.

        A call for each thousand projects, in a third of the page's time.
        """
        known, before = set[str](), list[tuple[str, str]]()
        try:
            with within(self._transport.connection.deadline / 3):
                for page in range(MOST_PAGES):
                    params: dict[str, str | int] = {"page_number": page, "limit": MOST}
                    found = self._transport.ask(wire.projects, "GET", "projects", params=params)
                    known |= {client for _, client in found}
                    if len(found) < SHORTEST_PAGE:
                        return frozenset(known)
                    if found == before:  # the last one once more; or page numbers mean nothing, and there are others
                        return frozenset(known) if page > 1 else None
                    before = found
        except TimeTrackError:
            return None
        return None
