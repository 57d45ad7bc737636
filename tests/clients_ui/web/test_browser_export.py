"""Taking out the clients of the list, in the browser: by script and without, on a screen and on a telephone."""

from pathlib import Path

import pytest

from tests.browser import IN_THE_BROWSER
from tests.clients_ui.transfer.spreadsheet import rows_of_xlsx, texts_of_csv

pytestmark = IN_THE_BROWSER


@pytest.fixture
def office(sandbox):
    for name in ("Huber", "Müller", "Maier"):
        sandbox.add(name=name)
    return sandbox


def downloaded(page, button):
    with page.expect_download() as download:
        page.locator("#export").get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("width", [1280, 375])
def test_the_menu_above_the_list_brings_the_clients_that_were_searched_for_as_one_typed(office, window, width):
    page = window("vera")
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/clients/")
    page.locator("#searchbar").fill("müll")
    page.wait_for_url("**/clients/?q=*")
    page.locator("#export summary").click()
    box = page.locator("#export .pop").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    rows = rows_of_xlsx(downloaded(page, "Excel"))
    assert [row[1] for row in rows] == ["Name", "Müller"]
    page.get_by_label("TimeTrack’s parameters as column heads").check()
    rows = texts_of_csv(downloaded(page, "CSV"), ",")
    assert [row[1] for row in rows] == ["name", "Müller"]
    assert page.locator("#result_list").is_visible()  # the list stays where it was
