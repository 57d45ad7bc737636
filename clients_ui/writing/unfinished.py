"""Attempts whose end nobody wrote down, as their worker was killed or its database gone: found out later, or never."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from clients_ui.history import exports, traces
from clients_ui.models import EXPORT, Attempt
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimeTrackError, Unintelligible
from clients_ui.writing import lost
from clients_ui.writing.outcomes import Unclear

UNDER_WAY = timedelta(hours=6)
"""No attempt lasts so long, whatever the clocks of several hosts say."""


@dataclass(slots=True)
class FoundOut:
    """How many attempts were found out, never will be, and wait for another time; `error`: why all the rest do."""

    known: int = 0
    never: int = 0
    waiting: int = 0
    error: TimeTrackError | None = None


def find_out() -> FoundOut:
    """Ask TimeTrack what became of them, one by one, and complete their traces. It is no error to do so twice."""
    found = FoundOut()
    for attempt in traces.begun_before(timezone.now() - UNDER_WAY).iterator():
        if found.error:
            found.waiting += 1
            continue
        try:
            with within(settings.TIMETRACK_DEADLINE):
                known = _end_of(attempt)
        except TimeTrackError as error:
            found.waiting += 1
            found.error = None if isinstance(error, Unintelligible) else error  # that may be about this client alone
            continue
        found.known, found.never = found.known + known, found.never + (not known)
    return found


def _end_of(attempt: Attempt) -> bool:
    """Whether it was found out how an attempt ended."""
    if attempt.entry.action_flag == EXPORT:
        exports.broken_off(attempt)
        return True
    return not isinstance(lost.end_of(attempt), Unclear)
