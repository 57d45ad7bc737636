"""What people call a field, and how its values are read."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext

from clients_ui.client.record import FIELDS, Field, Group, Value


def label(field: Field) -> str:
    """What people call a field; free fields have their names from the settings."""
    own: str = getattr(settings, f"TIMETRACK_{field.name.upper()}_LABEL") if field.group is Group.FREE else ""
    return own or gettext(field.label)


def display(field: Field, value: Value) -> str:
    """A value as text to read."""
    return field.kind.text(value)


def labels(names: Iterable[str]) -> str:
    """Several fields, one after the other."""
    return ", ".join(label(FIELDS[name]) for name in names)
