"""TimeTrack's projects, as far as deleting a client asks for them: a project refers to its client by name.

Source: docs/timetrack-api.md, "Neighbours".
"""

from django.conf import settings

from clients_ui.timetrack import account, wire
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimeTrackError

MOST = 1000


def of_client(name: str) -> list[str] | None:
    """The names of the projects of exactly this client; None where they cannot be looked up.

    One call: TimeTrack's own filter finds parts of names too. It only helps, so it gets a third of the page's time.
    """
    params: dict[str, str | int] = {"clientName": name, "page_number": 0, "limit": MOST}
    try:
        with within(settings.TIMETRACK_DEADLINE / 3):
            found = account.transport().ask(wire.projects, "GET", "projects", params=params)
    except TimeTrackError:
        return None
    return [project for project, client in found if client == name]
