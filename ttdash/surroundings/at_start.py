"""What is wrong with the installation, said in the log as the server starts. Nothing waits for it."""

import logging
from threading import Thread

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connections

from ttdash.surroundings import hosts
from ttdash.surroundings.examinations import EXAMINATIONS

THREAD = "doctor"
logger = logging.getLogger("ttdash.doctor")


def look_around() -> None:
    """Note that this host serves, and begin to write a warning for whatever `doctor` would find."""
    Thread(target=_look_around, name=THREAD, daemon=True).start()


def _of_somebody_else(record: logging.LogRecord) -> bool:
    """Whether a line of a call is not this look's own, which says in words what it finds."""
    return record.threadName != THREAD


def _look_around() -> None:
    """All of it, in a thread of its own: nobody else would tell of an error in it."""
    logging.getLogger("timetrack").addFilter(_of_somebody_else)
    try:
        hosts.note_anew()
    except DatabaseError:
        logger.warning("The database takes no note of this host.")
    try:
        said = run_checks(include_deployment_checks=settings.HTTPS)
        for message in (*said, *(found for ask in EXAMINATIONS.values() for found in ask())):
            if not message.is_silenced():
                logger.warning("%s %s", message.msg, message.hint or "")
    except Exception:
        logger.exception("the installation could not be looked at")
    finally:
        connections.close_all()
