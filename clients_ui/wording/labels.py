"""What people call a field, and how its values are read."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.translation import gettext

from clients_ui.client.countries import country_names
from clients_ui.client.record import FIELDS, Field, Group, Kind, Value


def label(field: Field) -> str:
    """What people call a field; free fields have their names from the settings."""
    own: str = getattr(settings, f"TIMETRACK_{field.name.upper()}_LABEL") if field.group is Group.FREE else ""
    return own or gettext(field.label)


def display(field: Field, value: Value) -> str:
    """A value as text to read."""
    return reading_of(field)(value)


def reading_of(field: Field) -> Callable[[Value], str]:
    """How the values of a field are read: for a column of them, the language is asked for once."""
    if field.kind is Kind.BOOLEAN:
        yes, no = gettext("Yes"), gettext("No")
        return lambda value: "–" if value is None else yes if value else no
    if field.kind is Kind.COUNTRY:
        names = country_names()
        return lambda code: names.get(str(code or ""), str(code or ""))
    return lambda value: str(value or "")


def filtered(name: str) -> Callable[[str], str]:
    """How the values that are filtered by are read; in quotes what stands where a country's code should."""
    field, read = FIELDS[name], reading_of(FIELDS[name])
    if field.kind is Kind.COUNTRY:
        names = country_names()
        return lambda code: names.get(code) or f"“{code}”"
    if field.kind is Kind.BOOLEAN:
        return lambda flag: read({"1": True, "0": False}.get(flag))
    return read


def labels(names: Iterable[str]) -> str:
    """Several fields, one after the other."""
    return ", ".join(label(FIELDS[name]) for name in names)
