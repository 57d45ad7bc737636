"""Names folded, and what to search them by."""

import pytest

from clients_ui.client.folding import folded, parts, search_run

SAME = [
    ("Müller GmbH", "Mueller Ges.m.b.H."),
    ("Müller GmbH", "müller  gmbh"),
    ("Müller GmbH & Co. KG", "Mueller"),
    ("Straßen-Bau AG", "Strassenbau"),
    ("Café René", "Cafe Rene e.U."),
    ("Mu\u0308ller", "Müller"),
    ("GmbH", "gmbh"),
]
OTHERS = [("Müller", "Muller"), ("Huber", "Huber Nord"), ("Wien AG", "Wiener"), ("1. FC", "2. FC")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_case_spaces_umlauts_and_legal_forms_make_no_difference(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_stay_other_names(one, other):
    assert folded(one) != folded(other)


@pytest.mark.parametrize("name", ["株式会社", "!!!", "GmbH", "Ö"])
def test_every_name_has_something_to_be_compared_and_searched_by(name):
    assert folded(name)
    assert search_run(name)


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("Müller GmbH", "ller"),
        ("Mueller Ges.m.b.H.", "ller"),
        ("Bäckerei Huber", "ckerei"),
        ("Huber", "uber"),
        ("Köb e.U.", "Köb"),
        ("  Ö  ", "Ö"),
        ("Ö AG Öö", "Öö"),
    ],
)
def test_a_name_is_searched_by_the_longest_run_that_every_spelling_has(name, run):
    assert search_run(name) == run


@pytest.mark.parametrize(("one", "other"), [pair for pair in SAME if "é" not in pair[0] and "\u0308" not in pair[0]])
def test_the_run_of_one_spelling_is_found_in_the_other(one, other):
    assert search_run(one).lower() in other.lower()


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
