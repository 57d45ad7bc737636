"""VAT ids: whose they are and whether their digits agree, by stdnum, whatever is written around them. Pure."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from itertools import product

from stdnum.eu import oss
from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.util import NumberValidationModule, get_cc_module

from clients_ui.client.countries import country_codes

LONGEST = 254
"""Letters of a text that are looked at."""
PARTS_BEFORE, PARTS_BEHIND = 3, 2
"""Words without a digit that may be a part of the id itself: "A T U 1358 5627", "NO 995 525 828 MVA"."""
SCHEMES = {"EU", "IM"}
"""What the numbers of the EU's one-stop-shop and of its import scheme begin with; they belong to no country."""
TERRITORIES = {"EL": "GR", "XI": "GB", "IM": "GB", "LI": "CH"}
"""Beginnings of VAT ids, and countries, whose ids are those of another one."""
OTHER_NUMBERS = {"CH": "uid", "NO": "orgnr"}
"""A number that is the VAT id where nothing is written behind it: without "MWST", without "MVA"."""
OTHERS = sorted(state.upper() for state in MEMBER_STATES | {"ch"})
"""Countries whose VAT ids are known by their form where nothing names the country: the EU's, and Switzerland."""
LABELS = {"ID", "NO", "NR", "ST"}
"""Words before a number that are codes of countries too."""
LONGEST_ID = 30
MOST_PIECES = 4
UNKNOWN_PREFIX = re.compile(r"([A-Z]{2})\d{4,}")
KNOWN_PREFIX = re.compile(r"([A-Z]{2})[A-Z]{0,2}\d")


class VatId(Enum):
    """What a text is as a VAT id."""

    RIGHT = auto()
    NOT_JUDGED = auto()
    WRONG_DIGITS = auto()
    OF_ANOTHER_COUNTRY = auto()
    NONE = auto()


def judged(text: str, country: str) -> VatId:
    """What a text is as a VAT id of a client in this country ("" where that is not known)."""
    found = {*_spellings(text[:LONGEST].upper())}
    prefixes = {spelt[:2] for spelt in found}
    answers = {_answer(each, spelt) for each in {country, *prefixes} for spelt in found}
    if VatId.RIGHT in answers:
        return VatId.RIGHT
    if VatId.WRONG_DIGITS in answers:
        return VatId.WRONG_DIGITS
    if not _can_be_judged(found, country):
        return VatId.NOT_JUDGED
    if country in prefixes or not _judges(country):
        return VatId.NONE
    others = any(_answer(state, spelt) is VatId.RIGHT for state, spelt in product(OTHERS, found))
    return VatId.OF_ANOTHER_COUNTRY if others else VatId.NONE


def _can_be_judged(found: set[str], country: str) -> bool:
    """Whether somebody knows what it should look like: by its country, unless it begins with an unknown one's code."""
    unknown = {match[1] for match in map(UNKNOWN_PREFIX.match, found) if match} & country_codes()
    if _judges(country):
        return all(_judges(prefix) for prefix in unknown - LABELS)
    known = {match[1] for match in map(KNOWN_PREFIX.match, found) if match}
    return any(_judges(prefix) for prefix in known - LABELS)


def _spellings(text: str) -> Iterator[str]:
    """What in a text may be the id: its words with digits in a row, with some words around them; without signs."""
    for piece in [text, *re.split(r"[,;()|/\n]", text, maxsplit=MOST_PIECES)]:
        words = re.findall("[A-Z0-9]+", piece)
        with_digits = [place for place, word in enumerate(words) if re.search("[0-9]", word)]
        if not with_digits:
            continue
        first, last = with_digits[0], with_digits[-1] + 1
        for before, behind in product(range(PARTS_BEFORE + 1), range(PARTS_BEHIND + 1)):
            spelt = "".join(words[max(first - before, 0) : last + behind])
            if len(spelt) <= LONGEST_ID:
                yield spelt


@lru_cache(maxsize=300)
def _judges(country: str) -> list[NumberValidationModule]:
    """The modules of stdnum that know the VAT ids that begin with these letters, or that are a country's."""
    schemes: list[NumberValidationModule] = [oss] if country in SCHEMES else []
    country = TERRITORIES.get(country, country)
    if country not in country_codes():  # it becomes a module's name
        return schemes
    kinds = ["vat", OTHER_NUMBERS.get(country, "vat")]
    return [*schemes, *filter(None, (get_cc_module(country, kind) for kind in dict.fromkeys(kinds)))]


def _answer(country: str, spelt: str) -> VatId:
    """What those who know a country's ids say of one spelling, with or without the country's letters."""
    answers = set()
    for judge, number in product(_judges(country), {spelt, spelt.removeprefix(country)}):
        try:
            judge.validate(number)
        except InvalidChecksum:
            answers.add(VatId.WRONG_DIGITS)
        except ValidationError:
            answers.add(VatId.NONE)
        else:
            return VatId.RIGHT
    return VatId.WRONG_DIGITS if VatId.WRONG_DIGITS in answers else VatId.NONE
