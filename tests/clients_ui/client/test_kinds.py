"""What each kind of value does with a value."""

import pytest

from clients_ui.client.kinds import BOOLEAN, COLOUR, COUNTRY, EMAIL, LINES, PHONE, TEXT, ValueProblem


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (TEXT, None, ""),
        (TEXT, "Wien", "Wien"),
        (TEXT, 12, "12"),
        (TEXT, ["ä"], '["ä"]'),
        (TEXT, "\ud800", "\ufffd"),
        (BOOLEAN, True, True),
        (BOOLEAN, "0", False),
        (BOOLEAN, None, None),
        (BOOLEAN, "perhaps", None),
    ],
)
def test_a_value_is_parsed_out_of_whatever_json_has_for_it(kind, raw, value):
    assert kind.parse(raw) == value


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "changed"),
    [
        (TEXT, "Wien", "Graz", True),
        (TEXT, "Wien ", "Wien", False),
        (TEXT, "Wien", " Wien", True),
        (TEXT, "Ring 1Top 5", "Ring 1\nTop 5", False),
        (TEXT, "\ufffd", "\0", False),
        (LINES, "a\r\nb \r\n", "a\nb", False),
        (LINES, "a\r\n b", "a\nb", True),
        (BOOLEAN, "on", True, False),
        (BOOLEAN, "", True, True),
        (BOOLEAN, "", None, False),
    ],
)
def test_what_a_browser_does_to_a_value_by_itself_is_no_change(kind, typed, stored, changed):
    assert kind.changed(typed, stored) is changed


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        (TEXT, "a", "a ", True),
        (TEXT, "a", "A", False),
        (LINES, "a\r\nb", "a\nb\n", True),
        (COLOUR, "#A1B2C3", "rgb(161,178,195)", True),
        (COLOUR, "a1b2c3", "#a1b2c4", False),
        (COLOUR, "blue", "blue ", True),
        (BOOLEAN, True, None, True),
        (BOOLEAN, True, False, False),
    ],
)
def test_values_that_timetrack_may_write_otherwise_are_the_same(kind, one, other, same):
    assert kind.same(one, other) is same


@pytest.mark.parametrize(
    ("kind", "value", "text", "german"),
    [
        (TEXT, "AT", "AT", "AT"),
        (COUNTRY, "AT", "Austria", "Österreich"),
        (COUNTRY, "Tirol", "Tirol", "Tirol"),
        (BOOLEAN, True, "Yes", "0"),
        (BOOLEAN, False, "No", "1"),
        (BOOLEAN, None, "–", ""),
    ],
)
def test_a_value_is_shown_and_sorted_as_its_reader_sees_it(kind, value, text, german):
    assert (kind.text(value), kind.sort_text(value, "de")) == (text, german)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [(TEXT, "Wien", "Wien"), (COUNTRY, "AT", "Austria"), (COUNTRY, "XX", "“XX”"), (BOOLEAN, "0", "No")],
)
def test_in_a_filter_a_text_where_a_code_should_be_is_quoted(kind, value, text):
    assert kind.filter_text(value) == text


@pytest.mark.parametrize(
    ("kind", "text", "href"),
    [
        (TEXT, "a@b.at", ""),
        (EMAIL, "a b@c.at", "mailto:a%20b@c.at"),
        (EMAIL, "javascript:alert(1)", "mailto:javascript%3Aalert%281%29"),
        (PHONE, "+43 (0)1 234-5 DW 6", "tel:+4312345"),
        (EMAIL, "", ""),
        (PHONE, "keine", ""),
    ],
)
def test_an_address_or_number_leads_to_what_it_is_for(kind, text, href):
    assert kind.href(text) == href


@pytest.mark.parametrize(
    ("typed", "sent"),
    [  # CSS Color Module Level 4, 5.1 and 5.2
        ("#1F6FEB", "#1F6FEB"),
        ("#1f6feb", "#1f6feb"),
        ("1F6FEB", "#1F6FEB"),
        (" 1f6feb ", "#1f6feb"),
        ("#16E", "#1166EE"),
        ("#16e", "#1166ee"),
        ("#000", "#000000"),
        ("rgb(31,111,235)", "#1F6FEB"),
        ("rgb(31, 111, 235)", "#1F6FEB"),
        ("RGB( 31 , 111 , 235 )", "#1F6FEB"),
        ("rgb(31 111 235)", "#1F6FEB"),
        ("rgb(0,0,0)", "#000000"),
        ("rgb(255,255,255)", "#FFFFFF"),
        ("\u200b#1F6FEB\u00a0", "#1F6FEB"),
    ],
)
def test_a_colour_is_taken_in_each_notation_and_sent_in_one(typed, sent):
    assert COLOUR.cleaned(typed) == sent
    assert COLOUR.problem(sent) is None
    assert COLOUR.swatch(typed) == sent.lower()


@pytest.mark.parametrize(
    "typed",
    ["blue", "#1F6FE", "#12", "#1F6FEBFF", "rgb(256,0,0)", "rgb(1,2)", "rgb(1,2,3,4)", "rgb(-1,2,3)", "#GGG", "١٢٣"],
)
def test_what_is_no_colour_is_refused_as_it_was_typed(typed):
    assert COLOUR.cleaned(typed) == typed
    assert COLOUR.problem(typed) is ValueProblem.NO_COLOUR
    assert COLOUR.swatch(typed) == ""


@pytest.mark.parametrize(
    ("typed", "stored", "changed"),
    [
        ("#1F6FEB", "rgb(31,111,235)", False),
        ("1f6feb", "#1F6FEB", False),
        ("#16e", "1166EE", False),
        ("#1F6FEC", "rgb(31,111,235)", True),
        ("", "#1F6FEB", True),
        ("blue", "blau", True),
    ],
)
def test_the_same_colour_in_another_notation_is_no_change(typed, stored, changed):
    assert COLOUR.changed(typed, stored) is changed


@pytest.mark.parametrize("unseen", ["\u200b", "\u202d", "\u00a0", "\ufeff"], ids=ascii)
def test_a_stored_number_is_dialled_as_it_is_read(unseen):
    assert PHONE.href(f"+43 1 58{unseen}11234") == "tel:+4315811234"
