"""The keyboard and the quick look, in a real browser, with all clients in memory."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, is_complaint, looks, problems, signed_in
from tests.served import PASSWORD, serve
from ttdash.sandbox import Fault, Sandbox

pytestmark = IN_THE_BROWSER
NAMES = ("Auer GmbH", "Gruber Bau", "Gruber KG", "Grünwald OG", "Huber", "Zeman")


@pytest.fixture(scope="module")
def timetrack():
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret") as running:
        yield running


@pytest.fixture(scope="module")
def office(timetrack, tmp_path_factory):
    dashboard = serve(tmp_path_factory.mktemp("keyboard"), timetrack.url, DIRECTORY_SECONDS="600", BREAKER_FAILURES="0")
    dashboard.cookies = signed_in(dashboard.url)
    yield dashboard
    dashboard.stop()


@pytest.fixture
def page(office, timetrack, chromium):
    """The list, as an editor who has just opened it; `went` counts the pages that were loaded since."""
    for number, name in enumerate(NAMES, 1):
        timetrack.clients[number] = {"name": name, "phone": "+43 1 111", "addressCountry": "AT", "enabled": True}
    timetrack.calls.clear()
    context = chromium.new_context(base_url=office.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    complaints, tab = [], context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
    until = time.monotonic() + 10
    tab.goto("/clients/")
    while not tab.locator("#count").count():  # each worker reads all clients at its first request
        assert time.monotonic() < until
        tab.goto("/clients/")
    tab.went = []
    tab.on("request", lambda sent: tab.went.append(sent.url) if sent.is_navigation_request() else None)
    yield tab
    context.close()
    assert complaints == []


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


def row(page, name):
    return page.locator("#result_list .name > a").get_by_text(name, exact=True)


def panel(page):
    return page.locator("#quick")


def phones(timetrack):
    return [call.body["phone"] for call in timetrack.calls if call.method == "PUT"]


def look_at(page, name="Gruber Bau"):
    row(page, name).focus()
    page.keyboard.press("Space")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text(name)


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


# The quick look


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


def test_on_a_telephone_the_page_itself_is_opened(page):
    page.set_viewport_size({"width": 375, "height": 800})
    row(page, "Huber").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("/clients/5/$"))


def test_without_script_there_is_no_button_and_the_link_opens_the_page(page, office, chromium):
    context = chromium.new_context(base_url=office.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    plain = context.new_page()
    plain.goto("/clients/?q=huber")
    plain.locator("#result_list tbody tr").first.hover()
    expect(plain.get_by_role("button", name="Quick look at Huber")).to_be_hidden()
    plain.get_by_role("link", name="Huber").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Huber")
    context.close()


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
    expect(page.locator("#keys dt")).to_have_count(12)
    assert page.evaluate("[...document.querySelectorAll('#keys [data-does]')].every(e => ACTIONS[e.dataset.does])")
    assert looks(page) == {}
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
    assert problems(page) == []
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
