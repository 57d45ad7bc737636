"""A country by what offices call it: its code, its name in each of our languages, or another usual word. Pure."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import pycountry
from rapidfuzz import fuzz, process

from clients_ui.client.countries import LANGUAGES, country_codes, country_names
from clients_ui.client.folding import WORD, spellings
from clients_ui.client.unseen import trimmed

LONGEST = 80
"""Letters of a text that may be a country."""
ALIKE = 80
"""How alike two names are, in per cent, for one to be taken for a slip of the other."""
SIGNS = {"A": "AT", "D": "DE", "F": "FR", "FL": "LI", "H": "HU", "I": "IT", "L": "LU", "SLO": "SI"}
"""What stands on cars, and before postcodes on letters; by itself it may be anything."""
USUAL = {
    "UK": "GB",
    "BRD": "DE",
    "England": "GB",
    "Großbritannien": "GB",
    "Great Britain": "GB",
    "Holland": "NL",
    "Russland": "RU",
    "Russia": "RU",
    "Turkey": "TR",
    "Tschechische Republik": "CZ",
    "Slowakische Republik": "SK",
    "Vereinigte Staaten von Amerika": "US",
}
"""What is usual, and stands in no list of names."""


@lru_cache(maxsize=1024)
def code_of(text: str) -> str:
    """The code of the country that a text means; "" for none."""
    text = trimmed(text) if len(text) <= LONGEST else ""
    code = text.upper()
    return code if code in country_codes() else _codes().get(_folded(text)[0], "")


def is_sign(text: str) -> bool:
    """Whether a text is the sign of a country, in whatever way it is written."""
    return _folded(trimmed(text[:LONGEST]))[0].upper() in SIGNS


@lru_cache(maxsize=1024)
def meant(text: str) -> str:
    """The code of the country of which a text may be a slip; "" for none."""
    [folded, *_] = _folded(trimmed(text[:LONGEST]))
    found = process.extractOne(folded, _codes().keys(), scorer=fuzz.ratio, score_cutoff=ALIKE) if folded else None
    return _codes()[found[0]] if found else ""


@cache
def _codes() -> Mapping[str, str]:
    """Folded name → code; a name that more than one country has is none's."""
    found: dict[str, set[str]] = {}
    for name, code in _names():
        for folded in _folded(name):
            found.setdefault(folded, set()).add(code)
    return {folded: next(iter(codes)) for folded, codes in found.items() if len(codes) == 1}


def _names() -> Iterator[tuple[str, str]]:
    yield from (SIGNS | USUAL).items()
    for language in LANGUAGES:
        yield from ((name, code) for code, name in country_names(language).items())
    for country in pycountry.countries:
        yield from ((name, country.alpha_2) for name in {country.alpha_3, country.name})
        if official := getattr(country, "official_name", None):
            yield official, country.alpha_2


def _folded(text: str) -> list[str]:
    """A text without blanks and signs, in the ways in which it may be spelt."""
    return ["".join(WORD.findall(spelt)) for spelt in spellings(text)]
