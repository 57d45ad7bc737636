"""The landing page."""

import re

import pytest

from tests.filling import filled
from tests.pages import confirmed, links_of, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sandbox, settings):
    settings.DIRECTORY_SECONDS = 60
    for country in ("AT", "AT", "DE", ""):
        sandbox.add(name="A client", addressCountry=country, enabled=country != "DE")
    filled()
    return sandbox


def test_it_tells_how_many_clients_there_are_by_country_and_by_status(office, visitor):
    page = visitor("viewer").get("/")
    assert "4 clients" in text_of(page)
    bars = {(p.title, bar.text): (bar.number, bar.share) for p in page.context["pictures"] for bar in p.bars}
    assert bars == {
        ("Country", "Austria"): (2, 50.0),
        ("Country", "Germany"): (1, 25.0),
        ("Country", "missing"): (1, 25.0),
        ("Enabled", "Yes"): (3, 75.0),
        ("Enabled", "No"): (1, 25.0),
    }


def test_the_commonest_value_comes_first_and_equal_ones_by_their_letters(office, visitor):
    country, enabled = visitor("viewer").get("/").context["pictures"]
    assert [bar.text for bar in country.bars] == ["Austria", "missing", "Germany"]
    assert [bar.text for bar in enabled.bars] == ["Yes", "No"]


def test_each_bar_leads_to_those_clients(office, visitor):
    browser = visitor("viewer")
    assert {"/clients/?addressCountry=AT", "/clients/?addressCountry=", "/clients/?enabled=0"} <= set(
        links_of(browser.get("/"))
    )


def test_it_tells_what_the_team_did_last(office, visitor):
    editor = visitor("editor")
    confirmed(editor, "/clients/2/delete/")
    page = text_of(visitor("viewer").get("/"))
    assert editor.person.username in page
    assert "deleted" in page


def test_it_costs_one_call_at_most(office, visitor):
    browser = visitor("viewer")
    office.calls.clear()
    browser.get("/")
    browser.get("/")
    assert len(office.calls) == 1


def test_without_the_directory_the_start_page_leads_to_the_list(sandbox, visitor):
    assert visitor("viewer").get("/").url == "/clients/"


def test_while_the_directory_is_read_it_says_so_instead_of_counting(sandbox, settings, visitor):
    settings.DIRECTORY_SECONDS = 60
    sandbox.fail(Fault.HANG, on="GET", path="clients", times=1)
    page = text_of(visitor("viewer").get("/"))
    assert "being read at this moment" in page
    assert "0 clients" not in page


def test_an_outage_is_said_and_no_error(office, visitor):
    office.fail(Fault.HTML_502, times=None)
    page = visitor("viewer").get("/")
    assert page.status_code == 200
    assert "TimeTrack does not answer at the moment." in text_of(page)


def test_what_is_to_be_done_comes_first_then_the_numbers_then_what_was_done(office, visitor):
    page = visitor("viewer").get("/").content.decode()
    assert re.findall('<h2 id="overview-([a-z]+)"', page) == ["findings", "seen", "clients", "changes"]
