"""The list in a real browser: dense, never wider than its window, as each person has chosen it, as it was left."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, is_complaint, problems, signed_in
from tests.served import serve
from ttdash.sandbox import Sandbox, demo_clients

pytestmark = IN_THE_BROWSER
WORD = "W" * 500
FIELDS = ["name", "contactPerson", "email", "phone", "address", "address2", "addressZipCode", "addressCity"]
FIELDS += ["addressCountry", "color", "field1", "field2", "field3", "notes"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret", clients=demo_clients()) as timetrack:
        dashboard = serve(tmp_path_factory.mktemp("list"), timetrack.url, DIRECTORY_SECONDS="600")
        dashboard.cookies = signed_in(dashboard.url)
        yield dashboard
        dashboard.stop()


@pytest.fixture
def look_at(office, chromium):
    """Open the list in a window of this size."""
    contexts, complaints = [], []

    def opened(width=1280, height=800, path="/clients/", locale="en", cookies=office.cookies, **options):
        context = chromium.new_context(
            base_url=office.url, viewport={"width": width, "height": height}, locale=locale, **options
        )
        context.set_default_timeout(5_000)
        context.add_cookies([{"name": "sessionid", "value": cookies["sessionid"], "url": office.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
        until = time.monotonic() + 10
        page.goto(path)
        while not page.locator("#count").count():  # each worker reads all clients at its first request
            assert time.monotonic() < until
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def rows(page):
    return page.locator("#result_list tbody tr")


def in_view(page):
    """How many rows can be seen as a whole."""
    return page.evaluate(
        """() => {
            const box = document.querySelector("#found .results").getBoundingClientRect();
            const head = document.querySelector("#result_list thead").getBoundingClientRect();
            const bottom = Math.min(box.bottom, innerHeight) + 0.5;
            return [...document.querySelectorAll("#result_list tbody tr")]
                .map((row) => row.getBoundingClientRect())
                .filter((row) => row.top >= head.bottom - 0.5 && row.bottom <= bottom).length;
        }"""
    )


def save_view(page, name):
    page.get_by_text("Save as view").first.click()
    page.get_by_label("Name of the view").fill(name)
    page.get_by_role("button", name="Save as view").click()
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")


def forget_view(page):
    page.get_by_text("This view", exact=True).click()
    page.get_by_role("button", name="Delete this view").click()


def test_eighteen_rows_are_in_view_at_1280_by_800_below_tabs_and_filters_at_work(office, look_at):
    of_its_own = signed_in(office.url)  # in the others' session there may be a deletion to undo
    page = look_at(path="/clients/?addressCountry=AT", cookies=of_its_own)
    save_view(page, "Austria")
    page.reload()  # without the message
    expect(page.locator(".tabs [aria-current]")).to_have_text("Austria")
    expect(page.locator(".chip.on")).to_have_count(1)
    # Another test's client may have come in while the list was read: then a sentence more stands above it
    page.locator("#whole span:not(.age)").evaluate_all("all => all.forEach(each => each.remove())")
    assert in_view(page) >= 18
    forget_view(page)


def test_the_head_of_the_table_stays_in_view_and_the_sorted_column_has_an_arrow(look_at):
    page = look_at(path="/clients/?sort=-addressCity")
    head = page.get_by_role("columnheader", name="City")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(head).to_contain_text("↓")
    rows(page).nth(45).scroll_into_view_if_needed()
    expect(head).to_be_in_viewport()
    expect(rows(page).first).not_to_be_in_viewport()
    head.get_by_role("link").click()
    expect(head).to_contain_text("↑")


def test_filters_at_work_are_seen_and_each_is_taken_away_alone(look_at):
    page = look_at(path="/clients/?addressCountry=AT&enabled=1&finding=no-country&field1=x")
    chips = page.locator(".chip.on")
    expect(chips).to_have_count(4)
    page.get_by_role("link", name="Remove the filter Enabled").click()
    expect(chips).to_have_count(3)
    page.get_by_role("link", name=re.compile("Remove the filter Free field 1")).click()
    expect(chips).to_have_count(2)
    page.get_by_role("link", name="Remove the filter Country", exact=True).click()
    expect(page).to_have_url(re.compile(r"/clients/\?finding=no-country$"))


# A click in a row


def test_a_click_anywhere_in_a_row_opens_its_client(look_at):
    page = look_at()
    name = rows(page).nth(4).locator("th a").inner_text()
    rows(page).nth(4).locator("td").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_who_selects_text_in_a_row_stays_in_the_list(look_at):
    page = look_at()
    cell = rows(page).locator(".field-contactPerson").filter(has_text=re.compile(r"\w{4}")).first
    box = cell.bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert len(page.evaluate("getSelection().toString()")) > 3
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile("/clients/$"))


def test_with_control_a_row_opens_in_a_tab_of_its_own(look_at):
    page = look_at()
    with page.context.expect_page() as opened:
        rows(page).nth(4).locator("td").last.click(modifiers=["Control"])
    expect(opened.value).to_have_url(re.compile(r"/clients/\d+/$"))
    expect(page).to_have_url(re.compile("/clients/$"))


# Coming back


def place(page):
    return page.evaluate("[document.querySelector('#found .results').scrollTop, scrollY]")


def leave_at(page, number):
    """Open the client of this row, after a scroll to it; its name and where the list was left."""
    row = rows(page).nth(number)
    row.scroll_into_view_if_needed()
    name, left = row.locator("th a").inner_text(), place(page)
    assert max(left) > 0
    row.locator("td").filter(visible=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_load_state()
    return name, left


def is_as_left(page, name, left):
    marked = page.locator("#result_list tr.selected")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text(name)
    expect(marked).to_be_in_viewport(ratio=1)
    assert place(page) == pytest.approx(left, abs=2)


def by_save(page):
    page.get_by_label("Contact person").fill(f"Eva {time.monotonic()}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")


def by_close(page):
    if page.locator(".bar summary").is_visible():  # on a telephone it is behind "More"
        page.locator(".bar summary").click()
    page.get_by_role("link", name="Close").click()


WAYS = {
    "save": by_save,
    "close": by_close,
    "back": lambda page: page.evaluate("history.back()"),
}


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("way", WAYS)
def test_who_comes_back_finds_the_list_as_it_was_with_the_row_in_view_and_marked(look_at, way, width):
    page = look_at(width, path="/clients/?page=2&sort=addressCity")
    name, left = leave_at(page, 40)
    WAYS[way](page)
    expect(page).to_have_url(re.compile(r"/clients/\?page=2&sort=addressCity$"))
    is_as_left(page, name, left)
    page.reload()
    expect(page.locator("#result_list tr.selected")).to_have_count(0)


def test_a_client_that_was_created_is_marked_in_the_list(look_at):
    page = look_at(path="/clients/?q=Aaronson")
    page.get_by_role("link", name="Add client").click()
    page.get_by_label("Name").fill("Aaronson & Sons")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list tr.selected")).to_contain_text("Aaronson & Sons")
    page.get_by_role("link", name="Aaronson").last.click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Yes, delete this client").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#result_list tr.selected")).to_contain_text("Aaronson & Sons")


# One's own list


@pytest.mark.parametrize("script", [True, False])
def test_columns_and_views_are_chosen_with_and_without_a_script(look_at, script):
    page = look_at(java_script_enabled=script)
    page.locator("#columns summary").click()
    page.get_by_role("checkbox", name="Postcode", exact=True).check()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.get_by_role("columnheader", name="Postcode")).to_be_visible()
    page.locator("#searchbar").fill("gruber")
    page.keyboard.press("Enter")
    save_view(page, "Gruber")
    page.get_by_role("link", name="All", exact=True).click()
    page.locator("#columns summary").click()
    page.get_by_role("checkbox", name="Postcode", exact=True).uncheck()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.get_by_role("columnheader", name="Postcode")).to_have_count(0)
    page.get_by_role("link", name="Gruber", exact=True).click()
    expect(page.get_by_role("columnheader", name="Postcode")).to_be_visible()
    expect(page.locator("#searchbar")).to_have_value("gruber")
    page.get_by_text("This view", exact=True).click()
    page.get_by_label("Name of the view").fill("All Grubers")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator(".tabs [aria-current]")).to_have_text("All Grubers")
    forget_view(page)
    expect(page.locator(".messagelist .success")).to_contain_text("was deleted")


def test_what_was_typed_since_is_what_becomes_a_view(look_at):
    page = look_at()
    page.keyboard.type("huber")
    expect(page).to_have_url(re.compile("q=huber"))
    save_view(page, "Typed")
    expect(page.locator("#searchbar")).to_have_value("huber")
    forget_view(page)


# What a client may hold


@pytest.mark.parametrize("width", [1280, 800, 375, 320])
@pytest.mark.parametrize(
    "path", ["/clients/", "/clients/?q=W", "/clients/1/", "/clients/1/delete/", "/clients/1/history/"]
)
def test_no_word_that_a_client_holds_makes_a_page_wider_than_its_window(window, sandbox, path, width):
    sandbox.add(**dict.fromkeys(FIELDS, WORD))
    page = window("edith")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if page.locator(".results").count():
        assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.results'))") == 0
    for head in page.locator("#result_list thead th:not(.action-checkbox)").all() if width > 768 else []:
        expect(head).to_be_in_viewport(ratio=0.99)
        assert head.bounding_box()["width"] > 50


# Seen last


def opened(page, ids):
    for number in ids:
        page.goto(f"/clients/{number}/")
    return page.get_by_role("heading", level=1).inner_text()


def test_the_clients_that_were_opened_last_are_on_the_overview_the_last_one_first(look_at):
    page = look_at()
    page.goto("/")
    expect(page.get_by_role("heading", name="Seen last")).to_be_hidden()
    last = opened(page, [3, 4, 5, 6, 7, 8])
    page.goto("/")
    section = page.get_by_role("region", name="Seen last")
    expect(section.get_by_role("link")).to_have_count(5)
    assert problems(page) == []
    section.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(last)


def test_find_a_client_offers_them_for_as_long_as_nothing_is_typed(look_at):
    page = look_at()
    last = opened(page, [3, 4])
    place, box = page.locator("#go [data-seen]"), page.locator("#go-box")
    expect(place).to_be_hidden()
    box.focus()
    expect(place.get_by_role("link")).to_have_count(2)
    assert problems(page) == []
    box.press("x")
    expect(place).to_be_hidden()
    box.press("Backspace")
    expect(place).to_be_visible()
    box.press("Escape")
    expect(place).to_be_hidden()
    box.blur()
    box.focus()
    place.get_by_role("link", name=last).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(last)


def speak(page, name):
    """Choose a language: it stays with the account."""
    page.locator("#user-tools summary").click()
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("button", name=name, exact=True, include_hidden=True)).to_have_attribute(
        "aria-current", "true"
    )


@pytest.fixture
def in_german(look_at):
    """Open the list in German, in a window of this width."""
    page = None

    def opened(width):
        nonlocal page
        page = look_at(width)
        speak(page, "Deutsch")
        return page

    yield opened
    speak(page, "English")


def test_they_are_still_known_in_another_language_and_forgotten_at_sign_out(look_at):
    page = look_at()
    opened(page, [3, 4])
    for name in ("Deutsch", "English"):
        speak(page, name)
        assert page.evaluate("localStorage.getItem('clients-seen')") == '["4","3"]'
    page.locator("#logout-form").evaluate("form => form.addEventListener('submit', (event) => event.preventDefault())")
    page.locator("#user-tools summary").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.evaluate("localStorage.getItem('clients-seen')") is None


def test_a_client_that_is_gone_is_not_among_them(look_at):
    page = look_at()
    page.goto("/clients/add/?name=Soon+Gone")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Soon Gone")
    opened(page, [3])
    page.locator("#go-box").focus()
    page.locator("#go [data-seen]").get_by_role("link", name="Soon Gone").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Yes, delete this client").click()
    expect(page.locator(".messagelist .success")).to_contain_text("was deleted")
    page.goto("/")
    links = page.get_by_role("region", name="Seen last").get_by_role("link")
    expect(links).to_have_count(1)
    expect(links).not_to_contain_text("Gone")


# Small things


@pytest.mark.parametrize("width", [769, 1024, 1152, 1280])
def test_the_bar_with_save_is_one_line_in_german_too(in_german, width):
    page = in_german(width)
    page.locator("#result_list tbody th a").first.click()
    bar = page.locator(".submit-row.bar")
    expect(bar.locator("[name=_save]")).to_have_value("Speichern")
    expect(bar.locator("[name=_next]")).to_be_visible()
    assert bar.bounding_box()["height"] < 60
    if bar.locator("summary").is_visible():
        bar.locator("summary").click()
    for button in bar.locator("input, a").all():
        expect(button).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("path", "links"),
    [("/clients/", "#whole a"), ("/findings/", ".lines p a"), ("/", ".lines p a"), ("/clients/1/", "aside p > a")],
)
def test_links_that_stand_alone_are_24_pixels_high(look_at, path, links):
    page = look_at(path="/clients/")
    page.goto(path)
    found = page.locator(links).filter(visible=True)
    expect(found.first).to_be_visible(timeout=15_000)  # findings are looked for after the list was read
    assert min(found.evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().height)")) >= 24
