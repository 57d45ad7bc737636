"""Phone numbers: found by their digits in any notation, and by no others. No I/O, no Django."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory.database import Database
from clients_ui.directory.query import ClientQuery
from clients_ui.reading.list_query import ListQuery


def client(id_, held):
    return ClientRecord(id_, {**EMPTY, "enabled": True, **held})


# As libphonenumber has the numbers of these countries; some are of ITU-T E.123, some of Austria's own notation.
@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("01 234 5678", "AT", "+43 1 2345678"),
        ("+43 1 2345678", "AT", "01/234 56 78"),
        ("0043 1 2345678", "AT", "01/234 56 78"),
        ("+43 (0)1 234-5678", "AT", "(01) 2345678"),
        ("+43 (1) 2345678", "AT", "+43 (0)1 2345678"),
        ("0664/1234567", "AT", "+43 664 123 45 67"),
        ("06641234567", "AT", "0664/123-45-67"),
        ("3456", "AT", "0664/12 34 56 7"),
        ("34 56", "AT", "0664 1234567"),
        ("5678 12", "AT", "01 2345678 DW 12"),
        ("567812", "AT", "01 2345678 Kl. 12"),
        ("0664 999", "AT", "01 2345678, mobil 0664/9998877"),
        ("+43 664 999", "AT", "01 2345678 / 0664 9998877"),
        ("030 901820", "DE", "+49 30 90 18 20"),
        ("+49 30 901820", "DE", "030/90 18 20"),
        ("0049 30 901820", "AT", "+49 (0)30 901820"),
        ("030901820", "AT", "+49 30 901820"),
        ("044 668 18 00", "CH", "+41446681800"),
        ("+41 44 668", "CH", "044 668 18 00"),
        ("+423 2366111", "LI", "236 61 11"),
        ("06 1 2345678", "HU", "+36 1 234 5678"),
        ("+39 06 698", "IT", "06 69812345"),
        ("0039 06 698", "IT", "+39 06 69812345"),
        ("+44 20 7946", "GB", "020 7946 0123"),
        ("(212) 555-0123", "US", "+1 212 555 0123"),
        ("huber 0664 1234", "AT", "+43 664 1234567"),
        ("+43 664 1234567", "", "Tel. +43 664/1234567"),
        ("0664 1234567", "", "Tel. 0043 664/1234567"),
        ("0664 1234567", "", "[+43] 664-1234567"),
        ("0664 1234567", "", "+ 43 664 1234567"),
        ("+43 664 1234567", "", "+43 0664 1234567"),
        ("+43 0664 1234567", "AT", "0664/1234567"),
        ("+43 664 1234567", "", "43 664 1234567"),
        ("0012", "AT", "0664 00 12 34"),
    ],
)
def test_a_client_is_found_by_the_digits_of_its_phone_number_in_any_notation(typed, country, stored):
    database = Database()
    held = {"name": "Huber", "phone": stored, "addressCountry": country}
    database.write({1: client(1, held), 2: client(2, {"name": "Huber", "phone": "+43 5 0777", "notes": "2345"})})
    assert [each.id for each in database.find(ClientQuery(ListQuery(typed).words), 0, 9).records] == [1]


@pytest.mark.parametrize("typed", ["123", "12 3", "12345 x", "4 1", "98761"])
def test_fewer_digits_or_others_are_not_looked_for_across_blanks(typed):
    database = Database()
    database.write({1: client(1, {"phone": "9 8 76 5 4 1 2 3"})})
    assert database.find(ClientQuery(ListQuery(typed).words), 0, 9).total == (typed == "4 1")


def test_words_of_digits_are_also_found_one_by_one():
    database = Database()
    database.write({1: client(1, {"name": "Studio 2024", "notes": "1010 Wien"})})
    assert database.find(ClientQuery(ListQuery("2024 1010").words), 0, 9).total == 1


# Country codes by ITU-T E.164 and prefixes by its list of dialling procedures; in Italy the 0 is the number's own.
CODES = [
    ("AT", "43", "0"),
    ("DE", "49", "0"),
    ("CH", "41", "0"),
    ("LI", "423", ""),
    ("IT", "39", ""),
    ("HU", "36", "06"),
]
numbers = st.text("0123456789", min_size=6, max_size=9).map("7".__add__)
signs = st.lists(
    st.sampled_from(["", "", "", " ", "-", "/", ".", " / ", "\u2013", "\u00a0", "  "]), min_size=9, max_size=9
)
prefixes = st.sampled_from(
    ["+{code}", "+{code} ", "00{code}", "00{code}/", "+{code} ({trunk})", "(+{code}) ", "{national}"]
)
before = st.sampled_from(["", "Tel. ", "Tel.: ", "Büro ", "mobil: "])
behind = st.sampled_from(["", " DW 12", " (Eva)", ", Fax 05 99", " oder früh"])


def written(country, number, prefix, between):
    _, code, national = country
    begins = prefix.format(code=code, national=national, trunk="0").replace("(0)", "(0)" if national == "0" else "")
    return begins + "".join(digit + sign for digit, sign in zip(number, [*between, ""], strict=False)).rstrip(
        " -/.\u2013\u00a0"
    )


@given(st.sampled_from(CODES), numbers, numbers, st.tuples(prefixes, prefixes), st.tuples(signs, signs), before, behind)
def test_a_number_is_found_in_whatever_two_notations_it_is_stored_and_typed_and_another_is_not(
    country, number, other, prefixed, between, remark, extension
):
    database = Database()
    stored = remark + written(country, number, prefixed[0], between[0]) + extension
    database.write({1: client(1, {"phone": stored, "addressCountry": country[0]})})
    for typed, found in ((number, 1), (other, int(number.startswith(other)))):
        words = ListQuery(written(country, typed, prefixed[1], between[1])).words
        assert database.find(ClientQuery(words), 0, 9).total == found
