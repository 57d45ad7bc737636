"""The keyboard in a real browser, with all clients in memory."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER
from tests.clients_ui.web.keyboard import panel, phones, row

pytestmark = IN_THE_BROWSER


@pytest.fixture
def page(list_of_six):
    return list_of_six


@pytest.fixture
def timetrack(six):
    return six


class Hands:
    """What is pressed besides the text, counted."""

    def __init__(self, page):
        self.keyboard, self.pressed = page.keyboard, 0

    def press(self, *keys):
        for key in keys:
            self.keyboard.press(key)
            self.pressed += 1

    def type(self, text):
        self.keyboard.type(text)


# The counted task


def test_correcting_a_phone_number_beside_the_list_takes_nine_presses_and_no_page(page, timetrack):
    hands = Hands(page)
    page.evaluate("document.activeElement.blur()")
    hands.press("/")
    hands.type("gru")
    expect(page.locator("#count")).to_have_text("3 clients")
    hands.press("ArrowDown", "Space")
    expect(panel(page).get_by_label("Phone", exact=True)).to_have_value("+43 1 111")
    hands.press("e", "Tab", "Tab")
    hands.type("+43 1 222")
    hands.press("Control+s")
    expect(panel(page).locator(".success")).to_contain_text("was saved")
    expect(row(page, "Gruber Bau")).to_be_visible()
    hands.press("Escape")
    expect(row(page, "Gruber Bau")).to_be_focused()
    assert timetrack.clients[2]["phone"] == "+43 1 222"
    assert hands.pressed <= 9
    assert page.went == []


def test_with_the_page_it_takes_twelve_presses_and_ends_at_the_row_in_the_same_list(page, timetrack):
    hands = Hands(page)
    page.evaluate("document.activeElement.blur()")
    hands.press("/")
    hands.type("gru")
    expect(page.locator("#count")).to_have_text("3 clients")
    hands.press("ArrowDown", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gruber Bau")
    page.wait_for_load_state()
    hands.press("e")
    while page.evaluate("document.activeElement.name") != "phone":
        hands.press("Tab")
    hands.type("+43 1 333")
    hands.press("Control+s")
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")
    expect(page).to_have_url(re.compile(r"/clients/\?q=gru$"))
    expect(row(page, "Gruber Bau")).to_be_focused()
    assert phones(timetrack) == ["+43 1 333"]
    assert hands.pressed <= 12


# The keys


def test_rows_are_walked_by_arrows_home_end_and_page_keys(page):
    page.keyboard.press("ArrowDown")
    expect(row(page, "Auer GmbH")).to_be_focused()
    for key, name in (("End", "Zeman"), ("Home", "Auer GmbH"), ("PageDown", "Zeman"), ("PageUp", "Auer GmbH")):
        page.keyboard.press(key)
        expect(row(page, name)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#searchbar")).to_be_focused()


def test_no_key_fires_where_it_would_be_text(page):
    page.locator("#searchbar").focus()
    page.keyboard.type("/?enjk x")
    expect(page.locator("#searchbar")).to_have_value("/?enjk x")
    expect(page.locator("#keys")).to_be_hidden()
    page.goto("/clients/2/")
    page.locator("#id_notes").focus()
    page.keyboard.type("/?e njk")
    expect(page.locator("#id_notes")).to_have_value("/?e njk")
    expect(page).to_have_url(re.compile("/clients/2/$"))


def test_what_control_and_shift_mean_to_the_browser_is_left_to_it(page):
    page.evaluate("""addEventListener("keydown", (event) => { document.title = String(event.defaultPrevented); })""")
    page.keyboard.press("Control+Shift+k")
    expect(page).to_have_title("false")
    page.keyboard.press("Control+k")
    expect(page).to_have_title("true")


def test_every_key_is_in_the_help_and_n_leads_to_a_new_client(page):
    page.locator("#found .results").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    expect(page.locator("#keys dt")).to_have_count(13)
    assert page.evaluate("[...document.querySelectorAll('#keys [data-does]')].every(e => ACTIONS[e.dataset.does])")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/clients/add/$"))


def test_j_and_k_lead_to_the_next_and_the_previous_client_of_the_list_and_esc_back_to_its_row(page):
    page.goto("/clients/?q=gru")
    row(page, "Gruber Bau").click()
    for key, name in (("j", "Gruber KG"), ("j", "Grünwald OG"), ("k", "Gruber KG")):
        page.wait_for_load_state()
        page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".neighbours")).to_contain_text("2 of 3")
    page.wait_for_load_state()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/clients/\?q=gru$"))
    expect(row(page, "Gruber KG")).to_be_focused()


def test_esc_asks_before_it_leaves_a_page_where_something_was_typed(page):
    page.goto("/clients/2/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Phone", exact=True).press("x")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    expect(page).to_have_url(re.compile("/clients/2/$"))


def test_the_first_error_and_the_first_clash_have_the_focus(page, timetrack):
    page.goto("/clients/2/")
    page.get_by_label("E-mail", exact=True).fill("not a mail")
    page.keyboard.press("Control+s")
    expect(page.get_by_label("E-mail", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    page.goto("/clients/3/")
    timetrack.clients[3]["phone"] = "+43 1 999"
    page.get_by_label("Phone", exact=True).fill("+43 1 222")
    page.keyboard.press("Control+s")
    expect(page.get_by_label("Theirs, in TimeTrack now")).to_be_focused()


# Find a client


@pytest.mark.parametrize("path", ["/clients/", "/clients/2/", "/findings/", "/password_change/"])
def test_control_k_finds_a_client_on_every_page_and_enter_opens_the_first(page, path):
    page.goto(path)
    page.keyboard.press("Control+k")
    expect(page.locator("#go-box")).to_be_focused()
    page.keyboard.type("gru")
    matches = page.locator("#go-found [role=option]")
    expect(matches).to_have_count(3)
    expect(matches.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gruber Bau")


def test_an_arrow_chooses_another_match_and_esc_closes_them(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("gru")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator("#go-found")).to_be_hidden()
    page.keyboard.type("gru")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gruber KG")


SAVED_MEANWHILE = """(form) => {
    form.elements.phone.value = "+43 1 222";
    return fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
}"""


def test_what_is_to_be_told_on_the_next_page_is_told_there_though_a_client_is_looked_for_before(page):
    page.goto("/clients/2/", wait_until="networkidle")
    page.locator("#client_form").evaluate(SAVED_MEANWHILE)  # as in another window: its next page is not there yet
    page.locator("#go-box").press_sequentially("gru")
    expect(page.locator("#go-found [role=option]")).to_have_count(3)
    page.goto("/clients/3/", wait_until="networkidle")
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")


def test_esc_in_find_a_client_closes_its_matches_and_leaves_no_page(page):
    page.goto("/clients/2/")
    page.keyboard.press("Control+k")
    page.keyboard.type("gru")
    expect(page.locator("#go-found [role=option]")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator("#go-found")).to_be_hidden()
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("/clients/2/$"))


def test_enter_opens_none_of_the_matches_of_what_was_typed_before(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("gru")
    expect(page.get_by_role("option")).to_have_count(3)
    page.route("**/clients/?q=grub", lambda route: None)
    with page.expect_request("**/clients/?q=grub"):
        page.keyboard.type("b")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    page.wait_for_timeout(400)
    expect(page).to_have_url(re.compile("/clients/$"))


def test_enter_before_the_matches_are_there_waits_for_them(page):
    page.route("**/clients/?q=*", lambda route: (page.wait_for_timeout(150), route.continue_()))
    page.keyboard.press("Control+k")
    page.keyboard.type("zem")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeman")


def test_where_nothing_matches_enter_leads_to_the_list_that_says_so(page):
    page.keyboard.press("Control+k")
    page.keyboard.type("xyzw")
    page.keyboard.press("Enter")
    expect(page.locator("#found .nothing")).to_contain_text("No client was found for “xyzw”.")


def test_the_way_back_by_the_browser_ends_at_the_row_one_came_from(page):
    page.goto("/clients/?q=gru")
    page.evaluate("addEventListener('unload', () => {})")  # so that the browser does not keep the page as it was
    row(page, "Gruber KG").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gruber KG")
    page.evaluate("history.back()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")
    expect(row(page, "Gruber KG")).to_be_focused()


def test_e_leads_on_the_page_to_the_field_that_it_leads_to_in_the_panel(page):
    page.goto("/clients/2/")
    page.keyboard.press("e")
    expect(page.get_by_label("Contact person")).to_be_focused()
