"""The whole round in a real browser, on the dashboard as it is served; and what axe finds on every page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, problems, sign_in, sign_out
from tests.served import PASSWORD

pytestmark = IN_THE_BROWSER


def test_an_office_worker_signs_in_searches_corrects_creates_deletes_and_signs_out(tab, sandbox):
    sandbox.add(name="Bäckerei Huber", phone="+43 1 111", email="not a mail", notes="one\r\ntwo", enabled=True)
    sandbox.add(name="Tischlerei Maier", enabled=True)
    sign_in(tab)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Clients")

    expect(tab.get_by_label("Search by name")).to_be_focused()
    tab.keyboard.type("Huber")
    tab.keyboard.press("Enter")
    expect(tab.locator("#result_list tbody tr")).to_have_count(1)
    tab.get_by_role("link", name="Bäckerei Huber").click()
    tab.get_by_label("Phone", exact=True).fill("+43 1 222")
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".messagelist .success")).to_contain_text("Bäckerei Huber")
    assert sandbox.calls[-2].method == "GET" or sandbox.clients[1]["phone"] == "+43 1 222"
    assert [call.body for call in sandbox.calls if call.method == "PUT"] == [{"phone": "+43 1 222"}]
    expect(tab.get_by_label("Search by name")).to_have_value("Huber")

    tab.get_by_role("link", name="Add client").click()
    tab.get_by_label("Name").fill("Café Österreicher")
    tab.get_by_label("Country").select_option(label="Austria")
    tab.get_by_role("button", name="Save and continue editing").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Café Österreicher")
    assert sandbox.clients[3] == {"name": "Café Österreicher", "addressCountry": "AT", "enabled": True}

    tab.get_by_role("link", name="Delete").click()
    tab.get_by_role("button", name="Yes, delete this client").click()
    expect(tab.locator(".messagelist .success")).to_contain_text("was deleted")
    assert 3 not in sandbox.clients

    sign_out(tab)
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()


def test_after_signing_out_the_browser_holds_neither_the_last_search_nor_a_client_of_it(tab, sandbox):
    sandbox.add(name="Huber")
    sign_in(tab)
    tab.goto("/clients/?q=Hub")
    tab.get_by_role("link", name="Huber").click()
    tab.get_by_role("link", name="Close").click()
    tab.evaluate("dispatchEvent(new Event('pagehide'))")
    assert "Hub" in tab.evaluate("sessionStorage.getItem('list-place')")
    sign_out(tab)
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    assert tab.evaluate("[sessionStorage.length, localStorage.getItem('clients-seen')]") == [0, None]


def test_after_signing_out_back_shows_no_client(tab, sandbox):
    sandbox.add(name="Huber", phone="+43 1 222")
    sign_in(tab)
    expect(tab.get_by_role("link", name="Huber")).to_be_visible()
    tab.get_by_role("link", name="Huber").click()
    expect(tab.get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    sign_out(tab)
    for path in ("/clients/1/", "/clients/"):
        expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
        tab.evaluate("history.back()")
        expect(tab).to_have_url(re.compile(f"/login/\\?next={path}$"))
        assert "Huber" not in tab.content()


STRANGE = {
    "email": "not a mail ",
    "phone": " +43\n1",
    "address": "  two\r\nlines ",
    "addressCountry": "Austria",
    "color": "rgb(1,2,3)",
    "notes": "\n\none\r\ntwo\n",
    "field1": '"<b>&amp;',
    "field2": "a\0b",
}


def test_a_real_browser_sends_nothing_for_values_that_nobody_touched(tab, sandbox):
    sandbox.add(name="Strange", **STRANGE)
    sign_in(tab)
    tab.goto("/clients/1/")
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".messagelist .warning")).to_contain_text("Nothing was changed")
    tab.goto("/clients/1/")
    tab.get_by_label("City").fill("Wien")
    tab.get_by_role("button", name="Save", exact=True).click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    assert [call.body for call in sandbox.calls if call.method == "PUT"] == [{"addressCity": "Wien"}]


def test_no_colour_stays_no_colour_until_one_is_picked_and_can_be_taken_away(tab, sandbox):
    sandbox.add(name="Grey")
    sign_in(tab)
    tab.goto("/clients/1/")
    field, picker = tab.locator("#id_color"), tab.get_by_label("Pick a colour")
    expect(field).to_have_value("")
    picker.fill("#ff8800")
    expect(field).to_have_value("#ff8800")
    tab.get_by_role("button", name="Save and continue editing").click()
    assert sandbox.clients[1]["color"] == "#ff8800"
    tab.get_by_role("button", name="No colour").click()
    tab.get_by_role("button", name="Save and continue editing").click()
    expect(field).to_have_value("")
    assert sandbox.clients[1]["color"] == ""


def test_a_session_that_expired_comes_back_to_its_form_after_sign_in(tab, sandbox):
    sandbox.add(name="Huber")
    sign_in(tab)
    tab.goto("/clients/1/")
    tab.context.clear_cookies(name="sessionid")
    tab.get_by_role("button", name="Save", exact=True).click()
    tab.get_by_label("Username").fill("edith")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(re.compile(r"/clients/1/\?draft=[0-9a-f]{16}$"))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_axe_finds_nothing_on_a_list_that_is_read_page_by_page_either(window, sandbox, width, scheme):
    """All else is looked at where all clients are in memory, in `test_browser_axe`."""
    sandbox.add(name="Huber & Söhne Gesellschaft mit sehr langem Namen", color="#FF0000", email="a@b.example")
    found = {}
    for name in ("vera", "edith"):
        page = window(name)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for path in ("/clients/", "/clients/?q=nobody"):
            page.goto(path)
            found[name, path] = problems(page)
    assert {path: problem for path, problem in found.items() if problem} == {}
