"""Which right values are certain, and which are not: a table of each, by kind."""

import pytest

from clients_ui.client import rules
from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.quality import findings, mending
from clients_ui.quality.findings import Finding
from clients_ui.quality.mending import mended
from tests.hostile import strings


def client(**values):
    return ClientRecord(1, {**EMPTY, "name": "Huber", **values})


COUNTRIES = {
    "Österreich": "AT",
    "Oesterreich": "AT",
    "ÖSTERREICH ": "AT",
    "Austria": "AT",
    "at": "AT",
    " At\u00a0": "AT",
    "AUT": "AT",
    "Deutschland": "DE",
    "BRD": "DE",
    "Schweiz": "CH",
    "Italien": "IT",
    "Slowenien": "SI",
    "Czechia": "CZ",
    "UK": "GB",
    "United Kingdom": "GB",
    "Holland": "NL",
    "Republic of Austria": "AT",
}
NO_COUNTRIES = [
    *("", " ", "Oesterreih", "XX", "EU", "Wien", "Austria/Germany", "AT, DE", "43", "–", "n/a"),
    *("A", "D", "I", "FL", "fl", "F.L.", "A.", "(D)", "-A-", "d\u200b", "SLO"),  # signs, without a postcode
]


@pytest.mark.parametrize(("text", "code"), COUNTRIES.items())
def test_a_country_by_its_name_becomes_its_code(text, code):
    assert mended(client(addressCountry=text), Finding.BAD_COUNTRY) == {"addressCountry": code}


@pytest.mark.parametrize("text", NO_COUNTRIES)
def test_what_may_be_another_country_or_none_stays(text):
    assert mended(client(addressCountry=text), Finding.BAD_COUNTRY) == {}


@pytest.mark.parametrize(
    ("text", "postcode", "code"),
    [
        ("A", "1010", "AT"),
        ("D", "80331", "DE"),
        ("I", "39100", "IT"),
        ("A", "80331", ""),
        ("D", "1010", ""),
        ("Austria", "80331", ""),
        ("Georgia", "30301", ""),
        ("Georgien", "0105", "GE"),
        ("Österreich", "A-1010", "AT"),
        ("Deutschland", "D-80331", "DE"),
        ("FL", "9490", "LI"),
        ("fl", "FL-9490", "LI"),
        ("SLO", "1000", "SI"),
        ("(A)", "1010", "AT"),
        ("FL", "33101", ""),
    ],
)
def test_a_postcode_speaks_for_a_country_or_against_it(text, postcode, code):
    values = {"addressCountry": code} if code else {}
    assert mended(client(addressCountry=text, addressZipCode=postcode), Finding.BAD_COUNTRY) == values


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#ABC", "#AABBCC"),
        ("#abc", "#aabbcc"),
        ("#a1F", "#aa11FF"),
        ("#000", "#000000"),
        ("#fff", "#ffffff"),
        ("AABBCC", "#AABBCC"),
        ("0b5f6a", "#0b5f6a"),
        (" #AABBCC", "#AABBCC"),
        ("#AABBCC\u00a0", "#AABBCC"),
        ("rgb(11, 95, 106)", "#0B5F6A"),
        ("rgb(0,0,0)", "#000000"),
        ("RGB(255 255 255)", "#FFFFFF"),
    ],
)
def test_a_colour_in_another_notation_becomes_six_digits(text, colour):
    assert mended(client(color=text), Finding.COLOUR) == {"color": colour}


@pytest.mark.parametrize(
    "text", ["", " ", "#AABBCC", "#aabbcc", "red", "blau", "#AB", "#ABCD", "#AABBCCDD", "#GGG", "rgb(256,0,0)", "123"]
)
def test_what_is_no_colour_or_has_six_digits_stays(text):
    assert mended(client(color=text), Finding.COLOUR) == {}


