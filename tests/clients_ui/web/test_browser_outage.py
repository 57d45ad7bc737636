"""An outage in a real browser, with all clients in memory: they stand in, marked, with nothing to type in."""

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, asleep, looks, outage, signed_in, workers
from tests.people import eventually
from tests.served import serve
from ttdash.sandbox import Sandbox

pytestmark = IN_THE_BROWSER


@pytest.fixture(scope="module")
def timetrack():
    clients = [{"name": "Huber", "phone": "+43 1 111", "enabled": True}]
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret", clients=clients) as timetrack:
        yield timetrack


@pytest.fixture(scope="module")
def office(tmp_path_factory, timetrack):
    """All clients are read again after a second, which fails during an outage; one of the two workers answers."""
    dashboard = serve(tmp_path_factory.mktemp("outage"), timetrack.url, DIRECTORY_SECONDS="1", BREAKER_FAILURES="0")
    dashboard.cookies = signed_in(dashboard.url)
    with asleep(workers(dashboard)[0]):
        yield dashboard
    dashboard.stop()


@pytest.fixture
def tab(office, chromium):
    context = chromium.new_context(base_url=office.url, viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    yield context.new_page()
    context.close()


def opened(tab, url, sign):
    """Open a page again and again until it bears this."""

    def there():
        tab.goto(url)
        return tab.locator(sign).count() > 0

    eventually(there)


def test_pages_stand_in_with_nothing_to_type_in_until_timetrack_is_back(tab, timetrack):
    opened(tab, "/clients/?q=Hub", "#count")
    with outage(timetrack):
        tab.goto("/clients/1/")
        expect(tab.locator(".stale")).to_contain_text("less than a minute ago")
        expect(tab.locator("#content")).to_contain_text("+43 1 111")
        expect(tab.locator("#content :is(input, select, textarea, button:not(.copy))")).to_have_count(0)
        opened(tab, "/clients/?q=Hub", ".stale")
        expect(tab.locator(".stale")).to_contain_text("less than a minute ago")
        expect(tab.get_by_role("link", name="Huber")).to_be_visible()
    tab.goto("/clients/1/")
    expect(tab.locator(".stale")).to_have_count(0)


def test_axe_finds_nothing_on_pages_that_stand_in(tab, timetrack):
    opened(tab, "/clients/", "#count")
    found = {}
    with outage(timetrack):
        for url in ("/clients/1/", "/clients/"):
            opened(tab, url, ".stale")
            found[url] = looks(tab)
    assert found == {"/clients/1/": {}, "/clients/": {}}
