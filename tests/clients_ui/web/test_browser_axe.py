"""What axe says about every page and state, narrow and wide, light and dark; and what it cannot see."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, problems, signed_in
from tests.project_copy import ROOT
from tests.served import serve
from ttdash.sandbox import Fault, Sandbox, demo_clients

pytestmark = IN_THE_BROWSER
WRONG = {
    "name": "Elektrotechnik Weiß Gesellschaft mit beschränkter Haftung", "enabled": False, "color": "#17BECF",
    "email": "j.baeumler@weiss", "phone": "none", "addressZipCode": "95OO", "addressCountry": "AT", "notes": "n" * 300,
}  # fmt: skip
PAGES = [
    "/", "/clients/", "/clients/?q=gru", "/clients/?q=nobody+at+all", "/clients/?page=99",
    "/clients/?addressCountry=AT&finding=no-country", "/clients/1/", "/clients/1/projects/", "/clients/1/history/",
    "/clients/1/delete/", "/clients/2/", "/clients/add/", "/clients/9999/", "/findings/", "/history/", "/nowhere",
    "/auth/user/", "/auth/user/add/", "/auth/user/invite/", "/password_change/", "/2fa/", "/sessions/", "/help/",
]  # fmt: skip
SHUT = ["/login/", "/password/forgotten/", "/nowhere"]


@pytest.fixture(scope="module")
def timetrack():
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret", clients=[WRONG, *demo_clients()]) as timetrack:
        yield timetrack


@pytest.fixture(scope="module")
def office(tmp_path_factory, timetrack):
    dashboard = serve(tmp_path_factory.mktemp("axe"), timetrack.url, DIRECTORY_SECONDS="600", BREAKER_FAILURES="0")
    dashboard.cookies = signed_in(dashboard.url, "max")
    yield dashboard
    dashboard.stop()


@pytest.fixture(params=[(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")], ids=str)
def page(office, chromium, timetrack, request):
    width, scheme = request.param
    context = chromium.new_context(base_url=office.url, viewport={"width": width, "height": 800}, color_scheme=scheme)
    yield context.new_page()
    context.close()
    timetrack.heal()


def come_in(page, office):
    page.context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    until = time.monotonic() + 20
    while not page.goto("/clients/") or not page.locator("#count").count():  # each worker reads all clients first
        assert time.monotonic() < until


def opened(page, path):
    page.goto(path, wait_until="networkidle")
    return {path: problems(page)}


def wrong(found):
    return {path: problem for path, problem in found.items() if problem}


def test_axe_finds_nothing_on_pages_for_those_who_are_not_signed_in(page):
    found = {}
    for path in SHUT:
        found |= opened(page, path)
    assert wrong(found) == {}


def test_axe_finds_nothing_on_any_page(page, office):
    come_in(page, office)
    found = {}
    for path in PAGES:
        found |= opened(page, path)
    assert wrong(found) == {}


def test_axe_finds_nothing_on_open_menus_refused_forms_clashes_and_outages(page, office, timetrack):
    come_in(page, office)
    found = {}
    for menu in ("#user-tools summary", "#filters summary"):
        page.goto("/clients/")
        for fold in page.locator(".fold > summary:visible").all():  # a telephone has its filters behind one button
            fold.click()
        page.locator(menu).first.click()
        found[menu] = problems(page)
    page.goto("/clients/1/")
    page.get_by_label("E-mail", exact=True).fill("still no mail")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["refused"] = problems(page)
    page.goto("/clients/2/")
    timetrack.clients[2]["phone"] = str(time.monotonic())
    page.get_by_label("Phone", exact=True).fill("+43 1 222")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("fieldset.versions")).to_be_visible()
    found["clash"] = problems(page)
    page.goto("/clients/2/")
    timetrack.fail(Fault.HTML_502, times=None)
    page.get_by_label("Phone", exact=True).fill("+43 1 333")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    found["not saved"] = problems(page)
    for path in ("/", "/clients/2/", "/clients/9999/", "/clients/2/delete/"):
        found |= opened(page, path)
    assert wrong(found) == {}


# What axe cannot see


@pytest.mark.parametrize("path", ["/clients/", "/clients/1/", "/", "/auth/user/"])
def test_at_400_percent_the_header_takes_a_third_of_the_screen_at_most(office, chromium, path):
    context = chromium.new_context(base_url=office.url, viewport={"width": 320, "height": 256})  # of 1280 × 1024
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    page = context.new_page()
    page.goto(path)
    stuck = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter((e) => ['sticky', 'fixed'].includes(getComputedStyle(e).position) && e.checkVisibility())
            .filter((e) => !e.closest('table, .skip-to-content-link'))
            .map((e) => e.getBoundingClientRect().height)"""
    )
    assert page.locator("#header").bounding_box()["height"] <= 256 / 3
    assert sum(stuck) <= 256 / 3
    context.close()


def test_nothing_moves_by_itself():
    sheet = (ROOT / "ttdash" / "static" / "ttdash" / "look.css").read_text()
    assert [word for word in ("transition", "animation", "scroll-behavior") if word in sheet] == []


def test_where_the_system_chooses_colours_the_current_place_is_still_told(office, chromium):
    context = chromium.new_context(base_url=office.url, forced_colors="active", viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    page = context.new_page()
    page.goto("/clients/")
    line = "e => getComputedStyle(e).borderBottomColor"
    places = page.locator("#navigation a")
    colours = {place.get_attribute("aria-current"): place.evaluate(line) for place in places.all()}
    assert len(set(colours.values())) == 2
    assert problems(page) == []
    context.close()


def test_a_colour_in_the_list_has_a_name(office, chromium):
    context = chromium.new_context(base_url=office.url)
    context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
    page = context.new_page()
    page.goto("/clients/?q=Elektrotechnik+Weiß+Gesellschaft")
    expect(page.get_by_role("img", name="turquoise")).to_be_visible()
    context.close()
