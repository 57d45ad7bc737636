"""Which clients a person has selected: their ids, frozen when they are shown. No query is asked again. Pure.

What was posted may be ids, as the boxes of a list send them, or the sealed text of a page that showed how many they
are.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.core import signing

MOST = 10_000
"""Clients that are taken at once."""
SALT = "clients_ui.selection"
MAX_AGE = timedelta(hours=24)
IDS = re.compile(r"[1-9][0-9]{0,17}(?:,[1-9][0-9]{0,17})*")


def of(texts: Iterable[str]) -> list[int] | None:
    """The ids in these texts, each with commas between them, every one once; None where something else stands there."""
    listed = [text.replace(" ", "") for text in texts if text.strip()]
    if not all(map(IDS.fullmatch, listed)):
        return None
    return [*dict.fromkeys(int(id_) for text in listed for id_ in text.split(","))]


def sealed(ids: Iterable[int], by: int) -> str:
    """These ids for this person (their account's primary key)."""
    return signing.dumps([by, ",".join(map(str, ids))], salt=SALT, compress=True)


def opened(text: str, by: int) -> list[int] | None:
    """The ids that were sealed for this person; None where they were not, or too long ago."""
    try:
        sealed_for, ids = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return of([ids]) if sealed_for == by else None
