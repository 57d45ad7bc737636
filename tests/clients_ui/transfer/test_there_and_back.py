"""An account that is taken out as a file and read again is unchanged in every row, whatever it holds."""

import csv
import io

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from clients_ui.transfer import columns, csv_out, files, xlsx_out
from clients_ui.transfer.heads import Heads, notation
from clients_ui.transfer.plan import Options, planned
from clients_ui.transfer.table import Choices
from tests import hostile, huge
from tests.clients_ui.transfer.planning import PARAMETERS, client, outcomes
from tests.clients_ui.transfer.test_plan_properties import ACCOUNTS

FORMATS = {"xlsx": xlsx_out.pieces, "csv": csv_out.pieces}
LONGEST = 16_000
"""Letters of a text that a cell of a spreadsheet surely holds."""


def taken_out(account, format_, heads):
    told = notation(heads)
    return b"".join(FORMATS[format_]([told.heads, *map(told.row, account)], "Clients" if format_ == "xlsx" else ";"))


def plans_of(content, account):
    """What is to happen to its rows, whether empty cells keep or clear."""
    table = files.read(content, Choices())
    taken = columns.match(table.head.texts).taken
    return [planned(table, taken, Options(empty=empty), [account]) for empty in ("keep", "clear")]


def odd_account():
    """A client for each text that has broken programs, in every field that holds texts."""
    texts = [
        *hostile.strings(),
        *(text[:LONGEST] for text in huge.TEXTS.values()),
        *(chr(code) for code in range(1, 33)),
    ]
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    fields = [name for name in PARAMETERS if name != "enabled"]
    return [
        client(number, **dict.fromkeys(fields, text) | {"enabled": (True, False, None)[number % 3]})
        for number, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("heads", Heads)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_text_that_breaks_programs_comes_back(format_, heads, language):
    account = odd_account()
    assert len(account) > 300
    with translation.override(language):
        content = taken_out(account, format_, heads)
    with translation.override("en" if language == "de" else "de"):  # whoever reads it may speak the other one
        assert [*map(outcomes, plans_of(content, account))] == [["unchanged"] * len(account)] * 2


@settings(max_examples=40)
@given(ACCOUNTS.filter(bool), st.sampled_from(Heads), st.sampled_from(["de", "en"]))
def test_any_account_comes_back_as_csv(account, heads, language):
    with translation.override(language):
        plans = plans_of(taken_out(account, "csv", heads), account)
    assert [*map(outcomes, plans)] == [["unchanged"] * len(account)] * 2


def test_what_is_changed_in_the_file_is_changed_and_nothing_else():
    account = [client(number, f"Novak {number}", notes="one\r\ntwo", field1="007") for number in range(1, 4)]
    content = taken_out(account, "csv", Heads.WORDS).decode("utf-8-sig")
    rows = [*csv.reader(io.StringIO(content, newline=""), delimiter=";")]
    rows[2][rows[0].index("City")] = "Wien"
    with io.StringIO(newline="") as out:
        csv.writer(out, delimiter=";").writerows(rows)
        [[same, changed, last], _] = plans_of(out.getvalue().encode(), account)
    assert outcomes([same, changed, last]) == ["unchanged", "update", "unchanged"]
    assert changed.updates[0].values == {"addressCity": "Wien"}
