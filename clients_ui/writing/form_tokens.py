"""One-time form tokens: a double click, a reload or the back button creates one client and leads to it.

A token is signed for one person, and dies with the sessions of their account. It is claimed in the database before
TimeTrack is called; a second press of the same form waits for the end of the first and gets its client; where somebody
waits already, it is told to come back.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Semaphore
from time import monotonic, sleep

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import DatabaseError
from django.utils import timezone

from clients_ui.history.recording import not_recorded
from clients_ui.models import EndedForms, FormToken, InPortions
from clients_ui.writing.outcomes import Created, CreateOutcome, NotSaved, Unclear

logger = logging.getLogger("timetrack")
SALT = "clients_ui.form_tokens"
MAX_AGE = timedelta(hours=24)
PAUSE = 0.05
_waiting = Semaphore(1)  # a press that waits holds a thread: one of a worker's at most, so that others stay free


@dataclass(frozen=True, slots=True)
class Used:
    """The form was sent before: it created this client (None: not known which), is under way, or that is unclear."""

    created: bool
    id: int | None = None
    under_way: bool = False


def new(person: int, once: str = "") -> str:
    """A token for a form that this person is shown; `once` names what may be done once, however often it is shown."""
    return signing.dumps([person, once or secrets.token_urlsafe(16), timezone.now().timestamp()], salt=SALT)


def end(person: int) -> None:
    """End every form that this person was shown so far, as their sessions are ended."""
    EndedForms.objects.update_or_create(person_id=person, defaults={"at": timezone.now()})


def person_of(token: str) -> int | None:
    """Whom a form was made for, within the last 24 hours; None where that cannot be told, or counts no longer."""
    return _opened(token)[0]


def claim(token: str, person: int) -> FormToken | Used | NotSaved | None:
    """Claim the form's one creation; or what became of it; or None for a token that is none of this person's."""
    try:
        owner, once = _opened(token)
        return _claimed(once) if owner == person else None
    except DatabaseError as error:
        return NotSaved(not_recorded(error))


def forget_old() -> int:
    """Forget every form that is too old to be sent; how many there were."""
    return _old().clear_all()


def _old() -> InPortions:
    return FormToken.objects.filter(at__lt=timezone.now() - MAX_AGE)


def _claimed(once: str) -> FormToken | Used:
    """The claim; where the form is under way, what becomes of it within the deadline."""
    _old().clear_some()
    claimed = _claimed_or_used(once)
    if not isinstance(claimed, Used) or not claimed.under_way or not _waiting.acquire(blocking=False):
        return claimed
    until = monotonic() + settings.TIMETRACK_DEADLINE
    try:
        while isinstance(claimed, Used) and claimed.under_way:
            if monotonic() >= until:  # nobody is at work on the first press any more
                return Used(created=False)
            sleep(PAUSE)
            claimed = _claimed_or_used(once)
        return claimed
    finally:
        _waiting.release()


def settle(claimed: FormToken, outcome: CreateOutcome) -> None:
    """Write down what became of the form; where nothing was sent or created it may be used again.

    Where that fails it counts as under way, and as unclear later: it creates nothing more.
    """
    row = FormToken.objects.filter(pk=claimed.pk)
    try:
        match outcome:
            case Created(id=created_id):
                row.update(state=FormToken.State.CREATED, created_id=created_id)
            case Unclear():
                row.update(state=FormToken.State.UNCLEAR)
            case _:
                row.delete()
    except DatabaseError:  # what happened at TimeTrack has happened
        logger.exception("what became of a form could not be written down")


def _claimed_or_used(once: str) -> FormToken | Used:
    row, is_new = FormToken.objects.get_or_create(token=once)
    if is_new:
        return row
    longest = timedelta(seconds=settings.TIMETRACK_DEADLINE + 10)  # no worker is at it for longer
    under_way = row.state == FormToken.State.UNDER_WAY and row.at >= timezone.now() - longest
    return Used(row.state == FormToken.State.CREATED, row.created_id, under_way)


def _opened(token: str) -> tuple[int | None, str]:
    try:
        person, once, made = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None, ""
    active = get_user_model().objects.filter(pk=person, is_active=True)
    counts = active.exclude(ended_forms__at__gte=datetime.fromtimestamp(made, UTC)).exists()
    return (person, once) if counts else (None, "")