@pytest.mark.parametrize(
    ("country", "text", "number"),
    [
        ("AT", "0664 1234567", "+43 664 1234567"),
        ("AT", "0664/1234567", "+43 664 1234567"),
        ("AT", "0664-123-4567", "+43 664 1234567"),
        ("AT", "(01) 58 11 234", "+43 1 5811234"),
        ("AT", "01/5811234", "+43 1 5811234"),
        ("AT", "0043 1 5811234", "+43 1 5811234"),
        ("DE", "0043/664/1234567", "+43 664 1234567"),
        ("AT", "+43 (0)1 5811234", "+43 1 5811234"),
        ("AT", "(+43) 1 5811234", "+43 1 5811234"),
        ("AT", "+43.1.5811234", "+43 1 5811234"),
        ("AT", "0664\u00a01234567", "+43 664 1234567"),
        ("", "+43/1/5811234", "+43 1 5811234"),
        ("DE", "030/123456", "+49 30 123456"),
        ("DE", "0171 2345678", "+49 171 2345678"),
        ("CH", "044 668 18 00", "+41 44 668 18 00"),
        ("IT", "06 698 12345", "+39 06 6981 2345"),
        ("CZ", "222 333 444", "+420 222 333 444"),
        ("US", "(212) 736-5000", "+1 212-736-5000"),
    ],
)
def test_a_valid_number_of_a_known_country_becomes_international(country, text, number):
    assert mended(client(addressCountry=country, phone=text), Finding.PHONE_NOTATION) == {"phone": number}


@pytest.mark.parametrize(
    ("country", "text", "why"),
    [
        ("AT", "", "nothing"),
        ("AT", "+43 664 1234567", "it is international"),
        ("AT", "+43-664-1234567", "likewise"),
        ("AT", "+436641234567", "likewise"),
        ("", "0664 1234567", "the country is not known"),
        ("Österreich", "0664 1234567", "the country is no code"),
        ("AT", "5811234", "the area is not known"),
        ("AT", "089 1234567", "not valid in Austria"),
        ("AT", "0664", "too short"),
        ("AT", "0664 1234567 (Eva)", "a remark"),
        ("AT", "01 5811234 DW 12", "an extension"),
        ("AT", "01/5811234-0", "an extension"),
        ("AT", "0662/8044-2050", "an extension"),
        ("AT", "0664 1234567, 0664 7654321", "two numbers"),
        ("AT", "0664 1234567 / 0664 7654321", "two numbers"),
        ("AT", "01/5811234/56", "two numbers"),
        ("AT", "0800 123456", "a free number, not dialled from abroad"),
        ("AT", "0900 123456", "an expensive one"),
        ("AT", "1800-FLOWERS", "letters"),
        ("AT", "siehe Notizen", "no number"),
        ("AT", "++43 1 5811234", "nobody knows what that is"),
        ("AT", "0" * 300, "too long"),
    ],
)
def test_a_number_of_which_a_person_would_have_to_think_stays(country, text, why):
    assert mended(client(addressCountry=country, phone=text), Finding.PHONE_NOTATION) == {}, why


