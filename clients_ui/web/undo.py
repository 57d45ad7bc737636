"""Undoing a deletion: the list offers it for a while, in a form that carries the signed values.

The values come out of the deletion's trace in the history; the session holds the trace's number alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from time import time

from django.http import HttpRequest

from clients_ui.history import traces
from clients_ui.web.answers import user_id
from clients_ui.web.permissions import ADD
from clients_ui.writing import form_tokens, snapshot
from clients_ui.writing.outcomes import Deleted
from clients_ui.writing.snapshot import Shown

SESSION = "deleted"
OFFERED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Undo:
    """What the form needs."""

    name: str
    snapshot: str
    form_token: str


def offer_undo(request: HttpRequest, outcome: Deleted) -> None:
    """Let the next lists of this person offer to undo this deletion."""
    request.session[SESSION] = [outcome.trace, time()]


def withdraw_undo(request: HttpRequest) -> None:
    """Offer it no longer."""
    request.session.pop(SESSION, None)


def undo_on_offer(request: HttpRequest) -> Undo | None:
    """The undo that the list offers to this person, if any."""
    trace, moment = request.session.get(SESSION, [None, 0])
    if trace is None or time() - moment > OFFERED.total_seconds() or not request.user.has_perm(ADD):
        return None
    record = traces.deletion(trace, user_id(request))
    if record is None:
        return None
    sealed = snapshot.sealed(Shown(record), user_id(request))
    return Undo(record.name, sealed, form_tokens.new(user_id(request), once=f"undo-{trace}"))
