"""Who is creating a client of which name: of two people who do so at the same moment, the second is told.

A creation claims its folded name in the database, which all workers and hosts share, before it looks whether there is
such a client. Where its end is not known the claim holds for longer than any request, and is then taken over.
"""

import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from clients_ui.client.names import folded
from clients_ui.history.recording import not_recorded
from clients_ui.models import NameClaim
from clients_ui.timetrack.errors import NotRecorded
from clients_ui.writing.outcomes import BeingCreated, CreateOutcome, NotSaved, Unclear

logger = logging.getLogger("timetrack")
SALT = "clients_ui.name_claim"
LONGER = 10
"""Seconds that a claim holds beyond the deadline of a page."""
PORTION = 10
"""Old claims that one creation clears away."""


def claim(name: str, person: int) -> NameClaim | BeingCreated:
    """Claim this name for a creation; or who is creating it. Raises NotRecorded where neither can be done."""
    mine = NameClaim(name_hash=_hash(name), person_id=person, holder=secrets.token_urlsafe(16), at=Now())
    try:
        forget_old(PORTION)
        held = next(filter(None, (_claimed(mine) for _ in range(10))), None)  # none: it was set free at that moment
    except DatabaseError as error:
        raise not_recorded(error) from error
    if held is None:
        raise NotRecorded("a name was claimed and set free again and again")
    if held.holder == mine.holder:
        return held
    return BeingCreated(held.person.get_username(), held.unclear)


def settle(held: NameClaim, outcome: CreateOutcome) -> None:
    """Set the name free where the creation is known to have ended. Where that fails the claim ends by its age."""
    row = NameClaim.objects.filter(pk=held.pk, holder=held.holder)
    try:
        match outcome:
            case Unclear():
                row.update(unclear=True)
            case NotSaved(error) if error.reached:  # TimeTrack may still be at it
                row.update(unclear=True)
            case _:
                row.delete()
    except DatabaseError:  # what happened at TimeTrack has happened
        logger.exception("the claim of a name could not be ended")


def forget_old(most: int | None = None) -> int:
    """Forget claims whose end nobody saw: one at a time, so that no two workers wait for each other; how many."""
    old = NameClaim.objects.filter(at__lt=_oldest())
    return sum(old.filter(pk=pk).delete()[0] for pk in list(old.values_list("pk", flat=True)[:most]))


def _claimed(mine: NameClaim) -> NameClaim | None:
    """Whoever holds the name now, in a transaction of its own; one's own attempt that was lost is one's own to redo."""
    free = Q(at__lt=_oldest()) | Q(person=mine.person_id, unclear=True)
    with transaction.atomic(durable=True):
        taken_over = NameClaim.objects.filter(free, pk=mine.pk).update(
            person=mine.person_id, holder=mine.holder, at=Now(), unclear=False
        )
        if not taken_over:
            NameClaim.objects.bulk_create([mine], ignore_conflicts=True)
        return NameClaim.objects.filter(pk=mine.pk).select_related("person").first()


def _oldest() -> CombinedExpression:
    return Now() - timedelta(seconds=settings.TIMETRACK_DEADLINE + LONGER)


def _hash(name: str) -> str:
    return salted_hmac(SALT, folded(name), algorithm="sha256").hexdigest()
