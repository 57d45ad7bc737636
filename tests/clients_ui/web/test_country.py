"""The choice of a country."""

import re

import pytest

from tests.filling import filled
from tests.pages import form_of

pytestmark = pytest.mark.django_db
URL = "/clients/1/"
IN_USE = ["DE"] * 4 + ["AT"] * 4 + ["CH"] * 3 + ["IT", "IT", "FR", "FR", "SI", "Austria", "", ""]


@pytest.fixture
def office(sandbox, settings):
    settings.DIRECTORY_SECONDS = 60
    for country in IN_USE:
        sandbox.add(name="A client", addressCountry=country)
    filled()
    return sandbox


def choice(page):
    """The groups of the choice, each with the codes in it; those before any group under ""."""
    [drawn] = re.findall('<select name="addressCountry".*?</select>', page.content.decode(), re.DOTALL)
    before, *groups = re.split("<optgroup", drawn)
    codes = {re.search('label="([^"]*)"', group)[1]: re.findall('value="([^"]*)"', group) for group in groups}
    return {"": re.findall('value="([^"]*)"', before)} | codes


def test_it_begins_with_the_five_countries_of_most_clients(office, visitor):
    groups = choice(visitor("editor").get(URL))
    assert list(groups) == ["", "Used most", "All countries"]
    assert groups["Used most"] == ["AT", "DE", "CH", "FR", "IT"]
    assert groups[""] == [""]
    assert len(groups["All countries"]) == 250


def test_a_new_client_is_offered_them_too(office, visitor):
    assert choice(visitor("editor").get("/clients/add/"))["Used most"][:2] == ["AT", "DE"]


@pytest.mark.parametrize(("client", "chosen"), [(1, "DE"), (16, "SI"), (17, "Austria"), (18, "")])
def test_what_is_stored_is_chosen_once(office, visitor, client, chosen):
    page = visitor("editor").get(f"/clients/{client}/")
    assert form_of(page)["addressCountry"] == chosen
    assert page.content.decode().count(" selected") == 1


def test_without_the_directory_all_stand_there_by_their_names(sandbox, visitor):
    sandbox.add(name="A client", addressCountry="AT")
    groups = choice(visitor("editor").get(URL))
    assert (list(groups), len(groups[""])) == ([""], 251)


def test_nothing_is_asked_of_timetrack_for_it(office, visitor):
    browser = visitor("editor")
    office.calls.clear()
    browser.get(URL)
    assert [call.path for call in office.calls] == ["clients/1"]
