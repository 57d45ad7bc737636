"""Texts folded, and where folded words are found in them."""

import re
import sys
import unicodedata

import pytest

from clients_ui.client.folding import bare, ordering, parts, plain, spellings


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
        ("Huber+Suhner", [" + "], "Huber[+]Suhner"),
        ("Huber&Suhner", ["&"], "Huber[&]Suhner"),
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


NO_LETTERS = [
    "TONE",
    "CLICK",
    "GLOTTAL",
    "FRICATIVE",
    "PERCUSSIVE",
    "SPIRANT",
    "AIN",
    "ALEF",
    "TRESILLO",
    "CUATRILLO",
    "SALTILLO",
    "DOT",
    "BLACKLETTER",
]
ABBREVIATION = ["RUM", "ET", "IS", "CON", "DUM", "LUM", "MUM", "NUM", "TUM", "UM", "LONGA", "TWO", "LOOP"]


def test_every_latin_letter_of_unicode_is_found_by_letters_of_a_to_z_unless_it_is_a_sign():
    letters = [chr(number) for number in range(sys.maxunicode) if chr(number).isalpha()]
    latin = [each for each in letters if unicodedata.name(each, "").startswith("LATIN")]
    missing = [each for each in latin if not re.fullmatch("[a-zʼʾ]+", plain(each) + bare(each))]
    assert len(latin) > 1000
    assert [each for each in missing if not {*NO_LETTERS, *ABBREVIATION} & {*unicodedata.name(each).split()}] == []


# By the alphabets of these languages as CLDR has them (exemplar characters), and Unicode's compatibility mappings.
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zürich", {"zuerich", "zurich"}),
        ("Łukasz", {"lukasz"}),
        ("Yılmaz", {"yilmaz"}),
        ("İzmir", {"izmir"}),
        ("Đorđe", {"djordje", "dorde"}),
        ("Þór", {"thor"}),
        ("Guðrún", {"gudhrun", "gudrun"}),
        ("Bjørn", {"bjoern", "bjorn"}),
        ("Ærø", {"aeroe", "aro"}),
        ("Œuvre", {"oeuvre"}),
        ("Ħamrun", {"hamrun"}),
        ("Ŋaŋ", {"nan"}),
        ("STRAẞE", {"strasse"}),
        ("Größe", {"groesse", "grosse"}),
        ("Ålesund", {"aalesund", "alesund"}),
        ("Mälar", {"maelar", "malar"}),
        ("Ångström", {"aangstroem", "angstrom"}),
        ("Čapek", {"capek"}),
        ("Şahin", {"sahin"}),
        ("Ștefan", {"stefan"}),
        ("Őri", {"ori"}),
        ("Nguyễn", {"nguyen"}),
        ("Ŧesi", {"tesi"}),
        ("ĳs", {"ijs"}),
        ("Καλημέρα", {"καλημερα"}),
        ("Щука", {"щука"}),
        ("Huber™", {"hubertm"}),
        ("№ 5", {"no 5"}),
        ("℡", {"tel"}),
        ("Ａ４", {"a4"}),
        ("𝔸dler", {"adler"}),
        ("Huber+Söhne", {"huber + soehne", "huber + sohne"}),
        ("+43 1+2", {"+43 1+2"}),
    ],
)
def test_a_name_is_written_without_its_letters_in_one_way_or_two(text, written):
    assert {*spellings(text)} == written


# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties, white space of its PropList, and U+2800.
@pytest.mark.parametrize(
    "unseen",
    [
        *"\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u2800\u3164\ufeff\ufe0f"
    ],
)
def test_what_nobody_sees_makes_no_difference(unseen):
    assert plain(f"Hu{unseen}ber") == plain("Huber")
    assert ordering(f"{unseen}Müller") == ordering("Müller")


@pytest.mark.parametrize("blank", [*"\u00a0\u202f\u2009\u3000"])
def test_every_blank_is_a_blank(blank):
    assert plain(f"Hans{blank}Huber") == "hans huber"
