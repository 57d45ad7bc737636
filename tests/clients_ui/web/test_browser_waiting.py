"""While another client is fetched or a form is sent, nothing that is typed is lost or meant for another client."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER
from tests.clients_ui.web.keyboard import look_at, panel, phones, row

pytestmark = IN_THE_BROWSER


@pytest.fixture
def page(list_of_six):
    return list_of_six


@pytest.fixture
def timetrack(six):
    return six


def held_back(page, url):
    """Hold back what the page asks for at this address, once; what lets it go."""
    held = []
    page.route(url, lambda route: route.continue_() if held else held.append(route))
    return held


def test_e_waits_for_the_client_that_has_the_focus_and_edits_no_other(page, timetrack):
    look_at(page)
    held = held_back(page, "**/clients/3/")
    with page.expect_request("**/clients/3/"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("e")
    page.keyboard.press("Tab")
    page.wait_for_timeout(100)
    assert page.locator("#quick .body :focus").count() == 0
    row(page, "Gruber KG").focus()
    page.keyboard.press("e")
    held[0].continue_()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Gruber KG")
    expect(panel(page).get_by_label("Contact person")).to_be_focused()
    page.keyboard.type("Eva")
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_contain_text("Gruber KG")
    assert (timetrack.clients[2].get("contactPerson"), timetrack.clients[3]["contactPerson"]) == (None, "Eva")


def test_while_another_client_is_fetched_the_old_form_takes_nothing_and_nothing_is_sent_from_it(page, timetrack):
    look_at(page)
    held = held_back(page, "**/clients/3/")
    phone = panel(page).get_by_label("Phone", exact=True)
    with page.expect_request("**/clients/3/"):
        page.keyboard.press("ArrowDown")
    phone.click(force=True)
    page.keyboard.type("9")
    expect(phone).to_have_value("+43 1 111")
    page.keyboard.press("Control+s")
    held[0].continue_()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Gruber KG")
    phone.click()
    page.keyboard.press("End")
    page.keyboard.type("2")
    expect(phone).to_have_value("+43 1 1112")
    assert [call for call in timetrack.calls if call.method == "PUT"] == []


def test_a_client_that_does_not_come_gives_the_form_before_it_back_with_its_typing_still_asked_for(page):
    look_at(page)
    phone = panel(page).get_by_label("Phone", exact=True)
    phone.fill("+43 1 222")
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/clients/3/", lambda route: route.abort())
    row(page, "Gruber KG").focus()
    expect(panel(page).locator("> [role=status]")).to_contain_text("could not be fetched")
    expect(phone).to_have_value("+43 1 222")
    phone.click()
    expect(phone).to_be_focused()
    expect(panel(page).locator("[data-unsaved]")).to_have_count(1)


def test_letters_after_e_are_meant_for_the_form_and_no_keys(page):
    row(page, "Huber").focus()
    held = held_back(page, "**/clients/5/")
    with page.expect_request("**/clients/5/"):
        page.keyboard.press("Space")
    page.keyboard.press("e")
    page.keyboard.type("neu jk?")
    held[0].continue_()
    expect(panel(page).get_by_label("Contact person")).to_be_focused()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Huber")
    expect(page.locator("#keys")).to_be_hidden()
    assert page.went == []


def test_space_twice_in_a_row_shows_the_client_all_the_same(page):
    row(page, "Huber").focus()
    held = held_back(page, "**/clients/5/")
    with page.expect_request("**/clients/5/"):
        page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Huber")
    assert held


@pytest.mark.parametrize("answer", ["saved", "lost"])
def test_while_it_is_saved_nothing_can_be_typed_and_the_focus_comes_back_to_where_it_was(page, timetrack, answer):
    look_at(page)
    phone = panel(page).get_by_label("Phone", exact=True)
    phone.fill("+43 1 222")
    held = held_back(page, "**/clients/2/")
    with page.expect_request("**/clients/2/"):
        page.keyboard.press("Control+s")
    page.keyboard.type("neu9")
    expect(phone).to_have_value("+43 1 222")
    phone.click(force=True)
    page.keyboard.type("9")
    if answer == "saved":
        held[0].continue_()
        expect(panel(page).locator(".success")).to_be_visible()
    else:
        held[0].abort()
        expect(panel(page).locator("> [role=status]")).to_contain_text("unclear")
    expect(phone).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("9")
    expect(phone).to_have_value("+43 1 2229")
    assert page.went == []


def test_while_a_page_is_saved_nothing_can_be_typed_into_it_and_letters_are_no_keys(page, timetrack):
    page.goto("/clients/2/")
    phone = page.get_by_label("Phone", exact=True)
    phone.fill("+43 1 222")
    page.evaluate("onsubmit = () => { oninput = () => { sessionStorage.setItem('late', '1'); }; }")
    held = held_back(page, "**/clients/2/")
    page.keyboard.press("Control+s")
    while not held:
        page.wait_for_timeout(20)
    page.keyboard.type("neu9")
    held[0].continue_()
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")
    expect(page).to_have_url(re.compile("/clients/$"))
    assert page.evaluate("sessionStorage.getItem('late')") is None
    assert phones(timetrack) == ["+43 1 222"]
