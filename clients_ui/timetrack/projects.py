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

        TimeTrack's own filter finds parts of names too, so that its first page need not have them.
        """
        found, are_all = self._found(clientName=name[:LONGEST_FILTER])
        own = [project for project, client in found if client == name]
        return own if own or are_all else None

    def owners(self) -> frozenset[str] | None:
        """The names of all clients that have projects; None where they cannot all be looked up."""
        found, are_all = self._found()
        return frozenset(client for _, client in found) if are_all else None

    def _found(self, **filters: str) -> tuple[list[tuple[str, str]], bool]:
        """The names of projects and of their clients, as far as they are read; whether these are all.

        A call for each page. They only help, so all of them get a third of the page's time.
        """
        known, before = list[tuple[str, str]](), list[tuple[str, str]]()
        try:
            with within(self._transport.connection.deadline / 3):
                for page in range(MOST_PAGES):
                    params: dict[str, str | int] = {**filters, "page_number": page, "limit": MOST}
                    found = self._transport.ask(wire.projects, "GET", "projects", params=params)
                    if found and found == before:  # the last once more; or page numbers mean nothing
                        return known, page > 1
                    known += found
                    if len(found) < SHORTEST_PAGE:
                        return known, True
                    before = found
        except TimeTrackError:
            pass
        return known, False
