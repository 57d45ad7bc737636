"""What is wrong with clients: in the list of all findings, and beside the field of a client."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients_ui.client.addresses import Address, judged
from clients_ui.client.countries import country_name
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.client.unseen import trimmed
from clients_ui.quality.findings import BY_WORD, LONGEST, Finding, vat_id
from clients_ui.quality.vat import VatId
from clients_ui.wording.failures import unseen_in
from clients_ui.wording.texts import shortened

LONGEST_VALUE = 80

FINDINGS: dict[Finding, tuple[Promise, Promise]] = {
    Finding.DUPLICATE: (_("Possible duplicates"), _("This client may be a duplicate.")),
    Finding.NO_COUNTRY: (_("Country missing"), _("The country is missing.")),
    Finding.BAD_COUNTRY: (_("Country is not a code"), _("“%(value)s” is not the code of a country.")),
    Finding.POSTCODE: (
        _("Postcode does not fit the country"),
        _("No postcode in %(country)s looks like “%(value)s”."),
    ),
    Finding.EMAIL: (_("E-mail that reaches nobody"), _("“%(value)s” is not an e-mail address, or more than one.")),
    Finding.PHONE: (_("Phone that is no number"), _("“%(value)s” cannot be a phone number.")),
    Finding.UNREACHABLE: (_("No e-mail and no phone"), _("There is neither an e-mail address nor a phone number.")),
    Finding.VAT: (_("VAT id that fails its check"), _("The check digits of the VAT id “%(value)s” do not agree.")),
    Finding.COLOUR: (_("Colour in another notation"), _("Such as #ABC in place of #AABBCC.")),
    Finding.PHONE_NOTATION: (
        _("Phone number in another notation"),
        _("Such as 0664 1234567 in place of +43 664 1234567."),
    ),
    Finding.UNSEEN: (_("Characters that nobody sees"), _("Blanks at the ends of values, and signs of no width.")),
}
LOCAL_ADDRESS = _("“%(value)s” is an address inside one network: no e-mail from outside reaches it.")
UNSEEN = _("“%(value)s” holds a character that cannot be seen: %(unseen)s.")
UNSEEN_BEHIND = _("“%(value)s” holds a character that cannot be seen: %(unseen)s behind “%(before)s”.")
VAT_IDS: dict[VatId, Promise] = {
    VatId.OF_ANOTHER_COUNTRY: _("“%(value)s” is no VAT id of %(country)s: it looks like another country’s."),
    VatId.NONE: _("“%(value)s” does not look like a VAT id."),
}


def title(finding: Finding) -> str:
    """A kind of findings."""
    return str(FINDINGS[finding][0])


def explained(finding: Finding) -> str:
    """What another notation is, by an example."""
    return str(FINDINGS[finding][1])


def called(word: str) -> str:
    """A kind of findings by its word in URLs."""
    finding = BY_WORD.get(word)
    return title(finding) if finding else word


def found_wrong(finding: Finding, value: Value, record: ClientRecord) -> str:
    """A finding about a value of a client, in a sentence."""
    text, country = trimmed(str(value or "")), trimmed(str(record["addressCountry"] or ""))
    character, before = unseen_in(text[:LONGEST], FIELDS["email"])
    told = {
        "value": shortened(text, LONGEST_VALUE),
        "country": shortened(country_name(country), LONGEST_VALUE),
        "unseen": character,
        "before": before,
    }
    said = FINDINGS[finding][1]
    if finding is Finding.VAT:
        said = VAT_IDS.get(vat_id(text, country), said)
    elif finding is Finding.EMAIL:
        if character:
            said = UNSEEN_BEHIND if before else UNSEEN
        elif judged(text) is Address.LOCAL:
            said = LOCAL_ADDRESS
    return str(said) % told
