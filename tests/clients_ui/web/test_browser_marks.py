"""Working through the findings by keyboard alone: marks, one client after the other, and a whole kind at once."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, is_complaint, problems, signed_in
from tests.served import serve
from ttdash.sandbox import Sandbox

pytestmark = IN_THE_BROWSER
NAMES = ("Auer", "Berger", "Cerny")


@pytest.fixture(scope="module")
def timetrack():
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret") as running:
        for name in NAMES:
            running.add(name=name, phone="n/a", email=f"{name}@b.at", addressCountry="AT", enabled=True)
        running.add(name="Dorn", phone="+43 1 5811234", email="d@b.at", addressCountry="Österreich", enabled=True)
        yield running


@pytest.fixture(scope="module")
def office(timetrack, tmp_path_factory):
    dashboard = serve(tmp_path_factory.mktemp("marks"), timetrack.url, DIRECTORY_SECONDS="600", BREAKER_FAILURES="0")
    dashboard.cookies = signed_in(dashboard.url)
    yield dashboard
    dashboard.stop()


@pytest.fixture
def page(office, timetrack, chromium):
    """The findings, as an editor who has just opened them."""
    context = chromium.new_context(base_url=office.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    complaints, tab = [], context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
    findings(tab)
    yield tab
    context.close()
    assert complaints == []


def findings(page):
    """Open them; each worker reads all clients at its first request, and checks them then."""
    until = time.monotonic() + 20
    page.goto("/findings/")
    while not page.locator("#findings-data + .help").count() or page.locator("[data-again-after]").count():
        assert time.monotonic() < until
        page.goto("/findings/")


def kind(page, name):
    """The number of a kind, on the page of findings."""
    return page.locator("ul.work li").filter(has=page.get_by_role("link", name=name, exact=True)).locator("b")


def number(page, name="Phone that is no number"):
    findings(page)
    return int(kind(page, name).inner_text()) if kind(page, name).count() else 0


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def puts(timetrack):
    return [(call.path, call.body) for call in timetrack.calls if call.method == "PUT"]


def test_a_finding_is_worked_through_by_keyboard_with_marks_and_corrections(page, timetrack):
    timetrack.calls.clear()
    assert number(page) == 3
    page.locator("a", has_text="Fix one after the other").first.focus()
    page.keyboard.press("Enter")
    heading(page, "Auer")
    expect(page.get_by_label("Phone", exact=True)).to_be_focused()
    for name in ("Auer", "Berger"):
        heading(page, name)
        expect(page.get_by_label("Phone", exact=True)).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Fine as it is")).to_be_focused()
        page.keyboard.press("Enter")
    heading(page, "Cerny")
    expect(page.locator(".info")).to_contain_text("Marked as fine as it is: Phone that is no number.")
    expect(page.get_by_label("Phone", exact=True)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("+43 1 7654321")
    page.keyboard.press("Enter")  # saves, although the button that marks stands before "Save"
    expect(page.locator(".success")).to_contain_text("was saved")
    assert puts(timetrack) == [("clients/3", {"phone": "+43 1 7654321"})]
    assert number(page) == 0
    marks = page.locator("section", has=page.get_by_role("heading", name="Fine as it is"))
    expect(marks.get_by_role("listitem")).to_have_count(2)
    assert problems(page) == []
    for left in (1, 0):
        marks.get_by_role("button", name="Check again").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".info")).to_contain_text("No longer marked as fine")
        expect(marks.get_by_role("listitem")).to_have_count(left)
    assert number(page) == 2


def test_beside_the_list_a_mark_takes_the_row_away_and_the_client_stays(page, timetrack):
    page.goto("/clients/?finding=phone")
    rows = page.locator("#result_list .name > a")
    before = rows.count()
    rows.first.focus()
    page.keyboard.press("Space")
    panel = page.locator("#quick")
    panel.get_by_role("button", name="Fine as it is").focus()
    page.keyboard.press("Enter")
    expect(panel.locator(".info")).to_contain_text("Marked as fine as it is")
    expect(panel.get_by_role("button", name="Check again")).to_be_visible()
    expect(rows).to_have_count(before - 1)
    panel.get_by_role("button", name="Check again").focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Fine as it is")).to_be_visible()
    expect(rows).to_have_count(before)


def test_what_was_typed_before_a_mark_is_there_after_it(page, timetrack):
    page.goto("/clients/1/")
    page.get_by_label("City", exact=True).fill("Wien")
    page.get_by_role("button", name="Fine as it is").click()
    expect(page.locator(".warning")).to_contain_text("What you typed is not saved yet.")
    expect(page.get_by_label("City", exact=True)).to_have_value("Wien")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".success")).to_be_visible()
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_role("button", name="Fine as it is")).to_be_visible()


def test_a_whole_kind_is_mended_and_taken_back_by_keyboard(page, timetrack):
    timetrack.calls.clear()
    page.get_by_role("link", name="Mend 1 of these …").focus()
    page.keyboard.press("Enter")
    heading(page, "Mend: Country is not a code")
    expect(page.locator("#plan tbody tr")).to_have_text("1changeDornCountry Österreich → AT", use_inner_text=False)
    assert puts(timetrack) == []
    assert problems(page) == []
    page.locator("#apply").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="See what was done, or undo it").focus()
    assert puts(timetrack) == [("clients/4", {"addressCountry": "AT"})]
    page.keyboard.press("Enter")
    page.locator("[name=_undo]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Undo of a bulk change").first).to_be_visible()
    assert timetrack.clients[4]["addressCountry"] == "Österreich"
