"""Rows of the list selected in a real browser: by keyboard, by mouse, and what then stands in the bar."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, problems
from tests.clients_ui.transfer.spreadsheet import rows_of_xlsx
from tests.clients_ui.web.many.browser.steps import boxes, change, picked, ticked

pytestmark = IN_THE_BROWSER


def test_x_takes_a_row_back_and_arrows_go_on_from_a_box(page):
    boxes(page).nth(2).click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    picked(page, "3 selected")
    page.keyboard.press("x")
    picked(page, "2 selected")
    assert ticked(page) == [3, 4]


def test_the_whole_page_a_range_and_none(page):
    expect(page.locator("#selected")).to_be_hidden()
    page.locator("#action-toggle").check()
    picked(page, "50 selected")
    page.locator("#selected").get_by_role("button", name="Select none").click()
    expect(page.locator("#selected")).to_be_hidden()
    assert ticked(page) == []
    boxes(page).nth(1).click()
    boxes(page).nth(6).click(modifiers=["Shift"])
    picked(page, "6 selected")
    assert ticked(page) == list(range(2, 8))
    assert page.locator("#action-toggle").evaluate("box => [box.checked, box.indeterminate]") == [False, True]


def test_a_click_beside_the_box_ticks_it_and_opens_no_client(page):
    page.locator("td.action-checkbox").nth(3).click(position={"x": 3, "y": 3})
    picked(page, "1 selected")
    assert page.url.endswith("/clients/")


def test_ticks_stay_on_rows_that_a_search_shows_again_and_no_others(page):
    for number in (0, 1, 30, 45):
        boxes(page).nth(number).click()
    page.locator("#searchbar").fill("graz")
    expect(page.locator("#count")).to_have_text("30 clients")
    expect(boxes(page)).to_have_count(30)
    picked(page, "2 selected")
    assert ticked(page) == [2, 46]
    page.locator("#searchbar").fill("")
    expect(page.locator("#count")).to_have_text("60 clients")
    expect(boxes(page)).to_have_count(50)
    picked(page, "2 selected")
    assert ticked(page) == [2, 46]


def test_all_of_this_list_is_what_the_search_at_hand_finds(page, clients):
    page.locator("#searchbar").fill("client")
    boxes(page).first.click()
    expect(page.locator("#select-all")).to_have_text("All 60 of this list …")
    page.locator("#searchbar").fill("graz")
    expect(page.locator("#count")).to_have_text("30 clients")
    expect(page.locator("#select-all")).to_have_count(0)
    page.locator("#searchbar").fill("client")
    expect(page.locator("#count")).to_have_text("60 clients")
    boxes(page).first.check()
    page.locator("#select-all").click()
    expect(page.locator("h1")).to_have_text("60 clients selected")
    assert "all=1&q=client" in page.url


def test_who_comes_back_finds_the_ticks_and_their_number(page):
    boxes(page).nth(2).click()
    boxes(page).nth(4).click()
    change(page)
    page.evaluate("history.back()")
    picked(page, "2 selected")
    assert ticked(page) == [3, 5]


def test_those_that_are_ticked_are_taken_out_as_a_file(page):
    boxes(page).nth(2).click()
    boxes(page).nth(0).click()
    with page.expect_download() as file:
        page.locator("#selected").get_by_role("button", name="As Excel").click()
    rows = rows_of_xlsx(Path(file.value.path()).read_bytes())
    assert [row[1] for row in rows] == ["Name", "Client 00", "Client 02"]
    picked(page, "2 selected")


def test_eighteen_rows_are_in_view_with_the_bar(page):
    boxes(page).first.click()
    picked(page, "1 selected")
    bottom = page.locator("#selected").bounding_box()["y"]
    seen = page.locator("#result_list tbody tr").evaluate_all(
        "(all, bottom) => all.filter(row => row.getBoundingClientRect().bottom <= bottom + 1).length", bottom
    )
    assert seen >= 18
    assert problems(page) == []
