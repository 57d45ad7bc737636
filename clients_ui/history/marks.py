"""Findings that somebody looked at, and that are right as they are: marked for the team, and unmarked.

A mark holds a keyed hash of the values that the finding is of, so that with any other values it does not fit, and with
the same again it does. Each mark and each that is taken back is an entry of the history too, by which every worker
learns of it; its `change_message` is {"fields": {}, "outcome": "noted", "finding": the finding's word}. The mark itself
stays when the history is forgotten: what was right does not become wrong by that.
"""

import json
from collections.abc import Sequence

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clients_ui.history.recording import not_recorded
from clients_ui.history.traces import as_name
from clients_ui.models import MARK, UNMARK, Attempt, AttemptOutcome, Client, FineAsItIs

SALT = "clients_ui.fine_as_it_is"
MOST_BY_ID = 500
"""Clients whose marks are asked for by their ids; of more, all marks are read."""


def digest(client: int, kind: str, values: Sequence[str]) -> str:
    """What names the values of a finding of this kind about a client; no two clients can be compared by it."""
    return salted_hmac(SALT, json.dumps([client, kind, *values]), algorithm="sha256").hexdigest()


def mark(by: int, client: int, name: str, kind: str, digest: str) -> None:
    """Note that a finding about these values is fine as it is. Raises NotRecorded where that cannot be written down."""
    try:
        with transaction.atomic():
            if FineAsItIs.objects.filter(client=client, kind=kind, digest=digest).exists():
                return
            values = {"digest": digest, "person_id": by, "at": timezone.now()}
            FineAsItIs.objects.update_or_create(client=client, kind=kind, defaults=values)
            _note(by, MARK, client, name, kind)
    except DatabaseError as error:
        raise not_recorded(error) from error


def unmark(by: int, client: int, name: str, kind: str) -> bool:
    """Note that a finding is to be looked at again; whether it was marked. Raises NotRecorded as `mark` does."""
    try:
        with transaction.atomic():
            number, _ = FineAsItIs.objects.filter(client=client, kind=kind).delete()
            if number:
                _note(by, UNMARK, client, name, kind)
            return bool(number)
    except DatabaseError as error:
        raise not_recorded(error) from error


def of_client(client: int) -> QuerySet[FineAsItIs]:
    """The marks of a client with their people, whether they still fit or not."""
    return FineAsItIs.objects.filter(client=client).select_related("person")


def newest() -> QuerySet[FineAsItIs]:
    """All marks with their people, the last one first."""
    return FineAsItIs.objects.select_related("person").order_by("-at", "-pk")


def digests(clients: Sequence[int] | None = None) -> dict[int, dict[str, str]]:
    """Client → kind → digest: of these clients (None: of all), or of all where these are many."""
    marks = FineAsItIs.objects.all()
    if clients is not None and len(clients) <= MOST_BY_ID:
        marks = marks.filter(client__in=clients)
    found: dict[int, dict[str, str]] = {}
    for client, kind, digest in marks.values_list("client", "kind", "digest"):
        found.setdefault(client, {})[kind] = digest
    return found


def _note(by: int, action: int, client: int, name: str, kind: str) -> None:
    content = {"fields": {}, "outcome": AttemptOutcome.NOTED, "finding": kind}
    entry = LogEntry.objects.create(
        user_id=by,
        content_type=ContentType.objects.get_for_model(Client),
        object_id=str(client),
        object_repr=as_name(name),
        action_flag=action,
        change_message=json.dumps(content),
    )
    Attempt.objects.create(entry=entry, client=client, outcome=AttemptOutcome.NOTED)
