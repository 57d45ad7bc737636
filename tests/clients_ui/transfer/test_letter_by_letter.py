"""What is written is read back as it was, letter by letter: as XLSX and as CSV."""

import re

import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clients_ui.transfer import csv_in, csv_out, files, xlsx_out
from clients_ui.transfer.columns import match
from clients_ui.transfer.heads import COLUMNS, Heads, notation
from clients_ui.transfer.table import Choices

EXCELS = [
    "#N/A",
    "#NV",
    "#REF!",
    "#BEZUG!",
    "#DIV/0!",
    "#NAME?",
    "#####",
    "4,36641E+12",
    "1E+15",
    "WAHR",
    "=1+1",
    "+43 1",
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=20),
    st.sampled_from(
        [*EXCELS, "\t", "\t\tx", "'x", "a\r\nb", "a\rb", "a\nb", '"', '";"', "_x000D_", "sep=,", "01067", " x "]
    ),
)
ROWS = st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=12)


def without_blanks(row):
    while not row[-1].strip():
        row = row[:-1]
    return row


def is_odd(text):
    """Whether Excel shows this for an error, or for a number whose digits it has lost."""
    return text in EXCELS[:9] or bool(re.fullmatch(r"##+|-?[0-9]([.,][0-9]+)?E\+[0-9]{2,3}", text))


def read_back(data, rows):
    """The rows that were written behind an id: blanks at the end of a row are none."""
    read = files.read(data, Choices(head=1))
    assert [[*row.texts] for row in read.rows] == [without_blanks(row) for row in rows]
    return read


@given(rows=ROWS, separator=st.sampled_from(csv_in.SEPARATORS))
@example(rows=[[each, each, each] for each in EXCELS], separator=";")
def test_a_csv_file_is_read_back(rows, separator):
    rows = [["7", *row] for row in rows]
    data = b"".join(csv_out.pieces([["id", "Name", "Notes", "City"], *rows], separator))
    read = read_back(data, rows)
    assert read.read_as.doubtful == []
    assert not any(row.odd for row in read.rows), "a TAB before it says that it is a text"


@settings(max_examples=15)
@given(rows=ROWS)
@example(rows=[[each, each, each] for each in EXCELS])
def test_an_xlsx_file_is_read_back(rows):
    rows = [["7", *row] for row in rows]
    data = b"".join(xlsx_out.pieces([["id", "Name", "Notes", "City"], *rows], "Clients"))
    read = read_back(data, rows)
    assert read.read_as.doubtful == []
    assert [{*row.odd} for row in read.rows] == [{at for at, text in enumerate(row) if is_odd(text)} for row in rows]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("heads", Heads)
@pytest.mark.parametrize("label", ["", "Kundennummer", "Notes", "Notizen", "Firma"])
def test_the_heads_of_an_export_are_all_matched_whatever_the_free_fields_are_called(language, heads, label, settings):
    settings.TIMETRACK_FIELD1_LABEL = label
    with override(language):
        written = notation(heads).heads
    assert match(written).taken == dict(enumerate(COLUMNS))
