"""The client form: what counts as touched, what is checked, and what is sent."""

import re

import pytest

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.timetrack.errors import Rejected
from clients_ui.web.forms import AddForm, ChangeForm
from clients_ui.writing.snapshot import Shown
from tests.pages import form_in


def shown(contested=(), **values):
    record = ClientRecord(5, {**EMPTY, "name": "Müller", **values})
    return Shown(record, dict(contested))


def posted(snapshot, **typed):
    """What a browser sends for the form of this snapshot when these fields were typed into."""
    inputs = "".join(map(str, ChangeForm(snapshot)))
    return form_in(f'<form method="post">{inputs}</form>') | typed


def change(snapshot, **typed):
    return ChangeForm(snapshot, posted(snapshot, **typed))


STORED = [
    {"notes": "one\r\ntwo"},
    {"notes": "one\rtwo"},
    {"notes": "\nleading"},
    {"notes": "trailing \n\n"},
    {"address": "Ring 1\nTop 5"},
    {"address": "  spaced  "},
    {"email": "no mail at all"},
    {"addressCountry": "Austria"},
    {"color": "rgb(1,2,3)"},
    {"phone": "\0"},
]


@pytest.mark.parametrize("stored", STORED, ids=repr)
def test_a_stored_value_that_nobody_touched_is_neither_checked_nor_sent(stored):
    form = change(shown(**stored))
    assert form.is_valid()
    assert form.touched() == {}


@pytest.mark.parametrize("stored", STORED, ids=repr)
def test_a_strange_value_beside_a_touched_one_is_left_alone(stored):
    form = change(shown(**stored), field1="new")
    assert form.is_valid()
    assert form.touched() == {"field1": "new"}


def test_a_cleared_field_is_sent_as_an_empty_text():
    assert change(shown(phone="1"), phone="").touched() == {"phone": ""}


def test_a_space_typed_behind_a_value_is_no_change():
    assert change(shown(addressCity="Wien"), addressCity="Wien ").touched() == {}


def test_a_blank_typed_behind_notes_does_not_rewrite_their_line_ends():
    assert change(shown(notes="one\r\ntwo"), notes="one\r\ntwo \r\n").touched() == {}


def test_a_field_that_the_request_does_not_carry_counts_as_untouched():
    assert ChangeForm(shown(phone="1", email="a@b.at"), {"phone": "2"}).touched() == {"phone": "2"}


@pytest.mark.parametrize(("name", "typed"), [("email", "no mail"), ("addressCountry", "Austria"), ("color", "blue")])
def test_a_touched_value_is_checked_and_the_sentence_stands_at_its_field(name, typed):
    form = change(shown(), **{name: typed})
    assert not form.is_valid()
    assert list(form.errors) == [name]


def test_locked_fields_are_no_inputs_and_cannot_be_slipped_in():
    form = ChangeForm(shown(), {"name": "Other", "enabled": "on", "phone": "1"})
    assert form.touched() == {"phone": "1"}
    assert not {"name", "enabled"} & set(form.fields)


def choice(form):
    """The choice of a country, without what a script finds one by."""
    return re.sub(' data-names="[^"]*"', "", str(form["addressCountry"]))


def test_a_stored_country_outside_the_list_stays_selectable_as_it_is():
    html = choice(ChangeForm(shown(addressCountry="Austria")))
    assert '<option value="Austria" selected>Austria</option>' in html
    assert '<option value="AT">Austria</option>' in html


@pytest.mark.parametrize("code", ["Austria", "at", "XX", "AN", "Österreich"])
def test_a_stored_country_outside_the_list_can_be_chosen_again_when_the_form_comes_back(code):
    came_back = change(shown(addressCountry=code), addressCountry="DE", email="no mail")
    assert list(came_back.errors) == ["email"]
    kept_otherwise = ChangeForm(shown(addressCountry=code), typed={"addressCountry": "DE"})
    in_conflict = ChangeForm(shown(contested={"addressCountry": code}, addressCountry="CH"), {"addressCountry": "DE"})
    again = AddForm({"name": "X", "addressCountry": "DE"}, before=shown(addressCountry=code).record)
    for form in (came_back, kept_otherwise, in_conflict, again):
        html = choice(form)
        assert f'<option value="{code}">{code}</option>' in html
        assert '<option value="DE" selected>Germany</option>' in html


def test_what_timetrack_held_may_be_sent_back_and_what_it_never_held_may_not():
    snapshot = Shown(shown(addressCountry="CH").record, {"addressCountry": "AN"}, {"addressCountry": "Austria"})
    for name in ("Austria", "AN", "DE"):
        assert ChangeForm(snapshot, {"addressCountry": name, "use-addressCountry": "mine"}).is_valid()
    assert not ChangeForm(snapshot, {"addressCountry": "Tirol", "use-addressCountry": "mine"}).is_valid()


def test_on_create_empty_fields_are_left_out_and_the_tick_is_always_sent():
    form = AddForm({"name": " Müller ", "phone": "", "notes": "a\r\nb"})
    assert form.is_valid()
    assert form.values() == {"name": "Müller", "notes": "a\nb", "enabled": False}


def test_on_create_the_name_is_required():
    assert list(AddForm({"name": " \u200b"}).errors) == ["name"]


@pytest.mark.parametrize(
    ("detail", "field"),
    [
        ("email: is not a valid address", "email"),
        ("Invalid: The parameter addressZipCode is too long", "addressZipCode"),
        ("address2 is too long", "address2"),
        ("The e-mail address is not valid", "email"),
        ("Invalid email address", "email"),
        ("The client has projects", "__all__"),
        ("name: cannot be changed", "__all__"),
    ],
)
def test_a_rejection_lands_on_the_field_that_timetracks_text_names_else_on_top(detail, field):
    form = change(shown(), phone="1")
    assert form.is_valid()
    form.reject(Rejected(details=[detail]))
    assert form.errors == {field: [f"“{detail}”"]}


def test_free_fields_are_called_as_the_office_calls_them(settings):
    settings.TIMETRACK_FIELD1_LABEL = "VAT id"
    form = ChangeForm(shown())
    assert [form[name].label for name in ("field1", "field2")] == ["VAT id", "Free field 2"]


# Fields in conflict


def contested(**typed):
    return change(shown(contested={"phone": "1"}, phone="2"), **typed)


def test_a_field_in_conflict_waits_for_a_choice():
    form = contested(phone="3")
    assert list(form.errors) == ["phone"]


@pytest.mark.parametrize(("choice", "touched"), [("mine", {"phone": "3"}), ("theirs", {})])
def test_a_choice_settles_it(choice, touched):
    form = contested(phone="3", **{"use-phone": choice})
    assert form.is_valid()
    assert form.touched() == touched


def test_typing_the_others_value_needs_no_choice():
    form = contested(phone="2")
    assert form.is_valid()
    assert form.touched() == {}


def test_where_it_is_not_known_what_was_shown_everything_typed_counts():
    form = ChangeForm(None, {"phone": " 1 ", "email": "no mail"})
    assert form.is_valid()
    assert form.touched() == {"phone": "1", "email": "no mail"}
