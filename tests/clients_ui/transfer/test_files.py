"""How a file is read is guessed, shown, and follows what a person chooses."""

import csv as standard_csv
import hashlib
import io

import pytest
from django.utils.translation import override

from clients_ui.transfer import files
from clients_ui.transfer.table import Choices, Odd, UnreadableFile
from tests.clients_ui.transfer.odd_files import HEAD, MUELLER
from tests.clients_ui.transfer.workbooks import Sheet, boolean, error, number, table, xlsx

OTHER = ["Öller", "4020", "Linz"]
LIST = [["Name", "Straße", "Ort", "Notizen"]] + [
    [
        f"Müller {at} GmbH",
        f"Gasse {at}, Stiege {at % 3}",
        "Wien, 1. Bezirk | Zentrum",
        "; ".join("süß" for _ in range(at % 4)),
    ]
    for at in range(12)
]


def read(data, **choices):
    return files.read(data, Choices(**choices))


def refusal(data, **choices):
    with pytest.raises(UnreadableFile) as refused:
        read(data, **choices)
    return str(refused.value)


def rows(read_table):
    return [(row.number, [*row.texts]) for row in read_table.rows]


def written(separator, quoting, encoding, lines="\r\n"):
    text = io.StringIO(newline="")
    standard_csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=lines).writerows(LIST)
    return text.getvalue().encode(encoding)


def without_blanks(cells):
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Cell B12345 holds more than 32,767 characters. Please shorten it."),
        ("de", "In Zelle B12345 stehen mehr als 32.767 Zeichen. Bitte kürzen Sie den Text."),
    ],
)
def test_a_bound_is_grouped_as_its_reader_groups_digits_and_a_cell_is_called_as_in_the_spreadsheet(language, sentence):
    with override(language):
        assert refusal(xlsx(Sheet({1: ["Name"], 12_345: ["A", "x" * 32_768]}))) == sentence


