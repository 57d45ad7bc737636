"""The digits of phone numbers, so that a number is found in any notation. Pure.

They are written in letters of their own, which nobody types: so they are found in phone numbers alone.
"""

import re
from collections.abc import Iterator
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, country_code_for_region

FEWEST_DIGITS = 4
"""Digits that are looked for in every notation."""
LONGEST = 254
"""Letters of a phone number that are looked at."""
OWN_DIGITS = str.maketrans("0123456789", "".join(map(chr, range(0x10, 0x1A))))
TRUNK = re.compile(r"\(0+\)")
NO_DIGIT = re.compile("[^0-9]")
INTERNATIONAL = re.compile(r"[^0-9+]*(\+|00)")
BETWEEN = re.compile(r"[^0-9+()\s./\u2010-\u2015-]+|\s/\s")
TYPED = re.compile(r"[0-9+()/.\u2010-\u2015-]+")


def phone_digits(text: str, country: str) -> list[str]:
    """All digits of a phone number, remarks and extensions counted: as written, international and national."""
    text = text[:LONGEST]
    starts = [0, *(match.end() for match in BETWEEN.finditer(text))]
    written = {_digits(text), *(way for start in starts for way in _ways(text[start:], country))}
    return sorted(way.translate(OWN_DIGITS) for way in written if len(way) >= FEWEST_DIGITS)


def typed_digits(words: list[str]) -> list[str]:
    """For each word the digits of the number that it is a part of; "" where it is of none."""
    found, number = [], list[str]()
    for word in [*words, ""]:
        if TYPED.fullmatch(word):
            number.append(word)
            continue
        digits = _typed("".join(number))
        found += [digits.translate(OWN_DIGITS) if len(digits) >= FEWEST_DIGITS else ""] * len(number) + [""]
        number = []
    return found[: len(words)]


def is_number(word: str) -> bool:
    """Whether a word is the digits of a phone number."""
    return "\x10" <= word[:1] <= "\x19"


def own_digit(letter: str) -> str:
    """A letter of a phone number as its digits are looked for; nothing where it is none."""
    return letter.translate(OWN_DIGITS) if letter in "0123456789" else ""


def as_written(digits: str, text: str) -> str:
    """The end of these digits that stands in a phone number as it is written: without a prefix that is not there."""
    written = "".join(map(own_digit, text[:LONGEST]))
    return next((digits[start:] for start in range(len(digits)) if digits[start:] in written), "")


def _typed(number: str) -> str:
    """The digits that are looked for; those behind "00" may stand anywhere in a number."""
    if not _is_international(number):
        return _digits(number)
    digits = _digits(TRUNK.sub("", number))
    return "".join(_split(digits)) if "+" in number else digits


def _ways(text: str, country: str) -> Iterator[str]:
    """A number that begins here, and all digits behind it, in the international and the national notation."""
    if _is_international(text):
        code, rest = _split(_digits(TRUNK.sub("", text, count=1)).removeprefix("00"))
    else:
        code, rest = str(country_code_for_region(country) or ""), _digits(text).removeprefix(_prefix(country))
    if code:
        yield f"00{code}{rest}"
        yield f"{_prefix(_region(code))}{rest}"


def _split(digits: str) -> tuple[str, str]:
    """The code of the country that a number begins with, "" for none, and its digits behind that.

    A "0" of the national notation is left out where it was written by mistake; another prefix may be a number's own.
    """
    code = next((digits[:end] for end in (1, 2, 3) if _region(digits[:end])), "")
    rest, prefix = digits[len(code) :], _prefix(_region(code))
    return code, rest.removeprefix(prefix) if prefix.startswith("0") else rest


def _region(code: str) -> str:
    """The country, or the first of those, with this code; "" for none."""
    return COUNTRY_CODE_TO_REGION_CODE.get(int(code or 0), ("",))[0]


@cache
def _prefix(region: str) -> str:
    """What is dialled before a number of another place in the same country."""
    known = PhoneMetadata.metadata_for_region(region, None) if region else None
    return (known.national_prefix if known else None) or ""


def _is_international(text: str) -> bool:
    return INTERNATIONAL.match(text) is not None


def _digits(text: str) -> str:
    return NO_DIGIT.sub("", text)
