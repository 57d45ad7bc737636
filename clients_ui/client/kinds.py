"""The kinds of values: what each parses, checks, shows, is sorted by, and is drawn as.

A field of the record has one of them. `input` says what it is typed into, `attributes` are that input's own in HTML.
"""

import json
import re
from enum import Enum, auto
from typing import Any, ClassVar
from urllib.parse import quote

from django.utils.translation import gettext

from clients_ui.client import addresses, unseen
from clients_ui.client.addresses import Address
from clients_ui.client.countries import country_codes, country_name, country_names

Value = str | bool | None
"""A text (`""` is empty), or for a boolean `True`, `False`, and `None` where TimeTrack did not say."""
SURROGATES = re.compile("[\ud800-\udfff]")
RGB = r"rgb\(\s*([0-9]{1,3})(?:\s*,\s*|\s+)([0-9]{1,3})(?:\s*,\s*|\s+)([0-9]{1,3})\s*\)"


class ValueProblem(Enum):
    """Why a value is not allowed; `wording` has the sentence."""

    REQUIRED = auto()
    LOCKED = auto()
    NO_EMAIL = auto()
    NO_COUNTRY = auto()
    NO_COLOUR = auto()
    TOO_LONG = auto()
    CONTROL = auto()
    UNSEEN = auto()


def readable(raw: Any) -> str:
    """A value out of JSON as the text that it is to a reader; a lone surrogate cannot be written into a page."""
    if raw is None:
        return ""
    return SURROGATES.sub("\ufffd", raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False))


def one_line_end(text: str) -> str:
    """A text with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Kind:
    """A line of text, unless a subclass says otherwise."""

    empty: Value = ""
    input = "line"
    attributes: ClassVar[dict[str, str]] = {"class": "vTextField", "autocomplete": "off"}
    verbatim = True
    """Whether a reader of the list sees the very text that is stored."""
    longest = 255
    """Letters that may be typed. TimeTrack says nothing of it: this is the usual length of a column for a line."""
    controls = unseen.CONTROLS
    """The control characters that may not be sent."""
    copied = False
    """Whether people need it elsewhere: on the telephone, in a mail."""
    unseen_refused = False
    """Whether a character that nobody sees may not be sent: where it would be another name, address or number."""

    def parse(self, raw: Any) -> Value:
        """A value as TimeTrack's JSON has it."""
        return readable(raw)

    def cleaned(self, typed: str) -> Value:
        """What was typed, as it is sent: without what nobody sees at its ends (TimeTrack may trim, nobody knows)."""
        return unseen.trimmed(one_line_end(typed))

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

    def equal(self, one: Value, other: Value) -> bool:
        """Whether two values are one, in whatever notation."""
        return one == other

    def problem(self, text: str) -> ValueProblem | None:
        """Why this text, which is not empty, may not be sent."""
        if self.controls.search(text):
            return ValueProblem.CONTROL
        unseen_at = unseen.first_unseen(text) if self.unseen_refused else None
        return None if unseen_at is None else ValueProblem.UNSEEN

    def unseen_at(self, text: str) -> int | None:
        """Where a character stands for which this text may not be sent, as nobody sees it; None for nowhere."""
        if control := self.controls.search(text):
            return control.start()
        return unseen.first_unseen(text) if self.unseen_refused else None

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


class Name(Kind):
    """What a client is called."""

    unseen_refused = True


class Lines(Kind):
    """Several lines of text. A text area changes line ends, so these alone are no change."""

    input = "lines"
    attributes: ClassVar = {"class": "vLargeTextField", "cols": "40", "rows": "4", "autocomplete": "off"}
    longest = 65_535
    controls = unseen.CONTROLS_IN_LINES

    def cleaned(self, typed: str) -> str:
        return one_line_end(typed).rstrip()

    def as_posted(self, text: str) -> str:
        return one_line_end(text.replace("\0", "\ufffd"))

    def changed(self, typed: str, stored: Value) -> bool:
        return self.cleaned(typed) != self.cleaned(str(stored or "")) and super().changed(typed, stored)


class Email(Kind):
    """An e-mail address."""

    attributes: ClassVar = Kind.attributes | {"inputmode": "email"}
    unseen_refused = copied = True

    def problem(self, text: str) -> ValueProblem | None:
        no_address = addresses.judged(text) is Address.NONE
        return super().problem(text) or (ValueProblem.NO_EMAIL if no_address else None)

    def href(self, text: str) -> str:
        return f"mailto:{quote(text, safe='@')}" if 0 < len(text) <= self.longest else ""


class Phone(Kind):
    """A phone number, perhaps with a remark."""

    attributes: ClassVar = Kind.attributes | {"inputmode": "tel"}
    unseen_refused = copied = True

    def href(self, text: str) -> str:
        if len(text) > self.longest:
            return ""
        seen = unseen.UNSEEN.sub("", text).replace("(0)", "")
        before_remark = re.split(r"[^0-9+\s()/.\-]", seen, maxsplit=1)[0]
        number = re.sub("[^0-9+]", "", before_remark)
        return f"tel:{number}" if number else ""


class Colour(Kind):
    """A colour, in one of TimeTrack's notations."""

    input = "colour"
    attributes: ClassVar = {"class": "vTextField colour", "placeholder": "#RRGGBB", "autocomplete": "off"}
    verbatim = False

    def cleaned(self, typed: str) -> str:
        text = str(super().cleaned(typed))
        return self._hexadecimal(text) or text

    def changed(self, typed: str, stored: Value) -> bool:
        return super().changed(typed, stored) and not self.equal(typed, stored)

    def swatch(self, text: str) -> str:
        return self._hexadecimal(text).lower()

    def equal(self, one: Value, other: Value) -> bool:
        colour = self.swatch(str(one or ""))
        return colour == self.swatch(str(other or "")) if colour else one == other

    def same(self, one: Value, other: Value) -> bool:
        return self.equal(one, other) or super().same(one, other)

    def problem(self, text: str) -> ValueProblem | None:
        return None if self._hexadecimal(text) == text else ValueProblem.NO_COLOUR

    def _hexadecimal(self, text: str) -> str:
        """A colour that is written as `#RRGGBB`, `RRGGBB`, `#RGB` or `rgb(r,g,b)` as `#RRGGBB`; "" for no colour."""
        text = unseen.trimmed(text) if len(text) <= self.longest else ""
        if digits := re.fullmatch("#?([0-9A-Fa-f]{6})", text):
            return f"#{digits[1]}"
        if digits := re.fullmatch("#([0-9A-Fa-f]{3})", text):
            return "#" + "".join(digit * 2 for digit in digits[1])
        parts = re.fullmatch(RGB, text, re.IGNORECASE)
        numbers = [int(part) for part in parts.groups()] if parts else []
        return "#" + "".join(f"{n:02X}" for n in numbers) if numbers and max(numbers) < 256 else ""


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
        return country_names().get(text) or gettext("“%(text)s”") % {"text": text}

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


TEXT, NAME, LINES, EMAIL, PHONE = Kind(), Name(), Lines(), Email(), Phone()
COLOUR, COUNTRY, BOOLEAN = Colour(), Country(), Boolean()
