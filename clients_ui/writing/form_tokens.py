"""One-time form tokens: a double click, a reload or the back button creates one client and leads to it.

A token is signed for one person. It is claimed in the database before TimeTrack is called; a second press of the same
form waits for the end of the first and gets its client; where somebody waits already, it is told to come back.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from threading import Semaphore
from time import monotonic, sleep

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients_ui.models import FormToken
from clients_ui.writing.outcomes import Created, CreateOutcome, Unclear

SALT = "clients_ui.form_token"
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
    return signing.dumps([person, once or secrets.token_urlsafe(16)], salt=SALT)


def person_of(token: str) -> int | None:
    """Whom a form was made for, within the last 24 hours; None where that cannot be told."""
    opened = _opened(token)
    return opened[0] if opened else None


def claim(token: str, person: int) -> FormToken | Used | None:
    """Claim the form's one creation; or what became of it; or None for a token that is none of this person's."""
    opened = _opened(token)
    if opened is None or opened[0] != person:
        return None
    FormToken.objects.filter(at__lt=timezone.now() - MAX_AGE).delete()
    claimed = _claimed_or_used(opened[1])
    if not isinstance(claimed, Used) or not claimed.under_way or not _waiting.acquire(blocking=False):
        return claimed
    try:
        return _wait(opened[1], claimed)
    finally:
        _waiting.release()


def settle(claimed: FormToken, outcome: CreateOutcome) -> None:
    """Write down what became of the form; where nothing was sent or created it may be used again."""
    row = FormToken.objects.filter(pk=claimed.pk)
    match outcome:
        case Created(id=created_id):
            row.update(state=FormToken.State.CREATED, created_id=created_id)
        case Unclear():
            row.update(state=FormToken.State.UNCLEAR)
        case _:
            row.delete()


def _wait(token: str, claimed: FormToken | Used) -> FormToken | Used:
    """What becomes of the first press; unclear where its page cannot be at work any more."""
    until = monotonic() + settings.TIMETRACK_DEADLINE
    while isinstance(claimed, Used) and claimed.under_way and monotonic() < until:
        sleep(PAUSE)
        claimed = _claimed_or_used(token)
    return Used(claimed.created, claimed.id) if isinstance(claimed, Used) else claimed


def _claimed_or_used(token: str) -> FormToken | Used:
    while True:
        try:
            with transaction.atomic():
                return FormToken.objects.create(token=token)
        except IntegrityError:
            row = FormToken.objects.filter(pk=token).first()
        if row:  # else it was released in between
            under_way = row.state == FormToken.State.UNDER_WAY and not _abandoned(row)
            return Used(row.state == FormToken.State.CREATED, row.created_id, under_way)


def _abandoned(row: FormToken) -> bool:
    """Whether the worker that had claimed it cannot be at work any more."""
    return row.at < timezone.now() - timedelta(seconds=settings.TIMETRACK_DEADLINE + 10)


def _opened(token: str) -> tuple[int, str] | None:
    try:
        person, random = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return person, random
