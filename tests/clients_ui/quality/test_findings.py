"""What is wrong with our data: the rules by themselves."""

import pytest

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.quality import findings
from clients_ui.quality.findings import Finding
from clients_ui.wording.findings import found_wrong
from tests.hostile import strings

GOOD = {"addressCountry": "AT", "addressZipCode": "1010", "email": "office@huber.at", "phone": "+43 1 5811234"}


def client(**values):
    return ClientRecord(1, {**EMPTY, "name": "Huber", **values})


# One client by itself


def test_nothing_is_wrong_with_a_client_whose_values_can_be_right():
    assert findings.of(client(**GOOD)) == set()


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"addressCountry": ""}, {Finding.NO_COUNTRY}),
        ({"addressCountry": "  "}, {Finding.NO_COUNTRY}),
        ({"addressCountry": "Austria"}, {Finding.BAD_COUNTRY}),
        ({"addressCountry": "at"}, {Finding.BAD_COUNTRY}),
        ({"addressCountry": "XX"}, {Finding.BAD_COUNTRY}),
        ({"addressCountry": "XK", "addressZipCode": "10000", "phone": "038 200 12345"}, set()),
        ({"addressZipCode": "80331"}, {Finding.POSTCODE}),
        ({"email": "office@huber"}, {Finding.EMAIL}),
        ({"phone": "siehe Notizen"}, {Finding.PHONE}),
        ({"email": "", "phone": ""}, {Finding.UNREACHABLE}),
        ({"email": ""}, set()),
        ({"phone": ""}, set()),
        ({"email": "", "phone": "n/a"}, {Finding.PHONE}),
        ({"addressCountry": "", "addressZipCode": "x", "phone": "01 5811234"}, {Finding.NO_COUNTRY}),
    ],
)
def test_what_is_wrong_with_a_client_is_found(values, found):
    assert findings.of(client(**GOOD | values)) == found


@pytest.mark.parametrize(
    ("country", "text", "fits"),
    [
        ("AT", "1010", True),
        ("AT", " 1010 ", True),
        ("AT", "A-1010", True),
        ("AT", "AT 1010", True),
        ("AT", "80331", False),
        ("AT", "D-1010", False),
        ("AT", "1010 Wien", False),
        ("AT", "١٠١٠", False),
        ("DE", "D-80331", True),
        ("DE", "DE80331", True),
        ("DE", "8000", False),
        ("CH", "CH-8001", True),
        ("LI", "FL-9490", True),
        ("LI", "8001", False),
        ("IT", "I-39100", True),
        ("GB", "sw1a 1aa", True),
        ("GB", "12345", False),
        ("NL", "1012 AB", True),
        ("PL", "00-950", True),
        ("PL", "00950", True),
        ("CZ", "11000", True),
        ("CZ", "110 00", True),
        ("LV", "1010", True),
        ("US", "95014-1234", True),
        ("HK", "anything", True),
        ("AQ", "anything", True),
        ("XX", "anything", True),
    ],
)
def test_a_postcode_belongs_to_its_country_however_its_prefix_and_blanks_are_written(country, text, fits):
    assert findings.postcode_fits(text, country) is fits


@pytest.mark.parametrize(
    ("country", "text", "right"),
    [
        ("AT", "+43 1 5811234", True),
        ("AT", "01/581 12 34-0", True),
        ("AT", "0043 1 5811234", True),
        ("AT", "+43 (0)1 5811234", True),
        ("AT", "+43 1 234 (office)", True),
        ("AT", "+43 1 5811234 (Fr. Huber)", True),
        ("AT", "Tel. 01 5811234 DW 12", True),
        ("AT", "0664/1234567 oder 01/5556677", True),
        ("AT", "+43 1 5811234, +43 1 5811235", True),
        ("AT", "0664/1234567 / 01/5556677", True),
        ("US", "1-800-FLOWERS", True),
        ("AT", "+49 89 123456", True),
        ("AT", "133", True),
        # libphonenumber's plans; what is around the number, and what nobody sees in it, is looked through
        ("AT", "+43 1\u00a0581\u202f1234", True),
        ("AT", "\u202d+43 1 5811234\u202c", True),
        ("AT", "+43\u200b1\u200b5811234", True),
        ("AT", "Mobil: 0664 1234567", True),
        ("DE", "+49 (0) 89 / 123456-78", True),
        ("DE", "0170 1234567 (privat)", True),
        ("LI", "+423 234 56 78", True),
        ("XK", "038 200 12345", True),
        ("IT", "+39 0471 123456", True),
        ("FR", "01 23 45 67 89", True),
        ("AT", "\u200b\u2800", False),
        ("AT", "12", False),
        ("AT", "n/a", False),
        ("AT", "office@huber.at", False),
        ("AT", "+999 123456", False),
        ("AT", "+43", False),
        ("AT", "5" * 30, False),
        ("DE", "089 / 12 34 56", True),
        ("CH", "044 123 45 67", True),
        ("", "+43 1 5811234", True),
        ("", "01 5811234", True),
        ("", "+999 123456", False),
        ("", "n/a", False),
    ],
)
def test_only_what_cannot_be_a_phone_number_is_a_finding(country, text, right):
    assert findings.is_phone(text, country) is right


def test_a_vat_id_is_looked_at_only_in_the_field_that_is_declared_to_hold_one():
    held = client(**GOOD, field2="ATU13585626")
    assert findings.of(held) == findings.of(held, "field1") == set()
    assert findings.of(held, "field2") == {Finding.VAT}


@pytest.mark.parametrize("country", ["", "AT", "GB", "Österreich"])
def test_no_text_whatsoever_is_too_much_for_it(country, caplog):
    odd = [
        "\ud800",
        "\u202e01",
        "+" * 300,
        "1" * 10**6,
        "a@" * 10**5,
        "(" * 10**5,
        "²³",
        "٣" * 20,
        "a@" + "\u0300" * 10**5,
    ]
    for text in [*strings(), *odd]:
        values = dict.fromkeys(("name", "email", "phone", "addressZipCode", "field1", "notes"), text)
        assert findings.of(client(**values, addressCountry=country), "field1") <= set(Finding)
        assert "cannot be checked" not in caplog.text


def test_every_kind_has_its_own_word_and_bit():
    assert len({finding.word for finding in Finding}) == len({finding.bit for finding in Finding}) == len(Finding)
    assert Finding.DUPLICATE.bit | Finding.NO_COUNTRY.bit == 3


@pytest.mark.parametrize(
    ("values", "finding", "sentence"),
    [
        ({"email": "info@firma.local"}, Finding.EMAIL, "“info@firma.local” is an address inside one network"),
        ({"email": "office@localhost"}, Finding.EMAIL, "“office@localhost” is an address inside one network"),
        ({"email": "off\u200bice@huber.at"}, Finding.EMAIL, "ZERO WIDTH SPACE (U+200B) behind “off”"),
        ({"email": "huber"}, Finding.EMAIL, "“huber” is not an e-mail address"),
        ({"field1": "136695976"}, Finding.VAT, "“136695976” is no VAT id of Austria: it looks like another country’s."),
        ({"field1": "ATU13585626"}, Finding.VAT, "The check digits of the VAT id “ATU13585626” do not agree."),
        ({"field1": "ask them"}, Finding.VAT, "“ask them” does not look like a VAT id."),
    ],
)
def test_what_is_wrong_has_a_sentence_of_its_own(values, finding, sentence):
    record = client(**GOOD | values)
    assert findings.of(record, "field1") == {finding}
    assert sentence in found_wrong(finding, next(iter(values.values())), record)
