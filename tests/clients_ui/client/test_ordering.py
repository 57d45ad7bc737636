"""The order of texts: CLDR's for German (DIN 5007-1), which is that of its root.

Rows hold texts in their order by the collation chart of CLDR's root; Þ stands as in the European ordering rules
(EN 13710), with T. Each text is tried against each that follows.
"""

from itertools import combinations

import pytest

from clients_ui.client.folding import ordering

ORDERS = [
    ["Adam", "Ägypten", "Ahorn", "Ämter", "Anton"],
    ["Ofen", "Öl", "Opel", "Özdemir", "Ozean"],
    ["Übel", "Ufer", "Ulm", "Ümit", "Unger"],
    ["Muller", "Müller", "Muller AG", "Müllner", "Mulz"],
    ["Massa", "Maßarbeit", "Massat"],
    ["Strasse", "Straße", "Strassen", "Straßenbau", "Straube"],
    ["Adler", "Ærø", "Affe"],
    ["Odin", "Œuvre", "Ofen"],
    ["Olaf", "Øland", "Olga", "Østerbro", "Otto"],
    ["Dachs", "Đaković", "Dohle", "Đorđević", "Dose"],
    ["Daum", "Ðdis", "Deich"],
    ["Thomas", "Þór", "Tim", "Udo"],
    ["Lukas", "Łukasz", "Lukić", "Łuków", "Luna"],
    ["Hahn", "Ħal", "Hans"],
    ["Iglu", "ılgaz", "Imker", "İnan", "Insel"],
    ["Cabal", "Čačak", "Cafe", "Café", "Caffè", "Ćalić", "Čapek"],
    ["Ring", "Říp", "Rist"],
    ["Sand", "Şen", "Şimşek", "Šlang", "Sommer"],
    ["Zagreb", "Żak", "Žižka", "Zorn"],
    ["Huber", "Huber & Co", "Huber 2", "Huber AG", "Huber-Bau", "Huber, Eva", "Huber+Co", "Huberbau", "Hübner"],
    ["1. FC", "10", "2", "20", "3 Könige", "Adler"],
    [*(f"a{sign}b" for sign in "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"), "a1", "ab"],
    ["a–b", "a€b", "a1", "aa"],
    ["Zürich", "Αθήνα", "Άργος", "Белград", "Ирина", "Йосиф", "Києв"],
    ["Adler", "„Bär“", "(Caritas)", "»Dom«", "'Eder'", "[Fink]", "“Gans”", "‹Hans›", " Igel", "{Jod}", "<Kern>"],
    ["\u200bBär", "Baum", "\ufeffBirne"],
    ["Huber", "Hu\u00adber Ost", "Hu\u200bber West", "Hubert"],
]
SAME = [
    ("Huber", "HUBER"),
    ("„Huber“", "»Huber“"),
    ("a–b", "a—b"),
    ("(Huber", "Huber"),
    ("'Huber", "Huber"),
]
PAIRS = [pair for order in ORDERS for pair in combinations(order, 2)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_one_text_comes_before_the_other(one, other):
    assert ordering(one) < ordering(other)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_case_and_what_stands_in_front_make_no_difference(one, other):
    assert ordering(one).split("\1")[0] == ordering(other).split("\1")[0]


@pytest.mark.parametrize("text", ['"', "„“", "(", "( )"])
def test_a_text_of_quotes_and_brackets_alone_has_a_place(text):
    assert ordering(text)
