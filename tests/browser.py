"""A real browser on the dashboard as it is served, and what axe says about a page. Loaded as a plugin by conftest."""

import os
import re
import shutil
import signal
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import requests
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import sync_playwright

from tests.served import PASSWORD, serve

CHROMIUM = shutil.which("chromium")
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
"""Chromium without what stands around a page, which nobody sees here: it takes half of the processor's time. It keeps
no page to go back to, so that a file in which somebody does says `GOES_BACK = True`."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
at_work = set()
"""The pages that axe is looking at."""
AXE = """async ([part, options]) => {
    const {violations} = await axe.run(part || document, options);
    const small = violations.find(each => each.id == "target-size");
    if (small) {
        const stay = [scrollX, scrollY], nodes = [];
        for (const node of small.nodes) {
            document.querySelector(node.target[0]).scrollIntoView({block: "center", behavior: "instant"});
            const again = await axe.run(node.target[0], {...options, runOnly: ["target-size"]});
            if (again.violations.length) nodes.push(node);
        }
        scrollTo({left: stay[0], top: stay[1], behavior: "instant"});
        small.nodes = nodes;
    }
    return violations.filter(each => each.nodes.length)
        .map(each => `${each.id}: ${each.nodes.map(node => node.target.join(" ")).join(", ")}`);
}"""
"""What is wrong on a page. What lies half behind a bar that stays is measured where one would scroll it to."""
NO_BROWSER = "no Chromium is installed; this installs it: sudo apt-get install chromium"

IN_THE_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("CI"), reason=NO_BROWSER),
]


@pytest.fixture(scope="session")
def served(tmp_path_factory, _listening):
    """The dashboard that the browser looks at: it never fails fast, so that no outage reaches into the next test."""
    dashboard = serve(tmp_path_factory.mktemp("served"), _listening.url, BREAKER_FAILURES="0")
    yield dashboard
    dashboard.stop()


@pytest.fixture(scope="module")  # while Playwright runs, Django refuses its database to other tests
def chromium(request):
    if not CHROMIUM:
        pytest.fail(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if getattr(request.module, "GOES_BACK", False) else SHELL,
            args=QUIET,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def session_of(served):
    """The session cookie of a person, signed in once and for all tests: none of these may sign out."""
    return cache(lambda name: signed_in(served.url, name)["sessionid"])


@pytest.fixture
def window(chromium, served, sandbox, session_of):
    """Open windows on the dashboard, each a browser of its own; what their pages complain about fails the test."""
    complaints, contexts = [], []

    def opened(name=None):
        context = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(10_000)
        if name:
            context.add_cookies([{"name": "sessionid", "value": session_of(name), "url": served.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def is_complaint(line):
    """Whether the browser says that a policy was broken or not understood; axe's own inline styles are not ours."""
    return line.page not in at_work and re.search("Content.Security.Policy|Permissions.Policy", line.text)


@pytest.fixture
def tab(window):
    """A new window on the dashboard."""
    return window()


def workers(dashboard):
    """The process ids of gunicorn's workers."""
    master = dashboard.process.pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


@contextmanager
def asleep(pid):
    """This worker does nothing at all, so that the other one answers."""
    time.sleep(0.2)  # after its last answer it may still be writing, which it must not be stopped at
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def outage(sandbox):
    """TimeTrack is gone for as long as this lasts."""
    sandbox.stop()
    try:
        yield
    finally:
        sandbox.start()


def signed_in(url, name="edith"):
    """Sign in without a browser; the cookies."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.get(f"{url}/login/", timeout=30)
        typed = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post(f"{url}/login/", typed, allow_redirects=False, timeout=30)
        assert answer.status_code == 302
        return browser.cookies.get_dict()


def sign_out(page):
    """Sign out by the button in the account's menu."""
    page.locator("#user-tools summary").click()
    page.get_by_role("button", name="Sign out").click()


def sign_in(page, name="edith"):
    page.goto("/clients/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def problems(page, part=None, but=None):
    """What axe finds on a page or in a part of it (a selector), and whether the page is wider than its window.

    `but`: a selector of what axe is not to look at.
    """
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return violations(page, part, but) + ([f"{wide} px too wide"] if wide > 0 else [])


def looks(page):
    """What is wrong with a page: wide and light, and narrow and dark."""
    found = {}
    for width, scheme in ((1280, "light"), (400, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("Promise.all(document.getAnimations().map(change => change.finished))")
        if wrong := problems(page):
            found[width] = wrong
    return found


def violations(page, part=None, but=None):
    """What axe finds, and where. Told of no more than that, it takes half the time."""
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}  # 24 px
    at_work.add(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE, [{"include": [[part or "html"]], "exclude": [[but]]} if but else part, options])
    at_work.discard(page)
    return found
