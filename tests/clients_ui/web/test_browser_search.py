"""Search as you type, the keyboard and the overview, in a real browser, with all clients in memory."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, is_complaint, problems, signed_in
from tests.served import serve
from ttdash.sandbox import Sandbox, demo_clients

pytestmark = IN_THE_BROWSER
HITS = 30  # of "gru" among the demo clients


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret", clients=demo_clients()) as timetrack:
        dashboard = serve(tmp_path_factory.mktemp("search"), timetrack.url, DIRECTORY_SECONDS="600")
        dashboard.cookies = signed_in(dashboard.url)
        yield dashboard
        dashboard.stop()


@pytest.fixture(params=[1280, 400])
def page(office, chromium, request):
    context = chromium.new_context(base_url=office.url, viewport={"width": request.param, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    complaints = []
    tab = context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
    tab.goto("/clients/")
    until = time.monotonic() + 10
    while not tab.locator("#count").count():  # each worker reads all clients at its first request
        assert time.monotonic() < until
        tab.goto("/clients/")
    yield tab
    context.close()
    assert complaints == []


def found(page, number):
    expect(page.locator("#count")).to_have_text(f"{number} clients")


def test_rows_and_address_follow_what_is_typed_and_the_number_is_announced(page):
    expect(page.locator("#searchbar")).to_be_focused()
    page.keyboard.type("gru")
    found(page, HITS)
    expect(page.locator("#announcement")).to_have_text(f"{HITS} clients")
    expect(page.locator("#result_list tbody tr").first).to_contain_text("Gruber")
    expect(page).to_have_url(re.compile(r"/clients/\?q=gru$"))
    page.reload()
    found(page, HITS)
    page.keyboard.press("End")
    for _ in "gru":
        page.keyboard.press("Backspace")
    found(page, 240)
    expect(page).to_have_url(re.compile("/clients/$"))


def test_an_older_answer_never_replaces_a_newer_one(page):
    slow = []

    def later(route):
        if route.request.url.endswith("q=g"):
            slow.append(route)  # answered when the newer one has been
        else:
            route.continue_()

    page.route("**/clients/?q=*", later)
    page.keyboard.type("g")
    page.wait_for_timeout(400)
    page.keyboard.type("ru")
    found(page, HITS)
    for route in slow:
        route.continue_()
    page.wait_for_timeout(400)
    found(page, HITS)
    assert slow


def test_a_search_that_did_not_get_through_is_told_to_everybody_until_one_does(page):
    said = page.locator("#announcement")
    page.route("**/clients/?q=*", lambda route: route.abort())
    page.keyboard.type("gru")
    expect(said).to_have_text("The search did not get through. Press Enter to try again.")
    expect(said).not_to_have_class("visually-hidden")
    page.unroute("**/clients/?q=*")
    page.keyboard.type("b")
    expect(said).to_have_class("visually-hidden")
    expect(page).to_have_url(re.compile(r"q=grub$"))


def test_arrows_walk_the_rows_enter_opens_and_a_slash_leads_to_the_search(page):
    page.keyboard.type("gruber")
    expect(page.locator("#result_list tbody tr").first).to_contain_text("Gruber")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("#result_list tbody th a").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#searchbar")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gruber")
    page.wait_for_load_state()  # its script begins to listen when the page is there
    page.keyboard.press("/")
    expect(page.locator("#go-box")).to_be_focused()
    page.keyboard.type("Kaffeerösterei")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kaffeerösterei")


def test_what_is_being_composed_is_searched_for(page):
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "gru", "selectionStart": 3, "selectionEnd": 3})
    found(page, HITS)
    keyboard.send("Input.insertText", {"text": "gruber"})
    expect(page).to_have_url(re.compile(r"\?q=gruber$"))


def test_who_walks_the_rows_before_the_answer_is_there_stays_in_them(page):
    page.keyboard.type("gru")
    page.keyboard.press("ArrowDown")
    found(page, HITS)
    expect(page.locator("#result_list tbody th a").first).to_be_focused()


WIDE = pytest.mark.parametrize("page", [1280], indirect=True)


def typed_on(page, before="", typed="gru"):
    """Search for more; what is returned has the answer come, which is held back until then."""
    held = []

    def hold(route):
        held.append(route)

    def answer():
        for route in held:
            route.continue_()
        found(page, HITS)

    page.goto(f"/clients/?q={before}")
    page.route("**/clients/?q=gru", hold)
    page.locator("#searchbar").press("End")
    with page.expect_request("**/clients/?q=gru"):
        page.keyboard.type(typed)
    return answer


@WIDE
def test_who_chooses_in_a_menu_before_the_answer_is_there_stays_at_that_choice_and_it_holds(page):
    let_go = typed_on(page)
    menu = page.locator("#filters details").filter(has=page.locator("summary", has_text="Country"))
    menu.locator("summary").press("Enter")
    choice = menu.locator("input[value=at]")  # below one that none of those has who are found
    choice.press("Space")
    let_go()
    expect(menu.locator("input[value=Austria]")).to_have_count(0)
    expect(choice).to_be_focused()
    expect(choice).to_be_checked()
    page.keyboard.press("Tab")
    expect(menu.get_by_role("button", name="Show")).to_be_focused()


@WIDE
def test_who_stands_at_a_choice_that_is_not_there_any_more_stands_at_its_menu(page):
    let_go = typed_on(page)
    menu = page.locator("#filters details").filter(has=page.locator("summary", has_text="Country"))
    menu.locator("summary").press("Enter")
    menu.locator("input[value=Austria]").focus()
    let_go()
    expect(menu.locator("summary")).to_be_focused()
    expect(menu.get_by_role("button", name="Show")).to_be_visible()


@pytest.mark.parametrize(
    "there",
    ["#tools .addlink", "#export summary", "#filters summary >> nth=1", "#columns summary", "thead a >> nth=2"],
)
@WIDE
def test_who_goes_on_before_the_answer_is_there_stays_at_the_same_place(page, there):
    let_go = typed_on(page)
    page.locator(there).focus()
    let_go()
    expect(page.locator(there)).to_be_focused()


@WIDE
def test_what_stands_no_more_at_its_place_leads_back_to_the_search(page):
    let_go = typed_on(page)
    page.locator("#found [rel=next]").focus()
    let_go()
    expect(page.locator("#found [rel=next]")).to_have_count(0)
    expect(page.locator("#searchbar")).to_be_focused()


@WIDE
def test_the_name_of_a_view_may_be_typed_before_the_answer_is_there(page):
    let_go = typed_on(page, before="gr", typed="u")
    page.locator("#views summary").press("Enter")
    page.locator("#view_name").press_sequentially("Grubers")
    let_go()
    expect(page.locator("#view_name")).to_be_focused()
    expect(page.locator("#view_name")).to_have_value("Grubers")


def test_the_header_leaves_room_for_the_page(page):
    page.goto("/")
    assert page.locator("#header").bounding_box()["height"] < 200


def test_a_finding_leads_to_its_clients_and_each_of_them_opens_at_the_field(page):
    page.goto("/findings/")
    page.get_by_role("link", name="E-mail that reaches nobody", exact=True).click()
    expect(page).to_have_url(re.compile(r"/clients/\?finding=email$"))
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("#id_email")).to_be_in_viewport()
    expect(page.locator("#id_email")).to_have_accessible_description(re.compile("is not an e-mail address"))
    assert problems(page) == []


def test_without_a_script_the_same_search_works(office, chromium):
    context = chromium.new_context(base_url=office.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    page = context.new_page()
    page.goto("/clients/")
    page.fill("#searchbar", "gru")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#result_list tbody tr").first).to_contain_text("Gruber")
    context.close()
