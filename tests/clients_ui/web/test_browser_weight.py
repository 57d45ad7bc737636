"""How much a page weighs on the line, as a real browser counts it."""

import gzip

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER
from tests.project_copy import ROOT

pytestmark = IN_THE_BROWSER
KB = 1024


@pytest.fixture
def office(sandbox):
    for number in range(60):
        sandbox.add(
            name=f"Tischlerei Wiesinger und Söhne {number:02} GmbH", contactPerson=f"Mag. Ursula Köck-{number}",
            email=f"kanzlei.{number}@wiesinger-{number}.example", phone=f"+43 4242 {number:02}4 482",
            addressCity=f"St. Veit {number}", addressCountry="AT", color=f"#{number * 4:02X}8833",
            enabled=number % 7 > 0,
        )  # fmt: skip
    return sandbox


def weight(page, path):
    """The bytes that come over the line until a page is there, heads included."""
    seen = []
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: seen.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    line.detach()
    return sum(seen)


def test_the_list_weighs_less_than_60_kb_at_first_and_less_than_15_after_that(window, office):
    page = window("max")
    first = weight(page, "/clients/")
    expect(page.locator("#result_list tbody tr")).to_have_count(50)
    again = weight(page, "/clients/?page=1")
    assert (first < 60 * KB, again < 15 * KB) == (True, True), (first, again)
    assert first > again > 2 * KB, "something was counted"


def test_our_one_style_sheet_weighs_at_most_6_kb():
    sheets = [*(ROOT / "ttdash" / "static").rglob("*.css"), *(ROOT / "clients_ui" / "static").rglob("*.css")]
    assert [sheet.name for sheet in sheets] == ["look.css"]
    assert len(gzip.compress(sheets[0].read_bytes(), 9)) <= 6 * KB