@pytest.mark.parametrize(
    ("field", "text", "seen"),
    [
        ("addressCity", " Wien", "Wien"),
        ("addressCity", "Wien ", "Wien"),
        ("addressCity", "Wien\u00a0", "Wien"),
        ("addressCity", "St.\u00a0Pölten", "St. Pölten"),
        ("addressCity", "St.\u202fPölten", "St. Pölten"),
        ("addressCity", "Wie\u200bn", "Wien"),
        ("addressCity", "Wien\ufeff", "Wien"),
        ("address", "Donau\u00adkanal 1", "Donaukanal 1"),
        ("address", "\u200eHauptplatz 1", "Hauptplatz 1"),
        ("contactPerson", "Eva\u2060 Gruber", "Eva Gruber"),
        ("email", "a@b\u200b.at", "a@b.at"),
        ("email", "\ta@b.at", "a@b.at"),
        ("phone", "+43\u00a01 5811234", "+43 1 5811234"),
        ("field1", "ATU13585627\u200b", "ATU13585627"),
    ],
)
def test_what_nobody_sees_is_taken_out_and_special_blanks_become_blanks(field, text, seen):
    assert mended(client(**{field: text}), Finding.UNSEEN) == {field: seen}


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("addressCity", "Wien", "it is seen"),
        ("addressCity", "Wien  Mitte", "two blanks are seen"),
        ("addressCity", " ", "nothing would be left"),
        ("addressCity", "\u200b", "nothing would be left"),
        ("contactPerson", "Müller-Lüdenscheid", "it is seen"),
        ("contactPerson", "می\u200cخواهم", "it joins two letters of Persian"),
        ("contactPerson", "\u200fשלום", "it says which way the text runs"),
        ("contactPerson", "שלום (Eva)\u200f", "it says which way the text runs"),
        ("contactPerson", "Eva ❤\ufe0f", "it makes the heart red"),
        ("contactPerson", "👩\u200d💻", "it makes one picture of two"),
        ("notes", " a\u00a0b ", "a longer text"),
        ("name", " Huber", "the name can be changed in TimeTrack alone"),
        ("phone", "12\x07", "a control character is another matter"),
    ],
)
def test_what_makes_a_difference_or_cannot_be_changed_stays(field, text, why):
    assert mended(client(**{field: text}), Finding.UNSEEN) == {}, why


@pytest.mark.parametrize(
    ("values", "finding", "right"),
    [
        ({"email": "off\u200bice@huber.at"}, Finding.EMAIL, {"email": "office@huber.at"}),
        ({"addressCountry": "AT", "addressZipCode": "10\u200b10"}, Finding.POSTCODE, {"addressZipCode": "1010"}),
        ({"email": "off\u200bice@huber"}, Finding.EMAIL, {}),
        ({"email": "huber"}, Finding.EMAIL, {}),
        ({"addressCountry": "AT", "addressZipCode": "80331"}, Finding.POSTCODE, {}),
        ({"phone": "n/a"}, Finding.PHONE, {}),
        ({"addressCountry": ""}, Finding.NO_COUNTRY, {}),
        ({}, Finding.UNREACHABLE, {}),
        ({}, Finding.DUPLICATE, {}),
        ({"field1": "ATU13585626"}, Finding.VAT, {}),
    ],
)
def test_any_other_finding_is_mended_only_where_it_is_gone_without_what_nobody_sees(values, finding, right):
    assert mended(client(**values), finding, "field1") == right


def everything():
    """Clients with any text in any field, and in all fields at once."""
    for text in [*strings(), *COUNTRIES, *NO_COUNTRIES]:
        yield from (client(**{"addressCountry": "AT", name: text}) for name in ("phone", "color", "email", "address"))
        yield client(**dict.fromkeys(("phone", "color", "email", "address", "addressZipCode", "field1"), text))


@pytest.mark.parametrize("finding", Finding)
def test_of_any_text_a_mend_may_be_sent_and_is_the_last_one(finding):
    for record in everything():
        values = mended(record, finding, "field1")
        assert rules.update_problems(values) == {}
        after = ClientRecord(1, {**record.values, **values})
        assert mended(after, finding, "field1") == {}


def test_no_two_kinds_share_a_place_in_the_number_that_stands_for_several():
    bits = [bit for each in Finding for bit in (each.bit, each.mendable_bit)]
    assert sum(bits) == 2 ** len(Finding) - 1 << 0 | (2 ** len(Finding) - 1) << findings.MOST_KINDS
    assert len(Finding) <= findings.MOST_KINDS


def test_where_a_library_cannot_cope_nothing_is_certain(monkeypatch):
    def broken(*_):
        raise ValueError

    monkeypatch.setattr(mending, "_international", broken)
    assert mended(client(addressCountry="AT", phone="0664 1234567"), Finding.PHONE_NOTATION) == {}
