"""A list of six clients in a real browser, all of them in memory: for the keyboard and for the quick look."""

import time

import pytest

from tests.browser import is_complaint, signed_in
from tests.clients_ui.web.keyboard import NAMES
from tests.served import serve
from ttdash.sandbox import Sandbox


@pytest.fixture(scope="session")
def six():
    """TimeTrack, with them."""
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret") as running:
        yield running


@pytest.fixture(scope="session")
def desk(six, tmp_path_factory):
    """The dashboard, where an editor is signed in."""
    dashboard = serve(tmp_path_factory.mktemp("keyboard"), six.url, DIRECTORY_SECONDS="600", BREAKER_FAILURES="0")
    dashboard.cookies = signed_in(dashboard.url)
    yield dashboard
    dashboard.stop()


@pytest.fixture
def list_of_six(desk, six, chromium):
    """The list, as an editor who has just opened it; `went` counts the pages that were loaded since."""
    for number, name in enumerate(NAMES, 1):
        six.clients[number] = {"name": name, "phone": "+43 1 111", "addressCountry": "AT", "enabled": True}
    six.calls.clear()
    context = chromium.new_context(base_url=desk.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "sessionid", "value": desk.cookies["sessionid"], "url": desk.url}])
    complaints, tab = [], context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
    until = time.monotonic() + 10
    tab.goto("/clients/")
    while not tab.locator("#count").count():  # each worker reads all clients at its first request
        assert time.monotonic() < until
        tab.goto("/clients/")
    tab.went = []
    tab.on("request", lambda sent: tab.went.append(sent.url) if sent.is_navigation_request() else None)
    yield tab
    context.close()
    assert complaints == []
