"""The API's rules for values."""

import pytest

from clients_ui.client import rules
from clients_ui.client.kinds import LINES, TEXT, ValueProblem
from clients_ui.client.record import FIELDS


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u200b", "\u00a0\u2003"])
def test_a_client_needs_a_name_that_can_be_seen(name):
    assert rules.create_problems({"name": name}) == {"name": ValueProblem.REQUIRED}


def test_a_client_cannot_be_created_without_naming_a_name():
    assert rules.create_problems({"email": "a@b.at"}) == {"name": ValueProblem.REQUIRED}


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if not field.update])
def test_what_an_update_may_not_change_is_refused(name):
    assert rules.update_problems({name: "x"}) == {name: ValueProblem.LOCKED}


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.update])
def test_everything_else_may_be_cleared(name):
    assert rules.update_problems({name: ""}) == {}


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("email", "office@mueller.at", None),
        ("email", "office@müller.at", None),
        ("email", "office", ValueProblem.NO_EMAIL),
        ("email", "a@b.at, c@d.at", ValueProblem.NO_EMAIL),
        ("email", "javascript:alert(1)", ValueProblem.NO_EMAIL),
        ("addressCountry", "AT", None),
        ("addressCountry", "at", ValueProblem.NO_COUNTRY),
        ("addressCountry", "Austria", ValueProblem.NO_COUNTRY),
        ("addressCountry", "XX", ValueProblem.NO_COUNTRY),
        ("color", "#a1B2c3", None),
        ("color", "a1b2c3", ValueProblem.NO_COLOUR),
        ("color", "rgb(1,2,3)", ValueProblem.NO_COLOUR),
        ("color", "#a1b2c3\n", ValueProblem.NO_COLOUR),
        ("phone", "whatever", None),
        ("addressZipCode", "whatever", None),
    ],
)
def test_a_value_is_checked_by_the_kind_of_its_field(name, value, problem):
    assert rules.update_problems({name: value}).get(name) is problem
    assert rules.create_problems({"name": "X", name: value}).get(name) is problem


def test_a_text_is_sent_without_the_spaces_around_it():
    assert TEXT.cleaned("  Wien \r\n") == "Wien"


def test_notes_keep_their_indentation_and_get_one_kind_of_line_end():
    assert LINES.cleaned("  a\r\n  b\rc \n\n") == "  a\n  b\nc"


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if name != "enabled" and field.update])
def test_a_line_has_255_letters_at_most_and_notes_65535(name):
    most = 65_535 if name == "notes" else 255
    too_long = {name: ValueProblem.TOO_LONG}
    assert rules.update_problems({name: "x" * most}) != too_long
    assert rules.update_problems({name: "x" * (most + 1)}) == too_long
    assert rules.create_problems({"name": "X", name: "x" * (most + 1)}) == too_long


def test_a_name_of_255_letters_is_taken_and_a_longer_one_is_not():
    assert rules.create_problems({"name": "x" * 255}) == {}
    assert rules.create_problems({"name": "x" * 256}) == {"name": ValueProblem.TOO_LONG}
