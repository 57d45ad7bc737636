"""A cell's value is the text that Excel shows by its number format."""

from datetime import date, datetime, time, timedelta

import pytest

from clients_ui.transfer.as_shown import GENERAL, matters, shown
from clients_ui.transfer.table import Odd

DAY = date(2026, 1, 5)
MOMENT = datetime(2026, 1, 5, 14, 7, 9)  # noqa: DTZ001 - a cell knows no time zone


def text(value, code=GENERAL, language="en"):
    return shown(value, code, language)[0]


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (1067, "00000", "01067"),
        (1067.0, "00000", "01067"),
        (123456, "00000", "123456"),
        (0, "00000", "00000"),
        (-7, "000", "-007"),
        (7, "000;(000)", "007"),
        (-7, "000;(000)", "(007)"),
        (0, '000;(000);"none"0', "none0"),
        (1067, '"D-"00000', "D-01067"),
        (1067, "\\D\\-00000", "D-01067"),
        (1010, '"A-"0', "A-1010"),
        (1010, '0_ "Wien"', "1010 Wien"),
        (6641234567, '"+43" 000 0000000', "+43 664 1234567"),
        (41551234, "000\\ 000\\ 00\\ 00", "004 155 12 34"),
        (12345, "[<=99999]00000;00000-0000", "12345"),
        (123456789, "[<=99999]00000;00000-0000", "12345-6789"),
        (1067.5, "00000", "1067.5"),
    ],
)
def test_zeros_in_front_and_signs_around_are_kept(value, code, seen):
    assert shown(value, code, "en") == (seen, None)


@pytest.mark.parametrize(
    "code",
    [
        GENERAL,
        1,
        2,
        3,
        4,
        11,
        37,
        49,
        9999,
        "",
        "General",
        "0",
        "#",
        "@",
        "0.00",
        "#,##0",
        "#,##0.00\\ [$€-C07]",
        "# ##0",
    ],
)
def test_what_is_a_matter_of_looks_is_left_out(code):
    assert shown(1010.0, code, "en") == ("1010", None)
    assert not matters(code)


@pytest.mark.parametrize(
    ("value", "seen"),
    [(1010.0, "1010"), (-3.0, "-3"), (0.5, "0.5"), (0.1 + 0.2, "0.3"), (999_999_999_999_999.0, "999999999999999")],
)
def test_a_number_has_no_empty_fraction_and_fifteen_digits(value, seen):
    assert shown(value, GENERAL, "en") == (seen, None)


@pytest.mark.parametrize("value", [1e15, -1e15, 1234567890123456.0, 1e300])
@pytest.mark.parametrize("code", [GENERAL, "0", "00000", "0%", "@"])
def test_more_than_fifteen_digits_are_lost_whatever_the_format(value, code):
    assert shown(value, code, "en")[1] is Odd.DIGITS_LOST


@pytest.mark.parametrize(
    ("value", "code", "english", "german"),
    [
        (0.2, "0%", "20%", "20%"),
        (0.2, 9, "20%", "20%"),
        (0.125, "0.0%", "12.5%", "12,5%"),
        (0.285, "0%", "29%", "29%"),
        (0.1, 10, "10.00%", "10,00%"),
        (-0.5, "0 %", "-50%", "-50%"),
    ],
)
def test_a_percentage_is_shown_as_one(value, code, english, german):
    assert shown(value, code, "en") == (english, Odd.PERCENTAGE)
    assert shown(value, code, "de") == (german, Odd.PERCENTAGE)


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (DAY, "dd.mm.yyyy", "05.01.2026"),
        (DAY, "DD.MM.YYYY", "05.01.2026"),
        (DAY, "d.m.yy", "5.1.26"),
        (DAY, "yyyy-mm-dd", "2026-01-05"),
        (DAY, "yyyy\\-mm\\-dd;@", "2026-01-05"),
        (DAY, "d. mmmm yyyy", "5. January 2026"),
        (DAY, "[$-407]d. mmmm yyyy", "5. Jänner 2026"),
        (DAY, "dddd, d mmm yyyy", "Monday, 5 Jan 2026"),
        (DAY, "[$-C07]ddd d", "Mo 5"),
        (DAY, "mmmmm", "J"),
        (DAY, 14, "05/01/2026"),
        (DAY, 15, "5-Jan-26"),
        (DAY, 57, "05/01/2026"),
        (MOMENT, 22, "05/01/2026 14:07"),
        (MOMENT, "dd.mm.yyyy hh:mm", "05.01.2026 14:07"),
        (MOMENT, "hh:mm:ss", "14:07:09"),
        (MOMENT, "h:mm AM/PM", "2:07 PM"),
        (MOMENT, "mm:ss", "07:09"),
        (MOMENT, 47, "07:09.0"),
        (time(0, 5), "h:mm AM/PM", "12:05 AM"),
        (time(10, 29, 59, 999_000), "h:mm", "10:30"),
        (timedelta(hours=36), "[h]:mm", "36:00"),
        (timedelta(minutes=90), "[mm]", "90"),
        (timedelta(seconds=5), "[ss]", "05"),
        (MOMENT, GENERAL, "2026-01-05 14:07:09"),
        (45_000.0, "dd.mm.yyyy", "45000"),
    ],
)
def test_a_date_is_shown_as_its_format_says(value, code, seen):
    assert shown(value, code, "en") == (seen, Odd.DATE)


def test_the_short_date_is_that_of_the_language():
    assert [text(DAY, 14, language) for language in ("de", "en")] == ["05.01.2026", "05/01/2026"]


def test_what_is_no_day_is_an_error():
    assert shown(time(6), "dd.mm.yyyy", "en") == ("####", Odd.ERROR)


def test_yes_and_no_are_words():
    assert [shown(value, GENERAL, "de") for value in (True, False)] == [("WAHR", Odd.YES_NO), ("FALSCH", Odd.YES_NO)]
    assert [shown(value, GENERAL, "en") for value in (True, False)] == [("TRUE", Odd.YES_NO), ("FALSE", Odd.YES_NO)]


@pytest.mark.parametrize(
    "code", ["[", '"', "\\", ";;;", "0;;;@", "[h", "%", "*", "_", "[<=x]0", "0" * 5000, "m" * 5000]
)
@pytest.mark.parametrize("value", [7, -7, 0, 0.5, DAY, MOMENT, time(6), timedelta(hours=6)])
def test_no_format_is_too_odd(code, value):
    assert isinstance(text(value, code), str)
    assert matters(code) in {True, False}
