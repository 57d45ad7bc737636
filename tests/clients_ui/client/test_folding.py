"""Texts folded, and where folded words are found in them."""

import pytest

from clients_ui.client.folding import parts


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Huber", [], "Huber"),
        ("", ["a"], ""),
        ("Huber & Huber", ["hub"], "[Hub]er & [Hub]er"),
        ("Müller", ["uel"], "M[ül]ler"),
        ("Straße", ["ras", "sse"], "St[raße]"),
        ("Großhandel", ["han", "nde"], "Groß[hande]l"),
        ("abcd", ["abc", "bcd"], "[abcd]"),
        ("Café", ["afe"], "C[afé]"),
        ("a.b", ["."], "a[.]b"),
        ("aaa", ["aa"], "[aa]a"),
    ],
)
def test_a_text_is_cut_where_folded_words_are_found_in_it(text, words, marked):
    assert "".join(f"[{part}]" if found else part for part, found in parts(text, words)) == marked


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("Schuh Huber", "hu", ["Hu"]),
        ("Immun GmbH, mu-metal", "mu", ["mu"]),
        ("A/B Baumann", "b", ["B", "B"]),
        ("Schuh Huber", "uhu", []),
        ("Schuh Huber", "hub", ["Hub"]),
        ("Schuhuber", "hub", ["hub"]),
        ("Huber & Co", "&", ["&"]),
    ],
)
def test_one_or_two_letters_are_found_at_the_beginnings_of_words_alone(text, word, found):
    assert [part for part, is_found in parts(text, [word]) if is_found] == found
