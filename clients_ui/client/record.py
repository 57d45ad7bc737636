"""The client object of TimeTrack, and the one table of its fields.

Everything that lists fields derives from `FIELDS`: forms, rules, wire, list columns. Names are TimeTrack's parameter
names (`addressZipCode`, not `address_zip_code`), so that one search finds a field everywhere; this is the one place
where a name may break PEP 8. Source of every fact here: docs/timetrack-api.md, "The client object".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop

from clients_ui.client import kinds

Value = kinds.Value


class Group(StrEnum):
    """The fieldsets of the form, in their order."""

    CLIENT = gettext_noop("Client")
    CONTACT = gettext_noop("Contact")
    ADDRESS = gettext_noop("Address")
    FREE = gettext_noop("Free fields")
    NOTES = gettext_noop("Notes")


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a client.

    `column` is its place in the list (None: shown there only to those who choose it); `required` counts on creation
    only; `update` says whether TimeTrack lets a PUT change it (no boolean so far: an unticked box is not in a POST, so
    the change form would have to tell it from a field that is not there).
    """

    name: str
    label: str
    group: Group
    kind: kinds.Kind = kinds.TEXT
    column: int | None = None
    required: bool = False
    update: bool = True


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("name", gettext_noop("Name"), Group.CLIENT, kinds.NAME, column=1, required=True, update=False),
        Field("enabled", gettext_noop("Enabled"), Group.CLIENT, kinds.BOOLEAN, update=False),
        Field("color", gettext_noop("Colour"), Group.CLIENT, kinds.COLOUR),
        Field("contactPerson", gettext_noop("Contact person"), Group.CONTACT, column=3),
        Field("email", gettext_noop("E-mail"), Group.CONTACT, kinds.EMAIL, column=4),
        Field("phone", gettext_noop("Phone"), Group.CONTACT, kinds.PHONE, column=5),
        Field("address", gettext_noop("Street"), Group.ADDRESS),
        Field("address2", gettext_noop("Address addition"), Group.ADDRESS),
        Field("addressZipCode", gettext_noop("Postcode"), Group.ADDRESS),
        Field("addressCity", gettext_noop("City"), Group.ADDRESS, column=6),
        Field("addressCountry", gettext_noop("Country"), Group.ADDRESS, kinds.COUNTRY, column=7),
        Field("field1", gettext_noop("Free field 1"), Group.FREE),
        Field("field2", gettext_noop("Free field 2"), Group.FREE),
        Field("field3", gettext_noop("Free field 3"), Group.FREE),
        Field("notes", gettext_noop("Notes"), Group.NOTES, kinds.LINES),
    )
}

EMPTY: Mapping[str, Value] = {name: field.kind.empty for name, field in FIELDS.items()}  # a client without any value
COLUMNS = tuple(sorted((f for f in FIELDS.values() if f.column), key=lambda f: f.column or 0))
POSSIBLE_COLUMNS = tuple(f for f in FIELDS.values() if f.kind.input in {"line", "country"})
"""What a person may choose, in their order: all but what is drawn beside the name, and but texts of several lines."""
UPDATABLE = tuple(f for f in FIELDS.values() if f.update)


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """One client as TimeTrack describes it: its id, and a value for every name in `FIELDS`."""

    id: int
    values: Mapping[str, Value]

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    @property
    def name(self) -> str:
        return str(self.values["name"])
