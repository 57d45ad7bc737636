"""Two clients made one, or told apart, in a real browser and by the keyboard alone."""

import re
import time

import pytest
import requests
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, asleep, is_complaint, problems, signed_in, workers
from tests.served import serve
from ttdash.sandbox import Sandbox

pytestmark = IN_THE_BROWSER


@pytest.fixture(scope="module")
def timetrack():
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret") as running:
        yield running


@pytest.fixture
def office(timetrack, tmp_path):
    """A dashboard that has just started, with two entries of one customer and another client."""
    timetrack.reset()
    timetrack.add(name="Weiss GmbH", phone="+43 1 1", notes="Skonto", addressCity="Villach", enabled=True)
    timetrack.add(name="Weiß Ges.m.b.H.", email="a@b.at", notes="Portal", addressCity="Villach", enabled=True)
    timetrack.add(name="Huber", enabled=True)
    dashboard = serve(tmp_path, timetrack.url, DIRECTORY_SECONDS="600", BREAKER_FAILURES="0")
    dashboard.cookies = signed_in(dashboard.url)
    yield dashboard
    dashboard.stop()


@pytest.fixture
def page(office, chromium):
    context = chromium.new_context(base_url=office.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    complaints, tab = [], context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
    yield tab
    context.close()
    assert complaints == []


def offered(office, path):
    """Whether a page offers to compare two clients, as each of the two workers shows it."""
    told = set()
    for pid in workers(office):
        with asleep(pid):  # the other one answers, on a connection of its own
            page = requests.get(office.url + path, cookies={"sessionid": office.cookies["sessionid"]}, timeout=10)
            assert page.status_code == 200
            told.add("Compare and merge" in page.text)
    return told


def all_read(office):
    """Wait until each worker has read and checked all clients."""
    until = time.monotonic() + 20
    while offered(office, "/findings/") != {True}:
        assert time.monotonic() < until


def tab_to(page, found, key="Tab"):
    """Go on by the keyboard until this has the focus."""
    for _ in range(120):
        if found.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail("it is not reached by the keyboard")


def press(page, name, role="button"):
    tab_to(page, page.get_by_role(role, name=name).first)
    page.keyboard.press("Enter")


def test_a_pair_is_merged_and_the_merge_is_undone_by_the_keyboard_alone(page, office, timetrack):
    all_read(office)
    page.goto("/findings/")
    press(page, re.compile("^Compare and merge"), "link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these two the same client?")
    assert problems(page) == []
    tab_to(page, page.locator("[name=use-notes]:checked"))
    expect(page.locator("[name=use-notes]:checked")).to_have_value("both")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=use-notes]:checked")).to_have_value("b")
    page.keyboard.press("ArrowRight")
    press(page, "Merge into one")
    expect(page.locator(".messagelist .success")).to_contain_text("was merged into")
    (kept,) = [client for client in timetrack.clients.values() if client["name"].startswith("Wei")]
    assert (kept["phone"], kept["email"], "Skonto" in kept["notes"], "Portal" in kept["notes"]) == (
        "+43 1 1", "a@b.at", True, True,
    )  # fmt: skip
    press(page, "Undo", "link")
    press(page, re.compile("^Undo"))
    expect(page.locator(".messagelist .success")).to_contain_text("undone")
    assert sorted(client["name"] for client in timetrack.clients.values()) == ["Huber", "Weiss GmbH", "Weiß Ges.m.b.H."]


def test_two_are_told_apart_and_that_is_taken_back_by_the_keyboard_alone_and_each_worker_knows(page, office, timetrack):
    all_read(office)
    page.goto("/findings/")
    press(page, re.compile("^Compare and merge"), "link")
    press(page, "Not a duplicate")
    expect(page.locator(".messagelist .success")).to_contain_text("no duplicates")
    assert (offered(office, "/findings/"), offered(office, "/clients/1/")) == ({False}, {False})
    press(page, "Look at them again", "link")
    press(page, "They may be the same after all")
    expect(page.locator(".messagelist .success")).to_contain_text("possible duplicates again")
    assert (offered(office, "/findings/"), offered(office, "/clients/1/")) == ({True}, {True})
    assert [call.method for call in timetrack.calls if call.method != "GET"] == []
