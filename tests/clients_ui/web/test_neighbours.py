"""Previous and next client of the list that a client was opened from, and "Save and next"."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from clients_ui.directory import directory
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import Place
from clients_ui.web.bars import Bar, Picture
from clients_ui.web.neighbours import Neighbours
from tests.filling import filled
from tests.pages import buttons_of, form_of, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db
FINDING = "list=finding%3Demail"


@pytest.fixture
def office(sandbox, settings, monkeypatch):
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    for name in ("Auer", "Berger", "Cerny"):
        sandbox.add(name=name, email="no address", addressCountry="AT", enabled=True)
    sandbox.add(name="Dorn", email="a@b.example", addressCountry="AT", enabled=True)
    filled()
    return sandbox


def beside(page):
    """The pages before and after, without the state of the list."""
    links = dict(re.findall(r'href="/clients/(\d+)/[^"]*" rel="(prev|next)"', page.content.decode()))
    return {way: int(number) for number, way in links.items()}


@pytest.mark.parametrize(
    ("template", "content", "told"),
    [
        ("_neighbours", {"neighbours": Neighbours(ListQuery(), Place(1234, 10_000, 1, (2,)))}, ("1.234", "10.000")),
        ("_found_wrong", {"picture": Picture("", [Bar("E-mail", 1234, 10, "/clients/")])}, ("1.234",)),
    ],
)
def test_long_numbers_are_grouped_as_their_reader_groups_them(template, content, told):
    with translation.override("de"):
        drawn = render_to_string(f"clients/{template}.html", content)
    assert all(number in drawn for number in told)


def test_a_client_shows_where_it_stands_in_its_list_and_leads_to_those_beside_it(office, visitor):
    browser = visitor("viewer")
    assert beside(browser.get(f"/clients/1/?{FINDING}")) == {"next": 2}
    page = browser.get(f"/clients/2/?{FINDING}")
    assert beside(page) == {"prev": 1, "next": 3}
    assert "2 of 3" in text_of(page)
    assert beside(browser.get(f"/clients/3/?{FINDING}")) == {"prev": 2}
    assert "3 of 4" in text_of(browser.get("/clients/3/"))  # of the plain list


def test_a_client_that_is_not_in_the_list_has_no_place_in_it(office, visitor):
    page = visitor("editor").get(f"/clients/4/?{FINDING}")
    assert beside(page) == {}
    assert "_next" not in buttons_of(page)
    assert "neighbours" not in form_of(page)


def test_without_a_directory_there_are_no_neighbours(sandbox, visitor):
    sandbox.add(name="Auer")
    sandbox.add(name="Berger")
    assert beside(visitor("editor").get("/clients/1/")) == {}


def test_save_and_next_leads_from_a_mended_client_to_the_next_one_at_its_field_until_none_is_left(office, visitor):
    browser, url, led = visitor("editor"), f"/clients/1/?{FINDING}", []
    while "_next" in buttons_of(page := browser.get(url)):
        saved = browser.post(url, form_of(page) | {"email": "a@b.example", "_next": ""})
        assert saved.url.endswith("#id_email")
        url = saved.url.split("#")[0]
        led.append(url)
    assert [each.split("?")[0] for each in led] == ["/clients/2/", "/clients/3/"]
    last = browser.post(url, form_of(page) | {"email": "a@b.example", "_next": ""})
    assert last.url == "/clients/?finding=email"


def test_a_form_that_comes_back_keeps_its_neighbours_although_its_client_left_the_list(office, visitor):
    browser, url = visitor("editor"), f"/clients/2/?{FINDING}"
    form = form_of(browser.get(url)) | {"email": "a@b.example"}
    office.clients[2]["email"] = "other@b.example"
    clash = browser.post(url, form | {"_next": ""})
    assert beside(clash) == {"prev": 1, "next": 3}
    saved = browser.post(url, form_of(clash) | {"use-email": "mine", "_next": ""})
    assert saved.url.startswith("/clients/3/")


def mended(browser, url):
    return browser.post(url, form_of(browser.get(url)) | {"email": "a@b.example", "_next": ""})


@pytest.mark.parametrize("away", ["mended", "deleted", "deleted in TimeTrack"])
def test_save_and_next_passes_over_a_client_that_somebody_else_mended_or_deleted_meanwhile(office, visitor, away):
    browser, other, url = visitor("editor"), visitor("manager"), f"/clients/1/?{FINDING}"
    form = form_of(browser.get(url)) | {"email": "a@b.example", "_next": ""}
    if away == "mended":
        mended(other, "/clients/2/")
    elif away == "deleted":
        other.post("/clients/2/delete/", form_of(other.get("/clients/2/delete/")))
    else:
        del office.clients[2]
    page = browser.post(url, form, follow=True)
    assert page.redirect_chain[-1][0].startswith("/clients/3/")
    assert page.redirect_chain[-1][0].endswith("#id_email")
    assert page.status_code == 200
    passed = "The client #2 is not in TimeTrack any more, and was passed over."
    assert (passed in text_of(page)) == (away == "deleted in TimeTrack")


def test_save_and_next_leads_to_the_list_where_all_that_follow_are_gone(office, visitor):
    browser, url = visitor("editor"), f"/clients/1/?{FINDING}"
    form = form_of(browser.get(url)) | {"email": "a@b.example", "_next": ""}
    for number in (2, 3):
        del office.clients[number]
    assert browser.post(url, form, follow=True).redirect_chain[-1][0] == "/clients/?finding=email"


def test_a_client_that_is_gone_is_not_passed_over_by_whoever_asks_for_it_itself(office, visitor):
    del office.clients[2]
    assert visitor("editor").get(f"/clients/2/?{FINDING}").status_code == 404


def test_save_and_next_costs_no_call_but_those_of_the_save_and_of_the_next_page(office, visitor):
    browser, url = visitor("editor"), f"/clients/1/?{FINDING}"
    form = form_of(browser.get(url)) | {"email": "a@b.example", "_next": ""}
    office.calls.clear()
    assert browser.post(url, form, follow=True).status_code == 200
    called = [(call.method, call.path) for call in office.calls]
    saved = [("GET", "clients/1"), ("PUT", "clients/1"), ("GET", "clients/1")]
    assert called == [*saved, ("GET", "clients/2")]


def test_a_failed_save_asks_nobody_for_neighbours(office, visitor):
    browser, url = visitor("editor"), f"/clients/2/?{FINDING}"
    form = form_of(browser.get(url)) | {"email": "a@b.example", "_next": ""}
    directory.forget()
    office.fail(Fault.SERVER_ERROR, on="PUT")
    failed = browser.post(url, form)
    assert failed.status_code == 502
    assert beside(failed) == {"prev": 1, "next": 3}


@pytest.mark.parametrize(
    "spoilt", ["", "2/3", "2/3,1", "x/3,1,3", "2/3,1" + 11 * ",3", "2/3,-1,evil", "0/3,1,2", "2/3,1,3,//e"]
)
def test_spoilt_neighbours_lead_to_the_list(office, visitor, spoilt):
    browser, url = visitor("editor"), f"/clients/2/?{FINDING}"
    form = form_of(browser.get(url)) | {"phone": "+43 1 222", "email": "a@b.example"}
    assert browser.post(url, form | {"neighbours": spoilt, "_next": ""}).url == "/clients/?finding=email"


def test_neighbours_on_the_pages_of_a_long_list_know_their_page(sandbox, office, visitor):
    for number in range(120):
        sandbox.add(name=f"Long {number:03}")
    directory.forget()
    filled()
    browser = visitor("viewer")
    state = "list=q%3Dlong"
    ends = browser.get(f"/clients/54/?{state}")  # "Long 049", the last one of the first page
    assert "50 of 120" in text_of(ends)
    assert 'href="/clients/55/?list=q%3Dlong%26page%3D2" rel="next"' in ends.content.decode()
    begins = browser.get(f"/clients/55/?{state}%26page%3D2")
    assert "51 of 120" in text_of(begins)
    assert 'href="/clients/54/?list=q%3Dlong" rel="prev"' in begins.content.decode()
