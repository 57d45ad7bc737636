"""What is raised where the database does not take what must be written down first."""

import logging

from django.db import DatabaseError

from clients_ui.timetrack.errors import NotRecorded

logger = logging.getLogger("timetrack")


def not_recorded(error: DatabaseError) -> NotRecorded:
    """What is raised where something cannot be written down that must be before TimeTrack is called; logs it."""
    logger.error(
        "nothing was sent to TimeTrack, as the database did not take what must be written first", exc_info=error
    )
    return NotRecorded(type(error).__name__)
