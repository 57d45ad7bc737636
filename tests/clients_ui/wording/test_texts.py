"""Texts as far as a page shows them."""

import pytest

from clients_ui.wording.texts import shortened


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("abcd", "abcd"), ("abcde", "abcde"), ("abcdef", "abcd…")])
def test_a_text_that_is_too_long_is_shown_in_as_many_letters_as_there_may_be(text, shown):
    assert shortened(text, 5) == shown
