"""What nobody sees. Source of the tables: Unicode 15's DerivedCoreProperties (Default_Ignorable) and its charts."""

import pytest

from clients_ui.client import rules, unseen
from clients_ui.client.kinds import EMAIL, LINES, NAME, PHONE, TEXT, ValueProblem
from clients_ui.client.record import FIELDS
from clients_ui.wording import failures

CHARACTERS = [
    ("\u00ad", "SOFT HYPHEN (U+00AD)"),
    ("\u034f", "COMBINING GRAPHEME JOINER (U+034F)"),
    ("\u061c", "ARABIC LETTER MARK (U+061C)"),
    ("\u115f", "HANGUL CHOSEONG FILLER (U+115F)"),
    ("\u1160", "HANGUL JUNGSEONG FILLER (U+1160)"),
    ("\u17b4", "KHMER VOWEL INHERENT AQ (U+17B4)"),
    ("\u180e", "MONGOLIAN VOWEL SEPARATOR (U+180E)"),
    ("\u200b", "ZERO WIDTH SPACE (U+200B)"),
    ("\u200c", "ZERO WIDTH NON-JOINER (U+200C)"),
    ("\u200d", "ZERO WIDTH JOINER (U+200D)"),
    ("\u200e", "LEFT-TO-RIGHT MARK (U+200E)"),
    ("\u200f", "RIGHT-TO-LEFT MARK (U+200F)"),
    ("\u202a", "LEFT-TO-RIGHT EMBEDDING (U+202A)"),
    ("\u202e", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
    ("\u2060", "WORD JOINER (U+2060)"),
    ("\u2062", "INVISIBLE TIMES (U+2062)"),
    ("\u2066", "LEFT-TO-RIGHT ISOLATE (U+2066)"),
    ("\u2069", "POP DIRECTIONAL ISOLATE (U+2069)"),
    ("\u2800", "BRAILLE PATTERN BLANK (U+2800)"),
    ("\u3164", "HANGUL FILLER (U+3164)"),
    ("\ufe0f", "VARIATION SELECTOR-16 (U+FE0F)"),
    ("\ufeff", "ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
    ("\uffa0", "HALFWIDTH HANGUL FILLER (U+FFA0)"),
    ("\ufff9", "INTERLINEAR ANNOTATION ANCHOR (U+FFF9)"),
    ("\u2028", "LINE SEPARATOR (U+2028)"),
    ("\u00a0", "NO-BREAK SPACE (U+00A0)"),
    ("\u2007", "FIGURE SPACE (U+2007)"),
    ("\u202f", "NARROW NO-BREAK SPACE (U+202F)"),
    ("\U000e0041", "TAG LATIN CAPITAL LETTER A (U+E0041)"),
    ("\U000e0100", "VARIATION SELECTOR-17 (U+E0100)"),
    ("\U0001d159", "MUSICAL SYMBOL NULL NOTEHEAD (U+1D159)"),
]
CONTROLS = ["\x00", "\x01", "\x07", "\x08", "\x1b", "\x7f", "\x80", "\x9b", "\x9f"]
UNSEEN = pytest.mark.parametrize(("character", "name"), CHARACTERS)
INSIDE = {"email": "off{}ice@huber.at", "phone": "+43 1 58{}11234", "name": "Hub{}er"}


@UNSEEN
def test_at_both_ends_of_a_line_it_is_taken_out(character, name):
    assert TEXT.cleaned(f"{character} {character}Wien{character} \t{character}") == "Wien"


@UNSEEN
def test_inside_an_address_a_number_or_a_name_it_is_refused_by_its_name(character, name):
    for field, shape in INSIDE.items():
        value = shape.format(character)
        assert FIELDS[field].kind.problem(value) is ValueProblem.UNSEEN
        said = failures.problem(ValueProblem.UNSEEN, FIELDS[field], value)
        assert f"{name} behind “{shape.partition('{')[0][-10:]}”" in said


@UNSEEN
def test_inside_any_other_text_it_may_stand(character, name):
    assert TEXT.problem(f"Ring{character}1") is LINES.problem(f"Ring{character}1") is None


@UNSEEN
def test_a_name_of_it_is_no_name(character, name):
    for text in (character, f" {character}{character}\u200b"):
        assert rules.create_problems({"name": text})["name"] is ValueProblem.REQUIRED


@pytest.mark.parametrize("control", CONTROLS, ids=ascii)
@pytest.mark.parametrize("kind", [TEXT, NAME, EMAIL, PHONE, LINES])
def test_a_control_character_is_refused_wherever_it_stands(control, kind):
    for text in (f"{control}Wien", f"Wi{control}en", f"Wien{control}"):
        assert kind.problem(str(kind.cleaned(text))) is ValueProblem.CONTROL


@pytest.mark.parametrize("control", CONTROLS, ids=ascii)
def test_the_sentence_says_which_control_character_it_is(control):
    said = failures.problem(ValueProblem.CONTROL, FIELDS["address"], f"Ring{control}1")
    assert f"(U+{ord(control):04X}) behind “Ring”" in said or f"U+{ord(control):04X}" in said


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\r\nb"], ids=ascii)
def test_notes_have_tabs_and_line_ends_and_a_single_line_has_not(text):
    assert LINES.problem(LINES.cleaned(text)) is None
    assert TEXT.problem(str(TEXT.cleaned(text))) is ValueProblem.CONTROL


@pytest.mark.parametrize(
    "name",
    [
        "I ❤\ufe0f Wien",  # Unicode's emoji-variation-sequences.txt
        "Café 👩\u200d🍳",  # emoji-zwj-sequences.txt
        "👩\u200d❤\ufe0f\u200d👨",
        "🏳\ufe0f\u200d🌈 GmbH",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f Tea",
        "می\u200cخواهم",  # the Unicode Standard, 9.2: Persian
        "क्\u200dष",  # and 12.1: Devanagari
        "Zoë Müller-Lüdenscheidt",
        "Łukasz Þór Đorđević",
        "山田\u3000太郎",
        "Office\u2009Wien",
    ],
)
def test_what_changes_what_is_seen_may_stand_in_a_name(name):
    assert NAME.problem(name) is None
    assert NAME.cleaned(name) == name


@pytest.mark.parametrize("text", ["I ❤\ufe0f", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"])
def test_a_modifier_at_the_end_stays_with_its_sign(text):
    assert TEXT.cleaned(f"{text}\u200b ") == text


@pytest.mark.parametrize("name", ["Huber\u200d", "\u200dHuber", "a\u200db", "אב\u200fג", "Hub\U000e0061er"], ids=ascii)
def test_what_joins_nothing_is_what_nobody_sees(name):
    assert unseen.first_unseen(name) is not None


@pytest.mark.parametrize("stored", ["Wien\u200b", "\u00a0Wien", "W\x07ien", "W\u202eien"], ids=ascii)
def test_a_stored_value_that_nobody_touched_is_no_change(stored):
    for kind in (TEXT, NAME, PHONE, EMAIL, LINES):
        assert kind.changed(stored, stored) is False
