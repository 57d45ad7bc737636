"""The XLSX writer: texts that stay texts, a piece at a time."""

import io
import tracemalloc
from itertools import chain
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients_ui.transfer import xlsx_out
from clients_ui.transfer.xlsx_out import TooLong, pieces
from tests.clients_ui.transfer.spreadsheet import MAIN, part, rows_of_xlsx, sheet

# Two characters that Unicode calls none, and that calamine does not take out of their escapes, and halves of pairs.
TEXTS = st.text(st.characters(exclude_characters="\ufffe\uffff", exclude_categories=["Cs"]), max_size=40)


def written(*rows):
    return b"".join(pieces(rows, "Clients"))


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_whatever_the_texts_are_another_program_reads_them_as_they_were(rows):
    numbered = [["id", "a", "b", "c"], *([str(number), *row] for number, row in enumerate(rows))]
    assert rows_of_xlsx(written(*numbered)) == numbered


LOOKS_LIKE = ["01067", "1010", "+43 1 234", "=1+1", "1.5.2020", "TRUE", "#N/A", "1E5", "12345678901234567", " x ", "-"]


@pytest.mark.parametrize("text", LOOKS_LIKE)
def test_what_looks_like_something_else_is_an_inline_text(text):
    [_, cell] = sheet(written(["a"], [text])).iter(f"{MAIN}c")
    assert cell.attrib == {"r": "A2", "s": "1", "t": "inlineStr"}
    assert [each.text for each in cell.iter(f"{MAIN}t")] == [text]


def test_every_cell_and_every_column_has_the_format_of_a_text():
    content = written(["a", "b"], ["x", ""])
    [formats] = part(content, "xl/styles.xml").iter(f"{MAIN}cellXfs")
    numbers = [each.get("numFmtId") for each in formats]
    styles = {cell.get("s") for cell in sheet(content).iter(f"{MAIN}c")}
    styles |= {column.get("style") for column in sheet(content).iter(f"{MAIN}col")}
    assert {numbers[int(style)] for style in styles} == {"49"}  # "@" to every spreadsheet
    assert len(list(sheet(content).iter(f"{MAIN}c"))) == 4  # an empty one too: what is typed there stays a text


def test_no_cell_is_warned_of_as_a_number_that_is_stored_as_text():
    [ignored] = sheet(written([str(n) for n in range(28)])).iter(f"{MAIN}ignoredError")
    assert ignored.attrib == {"sqref": "A1:AB1048576", "numberStoredAsText": "1"}


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("a\rb", "a_x000D_b"),
        ("\r\n", "_x000D_\n"),
        ("\0\x1f", "_x0000__x001F_"),
        ("\ufffe\uffff", "_xFFFE__xFFFF_"),
        ("\ud800", "_xD800_"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x005F_x000D_", "_x005F_x005F_x005F_x000D_"),
        ("_x00_", "_x00_"),
        ("a\tb\nc", "a\tb\nc"),
        ("<&>\"'", "<&>\"'"),
    ],
)
def test_what_xml_cannot_hold_stands_there_as_spreadsheets_write_it(text, stands):
    [_, cell] = sheet(written(["a"], [text])).iter(f"{MAIN}t")
    assert cell.text == stands


def test_the_sheet_bears_its_name_and_its_head_stays_in_sight():
    content = b"".join(pieces([["a"]], "Kunden & Co"))
    [named] = part(content, "xl/workbook.xml").iter(f"{MAIN}sheet")
    assert named.get("name") == "Kunden & Co"
    [pane] = sheet(content).iter(f"{MAIN}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")


def test_a_file_of_its_head_alone_is_whole():
    assert rows_of_xlsx(written(["id", "name"])) == [["id", "name"]]


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_columns_are_called_as_spreadsheets_call_them(number, letters):
    cells = list(sheet(written(["x"] * number)).iter(f"{MAIN}c"))
    assert cells[-1].get("r") == f"{letters}1"


# A cell holds 32,767 letters, as UTF-16 counts them


@pytest.mark.parametrize("text", ["x" * 32_767, "ä" * 32_767, "😀" * 16_383 + "x", "\r" * 32_767])
def test_a_text_as_long_as_a_cell_is_written(text):
    assert rows_of_xlsx(written(["a", "b"], ["", text])) == [["a", "b"], ["", text]]


@pytest.mark.parametrize("text", ["x" * 32_768, "ä" * 32_768, "😀" * 16_384])
def test_a_longer_one_is_an_error_that_says_where(text):
    with pytest.raises(TooLong) as caught:
        written(["a", "b"], ["", ""], ["", text])
    assert (caught.value.row, caught.value.column) == (3, 2)


# A piece at a time


def test_the_first_bytes_come_before_the_first_row_is_asked_for():
    def rows():
        raise AssertionError("a row was asked for")
        yield []

    assert next(pieces(rows(), "Clients")).startswith(b"PK")


def test_pieces_come_while_rows_are_still_to_come():
    asked = 0

    def rows():
        nonlocal asked
        for asked in range(20_000):
            yield [str(asked), f"{asked * 7919 % 10_007}"]

    came = [(asked, len(piece)) for piece in pieces(rows(), "Clients")]
    assert len(came) > 3
    assert came[1][0] < 15_000
    assert max(size for _, size in came) < 3 * xlsx_out.PIECE


def test_it_takes_no_more_memory_for_many_rows_than_for_few():
    def height(number):
        tracemalloc.start()
        for _ in pieces(([str(n), *["a text of a few words"] * 5] for n in range(number)), "Clients"):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    few, many = height(1000), height(20_000)
    assert many < few + 300_000  # the sheet of the many takes 12 MB


def test_what_breaks_off_is_no_archive():
    def rows():
        yield from [["a"], ["b"]]
        raise OSError

    came = []
    with pytest.raises(OSError):  # noqa: PT011 - the one above
        came.extend(pieces(rows(), "Clients"))
    content = b"".join(came)
    assert b"PK\x05\x06" not in content  # where an archive ends


def test_the_archive_says_nothing_of_the_machine_or_of_the_time():
    with ZipFile(io.BytesIO(written(["a"]))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert written(["a"]) == b"".join(chain(pieces([["a"]], "Clients")))
