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
        digits = _digits(TRUNK.sub("", "".join(number)) if _is_international("".join(number)) else "".join(number))
        found += [digits.translate(OWN_DIGITS) if len(digits) >= FEWEST_DIGITS else ""] * len(number) + [""]
        number = []
    return found[: len(words)]


def own_digit(letter: str) -> str:
    """A letter of a phone number as its digits are looked for; nothing where it is none."""
    return letter.translate(OWN_DIGITS) if letter in "0123456789" else ""


def as_written(digits: str, text: str) -> str:
    """The end of these digits that stands in a phone number as it is written: without a prefix that is not there."""
    written = "".join(map(own_digit, text[:LONGEST]))
    return next((digits[start:] for start in range(len(digits)) if digits[start:] in written), "")


def _ways(text: str, country: str) -> Iterator[str]:
    """A number that begins here, and all digits behind it, in the international and the national notation."""
    text = text.strip()
    digits = _digits(text)
    if _is_international(text):
        digits = _digits(TRUNK.sub("", text, count=1)).removeprefix("00")
        code = next((digits[:end] for end in (1, 2, 3) if int(digits[:end] or 0) in COUNTRY_CODE_TO_REGION_CODE), "")
        region = COUNTRY_CODE_TO_REGION_CODE[int(code)][0] if code else ""
        rest = digits[len(code) :]
    else:
        region, code = country, str(country_code_for_region(country) or "")
        rest = digits.removeprefix(_prefix(country))
    if code:
        yield f"00{code}{rest}"
        yield f"{_prefix(region)}{rest}"


@cache
def _prefix(region: str) -> str:
    """What is dialled before a number of another place in the same country."""
    known = PhoneMetadata.metadata_for_region(region, None) if region else None
    return (known.national_prefix if known else None) or ""


def _is_international(text: str) -> bool:
    return text.lstrip("( ").startswith(("+", "00"))


def _digits(text: str) -> str:
    return NO_DIGIT.sub("", text)
