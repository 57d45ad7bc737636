"""What people call a field, and how its values are read."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext

from clients_ui.client.record import FIELDS, Field, Group


def label(field: Field) -> str:
    """What people call a field; free fields have their names from the settings."""
    own: str = getattr(settings, f"TIMETRACK_{field.name.upper()}_LABEL") if field.group is Group.FREE else ""
    return own or gettext(field.label)


def labels(names: Iterable[str]) -> str:
    """Several fields, one after the other."""
    return ", ".join(label(FIELDS[name]) for name in names)
