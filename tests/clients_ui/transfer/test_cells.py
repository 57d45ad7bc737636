"""What the text of a cell means, and whether it says what TimeTrack holds."""

import pytest
from django.utils import translation

from clients_ui.client import country_words, rules
from clients_ui.client.record import FIELDS
from clients_ui.transfer import cells


def value(name, text):
    return cells.value(FIELDS[name], text)


def says(name, text, stored):
    return cells.says(FIELDS[name], text, stored)


@pytest.mark.parametrize("yes", ["true", "TRUE", "1", "ja", "Ja", "YES", "y", "j", "WAHR", "x", " X ", "✓", "aktiv"])
def test_yes(yes):
    assert value("enabled", yes) is True


@pytest.mark.parametrize("no", ["false", "0", "nein", "No", "n", "FALSCH", "inaktiv", "\u00a0nein"])
def test_no(no):
    assert value("enabled", no) is False


@pytest.mark.parametrize("neither", ["2", "maybe", "yes and no", "!", "01"])
def test_neither_yes_nor_no(neither):
    assert value("enabled", neither) == neither
    said = cells.problems({"name": "x", "enabled": neither}, rules.create_problems)
    assert said == {"enabled": "This is neither yes nor no."}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("AT", "AT"),
        (" at ", "AT"),
        ("AUT", "AT"),
        ("Austria", "AT"),
        ("Österreich", "AT"),
        ("ÖSTERREICH", "AT"),
        ("Oesterreich", "AT"),
        ("Osterreich", "AT"),
        ("Republik Österreich", "Republik Österreich"),
        ("Republic of Austria", "AT"),
        ("A", "AT"),
        ("D", "DE"),
        ("U.S.A.", "US"),
        ("Vereinigtes Königreich", "GB"),
        ("England", "GB"),
        ("Czech Republic", "CZ"),
        ("Tschechische Republik", "CZ"),
        ("Tschechien", "CZ"),
        ("Holland", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("Kosovo", "XK"),
        ("Atlantis", "Atlantis"),
        ("Oesterreih", "Oesterreih"),
        ("?", "?"),
    ],
)
def test_a_country_by_its_code_its_names_and_what_offices_write(text, code):
    assert value("addressCountry", text) == code


def test_every_country_is_known_by_each_of_its_names():
    from clients_ui.client.countries import country_names

    for language in ("de", "en"):
        assert {code: country_words.code_of(name) for code, name in country_names(language).items()} == {
            code: code for code in country_names(language)
        }


def test_a_slip_in_a_country_is_told_with_what_was_meant_and_nonsense_without():
    def said(text):
        return cells.problems({"addressCountry": text}, rules.update_problems)["addressCountry"]

    assert said("Oesterreih") == "This is no country. Did you mean Austria (AT)?"
    with translation.override("de"):
        assert "Österreich (AT)" in said("Austira")
    assert said("Atlantis") == "This is no country: write its name or its code, such as Austria or AT."
    assert said("?").endswith("such as Austria or AT.")


@pytest.mark.parametrize(
    ("name", "text", "sent"),
    [
        ("phone", "\u200b +43 1 ", "+43 1"),
        ("addressZipCode", "01067", "01067"),
        ("color", " 1f6feb ", "#1f6feb"),
        ("color", "reddish", "reddish"),
        ("notes", "a\r\nb\rc \n\n", "a\nb\nc"),
        ("notes", "  indented", "  indented"),
    ],
)
def test_a_text_is_sent_as_a_form_sends_it(name, text, sent):
    assert value(name, text) == sent


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("notes", "a\nb", "a\r\nb\r"),
        ("notes", "a\nb\n\n", "a\nb"),
        ("notes", "a\ufffdb", "a\0b"),
        ("address", " Ring 1 ", " Ring 1 "),
        ("address", " Ring 1", "Ring 1"),
        ("address", "a\nb", "a\r\nb"),
        ("address", "a\ufffdb", "a\x07b"),
        ("color", "#1F6FEB", "rgb(31, 111, 235)"),
        ("color", "1f6feb", "#1F6FEB"),
        ("color", "red", "red"),
        ("addressCountry", "Österreich", "AT"),
        ("addressCountry", "Österreich", "Österreich"),
        ("addressCountry", "at", "at"),
        ("enabled", "ja", True),
        ("enabled", "0", False),
        ("enabled", "0", None),
        ("field1", "", ""),
        ("field1", " ", " "),
    ],
)
def test_it_says_what_timetrack_holds(name, text, stored):
    assert says(name, text, stored)


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("address", "Ring 1", " Ring 1"),
        ("address", "ab", "a\nb"),
        ("notes", "a b", "a\nb"),
        ("notes", " a", "a"),
        ("phone", "+431", "+43 1"),
        ("color", "#1F6FEC", "#1F6FEB"),
        ("addressCountry", "AT", "Österreich"),
        ("addressCountry", "AT", "at"),
        ("enabled", "ja", False),
        ("enabled", "perhaps", None),
        ("enabled", "", True),
        ("field1", "", " "),
        ("field1", " ", ""),
    ],
)
def test_it_says_something_else(name, text, stored):
    assert not says(name, text, stored)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u200b\t\n", "\0"])
@pytest.mark.parametrize("name", ["name", "notes", "enabled", "addressCountry"])
def test_a_cell_in_which_nothing_can_be_seen_is_empty(name, text):
    assert cells.empty(FIELDS[name], text)


def test_a_dash_is_empty_where_it_stands_for_neither_yes_nor_no():
    assert cells.empty(FIELDS["enabled"], " – ")
    assert not cells.empty(FIELDS["notes"], "–")
