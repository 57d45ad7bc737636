"""The kinds of values: what each parses, checks, shows, is sorted by, and is drawn as.

A field of the record has one of them. `input` says what it is typed into, `attributes` are that input's own in HTML.
"""

import json
import re
from enum import Enum, auto
from typing import Any, ClassVar
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from clients_ui.client.countries import country_codes, country_name, country_names

Value = str | bool | None
"""A text (`""` is empty), or for a boolean `True`, `False`, and `None` where TimeTrack did not say."""
SURROGATES = re.compile("[\ud800-\udfff]")


class ValueProblem(Enum):
    """Why a value is not allowed; `wording` has the sentence."""

    REQUIRED = auto()
    LOCKED = auto()
    NO_EMAIL = auto()
    NO_COUNTRY = auto()
    NO_COLOUR = auto()
    TOO_LONG = auto()


def readable(raw: Any) -> str:
    """A value out of JSON as the text that it is to a reader; a lone surrogate cannot be written into a page."""
    if raw is None:
        return ""
    return SURROGATES.sub("\ufffd", raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False))


def one_line_end(text: str) -> str:
    """A text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Kind:
    """A line of text, unless a subclass says otherwise."""

    empty: Value = ""
    input = "line"
    attributes: ClassVar[dict[str, str]] = {"class": "vTextField", "autocomplete": "off"}
    verbatim = True
    """Whether a reader of the list sees the very text that is stored."""
    longest = 255
    """Letters that may be typed. TimeTrack says nothing of it: this is the usual length of a column for a line."""

    def parse(self, raw: Any) -> Value:
        """A value as TimeTrack's JSON has it."""
        return readable(raw)

    def cleaned(self, typed: str) -> Value:
        """What was typed, as it is sent: without the spaces around it (TimeTrack may trim, its docs say nothing)."""
        return one_line_end(typed).strip()

    def as_posted(self, text: str) -> str:
        """A text as a browser gives it back untouched: no line ends in a single line."""
        return text.replace("\r", "").replace("\n", "").replace("\0", "\ufffd")

    def changed(self, typed: str, stored: Value) -> bool:
        """Whether a person changed a stored value that came back from the form like this."""
        text = str(stored or "")
        return self.as_posted(typed) != self.as_posted(text) and self.cleaned(typed) != text

    def same(self, one: Value, other: Value) -> bool:
        """Whether TimeTrack may be said to hold the one where the other was sent."""
        return self.cleaned(str(one or "")) == self.cleaned(str(other or ""))

    def problem(self, text: str) -> ValueProblem | None:
        """Why this text, which is not empty, may not be sent."""
        return None

    def text(self, value: Value) -> str:
        """A value as a reader sees it."""
        return str(value or "")

    def filter_text(self, text: str) -> str:
        """A value of a filter as a reader sees it."""
        return self.text(self.parse(text))

    def sort_text(self, value: Value, language: str | None) -> str:
        """What a value is sorted by for readers of a language."""
        return str(value or "")

    def href(self, text: str) -> str:
        """Where a text leads to, "" for nowhere."""
        return ""

    def swatch(self, text: str) -> str:
        """The colour that is shown instead of a text, as `#rrggbb`; "" for none."""
        return ""


class Lines(Kind):
    """Several lines of text. A text area changes line ends, so these alone are no change."""

    input = "lines"
    attributes: ClassVar = {"class": "vLargeTextField", "cols": "40", "rows": "8", "autocomplete": "off"}
    longest = 65_535

    def cleaned(self, typed: str) -> str:
        return one_line_end(typed).rstrip()

    def as_posted(self, text: str) -> str:
        return one_line_end(text.replace("\0", "\ufffd"))

    def changed(self, typed: str, stored: Value) -> bool:
        return self.cleaned(typed) != self.cleaned(str(stored or "")) and super().changed(typed, stored)


class Email(Kind):
    """An e-mail address."""

    attributes: ClassVar = Kind.attributes | {"inputmode": "email"}

    def problem(self, text: str) -> ValueProblem | None:
        try:
            validate_email(text)
        except ValidationError:
            return ValueProblem.NO_EMAIL
        return None

    def href(self, text: str) -> str:
        return f"mailto:{quote(text, safe='@')}" if 0 < len(text) <= self.longest else ""


class Phone(Kind):
    """A phone number, perhaps with a remark."""

    attributes: ClassVar = Kind.attributes | {"inputmode": "tel"}

    def href(self, text: str) -> str:
        if len(text) > self.longest:
            return ""
        before_remark = re.split(r"[^0-9+\s()/.\-]", text.replace("(0)", ""), maxsplit=1)[0]
        number = re.sub("[^0-9+]", "", before_remark)
        return f"tel:{number}" if number else ""


class Colour(Kind):
    """A colour, in one of TimeTrack's notations."""

    input = "colour"
    attributes: ClassVar = {"class": "vTextField colour", "placeholder": "#RRGGBB", "autocomplete": "off"}
    verbatim = False

    def swatch(self, text: str) -> str:
        """The colour of `#RRGGBB`, `RRGGBB` or `rgb(r,g,b)`."""
        if digits := re.fullmatch("#?([0-9A-Fa-f]{6})", text.strip()):
            return "#" + digits[1].lower()
        parts = re.fullmatch(r"rgb\(\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*\)", text.strip())
        numbers = [int(part) for part in parts.groups()] if parts else []
        return "#" + "".join(f"{n:02x}" for n in numbers) if numbers and max(numbers) < 256 else ""

    def same(self, one: Value, other: Value) -> bool:
        colour = self.swatch(str(one or ""))
        return colour == self.swatch(str(other or "")) if colour else super().same(one, other)

    def problem(self, text: str) -> ValueProblem | None:
        return None if re.fullmatch("#[0-9A-Fa-f]{6}", text) else ValueProblem.NO_COLOUR


class Country(Kind):
    """The code of a country by ISO 3166-1; TimeTrack may hold any other text."""

    input = "country"
    attributes: ClassVar = {}
    verbatim = False

    def problem(self, text: str) -> ValueProblem | None:
        return None if text in country_codes() else ValueProblem.NO_COUNTRY

    def text(self, value: Value) -> str:
        return country_name(str(value or ""))

    def filter_text(self, text: str) -> str:
        return country_names().get(text) or f"“{text}”"

    def sort_text(self, value: Value, language: str | None) -> str:
        return country_name(str(value or ""), language)


class Boolean(Kind):
    """Yes or no. An unticked box is not in a POST, so nothing typed is No."""

    empty = None
    input = "tick"
    attributes: ClassVar = {}

    def parse(self, raw: Any) -> Value:
        return {"true": True, "1": True, "false": False, "0": False}.get(str(raw).lower())

    def cleaned(self, typed: str) -> bool:
        return typed.lower() not in {"", "false"}

    def changed(self, typed: str, stored: Value) -> bool:
        return self.cleaned(typed) != bool(stored)

    def same(self, one: Value, other: Value) -> bool:
        return one is other or None in {one, other}  # None: TimeTrack did not say

    def text(self, value: Value) -> str:
        return "–" if value is None else gettext("Yes") if value else gettext("No")

    def sort_text(self, value: Value, language: str | None) -> str:
        return "" if value is None else "0" if value else "1"


TEXT, LINES, EMAIL, PHONE = Kind(), Lines(), Email(), Phone()
COLOUR, COUNTRY, BOOLEAN = Colour(), Country(), Boolean()
