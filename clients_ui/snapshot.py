"""What a form showed: the client's values, signed for one person and one client, good for 24 hours.

It travels in the form itself, so that nothing of a client is stored here between showing and saving.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from clients_ui.record import FIELDS, ClientRecord, Value

SALT = "clients_ui.snapshot"
MAX_AGE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Refused:
    """A snapshot that was tampered with, is for another person or client, or is too old."""

    too_old: bool = False


def sealed(shown: ClientRecord, person: int) -> str:
    """The signed text of the hidden field for this person (their account's primary key)."""
    content = [person, shown.id, {name: shown[name] for name in FIELDS}]
    return signing.dumps(content, salt=SALT, compress=True)


def opened(text: str, person: int, id: int) -> ClientRecord | Refused:  # noqa: A002 - TimeTrack's name
    """What this person was shown of this client."""
    try:
        content = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.SignatureExpired:
        return Refused(too_old=True)
    except signing.BadSignature:
        return Refused()
    if content[:2] != [person, id]:
        return Refused()
    values: dict[str, Value] = {name: content[2].get(name, field.empty) for name, field in FIELDS.items()}
    return ClientRecord(id, values)
