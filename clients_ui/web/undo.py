"""Undoing a deletion: the list offers it for a while, in a form that carries the signed values.

The values come out of the deletion's trace in the history; the session holds the trace's number alone.
"""

import logging
from time import time

from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError
from django.http import HttpRequest

from clients_ui.history import traces
from clients_ui.web.answers import user_id
from clients_ui.web.permissions import ADD
from clients_ui.wording import texts
from clients_ui.writing import form_tokens, snapshot
from clients_ui.writing.outcomes import Deleted
from clients_ui.writing.snapshot import Shown

logger = logging.getLogger("clients_ui")
SESSION = "deleted"
OFFERED_SECONDS = 600


def offer_undo(request: HttpRequest, outcome: Deleted) -> None:
    """Let the next lists of this person offer to undo this deletion."""
    request.session[SESSION] = [outcome.trace, time()]
    _save(request)


def withdraw_undo(request: HttpRequest) -> None:
    """Offer it no longer."""
    request.session.pop(SESSION, None)
    _save(request)


def undo_on_offer(request: HttpRequest) -> dict[str, str] | None:
    """What the form needs that offers to undo this person's last deletion, if it is to be offered."""
    trace, moment = request.session.get(SESSION, [None, 0])
    if trace is None or time() - moment > OFFERED_SECONDS or not request.user.has_perm(ADD):
        return None
    record = traces.deletion(trace, user_id(request))
    if record is None:
        return None
    return {
        "name": texts.client_called(record.name, record.id),
        "snapshot": snapshot.sealed(Shown(record), user_id(request)),
        "form_token": form_tokens.new(user_id(request), once=f"undo-{trace}"),
    }


def _save(request: HttpRequest) -> None:
    """Save the session now: it may be gone, as somebody signed out meanwhile, and that fails no write that is done."""
    try:
        request.session.save()
    except (DatabaseError, UpdateError) as error:
        logger.warning("the offer to undo could not be stored: %s", type(error).__name__)
    request.session.modified = False
