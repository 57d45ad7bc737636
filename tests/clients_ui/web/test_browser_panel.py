"""The quick look beside the list, in a real browser, with all clients in memory."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER
from tests.clients_ui.web.keyboard import look_at, panel, phones, row
from tests.served import PASSWORD
from ttdash.sandbox import Fault

pytestmark = IN_THE_BROWSER


@pytest.fixture
def page(list_of_six):
    return list_of_six


@pytest.fixture
def timetrack(six):
    return six


def test_the_focus_stays_on_its_row_and_arrows_move_on_with_the_panel_open(page):
    look_at(page)
    expect(row(page, "Gruber Bau")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Gruber KG")
    expect(row(page, "Gruber KG")).to_be_focused()
    page.keyboard.press("j")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Grünwald OG")
    page.keyboard.press("k")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Gruber KG")
    page.keyboard.press("e")
    expect(panel(page).get_by_label("Contact person")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row(page, "Gruber KG")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(row(page, "Gruber KG")).to_be_focused()
    assert page.went == []


def test_a_button_opens_it_too_and_so_does_e_at_once_at_the_first_field(page):
    row(page, "Huber").hover()
    page.get_by_role("button", name="Quick look at Huber").click()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Huber")
    page.keyboard.press("Escape")
    row(page, "Zeman").focus()
    page.keyboard.press("e")
    expect(panel(page).get_by_label("Contact person")).to_be_focused()
    assert page.went == []


def test_the_choice_of_countries_in_the_panel_begins_with_those_in_use_and_finds_by_any_name(page, timetrack):
    look_at(page, "Huber")
    country = panel(page).get_by_label("Country")
    assert country.locator("optgroup").first.locator("option").all_inner_texts() == ["Austria"]
    country.focus()
    page.keyboard.type("deutschl")
    expect(country).to_have_value("DE")
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_be_visible()
    assert timetrack.clients[5]["addressCountry"] == "DE"


def test_what_is_saved_is_in_the_row_at_once(page, timetrack):
    look_at(page, "Huber")
    panel(page).get_by_label("City").fill("Linz")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result_list tr", has_text="Huber").locator(".field-addressCity")).to_have_text("Linz")
    expect(panel(page).get_by_label("City")).to_be_focused()
    assert timetrack.clients[5]["addressCity"] == "Linz"


def test_a_clash_is_shown_in_the_panel_and_settled_there(page, timetrack):
    look_at(page)
    timetrack.clients[2]["phone"] = "+43 1 999"
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    page.keyboard.press("Control+s")
    expect(panel(page).get_by_text("Which one is to be kept?")).to_be_visible()
    expect(panel(page).get_by_label("Theirs, in TimeTrack now")).to_be_focused()
    assert phones(timetrack) == []
    panel(page).get_by_label("Mine, not saved").check()
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_be_visible()
    assert phones(timetrack) == ["+43 1 222"]


def test_what_is_typed_wrong_comes_back_with_the_focus_in_it(page, timetrack):
    look_at(page)
    panel(page).get_by_label("E-mail", exact=True).fill("not a mail")
    panel(page).get_by_role("button", name="Save").click()
    expect(panel(page).get_by_label("E-mail", exact=True)).to_be_focused()
    expect(panel(page).get_by_label("E-mail", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(panel(page).get_by_label("E-mail", exact=True)).to_have_value("not a mail")


def test_a_write_that_failed_keeps_the_typing_and_can_be_tried_again(page, timetrack):
    look_at(page)
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    timetrack.fail(Fault.SERVER_ERROR, on="PUT")
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".messagelist .error")).to_contain_text("Nothing was saved")
    expect(panel(page).get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_be_visible()


def test_a_lost_connection_keeps_the_typing(page, timetrack):
    look_at(page)
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    page.route("**/clients/2/**", lambda route: route.abort())
    page.keyboard.press("Control+s")
    expect(panel(page).locator("> [role=status]")).to_contain_text("It is unclear whether this was saved")
    page.unroute("**/clients/2/**")
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_be_visible()
    assert phones(timetrack) == ["+43 1 222"]


def test_a_refused_token_is_renewed_and_the_typing_kept(page, timetrack):
    look_at(page)
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    page.locator("#quick [name=csrfmiddlewaretoken]").evaluate("field => { field.value = 'x'.repeat(64) }")
    page.keyboard.press("Control+s")
    expect(panel(page).locator("> [role=status]")).to_contain_text("you signed in again meanwhile")
    expect(panel(page).get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    assert phones(timetrack) == []
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_be_visible()
    assert phones(timetrack) == ["+43 1 222"]
    assert page.went == []


def test_whoever_is_signed_out_keeps_the_typing_signs_in_beside_it_and_saves(page, timetrack):
    look_at(page)
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    expect(panel(page).locator("> [role=status]")).to_contain_text("You are signed out")
    beside = page.context.new_page()
    beside.goto("/clients/")
    beside.get_by_label("Username").fill("edith")
    beside.get_by_label("Password").fill(PASSWORD)
    beside.get_by_role("button", name="Sign in").click()
    expect(beside.get_by_role("heading", level=1)).to_have_text("Clients")
    page.keyboard.press("Control+s")  # sign-in made the token of this page too old
    expect(panel(page).locator("> [role=status]")).to_contain_text("you signed in again meanwhile")
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_be_visible()
    assert phones(timetrack) == ["+43 1 222"]
    assert page.went == []


def test_nothing_typed_is_left_without_a_question(page, timetrack):
    asked = []
    look_at(page)
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(row(page, "Gruber Bau")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page).get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    page.evaluate("location.assign('/findings/')")
    page.wait_for_timeout(200)
    assert asked == ["confirm", "confirm", "beforeunload"]
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    assert phones(timetrack) == []


def test_a_client_that_is_read_late_never_replaces_the_one_asked_for_after_it(page):
    late = []

    def held(route):
        late.append(route)

    page.route("**/clients/2/**", held)
    row(page, "Gruber Bau").focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(150)
    row(page, "Huber").focus()
    page.keyboard.press("Space")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Huber")
    for route in late:
        route.continue_()
    page.wait_for_timeout(300)
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Huber")
    assert late


def test_esc_closes_the_panel_for_good_though_the_next_client_is_still_on_its_way(page):
    look_at(page)
    page.route("**/clients/3/**", lambda route: None)
    with page.expect_request("**/clients/3/**"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)
    expect(panel(page)).to_be_hidden()


def test_while_it_is_being_saved_nothing_takes_the_panel_away_before_the_outcome_is_told(page, timetrack):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    look_at(page)
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    held = []
    page.route("**/clients/2/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/clients/2/"):
        page.keyboard.press("Control+s")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    held[0].continue_()
    expect(panel(page).locator(".success")).to_contain_text("was saved")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Gruber Bau")
    assert phones(timetrack) == ["+43 1 222"]
    assert asked == []


@pytest.mark.parametrize("key", ["Space", "e"])
def test_what_was_typed_for_a_client_that_left_the_list_is_not_replaced_without_a_question(page, key):
    look_at(page)
    phone = panel(page).get_by_label("Phone", exact=True)
    phone.fill("+43 1 222")
    page.locator("#searchbar").fill("Huber")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#result_list .name > a").focus()
    page.keyboard.press(key)
    assert asked == ["confirm", "confirm"]  # on the row, and by the key
    expect(phone).to_have_value("+43 1 222")


def test_a_client_that_did_not_come_leaves_the_one_before_marked_as_what_is_shown(page):
    look_at(page)
    page.route("**/clients/3/**", lambda route: route.abort())
    page.keyboard.press("ArrowDown")
    expect(panel(page).locator("> [role=status]")).to_contain_text("This client could not be fetched.")
    expect(page.locator("#result_list tr.selected .name > a")).to_have_text("Gruber Bau")
    page.unroute("**/clients/3/**")
    page.keyboard.press("Space")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Gruber KG")
    expect(page.locator("#result_list tr.selected .name > a")).to_have_text("Gruber KG")


def test_the_list_after_a_save_is_the_one_that_was_searched_for_meanwhile(page):
    look_at(page)
    held = []
    page.route("**/clients/?q=zem", lambda route: route.continue_() if held else held.append(route))
    page.locator("#searchbar").fill("zem")
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    page.wait_for_timeout(100)
    assert held
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_be_visible()
    expect(page.locator("#result_list .name > a")).to_have_text(["Zeman"])


def test_on_a_telephone_the_page_itself_is_opened(page):
    page.set_viewport_size({"width": 375, "height": 800})
    row(page, "Huber").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("/clients/5/$"))


def test_without_script_there_is_no_button_and_the_link_opens_the_page(page, desk, chromium):
    context = chromium.new_context(base_url=desk.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": desk.cookies["sessionid"], "url": desk.url}])
    plain = context.new_page()
    plain.goto("/clients/?q=huber")
    plain.locator("#result_list tbody tr").first.hover()
    expect(plain.get_by_role("button", name="Quick look at Huber")).to_be_hidden()
    plain.get_by_role("link", name="Huber").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Huber")
    context.close()


def test_a_client_that_is_created_from_the_panel_is_the_one_that_stands_there_from_then_on(page, timetrack):
    look_at(page)
    panel(page).get_by_label("Phone", exact=True).fill("+43 1 222")
    del timetrack.clients[2]
    page.keyboard.press("Control+s")
    panel(page).get_by_role("button", name="Create it again with these values").click()
    expect(panel(page).locator(".success")).to_contain_text("was created again")
    [new] = [number for number, client in timetrack.clients.items() if client["name"] == "Gruber Bau"]
    expect(panel(page).get_by_role("link", name="Open the page")).to_have_attribute(
        "href", re.compile(f"/clients/{new}/$")
    )
    expect(page.locator("#result_list tr.selected .name > a")).to_have_attribute("href", f"/clients/{new}/")
    expect(row(page, "Gruber Bau")).to_have_count(1)
    panel(page).get_by_label("Contact person").fill("Eva")
    page.keyboard.press("Control+s")
    expect(panel(page).locator(".success")).to_contain_text("was saved")
    page.keyboard.press("Escape")
    expect(row(page, "Gruber Bau")).to_be_focused()
    page.keyboard.press("Space")  # it is the one that is shown
    expect(panel(page)).to_be_hidden()
    del timetrack.clients[new]


def test_signed_out_looking_says_so_in_words_of_its_own_with_a_way_to_sign_in_and_can_be_done_again(page):
    cookies = page.context.cookies()
    row(page, "Huber").focus()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Space")
    said = panel(page).locator("> [role=status]")
    expect(said).to_contain_text("You are signed out. Sign in in another tab, then look again here.")
    with page.context.expect_page() as beside:
        said.get_by_role("link", name="Sign in").click()
    expect(beside.value.get_by_label("Username")).to_be_visible()
    page.context.add_cookies(cookies)
    row(page, "Huber").hover()
    page.get_by_role("button", name="Quick look at Huber").click()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text("Huber")
