"""Findings whose right value is certain, and that value. Pure: no I/O, no Django.

Certain is what says the same in another notation: a country by its name, a colour, a phone number, characters that
nobody sees. Where a person would have to think, nothing is certain; that is no matter for a whole kind at once.
"""

import logging
import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from clients_ui.client import country_words, rules, unseen
from clients_ui.client.countries import country_codes
from clients_ui.client.kinds import COLOUR, COUNTRY, LINES
from clients_ui.client.record import UPDATABLE, ClientRecord, Value
from clients_ui.quality import findings
from clients_ui.quality.findings import CANNOT_COPE, LONGEST, Finding

NOTATIONS = tuple(finding for finding in Finding if finding.of_notation)
NEVER = {Finding.DUPLICATE, Finding.NO_COUNTRY, Finding.UNREACHABLE}
"""What is wrong there is not in a value, so that no value can be certain."""
CERTAIN_BY: dict[Finding, tuple[str, ...]] = {
    Finding.BAD_COUNTRY: ("addressZipCode",),
    Finding.POSTCODE: ("addressCountry",),
    Finding.PHONE: ("addressCountry",),
    Finding.PHONE_NOTATION: ("addressCountry",),
    Finding.VAT: ("addressCountry",),
}
"""The other parameters by whose values the right one is certain."""
NUMBER_ALONE = re.compile(r"\(?\+?\(?\d[\d\s()/.\u2010-\u2015-]*")
INTERNATIONAL = re.compile(r"\+[1-9][0-9 -]*")
"""A number that anybody in the world can dial as it stands."""
BEFORE_EXTENSION = re.compile(r"(.*)[/\u2010-\u2015-]", re.DOTALL)
DIALLED_FROM_ABROAD = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
}
"""What a valid number is; free and expensive ones have no international form that is of any use."""
logger = logging.getLogger("timetrack")


def mended(record: ClientRecord, finding: Finding, vat_field: str = "") -> dict[str, Value]:
    """Parameter → the value that is certainly right, where the finding is gone with it; nothing where none is."""
    try:
        values = _mended(record, finding, vat_field)
    except CANNOT_COPE as error:
        logger.warning("client %d cannot be mended: %s", record.id, type(error).__name__)
        return {}
    return {} if rules.update_problems(values) else values


def of_notation(record: ClientRecord) -> set[Finding]:
    """What of a client is right, but in a notation of its own."""
    return {finding for finding in NOTATIONS if mended(record, finding)}


def _mended(record: ClientRecord, finding: Finding, vat_field: str) -> dict[str, Value]:
    match finding:
        case Finding.UNSEEN:
            return _without_unseen(record)
        case Finding.COLOUR:
            return _differing(record, "color", str(COLOUR.cleaned(str(record["color"] or ""))))
        case Finding.PHONE_NOTATION:
            return _differing(record, "phone", _international(record))
        case Finding.BAD_COUNTRY:
            return _differing(record, "addressCountry", _code(record))
    field = finding.field or vat_field
    if finding in NEVER or not field:
        return {}
    values = _differing(record, field, unseen.seen(str(record[field] or "")))
    with_it = ClientRecord(record.id, {**record.values, **values})
    return values if values and finding not in findings.of(with_it, vat_field) else {}


def _differing(record: ClientRecord, name: str, value: str) -> dict[str, Value]:
    return {name: value} if value and value != record[name] else {}


def _without_unseen(record: ClientRecord) -> dict[str, Value]:
    """Each line of text without what nobody sees; of a longer text nobody knows what it stands there for."""
    fields = [field for field in UPDATABLE if field.kind not in {LINES, COLOUR, COUNTRY}]
    lines = {field.name: str(record[field.name] or "") for field in fields}
    longest = {field.name: 2 * field.kind.longest for field in fields}  # of more, too much would be left to be sent
    texts = {name: text for name, text in lines.items() if not _is_plain(text) and len(text) <= longest[name]}
    return {name: value for name, text in texts.items() if (value := unseen.seen(text)) and value != text}


def _is_plain(text: str) -> bool:
    return text.isascii() and text == text.strip()


def _code(record: ClientRecord) -> str:
    """The code of a country that is called by its name, unless the postcode is of another one.

    A sign, such as A or FL, is a country's only together with its postcode.
    """
    text, postcode = findings.text_of(record, "addressCountry"), findings.text_of(record, "addressZipCode")
    code = country_words.code_of(text)
    if not code or (country_words.is_sign(text) and not postcode):
        return ""
    return "" if postcode and not findings.postcode_fits(postcode, code) else code


def _international(record: ClientRecord) -> str:
    """A phone number in its international form; "" where it has that, or where it is not certain which one it is.

    There may be nothing but the number, and its country must be known, by a "+" or by the client's. What precedes its
    last hyphen or slash may be no number by itself: behind that would be an extension, or a second number.
    """
    text, country = unseen.seen(str(record["phone"] or ""))[: LONGEST + 1], findings.text_of(record, "addressCountry")
    if len(text) > LONGEST or not NUMBER_ALONE.fullmatch(text) or INTERNATIONAL.fullmatch(text):
        return ""
    region = country if country in country_codes() else ""
    number, before = _valid(text, region), BEFORE_EXTENSION.match(text)
    if number is None or (before and _valid(before[1], region)):
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _valid(text: str, region: str) -> PhoneNumber | None:
    """The number in a text that can be dialled from everywhere; None for any other, and for one without its prefix."""
    digits = re.sub(r"\D", "", text)
    if "+" not in text and (not region or not digits.startswith(_written_prefix(region))):
        return None
    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException:
        return None
    return number if phonenumbers.number_type(number) in DIALLED_FROM_ABROAD else None


def _written_prefix(region: str) -> str:
    """What a number within a country begins with, so that it is one with its area; "" where nothing is written."""
    known = PhoneMetadata.metadata_for_region(region, None)
    prefix = (known.national_prefix if known else None) or ""
    return prefix if prefix.startswith("0") else ""
