"""TimeTrack's create and update rules for values, derived from the field table.

Forms and imports ask here, about values that a person changed; a stored value that breaks a rule is nobody's mistake.
Source: docs/timetrack-api.md, "The client object".
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum, auto

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clients_ui.client.countries import country_codes
from clients_ui.client.record import FIELDS, Field, Kind, Value

HEX_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


class Problem(Enum):
    """Why a value is not allowed; `wording` has the sentence."""

    REQUIRED = auto()
    LOCKED = auto()
    NO_EMAIL = auto()
    NO_COUNTRY = auto()
    NO_COLOUR = auto()


def create_problems(values: Mapping[str, Value]) -> dict[str, Problem]:
    """Field name → problem, for a client that is to be created with these values."""
    found = {name: problem for name, value in values.items() if (problem := _problem(FIELDS[name], value))}
    missing = {f.name: Problem.REQUIRED for f in FIELDS.values() if f.required and blank(values.get(f.name))}
    return found | missing


def update_problems(changes: Mapping[str, Value]) -> dict[str, Problem]:
    """Field name → problem, for changes to a client that exists."""
    return {
        name: problem
        for name, value in changes.items()
        if (problem := _problem(FIELDS[name], value) if FIELDS[name].update else Problem.LOCKED)
    }


def blank(value: Value) -> bool:
    """Whether nothing of a text can be seen: spaces, controls and zero-width characters only."""
    return all(unicodedata.category(letter)[0] in "ZC" for letter in str(value or ""))


def cleaned(field: Field, value: str) -> str:
    """A text as it is sent: one kind of line end, no spaces around it (TimeTrack may trim, docs say nothing)."""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return text.rstrip() if field.kind is Kind.LINES else text.strip()


def as_posted(field: Field, value: str) -> str:
    """A value as a browser gives it back untouched: other line ends in a text area, none in a single line."""
    value = value.replace("\0", "\ufffd")
    return re.sub("\r\n?", "\n", value) if field.kind is Kind.LINES else re.sub("[\r\n]", "", value)


def same(field: Field, one: Value, other: Value) -> bool:
    """Whether TimeTrack may be said to hold the one where the other was sent: line ends and colour notation apart."""
    if field.kind is Kind.BOOLEAN:
        return one is other or None in (one, other)  # None: TimeTrack did not say
    first, second = str(one or ""), str(other or "")
    if field.kind is Kind.COLOUR and hex_colour(first):
        return hex_colour(first) == hex_colour(second)
    return cleaned(field, first) == cleaned(field, second)


def hex_colour(text: str) -> str:
    """A colour as `#rrggbb`, out of `#RRGGBB`, `RRGGBB` or `rgb(r,g,b)`; nothing where it is written otherwise."""
    if hexadecimal := re.fullmatch("#?([0-9A-Fa-f]{6})", text.strip()):
        return "#" + hexadecimal[1].lower()
    parts = re.fullmatch(r"rgb\(\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*\)", text.strip())
    numbers = [int(part) for part in parts.groups()] if parts else []
    return "#" + "".join(f"{n:02x}" for n in numbers) if numbers and max(numbers) < 256 else ""


def _problem(field: Field, value: Value) -> Problem | None:
    if not isinstance(value, str) or value == "":
        return None
    if field.kind is Kind.EMAIL and not _is_email(value):
        return Problem.NO_EMAIL
    if field.kind is Kind.COUNTRY and value not in country_codes():
        return Problem.NO_COUNTRY
    if field.kind is Kind.COLOUR and not HEX_COLOUR.fullmatch(value):
        return Problem.NO_COLOUR
    return None


def _is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
