"""The guide in a real browser: its pictures are there, and on a telephone nothing is wider than the page."""

import pytest

from tests.browser import IN_THE_BROWSER, looks

pytestmark = IN_THE_BROWSER


@pytest.mark.parametrize("width", [320, 1280])
def test_every_picture_comes_and_fits(window, width):
    page = window("vera")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/help/", wait_until="networkidle")
    measured = "all => all.map(e => [e.naturalWidth, e.width, e.offsetHeight])"
    pictures = page.locator("article img").evaluate_all(measured)
    assert len(pictures) > 4
    for natural, shown, height in pictures:
        assert 0 < shown <= natural
        assert height > 0
        assert shown < width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_menu_leads_to_it_and_its_contents_to_a_chapter(window):
    page = window("vera")
    page.goto("/clients/")
    page.locator("#user-tools summary").click()
    page.get_by_role("link", name="Help").click()
    page.get_by_role("link", name="Add a client").click()
    heading = page.get_by_role("heading", name="Add a client")
    assert 0 <= heading.bounding_box()["y"] < page.viewport_size["height"] / 2
    assert looks(page) == {}


def test_on_paper_it_has_no_frame_and_its_text(window):
    page = window("vera")
    page.goto("/help/")
    page.emulate_media(media="print")
    assert not page.locator("#header").is_visible()
    assert page.get_by_role("heading", name="Findings").is_visible()
