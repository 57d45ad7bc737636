"""What is wrong with clients: in the list of all findings, and beside the field of a client."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients_ui.client.countries import country_name
from clients_ui.client.record import ClientRecord, Value
from clients_ui.quality.findings import Finding
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
    Finding.EMAIL: (_("E-mail that is no address"), _("“%(value)s” is not an e-mail address, or more than one.")),
    Finding.PHONE: (_("Phone that is no number"), _("“%(value)s” cannot be a phone number.")),
    Finding.UNREACHABLE: (_("No e-mail and no phone"), _("There is neither an e-mail address nor a phone number.")),
    Finding.VAT: (_("VAT id that fails its check"), _("The check digits of the VAT id “%(value)s” do not agree.")),
}


def title(finding: Finding) -> str:
    """A kind of findings."""
    return str(FINDINGS[finding][0])


def found_wrong(finding: Finding, value: Value, record: ClientRecord) -> str:
    """A finding about a value of a client, in a sentence."""
    country = shortened(country_name(str(record["addressCountry"] or "")), LONGEST_VALUE)
    return str(FINDINGS[finding][1]) % {"value": shortened(str(value or ""), LONGEST_VALUE), "country": country}
