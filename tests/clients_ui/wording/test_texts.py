"""Texts as far as a page shows them."""

import pytest
from django.utils import translation

from clients_ui.wording.texts import client_called, shortened


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("abcd", "abcd"), ("abcde", "abcde"), ("abcdef", "abcd…")])
def test_a_text_that_is_too_long_is_shown_in_as_many_letters_as_there_may_be(text, shown):
    assert shortened(text, 5) == shown


@pytest.mark.parametrize("name", ["", " ", "\u200b", " \u200b\u2060", "\u3164", "\u00a0"])
def test_a_client_of_whose_name_nothing_can_be_seen_is_called_by_its_id(name):
    assert client_called(name, 249) == "(no name) #249"
    assert client_called(name, None) == "(no name)"
    with translation.override("de"):
        assert client_called(name, 249) == "(ohne Namen) #249"


def test_a_client_of_whose_name_something_can_be_seen_is_called_by_it():
    assert client_called("\u200bX", 249) == "\u200bX"
    assert client_called("abcdef", 249, 5) == "abcd…"
