"""What a form showed: the client's values, signed for one person and one client, good for 24 hours.

It travels in the form itself, so that nothing of a client is stored here between showing and saving.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.core import signing

from clients_ui.client.record import EMPTY, FIELDS, ClientRecord, Value

SALT = "clients_ui.snapshot"
MAX_AGE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form showed: the client, and for each field in conflict the value before both changed it.

    `former`: values that TimeTrack held earlier and that are being put back.
    """

    record: ClientRecord
    contested: Mapping[str, Value] = field(default_factory=dict)
    former: Mapping[str, Value] = field(default_factory=dict)

    def held(self, name: str) -> set[Value]:
        """The values of a field that TimeTrack is known to hold or to have held, whatever today's rules say of them."""
        sources = (self.record.values, self.contested, self.former)
        return {source[name] for source in sources if name in source}


@dataclass(frozen=True, slots=True)
class UnusableSnapshot:
    """A snapshot that was tampered with, is for another person or client, or is too old."""

    too_old: bool = False


def sealed(shown: Shown, person: int) -> str:
    """The signed text of the hidden field for this person (their account's primary key)."""
    values = {name: shown.record[name] for name in FIELDS}
    content = [person, shown.record.id, values, dict(shown.contested), dict(shown.former)]
    return signing.dumps(content, salt=SALT, compress=True)


def opened(text: str, person: int, id: int | None = None) -> Shown | UnusableSnapshot:  # noqa: A002 - TimeTrack's name
    """What this person was shown of this client (None: of whichever it was)."""
    try:
        content = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.SignatureExpired:
        return UnusableSnapshot(too_old=True)
    except signing.BadSignature:
        return UnusableSnapshot()
    owner, id_, stored, contested, *former = content  # a form from before an upgrade has none
    if owner != person or id not in {None, id_}:
        return UnusableSnapshot()
    values: dict[str, Value] = {name: stored.get(name, empty) for name, empty in EMPTY.items()}
    return Shown(ClientRecord(id_, values), contested, *former)
