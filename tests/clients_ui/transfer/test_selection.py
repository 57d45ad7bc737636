"""A selection: ids that are frozen when they are shown, and whatever else is posted in their place."""

import pytest
from django.core import signing

from clients_ui.transfer import selection


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (["7"], [7]),
        (["7", "3"], [7, 3]),
        (["7,3", "12"], [7, 3, 12]),
        ([" 7, 3 "], [7, 3]),
        (["7", "", "7,3,7"], [7, 3]),
        ([], []),
        (["", " "], []),
        (["9" * 18], [int("9" * 18)]),
    ],
)
def test_ids_come_one_by_one_or_with_commas_and_each_counts_once(texts, ids):
    assert selection.of(texts) == ids


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", "1;2", "1,", ",1", "1,,2", "٣", "²", "1e3", "9" * 19, "1\n,2"])
def test_what_is_no_id_spoils_the_selection_and_is_not_simply_left_out(text):
    assert selection.of(["7", text]) is None


def test_a_million_ids_are_read():
    assert len(selection.of([",".join(map(str, range(1, 10**6 + 1)))])) == 10**6


def test_what_was_sealed_for_a_person_is_the_same_ids_in_the_same_order():
    assert selection.opened(selection.sealed([7, 3, 12], 1), 1) == [7, 3, 12]


def test_ten_thousand_ids_are_sealed_in_less_than_forty_kilobytes():
    assert len(selection.sealed(range(10**6, 10**6 + selection.MOST), 1)) < 40_000


def test_nobody_else_opens_it():
    assert selection.opened(selection.sealed([7], 1), 2) is None


@pytest.mark.parametrize("spoilt", ["", "x", "a:b:c", "\0"])
def test_what_was_not_sealed_here_is_none(spoilt):
    assert selection.opened(spoilt, 1) is None


def test_a_letter_more_or_something_sealed_for_another_purpose_is_none():
    sealed = selection.sealed([7], 1)
    assert selection.opened(sealed + "x", 1) is None
    assert selection.opened(signing.dumps([1, "7"], salt="clients_ui.package"), 1) is None
