"""The page that changes many clients: who may, what is asked for, and the plan."""

import re

import pytest

from clients_ui.models import Attempt
from tests.clients_ui.transfer.rows import writes
from tests.clients_ui.web.many.asked import COUNTRY, DELETE, URL, applied, countries, of, planned, with_one_right
from tests.pages import form_in, form_of, said, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.usefixtures("unhurried")


# Rights


def test_a_viewer_has_no_boxes_and_no_page(office, visitor):
    viewer = visitor("viewer")
    assert "action-select" not in viewer.get("/clients/").content.decode()
    assert viewer.get(f"{URL}?all=1").status_code == 403
    assert viewer.post(URL, of([1]) | COUNTRY).status_code == 403


@pytest.mark.parametrize(
    ("right", "asked", "status"),
    [("change", COUNTRY, 200), ("delete", DELETE, 200), ("change", DELETE, 403), ("delete", COUNTRY, 403)],
)
def test_each_right_is_for_what_it_says(office, visitor, right, asked, status):
    browser = with_one_right(visitor, right)
    assert "action-select" in browser.get("/clients/").content.decode()
    assert browser.post(URL, of([1]) | asked).status_code == status
    assert browser.post(URL, of([1]) | asked | {"_apply": ""}).status_code == (302 if status == 200 else 403)


@pytest.mark.parametrize(
    ("right", "asked", "promise", "link"),
    [
        ("change", COUNTRY, "This can be undone for 30 days.", "See what was done, or undo it"),
        ("delete", DELETE, "You cannot undo this yourself: that takes the right to add clients.", "See what was done"),
    ],
)
def test_undo_is_promised_to_those_who_may_undo(office, visitor, right, asked, promise, link):
    browser = with_one_right(visitor, right)
    page = browser.post(URL, of([1]) | asked)
    assert promise in text_of(page)
    assert re.search(r'id="run-all"[^>]*>([^<]*)<', page.content.decode())[1] == link
    run = applied(browser, [1], asked).url
    assert ("_undo" in browser.get(run).content.decode()) is ("or undo it" in link)


@pytest.mark.parametrize("asked", [COUNTRY, DELETE])
def test_rights_that_were_taken_away_in_between_count(office, eva, asked):
    form = planned(eva.post(URL, of([1, 2]) | asked))
    eva.person.groups.clear()
    assert eva.post(URL, form).status_code == 403
    [package, *_] = form["packages"].split()
    assert eva.post(URL, {"package": package, "approved": "[[1, 1]]"}).status_code == 403
    assert writes(office) == []


# What is asked for


def test_nothing_is_sent_before_it_is_applied(office, eva):
    page = text_of(eva.post(URL, of([1, 2]) | COUNTRY))
    assert "Nothing has been sent to TimeTrack yet." in page
    assert "Country Germany → Austria" in page
    assert writes(office) == []


def test_it_counts_those_that_are_so_already(office, eva):
    office.clients[1]["addressCountry"] = "AT"
    page = text_of(eva.post(URL, of([1, 2, 3]) | COUNTRY))
    assert "3 selected 2 change 1 as it is" in page
    assert "Change 2 clients" in page


def test_a_country_may_be_written_as_people_do(office, eva):
    assert applied(eva, [1], COUNTRY | {"value": "Austria"}).status_code == 302
    assert office.clients[1]["addressCountry"] == "AT"


def test_a_value_is_replaced_by_another_just_where_it_stands(office, eva):
    office.clients[2]["addressCountry"] = "Deutschland"
    applied(eva, [1, 2, 3], COUNTRY | {"value": "DE", "where": "holding", "old": "Deutschland"})
    assert [call.path for call in office.calls if call.method == "PUT"] == ["clients/2"]
    assert office.clients[2]["addressCountry"] == "DE"


def test_a_field_is_filled_where_it_is_empty(office, eva):
    office.clients[2]["addressCountry"] = ""
    applied(eva, [1, 2], COUNTRY | {"where": "empty"})
    assert countries(office)[:2] == ["DE", "AT"]


def test_a_field_is_cleared(office, eva):
    applied(eva, [1, 2], {"action": "clear", "field": "addressCountry", "value": "left over"})
    assert countries(office)[:3] == ["", "", "DE"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (COUNTRY | {"value": " "}, "Enter a value, or choose to clear the field."),
        (COUNTRY | {"where": "holding", "old": " "}, "Enter the value that is to be replaced."),
        (COUNTRY | {"value": "Nirgendwo"}, "This is no country: write its name or its code, such as Austria or AT."),
    ],
)
def test_what_cannot_be_done_to_anybody_is_said_and_what_was_typed_is_kept(office, eva, asked, sentence):
    page = eva.post(URL, of([1, 2]) | asked | {"_apply": ""})
    assert sentence in text_of(page)
    form = form_in(page.content.decode())
    assert {name: form.get(name) for name in ("field", "value")} == {name: asked[name] for name in ("field", "value")}
    assert writes(office) == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"action": "x"},
        {"action": "set", "field": "name", "value": "x"},
        {"action": "set", "field": "enabled", "value": "no"},
        {"action": "set", "field": "id"},
    ],
)
def test_what_there_is_not_cannot_be_asked_for(office, eva, asked):
    page = eva.post(URL, of([1, 2]) | asked | {"_apply": ""})
    assert "plan-form" not in page.content.decode()
    assert writes(office) == []


@pytest.mark.parametrize("action", ["set", "clear"])
def test_a_field_has_to_be_chosen_since_none_is_to_begin_with(office, eva, action):
    page = eva.post(URL, of([1, 2]) | {"action": action, "field": "", "value": "x"})
    assert "Choose a field." in page.content.decode()
    assert form_of(eva.post(URL, of([1, 2])))["field"] == ""


# When TimeTrack or the history is not there


def test_an_outage_while_it_is_planned_is_the_page_of_an_outage(office, eva):
    office.fail(Fault.UNAVAILABLE, times=None)
    assert eva.post(URL, of([1, 2]) | COUNTRY).status_code == 503
    assert writes(office) == []


def test_an_outage_while_all_are_selected_is_the_page_of_an_outage(office, eva):
    office.fail(Fault.UNAVAILABLE, times=None)
    assert eva.get(f"{URL}?all=1").status_code == 503


def test_without_a_directory_all_is_read_from_timetrack_itself(office, eva):
    assert "12 clients selected" in text_of(eva.get(f"{URL}?all=1"))


def test_without_values_in_the_history_it_is_said_before_that_nothing_can_be_undone(office, eva, settings):
    settings.HISTORY_VALUES = False
    page = text_of(eva.post(URL, of([1, 2]) | COUNTRY))
    assert "This cannot be undone: the history of this installation keeps no values." in page


@pytest.mark.parametrize(("kept", "days"), [(0, "30 days"), (100, "30 days"), (7, "7 days"), (1, "1 day")])
def test_undo_is_promised_for_as_long_as_the_history_is_kept(office, eva, settings, kept, days):
    settings.HISTORY_DAYS = kept
    assert f"This can be undone for {days}." in text_of(eva.post(URL, of([1, 2]) | COUNTRY))


def test_a_plan_that_is_too_old_says_so(office, eva, monkeypatch):
    form = planned(eva.post(URL, of([1, 2]) | COUNTRY))
    answer = eva.post(URL, {"packages": form["packages"] + "x", "approved": "[[1, 1]]"})
    assert said(answer) == [("error", "This check is too old, or somebody else’s. Check once more.")]
    assert Attempt.objects.count() == 0
