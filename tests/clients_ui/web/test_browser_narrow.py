"""On a telephone and on paper; what is at work; who was seen last. In a real browser."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, problems, sign_in, sign_out

pytestmark = IN_THE_BROWSER


@pytest.fixture(params=[320, 375])
def phone(window, sandbox, request):
    for number in range(30):
        sandbox.add(name=f"Huber {number:02}", email="a@b.example", phone="+43 1 1", enabled=True)
    page = window("max")
    page.set_viewport_size({"width": request.param, "height": 640})
    page.goto("/clients/")
    return page


def test_on_a_telephone_clients_are_cards_one_below_the_other(phone):
    expect(phone.locator("#result_list thead")).to_be_hidden()
    first, second = (phone.locator("#result_list tbody tr").nth(number).bounding_box() for number in (0, 1))
    assert first["width"] > 0.85 * phone.viewport_size["width"]
    assert second["y"] >= first["y"] + first["height"] - 1
    assert problems(phone) == []


@pytest.mark.parametrize("path", ["/clients/", "/clients/1/", "/history/", "/auth/user/"])
def test_on_a_telephone_the_header_is_one_line_and_places_and_account_are_behind_one_menu(phone, path):
    phone.goto(path)
    assert phone.locator("#header").bounding_box()["height"] <= 56
    expect(phone.locator("#header").get_by_role("link", name="History")).to_be_hidden()
    phone.locator("#user-tools summary").click()
    menu = phone.locator("#user-tools .pop")
    for name in ("Clients", "Accounts", "History"):
        expect(menu.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
    menu.get_by_role("link", name="Accounts").click()
    expect(phone).to_have_url(re.compile("/auth/user/$"))


def test_on_a_telephone_filters_and_columns_are_behind_one_button(phone):
    expect(phone.locator("#columns")).to_be_hidden()
    phone.get_by_text("Filters and columns").click()
    phone.locator("#columns summary").click()
    phone.get_by_label("Phone", exact=True).uncheck()
    phone.get_by_role("button", name="Show these columns").click()
    expect(phone.locator("#result_list tbody tr").first).not_to_contain_text("+43")
    phone.get_by_text("Filters and columns").click()
    phone.locator("#columns summary").click()
    phone.get_by_label("Phone", exact=True).check()
    phone.get_by_role("button", name="Show these columns").click()


def test_on_a_telephone_save_is_within_reach_of_the_thumb_wherever_one_is_on_the_page(phone):
    phone.goto("/clients/1/")
    save = phone.get_by_role("button", name="Save", exact=True)
    for scrolled in (0, 300, 10_000):
        phone.evaluate(f"scrollTo(0, {scrolled})")
        expect(save).to_be_in_viewport(ratio=1)
        assert save.bounding_box()["y"] > phone.viewport_size["height"] * 0.8
    assert phone.locator(".submit-row.bar").bounding_box()["height"] < 72


def apart(boxes):
    """Whether no two of these overlap."""
    return not any(
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
        for at, one in enumerate(boxes)
        for other in boxes[:at]
    )


@pytest.mark.parametrize(("language", "more"), [("en", "More"), ("de", "Mehr")])
def test_on_a_telephone_every_button_of_a_client_lies_within_its_bar_those_behind_more_too(phone, language, more):
    phone.set_extra_http_headers({"Accept-Language": language})
    phone.goto("/clients/")
    phone.locator("#result_list tbody th a").first.click()
    bar = phone.locator(".submit-row.bar")
    save, buttons = bar.locator("[name=_save]"), bar.locator("input, a")
    expect(bar.locator("summary")).to_have_text(more)
    for number in (1, 5):
        shown = [each for each in [bar.locator("summary"), *buttons.all()] if each.is_visible()]
        assert len(shown) > number
        for each in shown:
            expect(each).to_be_in_viewport(ratio=1)
            assert each.bounding_box()["height"] >= 24
        assert apart([each.bounding_box() for each in shown])
        assert save.bounding_box()["y"] > phone.viewport_size["height"] / 2
        assert problems(phone) == []
        bar.locator("summary").click()
    expect(bar.locator(".deletelink")).to_be_hidden()


def test_on_a_telephone_each_account_is_a_card_that_says_what_it_shows(phone):
    phone.goto("/auth/user/")
    for part in ("html", ".results"):
        assert phone.locator(part).evaluate("(each) => each.scrollWidth - each.clientWidth") == 0, part
    row = phone.get_by_role("row").filter(has_text="max")
    expect(row).to_contain_text("Active")
    expect(row).to_contain_text("No second factor")
    for cell in row.locator("th, td").filter(visible=True).all():
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= phone.viewport_size["width"]
    expect(phone.locator(".paginator")).to_have_text(re.compile(r"^\s*\d+ accounts\s*$"))
    assert problems(phone) == []


# At work


WATCH = """() => {
    const told = document.getElementById("working");
    sessionStorage.told = "";
    new MutationObserver(() => { sessionStorage.told += told.textContent; }).observe(told, { childList: true });
}"""
PRESS = """(button) => {
    for (const after of [0, 20, 120, 450]) {
        setTimeout(() => { button.click(); sessionStorage.pressed = button.getAttribute("aria-disabled"); }, after);
    }
}"""

ASK_TWICE = """(form) => {
    for (const [after, action] of [[0, "add"], [100, "change"]]) {
        setTimeout(() => { form.elements.action.value = action; form.requestSubmit(); }, after);
    }
}"""


def told(page):
    """What was said to be at work, on the page that was left too."""
    return page.evaluate("sessionStorage.told")


def test_what_takes_long_says_so_and_is_not_sent_twice(window, sandbox):
    sandbox.add(name="Huber")
    page = window("edith")
    page.goto("/clients/1/")
    page.get_by_label("Phone", exact=True).fill("1")
    sandbox.switches.delay = 0.4
    page.evaluate(WATCH)
    page.get_by_role("button", name="Save", exact=True).evaluate(PRESS)
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")
    assert told(page) == "One moment …"
    assert page.evaluate("sessionStorage.pressed") == "true"
    assert [call.body for call in sandbox.calls if call.method == "PUT"] == [{"phone": "1"}]
    assert len([call for call in sandbox.calls if call.path == "clients/1"]) == 5  # the form, its projects, one save


def test_a_question_that_takes_long_can_be_asked_otherwise_meanwhile(window):
    page, asked = window("max"), []
    page.goto("/history/")
    page.route("**/history/?*", lambda route: asked.append(route.request.url))
    page.locator("form.filters").evaluate(ASK_TWICE)
    page.wait_for_timeout(300)
    assert [url.partition("action=")[2].partition("&")[0] for url in asked] == ["add", "change"]


def test_a_page_that_takes_long_says_so_too_and_who_comes_back_by_the_browser_can_go_on(window, sandbox):
    sandbox.add(name="Huber")
    page = window("edith")
    page.goto("/clients/")
    page.evaluate(WATCH)
    sandbox.switches.delay = 0.5
    page.get_by_role("link", name="Huber").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Huber")
    assert told(page) == "One moment …"
    page.evaluate("history.back()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")
    expect(page.locator("#working")).to_be_empty()


def test_a_search_says_so_after_three_tenths_of_a_second_and_not_before(window, sandbox):
    page, held = window("edith"), []

    def hold(route):
        held.append(route)

    page.clock.install()
    page.goto("/clients/")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.route("**/clients/?q=Hub", hold)
    page.locator("#searchbar").fill("Hub")
    with page.expect_request("**/clients/?q=Hub"):
        page.clock.run_for(25)
    page.clock.run_for(299)
    expect(page.locator("#working")).to_be_empty()
    page.clock.run_for(1)
    expect(page.get_by_role("status").filter(has_text="One moment …")).to_be_visible()
    held[0].continue_()
    expect(page).to_have_url(re.compile("q=Hub"))
    expect(page.locator("#working")).to_be_empty()


def test_the_end_of_one_of_two_things_does_not_hide_that_the_other_is_at_work(window):
    page = window("edith")
    page.clock.install()
    page.goto("/clients/")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.evaluate("window.ends = [begun(), begun()]")
    page.clock.run_for(200)
    page.evaluate("ends.push(begun())")
    page.clock.run_for(100)
    for number in (0, 0, 1):  # the first is over twice; the last has not taken long yet
        expect(page.locator("#working")).to_have_text("One moment …")
        page.evaluate(f"ends[{number}]()")
    expect(page.locator("#working")).to_be_empty()
    page.clock.run_for(200)
    expect(page.locator("#working")).to_have_text("One moment …")
    page.evaluate("ends[2]()")
    expect(page.locator("#working")).to_be_empty()


def test_who_stays_with_a_form_that_is_not_saved_is_told_of_no_work(window, sandbox):
    sandbox.add(name="Huber")
    page = window("edith")
    page.goto("/clients/1/")
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.get_by_label("Phone", exact=True).press_sequentially("1")
    page.get_by_role("link", name="Close").click(no_wait_after=True)
    page.wait_for_timeout(600)
    expect(page.locator("#working")).to_be_empty()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")


def test_after_a_file_was_asked_for_the_form_can_be_sent_again(window, sandbox):
    page = window("max")
    page.goto("/history/")
    for _ in range(2):
        with page.expect_download():
            page.get_by_role("button", name="CSV").click()
    page.wait_for_timeout(400)
    expect(page.locator("#working")).to_be_empty()


# On paper


ADDRESS = {"address": "Ring 1", "addressZipCode": "1010", "addressCity": "Wien" * 9, "addressCountry": "AT"}


@pytest.mark.parametrize("width", [718, 1280])  # A4 between its margins, and a screen
def test_a_list_prints_whole_without_frame_and_buttons(window, sandbox, width):
    for number in range(50):
        contact = {"email": f"{'long' * 12}@b.example", "phone": "+43 1 1", "contactPerson": "Eva" * 20}
        sandbox.add(name=f"Huber {number:02}", **contact, **ADDRESS)
    page = window("edith")
    page.goto("/clients/")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(media="print")
    for gone in ("#header", "#toolbar", ".addlink", ".breadcrumbs", ".submit-row"):
        assert not any(each.is_visible() for each in page.locator(gone).all()), gone
    for head in page.get_by_role("columnheader").all():
        expect(head).to_be_visible()
        box = head.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    cut = """[...document.querySelectorAll('.results, #result_list td, #result_list th')]
        .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.className)"""
    assert page.evaluate(cut) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    last = page.locator("#result_list tbody tr").last.bounding_box()
    assert last["y"] > 800  # all of them are on the paper, not those alone that were in view
    assert page.evaluate("document.documentElement.scrollHeight") >= last["y"] + last["height"]


@pytest.mark.parametrize("name", ["edith", "vera"])
def test_a_client_prints_whole_without_frame_and_buttons(window, sandbox, name):
    sandbox.add(name="Huber", notes="\n".join(f"line {number}" for number in range(60)), **ADDRESS)
    page = window(name)
    page.set_viewport_size({"width": 718, "height": 800})
    page.goto("/clients/1/")
    page.emulate_media(media="print")
    for gone in ("#header", ".breadcrumbs", ".submit-row", ".object-tools", ".colour-tools"):
        assert not any(each.is_visible() for each in page.locator(gone).all()), gone
    notes = page.locator("#id_notes")
    assert notes.evaluate("(each) => each.scrollHeight - each.clientHeight") <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 718


# Seen last


def remembered(page):
    return json.loads(page.evaluate("localStorage.getItem('clients-seen')") or "null")


def test_the_five_clients_that_were_opened_last_are_remembered_as_ids_alone_and_gone_at_sign_out(tab, sandbox):
    for number in range(7):
        sandbox.add(name=f"Huber {number}", notes="a secret")
    sign_in(tab)
    for number in (1, 2, 3, 4, 5, 6, 2):
        tab.goto(f"/clients/{number}/")
    tab.goto("/clients/99/")
    assert remembered(tab) == ["2", "6", "5", "4", "3"]
    assert "Huber" not in tab.evaluate("JSON.stringify([localStorage, sessionStorage])")
    sign_out(tab)
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    assert remembered(tab) is None


def test_they_are_forgotten_where_a_session_has_ended_by_itself(tab, sandbox):
    sandbox.add(name="Huber")
    sign_in(tab)
    tab.goto("/clients/1/")
    assert remembered(tab) == ["1"]
    tab.context.clear_cookies(name="sessionid")
    tab.goto("/clients/1/")
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    assert remembered(tab) is None
