"""Every file with clients that was taken out, in the history: who, when, which query, and how many clients.

As with a write, the entry stands there before the first client leaves; its `change_message` says besides what was
taken out: {"fields": {}, "outcome": …, "export": {"query": …, "format": …, "number": …, "selected": …}}.
"""

import json
import logging

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction

from clients_ui.history.recording import not_recorded
from clients_ui.models import EXPORT, Attempt, AttemptOutcome, Client, Exported

logger = logging.getLogger("timetrack")


def begin(by: int, query: str, format: str, selected: int = 0) -> Attempt:  # noqa: A002 - as the page calls it
    """Write down that the account `by` takes out what this query lists, or so many clients that they selected.

    Raises NotRecorded where that cannot be.
    """
    exported = Exported(query, format, 0, selected)
    try:
        with transaction.atomic():
            entry = LogEntry.objects.create(
                user_id=by,
                content_type=ContentType.objects.get_for_model(Client),
                action_flag=EXPORT,
                change_message=_message(exported, AttemptOutcome.BEGUN),
            )
            return Attempt.objects.create(entry=entry)
    except DatabaseError as error:
        raise not_recorded(error) from error


def complete(attempt: Attempt, outcome: AttemptOutcome, number: int) -> None:
    """Write down how it ended, and how many clients had left by then. Where that fails the entry stays "begun"."""
    if attempt.exported is None:
        return
    attempt.outcome = outcome
    attempt.entry.change_message = _message(attempt.exported._replace(number=number), outcome)
    try:
        with transaction.atomic():
            attempt.entry.save(update_fields=["change_message"])
            attempt.save(update_fields=["outcome"])
    except DatabaseError:
        logger.exception("the outcome %s of history entry %s could not be written", outcome, attempt.pk)


def broken_off(attempt: Attempt) -> None:
    """Write down that a file ended early, and nobody knows after how many clients."""
    complete(attempt, AttemptOutcome.BROKEN_OFF, 0)


def _message(exported: Exported, outcome: str) -> str:
    content = {"fields": {}, "outcome": outcome, "export": exported._asdict()}
    return json.dumps(content, ensure_ascii=False)
