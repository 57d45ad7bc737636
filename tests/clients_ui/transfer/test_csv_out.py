"""The CSV writer: what a spreadsheet, and whoever reads the file back, finds in it."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients_ui.client.cells import marked, unmarked
from clients_ui.transfer.csv_out import pieces
from tests.clients_ui.transfer.spreadsheet import rows_of_csv, texts_of_csv

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
ODD = st.text(alphabet="=+-@\t'\" ;,\r\n1a.\ufeff", max_size=8)


def written(*rows, separator=";"):
    return b"".join(pieces(rows, separator))


@given(st.lists(st.lists(TEXTS | ODD, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(";,"))
def test_whatever_the_texts_are_they_come_back_as_they_were(rows, separator):
    assert texts_of_csv(written(*rows, separator=separator), separator) == rows


def test_a_nul_which_makes_a_file_one_of_no_text_is_the_sign_for_what_is_lost():
    assert texts_of_csv(written(["a\0b"]), ";") == [["a\ufffdb"]]


@given(TEXTS | ODD)
def test_a_mark_is_taken_off_again(text):
    assert unmarked(marked(text)) == text


def test_it_is_utf_8_with_a_mark_that_says_so_and_with_line_ends_of_windows():
    assert written(["id", "Straße"]) == b'\xef\xbb\xbf"id";"Stra\xc3\x9fe"\r\n'


@pytest.mark.parametrize(
    "text",
    [
        *(
            "+43 1 234",
            "01067",
            "1010",
            "-5",
            "=1+1",
            "@SUM(A1)",
            " =1+1",
            "\uff1d1",
            "1.5.2020",
            "1/2",
            "12:30",
            "1E5",
        ),
        *("12345678901234567", "5 %", "€ 5", "5 EUR", "12 a", "3 PM", "5. Mai", "May 5", "1. Jänner 2026", "Nov 24"),
        *("TRUE", "wahr", "#N/A", "#NV", "#BEZUG!", "\tx", "'x", "\r=1", "-"),
    ],
)
def test_a_tab_stands_before_what_a_spreadsheet_would_take_for_something_else(text):
    assert rows_of_csv(written([text]), ";") == [[f"\t{text}"]]


@pytest.mark.parametrize(
    "text",
    ["", "Müller", "12 Main Street", "A-1", "Hauptstraße 5 a", "Mair 5", "o'Neill", "truest", "#1 Shop", "May", "x=1",
     "me@office.example", "Note:\n-5", "1010 Wien", "AT", "#1F6FEB"],
)  # fmt: skip
def test_any_other_text_stays_as_it_is(text):
    assert rows_of_csv(written([text]), ";") == [[text]]


def test_what_is_no_text_to_a_spreadsheet_is_found_in_no_more_time_than_the_text_is_long():
    for text in ("1 a " * 100_000 + "x", "eur" * 100_000 + "x", "jan" * 200_000, "'" * 500_000, " " * 500_000):
        assert unmarked(marked(text)) == text  # it comes to an end


def test_a_lone_half_of_a_pair_breaks_nothing_off():
    assert written(["a\ud800"]).endswith(b'"a?"\r\n')


# A piece at a time


def test_pieces_come_while_rows_are_still_to_come():
    asked = 0

    def rows():
        nonlocal asked
        for asked in range(20_000):
            yield [str(asked), "a text of some words"]

    came = [(asked, len(piece)) for piece in pieces(rows(), ";")]
    assert len(came) > 5
    assert came[0][0] < 5000
    assert max(size for _, size in came) < 70_000


def test_it_takes_no_more_memory_for_many_rows_than_for_few():
    def height(number):
        tracemalloc.start()
        for _ in pieces(([str(n), *["a text of a few words"] * 5] for n in range(number)), ";"):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    few, many = height(2000), height(20_000)
    assert many < few + 200_000
