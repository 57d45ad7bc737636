"""A cell stays text, whatever separator and quotation a spreadsheet takes the file for."""

import csv
import io
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients_ui.client.cells import cell

BEGINS_A_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
PHONE = re.compile(r'[+-][0-9 ()/.-]*[0-9)](?="|$)')
SEPARATORS = [";", ",", "\t", "|"]
QUOTATION = [csv.QUOTE_MINIMAL, csv.QUOTE_NONE]
ATTACKS = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1\t",
    "\r=1+1",
    "\0=1+1",
    " =1+1",
    '"=1+1',
    "'=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\uff1d1+1",
    "Huber;=1+1;",
    'Huber;"=1+1',
    "Huber,=1+1,",
    "Huber, =1+1,",
    "Huber\t=1+1\t",
    "Huber|@SUM(A1)|",
    "Huber\n=1+1\n",
    "Huber\r\n-1+cmd",
    "Huber\v=1+1",
    "Huber\u2028=1+1",
    "Huber;;,\t\n=1+1",
    '","=1+1","',
    '";"=1+1";"',
    "+43 1,=1+1",
    "a;-1,000+cmd|' /C calc'!A0",
    "a;-1-\ncmd|' /C calc'!A0",
    "-",
    "a,-",
]


def file_of(*texts):
    """A file as the history's, out of the cells as they are, without the module that writes it."""
    return "".join(f'"1";"{cell(text).replace(chr(34), chr(34) * 2)}";"end"\r\n' for text in texts)


def cells_in(file, separator, quoting):
    """What a spreadsheet would put into its cells, where it splits at this separator, and minds quotes or not."""
    lines = file.splitlines() if quoting == csv.QUOTE_NONE else io.StringIO(file, newline="")
    return [found for row in csv.reader(lines, delimiter=separator, quoting=quoting) for found in row]


def begins_a_formula(found):
    """Whether a spreadsheet would compute it, also one that takes off what nobody sees."""
    seen = found.strip('\ufeff\u200b\u2060" \t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\xa0')
    return seen[:1] in set(BEGINS_A_FORMULA) and not PHONE.match(seen)


@pytest.mark.parametrize("quoting", QUOTATION)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("text", ATTACKS)
def test_no_cell_is_a_formula_whatever_a_spreadsheet_splits_the_file_at(text, separator, quoting):
    assert [found for found in cells_in(file_of(text, "next"), separator, quoting) if begins_a_formula(found)] == []


@given(st.text(alphabet=BEGINS_A_FORMULA + "1a(;,|\t\n\r\"' \ufeff\x0b", max_size=12))
def test_no_text_at_all_becomes_a_formula(text):
    for separator in SEPARATORS:
        for quoting in QUOTATION:
            found = cells_in(file_of(text), separator, quoting)
            assert [each for each in found if begins_a_formula(each)] == []


@given(st.text(alphabet=BEGINS_A_FORMULA + "1a;,|\t\n\r\"' ", max_size=12))
def test_what_was_put_before_a_value_is_all_that_was_changed_in_it(text):
    written = next(csv.reader(io.StringIO(file_of(text), newline=""), delimiter=";"))[1]
    plain = text.replace("'", "")
    assert written.replace("'", "") in {plain, f"\t{plain}"}


@pytest.mark.parametrize(
    "text",
    ["7", "007", "+43 1/2-3", "+431234567", "1.5.2020", "1/2", "12:30", "1,5", "1'000", "12 %", "1E5", "€ 5", "-3"],
)
def test_what_would_become_a_number_has_a_tab_before_it_and_nothing_else(text):
    assert cell(text) == f"\t{text}"


@pytest.mark.parametrize(
    "text",
    ["", "Müller", "12 Main Street", "Huber - Söhne", "a=b", "me@office.example", "A-1", "Tel. +43 1 234", "o'Neill",
     "Huber, +43 1 234", "Note:\n-5", "2026-11-28T04:00:00+01:00"],
)  # fmt: skip
def test_a_word_stays_as_it_is(text):
    assert cell(text) == text


def test_a_formula_that_stands_alone_is_a_text_twice_over():
    assert cell("=1+1") == "\t'=1+1"


def test_no_cell_holds_a_nul():
    assert cell("a\0b") == "a\ufffdb"


@pytest.mark.parametrize("part", ["\t", ";", "'", ' "', "+", "1", "\u2028", "a", ";'"])
def test_a_long_text_takes_no_more_than_its_length(part):
    text = part * (500_000 // len(part)) + "="
    started = time.process_time()
    assert len(cell(text)) >= len(text)
    assert time.process_time() - started < 1