# Encodings and separators


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("quoting", [standard_csv.QUOTE_MINIMAL, standard_csv.QUOTE_ALL, standard_csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("lines", ["\r\n", "\n", "\r"])
def test_encoding_and_separator_are_found(encoding, separator, quoting, lines):
    found = read(written(separator, quoting, encoding, lines))
    assert [without_blanks([*row.texts]) for row in found.rows] == [without_blanks(row) for row in LIST[1:]]
    assert found.read_as.choices.separator == separator
    assert found.read_as.choices.encoding == encoding.removesuffix("-sig")
    assert found.read_as.doubtful == (["encoding"] if encoding == "cp1252" else [])


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_without_a_known_head(separator):
    names = [
        ["Alpha", "Beta, Gamma", "Delta"],
        *[[f"{at}", f"x{';' * (at % 3)}", f"y, z{'|' * (at % 2)}"] for at in range(30)],
    ]
    text = io.StringIO(newline="")
    standard_csv.writer(text, delimiter=separator).writerows(names)
    assert read(text.getvalue().encode()).read_as.choices.separator == separator


def test_a_separator_that_might_as_well_be_another_is_doubtful():
    found = read(b"a;b,c\nd;e,f\n")
    assert found.read_as.doubtful == ["separator", "head"]


def test_a_choice_wins_over_every_guess_and_is_no_longer_doubtful():
    data = "sep=;\nName;Ort\nÖller;Wien, Linz\n".encode("cp1252")
    found = read(data, encoding="windows-1252", separator=",")
    assert found.read_as.choices == Choices("cp1252", ",", None, 2, False)
    assert rows(found) == [(3, ["Öller;Wien", " Linz"])]
    assert found.read_as.doubtful == ["head"]


@pytest.mark.parametrize("name", ["latin-1", "ISO-8859-1", "cp1252", "windows-1252"])
def test_an_encoding_goes_by_any_of_its_names(name):
    assert rows(read("Name\nÖller\n".encode("cp1252"), encoding=name)) == [(2, ["Öller"])]


# The head


def test_the_head_is_the_row_that_names_most_fields():
    found = read(xlsx(table(["Kundenliste 2026"], [], ["Firma", "PLZ", "Ort"], MUELLER)))
    assert (found.head.number, found.head.texts) == (3, ["Firma", "PLZ", "Ort"])
    assert rows(found) == [(4, MUELLER)]
    assert found.read_as.choices.head == 3
    assert found.read_as.doubtful == ["head"]


def test_the_head_is_looked_for_in_twenty_rows():
    def with_head_in(number_):
        return read(xlsx(Sheet({1: ["Liste"], number_: HEAD, number_ + 1: MUELLER}))).read_as.choices.head

    assert [with_head_in(20), with_head_in(21)] == [20, 1]


def test_a_list_that_begins_far_below_has_its_head_in_its_first_row():
    assert read(xlsx(Sheet({40: HEAD, 41: MUELLER}))).read_as.choices.head == 40


def test_without_a_known_name_the_first_row_is_the_head_and_that_is_doubtful():
    found = read(b"Alpha;Beta\n1;2\n")
    assert (found.read_as.choices.head, found.read_as.doubtful) == (1, ["head"])


def test_another_head_can_be_chosen():
    found = read(xlsx(table(HEAD, ["Firma", "", ""], MUELLER)), head=2)
    assert (found.head.texts, rows(found), found.read_as.doubtful) == (["Firma"], [(3, MUELLER)], [])


def test_a_head_that_is_chosen_where_nothing_stands_is_refused():
    assert refusal(b"Name\n\nA\n", head=2) == (
        "There is nothing in row 2, so it cannot hold the column heads. Please choose another row."
    )


# Sheets, hidden rows, merged cells


def test_of_several_sheets_the_first_that_is_seen_is_read_and_that_is_doubtful():
    data = xlsx(
        table(["Name"], ["Old"], name="Old", state="hidden"),
        table(HEAD, MUELLER, name="Clients"),
        table(HEAD, OTHER, name="More & <more>"),
        table(["Name"], ["X"], name="Secret", state="veryHidden"),
    )
    found = read(data)
    assert rows(found) == [(2, MUELLER)]
    assert found.read_as.choices.sheet == "Clients"
    assert found.read_as.sheets == ["Clients", "More & <more>"]
    assert found.read_as.hidden_sheets == ["Old", "Secret"]
    assert found.read_as.doubtful == ["sheet"]


def test_any_sheet_can_be_chosen_a_hidden_one_too():
    data = xlsx(table(HEAD, MUELLER), table(HEAD, OTHER, name="Old", state="hidden"))
    found = read(data, sheet="Old")
    assert (rows(found), found.read_as.choices.sheet, found.read_as.doubtful) == ([(2, OTHER)], "Old", [])


def test_empty_sheets_are_no_question():
    found = read(xlsx(table(name="Sheet0"), table(HEAD, MUELLER), table(name="Sheet2"), table(name="Sheet3")))
    assert (found.read_as.sheets, found.read_as.doubtful) == (["Clients"], [])


def test_a_sheet_that_is_not_there_is_refused():
    assert refusal(xlsx(table(HEAD, MUELLER)), sheet="Lager") == "There is no sheet “Lager” in this file."


def test_an_empty_sheet_that_is_chosen_is_refused():
    assert refusal(xlsx(table(HEAD, MUELLER), table(name="B")), sheet="B") == "There is nothing in this file."


def test_hidden_rows_are_left_out_counted_and_asked_about():
    found = read(xlsx(table(HEAD, MUELLER, OTHER, MUELLER, hidden=[3])))
    assert rows(found) == [(2, MUELLER), (4, MUELLER)]
    assert (found.read_as.hidden_rows, found.read_as.choices.hidden, found.read_as.doubtful) == (1, False, ["hidden"])


@pytest.mark.parametrize("taken", [True, False])
def test_hidden_rows_are_taken_or_left_out_as_somebody_chose(taken):
    found = read(xlsx(table(HEAD, MUELLER, OTHER, hidden=[3])), hidden=taken)
    assert rows(found) == [(2, MUELLER), (3, OTHER)][: 1 + taken]
    assert (found.read_as.hidden_rows, found.read_as.choices.hidden, found.read_as.doubtful) == (1, taken, [])


def test_where_all_rows_are_hidden_that_is_asked_about_too():
    found = read(xlsx(table(HEAD, MUELLER, hidden=[2])))
    assert (rows(found), found.read_as.doubtful) == ([], ["hidden"])


def test_a_hidden_head_is_a_head_and_hidden_blank_rows_do_not_count():
    found = read(xlsx(table(HEAD, MUELLER, [None], hidden=[1, 3])))
    assert (found.read_as.choices.head, found.read_as.hidden_rows, rows(found)) == (1, 0, [(2, MUELLER)])


def test_merged_cells_have_their_value_in_the_first_alone_and_are_told():
    found = read(xlsx(Sheet({1: HEAD, 2: MUELLER, 3: ["", "1010", "Wien"]}, merged=["A2:A3"])))
    assert rows(found) == [(2, MUELLER), (3, ["", "1010", "Wien"])]
    assert found.read_as.merged


def test_a_title_in_merged_cells_above_the_head_is_not_told():
    found = read(xlsx(Sheet({1: ["Unsere Kunden"], 2: HEAD, 3: MUELLER}, merged=["A1:C1"])))
    assert not found.read_as.merged


# The table


def test_a_table_bears_the_digest_of_its_bytes():
    data = b"Name\nA\n"
    assert read(data).digest == hashlib.sha256(data).hexdigest()


def test_the_same_file_gives_the_same_table():
    data = xlsx(table(HEAD, MUELLER, [error("#N/A"), number(45_000, 1)]), formats=[14])
    assert read(data) == read(data)


def test_yes_no_dates_and_percentages_are_shown_in_the_language_of_the_person():
    data = xlsx(table(["Name"], [boolean(True), number(45_000, 1), number(0.125, 2)]), formats=[14, "0.0%"])
    with override("de"):
        assert read(data).rows[0].texts == ["WAHR", "15.03.2023", "12,5%"]
    with override("en"):
        assert read(data).rows[0].texts == ["TRUE", "15/03/2023", "12.5%"]


def test_a_cell_that_is_typed_anew_is_no_longer_odd():
    found = read(xlsx(table(HEAD, [error("#N/A"), "1010"])))
    assert found.rows[0].odd == {0: Odd.ERROR}
    corrected = found.corrected({(2, 0): "Müller", (2, 2): "Wien"})
    assert (corrected.rows[0].texts, corrected.rows[0].odd) == (["Müller", "1010", "Wien"], {})


def test_a_refusal_speaks_the_language_of_the_person():
    assert set(files.LISTS.values()) >= {".xls", ".pdf", "HTML"}
    with override("de"):
        assert "%(" not in refusal(b"%PDF-1.7")
