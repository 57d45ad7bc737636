"""What stands in the heads of a file, and the texts of its cells."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clients_ui.client.record import EMPTY, FIELDS, ClientRecord
from clients_ui.transfer import csv_out, xlsx_out
from clients_ui.transfer.heads import COLUMNS, Heads, by_head, notation
from tests.clients_ui.transfer.spreadsheet import rows_of_xlsx, texts_of_csv


def test_the_id_comes_first_and_then_every_field():
    assert notation(Heads.PARAMETERS).heads == ["id", *FIELDS]


def test_heads_are_words_of_the_language_that_is_spoken():
    assert notation(Heads.WORDS).heads[:4] == ["ID", "Name", "Enabled", "Colour"]
    with translation.override("de"):
        assert notation(Heads.WORDS).heads[-1] == "Notizen"


def test_free_fields_are_called_as_the_office_calls_them(settings):
    settings.TIMETRACK_FIELD1_LABEL = "UID"
    assert notation(Heads.WORDS).heads[12] == "UID"


def test_two_columns_of_one_name_bear_their_parameters_too(settings):
    settings.TIMETRACK_FIELD2_LABEL = "notes"
    heads = notation(Heads.WORDS).heads
    assert heads[13] == "notes (field2)"
    assert heads[-1] == "Notes (notes)"


@pytest.mark.parametrize("label", ["", "UID", "notes", "Notizen", "ID", "id", "Land", "name"])
@pytest.mark.parametrize("language", ["en", "de", "de-at", "de-ch"])
def test_every_head_is_known_again(settings, language, label):
    settings.TIMETRACK_FIELD1_LABEL = settings.TIMETRACK_FIELD3_LABEL = label
    with translation.override(language):
        words = notation(Heads.WORDS).heads
    known = by_head()
    assert [known[head.casefold()] for head in words] == [*COLUMNS]
    assert [known[head.casefold()] for head in notation(Heads.PARAMETERS).heads] == [*COLUMNS]


def client(**values):
    return ClientRecord(7, {**EMPTY, "name": "X", **values})


ENABLED = [(True, "Yes", "true"), (False, "No", "false"), (None, "", "")]


@pytest.mark.parametrize(("enabled", "words", "parameter"), ENABLED)
def test_yes_and_no_are_words_or_timetracks_own(enabled, words, parameter):
    for heads, text in ((Heads.WORDS, words), (Heads.PARAMETERS, parameter)):
        assert notation(heads).row(client(enabled=enabled))[2] == text


def test_yes_is_a_word_of_the_language_in_which_the_file_began():
    with translation.override("de"):
        told = notation(Heads.WORDS)
    assert told.row(client(enabled=True))[2] == "Ja"


def test_every_other_value_stands_there_as_timetrack_has_it():
    kept = {"addressCountry": "Austria", "color": "rgb(1,2,3)", "notes": "a\r\nb", "phone": "+43 1"}
    row = dict(zip(COLUMNS, notation(Heads.WORDS).row(client(**kept)), strict=True))
    assert {name: row[name] for name in kept} == kept


# Any account

TEXTS = st.text(st.characters(exclude_characters="\ufffe\uffff", exclude_categories=["Cs"]), max_size=30)
LIKELY = st.sampled_from(["", "01067", "+43 1 234", "a\r\nb\n", "\r", "=1+1", "_x000D_", "TRUE", "1.5.", "Ä", "'x"])
VALUES = dict.fromkeys(FIELDS, TEXTS | LIKELY) | {"enabled": st.sampled_from([True, False, None])}
CLIENTS = st.builds(ClientRecord, st.integers(1, 10**17), st.fixed_dictionaries(VALUES))


@given(st.lists(CLIENTS, max_size=4), st.sampled_from(Heads), st.sampled_from(["en", "de"]))
def test_any_account_comes_out_of_both_formats_as_it_went_in(clients, heads, language):
    with translation.override(language):
        told = notation(heads)
    rows = [told.heads, *(told.row(each) for each in clients)]
    assert rows_of_xlsx(b"".join(xlsx_out.pieces(rows, "Clients"))) == rows
    without_nul = [[text.replace("\0", "\N{REPLACEMENT CHARACTER}") for text in row] for row in rows]
    for separator in ";,":  # no program reads a CSV file with a NUL in it
        assert texts_of_csv(b"".join(csv_out.pieces(rows, separator)), separator) == without_nul
    yes, no = {"en": ("Yes", "No"), "de": ("Ja", "Nein")}[language] if heads is Heads.WORDS else ("true", "false")
    for each, row in zip(clients, rows[1:], strict=True):
        texts = {True: yes, False: no, None: ""}
        assert row == [str(each.id), *(texts.get(each[name], each[name]) for name in FIELDS)]
