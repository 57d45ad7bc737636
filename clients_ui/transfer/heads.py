"""The columns of a file with clients: the id, then every field of the table, and what stands in their heads.

The one place that says so: files out are written by it, and files in are read by what it says of their heads.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext, override

from clients_ui.client.kinds import BOOLEAN
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.wording import labels

ID = "id"
COLUMNS = (ID, *FIELDS)


class Heads(StrEnum):
    """How the columns are called: in words, or by TimeTrack's parameters."""

    WORDS = "words"
    PARAMETERS = "parameters"


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file says things: its heads, and yes and no. All other values stand in it as TimeTrack has them."""

    heads: list[str]
    yes: str
    no: str

    def row(self, record: ClientRecord) -> list[str]:
        """A client as the texts of its columns."""
        return [str(record.id), *(self._text(record.values[name]) for name in FIELDS)]

    def _text(self, value: Value) -> str:
        if isinstance(value, str):
            return value
        return "" if value is None else self.yes if value else self.no


def notation(heads: Heads) -> Notation:
    """The notation with these heads, in the language that is spoken now."""
    if heads is Heads.PARAMETERS:
        return Notation([*COLUMNS], "true", "false")
    return Notation(_in_words(), BOOLEAN.text(True), BOOLEAN.text(False))


def by_head() -> Mapping[str, str]:
    """Head, in small letters → column, in every language and as a parameter: how a file of ours is read back."""
    found = {name.casefold(): name for name in COLUMNS}
    for language, _ in settings.LANGUAGES:
        with override(language):
            for head, name in zip(_in_words(), COLUMNS, strict=True):
                found.setdefault(head.casefold(), name)
    return found


def called(name: str) -> str:
    """What people call a column."""
    return gettext("ID") if name == ID else labels.label(FIELDS[name])


def _in_words() -> list[str]:
    """What people call the columns; one that might be another, as a free field may be, names its parameter too."""
    words = {name: called(name) for name in COLUMNS}
    meant = Counter(word for name, label in words.items() for word in {label.casefold(), name.casefold()})
    return [label if meant[label.casefold()] == 1 else f"{label} ({name})" for name, label in words.items()]
