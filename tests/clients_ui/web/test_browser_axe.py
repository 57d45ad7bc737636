"""What axe says of every page and state: narrow, wide, light, dark, English, German. And what it cannot see."""

import re
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import override
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, problems, signed_in
from tests.clients_ui.web.test_urls import TABLE
from tests.codes import code_now
from tests.project_copy import ROOT
from tests.served import PASSWORD, serve
from ttdash.sandbox import Fault, Sandbox, demo_clients

pytestmark = IN_THE_BROWSER
WRONG = {
    "name": "Elektrotechnik Weiß Gesellschaft mit beschränkter Haftung", "enabled": False, "color": "#17BECF",
    "email": "j.baeumler@weiss", "phone": "none", "addressZipCode": "95OO", "addressCountry": "AT", "notes": "n" * 300,
}  # fmt: skip
LONG = "Wohnbaugenossenschaft der Angestellten und Pensionisten Niederösterreichs, registrierte Gen.m.b.H."
# Each language in two ways, so that every two of language, width and theme come together; the wide one last.
WAYS = {"en": [(320, "dark"), (1280, "light")], "de": [(320, "light"), (1280, "dark")]}
MAIL = "smtp://127.0.0.1:25?from=dashboard@office.example"
# Addresses that are no page of their own: what programs ask for, files, what leads on, and the company's, who serves
# its own. A run is looked at where one is made, in the tests of an import.
NO_PAGES = {
    "healthz", "readyz", "metrics", "admin:jsi18n", "clients_ui:seen", "mfa_download_recovery_codes", "set_language",
    "admin:index", "admin:app_list", "admin:login", "admin:logout", "account_logout", "admin:auth_user_delete",
    "openid_connect_login", "openid_connect_callback", "clients_ui:export", "clients_ui:run",
}  # fmt: skip

SMALL = """() => [...document.querySelectorAll(
    `input:not([type=hidden], [type=checkbox], [type=radio]), label:has(input), select, textarea, button, summary,
     .button, .chip a, .pop a, .tabs a, nav a, thead a`)]
    .filter((each) => each.checkVisibility() && !each.closest(".visually-hidden"))
    .map((each) => [each.getBoundingClientRect(), each.outerHTML.slice(0, 90)])
    .filter(([box]) => Math.min(box.width, box.height) < 23.9)
    .map(([box, each]) => `${box.width} × ${box.height} pixels: ${each}`)"""


MORE_ROWS = "#result_list tbody tr:nth-child(n + 9)"
"""Rows like those before them, which take most of the time. All fifty are looked at on the plain list, in each way."""


class Walk:
    """Pages and their states in one language, each looked at in two ways."""

    def __init__(self, page, language, origin):
        self.page, self.language = page, language
        self.origin = origin
        self.wrong, self.been = {}, set()

    def open(self, path, name=None):
        self.page.goto(path)
        self.look(name or path)

    def look(self, name, *, wide_alone=False, part=None):
        for width, scheme in WAYS[self.language]:
            if width < 1280 and wide_alone:
                continue
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=scheme)
            but = None if name == "/clients/" else MORE_ROWS
            if found := problems(self.page, part, but) + self.page.evaluate(SMALL):
                self.wrong[name, width, scheme] = found
        with suppress(Resolver404):
            self.been.add(resolve(urlsplit(self.page.url).path).view_name)

    def click(self, selector):
        self.page.locator(selector).first.click()

    def type(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"#content form[method=post] [name={name}]").fill(text)

    def seen(self, selector):
        expect(self.page.locator(selector).first).to_be_visible()


@pytest.fixture(scope="module")
def timetrack():
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret", clients=[WRONG, *demo_clients()]) as timetrack:
        yield timetrack


@pytest.fixture(scope="module")
def office(tmp_path_factory, timetrack):
    more = {"DIRECTORY_SECONDS": "600", "BREAKER_FAILURES": "0", "TRUSTED_PROXIES": "1", "EMAIL_URL": MAIL}
    dashboard = serve(tmp_path_factory.mktemp("axe"), timetrack.url, **more)
    dashboard.cookies = signed_in(dashboard.url, "max")
    yield dashboard
    dashboard.stop()


@pytest.fixture(params=WAYS)
def walk(office, chromium, timetrack, request):
    """A browser of its own, signed in as nobody yet: `come_in` and `sign_in` do that."""
    origin = office.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    context = chromium.new_context(
        base_url=origin,
        locale=request.param,
        extra_http_headers={"X-Forwarded-For": f"10.0.0.{[*WAYS].index(request.param) + 1}"},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    walk = Walk(page, request.param, origin)
    yield walk
    context.close()
    timetrack.heal()
    assert walk.wrong == {}


def come_in(walk, cookies):
    walk.page.context.clear_cookies()
    walk.page.context.add_cookies([{"name": "sessionid", "value": cookies["sessionid"], "url": walk.origin}])
    until = time.monotonic() + 20
    while not walk.page.goto("/clients/") or not walk.page.locator("#count").count():  # each worker reads all first
        assert time.monotonic() < until


def sign_in(walk, name):
    walk.page.goto("/login/")
    walk.type(username=name, password=PASSWORD)
    walk.click("#login-form [type=submit]")


def confirm(walk):
    """Say who one is, where that is asked for."""
    if walk.page.locator("#own-form [name=password]").count():
        walk.look("who one is, once more")
        walk.type(password=PASSWORD)
        walk.click("#own-form [type=submit]")


def signed_out_pages(walk, office):
    for path in ("/login/", "/nowhere", "/password/forgotten/", "/password/forgotten/sent/", "/password/set/x/y/"):
        walk.open(path)
    walk.open("/login/link/x/y/", "a link that is spent")
    link = office.manage("sign_in_link", "edith").strip()
    walk.open("/" + link.split("/", 3)[3], "a link to sign in by")
    sign_in(walk, "nobody")
    walk.seen(".errornote")
    walk.look("a wrong password")
    walk.page.goto("/password/forgotten/")
    token = walk.page.locator("#box-form [name=csrfmiddlewaretoken]").input_value()
    for _ in range(10):
        sent = {"email": "a@b.example", "csrfmiddlewaretoken": token}
        walk.page.request.post("/password/forgotten/", form=sent, max_redirects=0)
    walk.type(email="a@b.example")
    walk.click("#box-form [type=submit]")
    expect(walk.page.locator("#box-form")).to_have_count(0)
    walk.look("too many attempts")
    assert walk.page.goto("/clients/?q=" + "x" * 7000).status == 414
    walk.look("not understood")
    with override(walk.language):
        page = render_to_string("500.html")
    walk.page.route("**/broken/", lambda route: route.fulfill(status=500, body=page, content_type="text/html"))
    walk.open("/broken/", "a mistake of ours")


def lists(walk, timetrack):
    page = walk.page
    for path in ("/", "/clients/", "/clients/?q=nobody+at+all", "/clients/?page=99", "/findings/", "/history/"):
        walk.open(path)
    for path in ("/clients/import/", "/runs/"):
        walk.open(path)
    walk.open("/clients/?addressCountry=AT&finding=no-country&sort=-addressCity", "active filters")
    page.goto("/clients/")
    page.locator("#found .results").press("?")
    walk.seen("#keys")
    walk.look("the keys")
    page.keyboard.press("Escape")
    page.locator(".fold").evaluate("fold => { fold.open = true }")  # a telephone has its filters behind one button
    for number in range(page.locator("#filters summary").count()):
        page.locator("#filters summary").nth(number).click()
        walk.look(f"filter {number}", wide_alone=number > 0)
    for menu in ("#columns", "#export", "#user-tools"):
        walk.click(f"{menu} summary")
        walk.look(menu, part=menu)  # what lies half behind it is reached when it is closed
        page.keyboard.press("Escape")
    saved_views(walk)
    many(walk)
    marks(walk)
    page.goto("/clients/1/")
    page.locator("#go-box").focus()
    walk.seen("#go [data-seen] a")
    walk.look("seen last")
    page.keyboard.type("gru")
    walk.seen("#go-found [role=option]")
    walk.look("matches")


def many(walk):
    page = walk.page
    walk.open("/clients/bulk/?all=1", "all clients selected")
    page.goto("/clients/")
    for number in range(12):
        page.locator(".action-select").nth(number).check()
    walk.look("twelve rows ticked")
    walk.click("#selected button >> nth=0")
    walk.seen("#bulk-form")
    walk.look("what is to become of them, asked")
    page.locator("#id_field").select_option("field3")
    page.locator("#id_where").select_option("holding")
    page.locator("#id_old").fill("nowhere at all")
    walk.look("what is to become of them, chosen")
    page.locator("#id_where").select_option("")
    page.locator("#id_value").fill("A" * 60)
    walk.click("#bulk-form [type=submit]")
    walk.seen("#plan-form")
    walk.look("a change of many, planned")
    page.locator("[name=action][value=delete]").check()
    walk.click("#bulk-form [type=submit]")
    walk.seen("#plan-form .danger")
    walk.look("a deletion of many, planned")


def marks(walk):
    page = walk.page
    page.goto("/clients/?finding=no-country&go=first")
    walk.click("[name=_fine]")
    walk.seen(".info")
    walk.open("/findings/", "findings, some of them fine as they are")
    page.locator("[aria-labelledby=findings-fine] a").first.click()
    walk.seen("[name=_check_again]")
    walk.look("a client with a finding that is fine as it is")
    walk.click("[name=_check_again]")
    page.goto("/findings/")
    page.locator("a[href*='action=mend']").first.click()
    walk.seen("#plan-form")
    walk.look("a whole kind to be mended, planned")


def saved_views(walk):
    walk.open("/clients/?q=gru")
    walk.click("#views summary")
    walk.look("a view to be", part="#views")  # a link half behind the open menu is no target
    walk.type(view_name="G")
    walk.click("[name=_keep_view]")
    walk.seen("#views .tabs")
    walk.click("#views summary")
    walk.look("a view", part="#views")
    walk.click("[name=_delete_view]")
    expect(walk.page.locator("#views").get_by_role("link", name="G", exact=True)).to_have_count(0)


def quick_look(walk, timetrack, number):
    page = walk.page
    page.goto(f"/clients/?q={timetrack.clients[number]['name']}")
    page.locator("#result_list .name > a").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#quick #projects [data-failed]")).to_have_count(0)
    walk.look(f"quick look at {number}", wide_alone=True)


def quick_looks(walk, timetrack):
    quick_look(walk, timetrack, 1)
    walk.type(email="still no mail")
    walk.click("#quick [name=_save]")
    walk.seen("#quick .errornote")
    walk.look("quick look, refused", wide_alone=True)
    quick_look(walk, timetrack, 2)
    timetrack.clients[2]["phone"] = str(time.monotonic())
    walk.type(phone="+43 1 222")
    walk.click("#quick [name=_save]")
    walk.seen("#quick fieldset.versions")
    walk.look("quick look, clash", wide_alone=True)
    walk.click("#quick [value=mine]")
    timetrack.fail(Fault.HTML_502, on="PUT", times=None)
    walk.click("#quick [name=_save]")
    walk.seen("#quick [name=_retry]")
    walk.look("quick look, not saved", wide_alone=True)
    timetrack.heal()


def clients(walk, timetrack):
    timetrack.projects[:] = [
        {"ID": id_, "projectName": f"{LONG} {id_}", "clientName": timetrack.clients[3]["name"], "projectEnabled": True}
        for id_ in range(30)
    ]
    for path in ("/clients/1/", "/clients/2/?list=q%3Da", "/clients/3/projects/", "/clients/1/history/"):
        walk.open(path)
    for path in ("/clients/1/delete/", "/clients/3/delete/", "/clients/add/", "/clients/9999/"):
        walk.open(path)
    walk.page.goto("/clients/3/delete/")
    walk.type(confirm="another name")
    walk.click("#content [type=submit]")
    walk.seen(".messagelist .error")
    walk.look("not deleted")
    walk.page.goto("/clients/add/")
    walk.type(email="no mail")
    walk.click("[name=_save]")
    walk.seen(".errornote")
    walk.look("not created")
    walk.page.goto("/clients/add/")
    walk.type(name=timetrack.clients[2]["name"])
    walk.click("[name=_save]")
    walk.seen(".alike")
    walk.look("look-alikes")
    number = timetrack.add(name=LONG, addressCity="Linz")
    walk.page.goto(f"/clients/{number}/delete/")
    walk.click("#content [type=submit]")
    walk.seen(".undo")
    walk.look("undo")


def merges(walk, timetrack):
    one = timetrack.add(name="Weiss GmbH", phone="1", notes="Skonto " * 60, addressCity="Villach", enabled=True)
    other = timetrack.add(name="Weiß & Söhne", email="a@b.at", notes="Portal", addressCity="Villach", enabled=False)
    walk.open(f"/clients/merge/?a={one}&b={other}", "two side by side")
    timetrack.clients[other]["email"] = f"{time.monotonic()}@b.at"
    walk.click("[name=_merge]")
    walk.seen(".messagelist .error")
    walk.look("changed meanwhile")
    project = {"ID": 9, "projectName": "Dachboden", "projectEnabled": True, "clientName": "Weiß & Söhne"}
    timetrack.projects.append(project)
    walk.page.locator("[name=keep][value=a]").check()
    walk.click("[name=_merge]")
    walk.seen(".messagelist .error")
    walk.look("not merged")
    walk.click("[name=_not_duplicate]")
    walk.seen(".messagelist .success")
    walk.look("told apart")
    walk.open(f"/clients/merge/?a={one}&b={other}", "two that were told apart")


def refused_saves(walk, timetrack):
    page = walk.page
    page.goto("/clients/1/")
    walk.type(email="still no mail")
    walk.click("[name=_save]")
    walk.seen(".errornote")
    walk.look("refused")
    page.goto("/clients/2/")
    timetrack.clients[2] |= {"phone": str(time.monotonic()), "notes": f"{time.monotonic()} " * 20}
    walk.type(phone="+43 1 222", notes="mine" * 60)
    walk.click("[name=_save]")
    expect(walk.page.locator("fieldset.versions")).to_have_count(2)
    walk.look("clash")
    number = timetrack.add(name="Gone", phone="1")
    page.goto(f"/clients/{number}/")
    del timetrack.clients[number]
    walk.type(phone="2")
    walk.click("[name=_save]")
    walk.seen("[name=_create_again]")
    walk.look("gone")
    page.goto("/clients/2/")
    walk.type(phone=str(time.monotonic()))
    walk.click("[name=_save]")
    walk.seen(".messagelist .success")
    walk.look("saved")
    walk.open("/clients/2/history/", "its history")
    walk.open("/history/", "the team's history")


def outages(walk, timetrack):
    page = walk.page
    page.goto("/clients/2/")
    timetrack.fail(Fault.HTML_502, times=None)
    walk.type(phone="+43 1 333")
    walk.click("[name=_save]")
    walk.seen("[name=_retry]")
    walk.look("not saved")
    timetrack.heal()
    page.goto("/clients/add/")
    timetrack.fail(Fault.HTML_502, times=None)
    walk.type(name=f"{LONG} {time.monotonic()}")
    walk.click("[name=_save]")
    walk.seen("[name=_retry]")
    walk.look("not created, as nothing can be asked")
    for path in ("/clients/2/", "/clients/9999/", "/clients/2/delete/"):
        walk.open(path, f"{path} in an outage")
    timetrack.heal()
    timetrack.fail(Fault.TOO_MANY, times=None)
    walk.open("/clients/9999/", "too busy")
    timetrack.heal()


def accounts(walk, office):
    walk.page.goto("/2fa/totp/activate/")
    confirm(walk)
    for path in ("", "?q=nobody", "add/", "invite/", *(f"2/{page}/" for page in ("change", "password", "history"))):
        walk.open(f"/auth/user/{path}")
    for path in ("2/link/", "2/second-factor/"):
        walk.open(f"/auth/user/{path}")
    walk.page.goto("/auth/user/add/")
    walk.type(username="max")
    walk.click("#content [type=submit]")
    walk.seen(".errornote")
    walk.look("no account added")
    walk.page.goto("/auth/user/2/link/")
    walk.click("#content [type=submit]")
    walk.seen("#one-time-link")
    walk.look("a link")
    path = "/" + walk.page.locator("#one-time-link").inner_text().split("/", 3)[3]
    walk.page.context.clear_cookies()
    walk.open(path, "a password to set")
    assert walk.page.locator("#box-form").count() == 1


def own_sign_in(walk, name):
    """Set up both second factors, and sign in by one."""
    page = walk.page
    sign_in(walk, name)
    walk.seen("#user-tools summary")
    for path in ("/password_change/", "/password_change/done/", "/sessions/", "/help/", "/2fa/", "/2fa/webauthn/"):
        walk.open(path)
    page.goto("/password_change/")
    walk.type(old_password="wrong", new_password1="a", new_password2="b")
    walk.click("#content [type=submit]")
    walk.seen(".errorlist")
    walk.look("no new password")
    walk.open("/reauthenticate/")
    spare = with_an_app(walk)
    with_a_passkey(walk)
    for path in ("/2fa/", "/2fa/recovery-codes/", "/2fa/recovery-codes/generate/", "/2fa/totp/deactivate/"):
        walk.open(path, f"{path} with both")
    for path in ("/2fa/reauthenticate/", "/2fa/webauthn/reauthenticate/"):
        walk.open(path)
    page.evaluate("document.getElementById('logout-form').submit()")
    walk.seen("#login-form")
    sign_in(walk, name)
    walk.seen("#code-form")
    walk.look("the second factor")
    walk.type(code="000000")
    walk.click("#code-form [type=submit]")
    walk.seen("#code-form .errorlist")
    walk.look("a wrong code")
    walk.type(code=spare)
    walk.click("#code-form [type=submit]")
    walk.seen("#user-tools summary")


def with_an_app(walk):
    """A recovery code."""
    walk.page.goto("/2fa/totp/activate/")
    confirm(walk)
    walk.seen("#secret")
    walk.look("an app")
    walk.type(code="000000")
    walk.click("#own-form [type=submit]")
    walk.seen(".errorlist")
    walk.look("an app, a wrong code")
    walk.type(code=code_now(walk.page.locator("#secret").inner_text()))
    walk.click("#own-form [type=submit]")
    walk.seen("#codes")
    walk.look("recovery codes")
    return walk.page.locator("#codes li").first.inner_text()


def with_a_passkey(walk):
    session = walk.page.context.new_cdp_session(walk.page)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    walk.open("/2fa/webauthn/add/")
    walk.type(name="Laptop")
    walk.click("#add-passkey")
    walk.page.wait_for_url(re.compile("/2fa/$"))
    walk.open("/2fa/webauthn/", "passkeys")
    for what in ("edit", "remove"):
        walk.page.goto("/2fa/webauthn/")
        walk.click(f"#content a[href$='/{what}/']")
        walk.page.wait_for_url(f"**/{what}/")
        walk.look(f"a passkey to {what}")


def test_axe_finds_nothing_on_any_page_in_any_state(walk, office, timetrack):
    signed_out_pages(walk, office)
    come_in(walk, office.cookies)
    lists(walk, timetrack)
    quick_looks(walk, timetrack)
    clients(walk, timetrack)
    merges(walk, timetrack)
    refused_saves(walk, timetrack)
    outages(walk, timetrack)
    accounts(walk, office)
    walk.page.context.clear_cookies()
    own_sign_in(walk, {"en": "vera", "de": "erik"}[walk.language])
    walk.open("/history/", "not allowed")
    walk.open("/clients/1/", "a client, to read")
    assert {name for _, _, name in TABLE} - NO_PAGES - walk.been == set()


# What axe cannot see


STUCK = """() => [...document.querySelectorAll('body *')]
    .filter((each) => ['sticky', 'fixed'].includes(getComputedStyle(each).position) && each.checkVisibility())
    .filter((each) => !each.closest('table, .skip-to-content-link'))
    .map((each) => each.getBoundingClientRect().height)"""


@pytest.fixture
def opened(office, chromium):
    """Open a window of these properties, as a manager."""
    contexts = []

    def window(**properties):
        contexts.append(chromium.new_context(base_url=office.url, **properties))
        contexts[-1].add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
        return contexts[-1].new_page()

    yield window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", WAYS)
def test_at_400_percent_the_header_takes_a_third_of_the_screen_at_most(opened, language):
    page = opened(viewport={"width": 320, "height": 180}, locale=language)  # 1280 × 720, four times as large
    for path in ("/clients/", "/clients/1/", "/clients/add/", "/", "/findings/", "/history/", "/auth/user/"):
        page.goto(path)
        header = page.locator("#header").bounding_box()["height"]
        assert (path, header <= 180 / 3, sum(page.evaluate(STUCK)) <= 180 / 3) == (path, True, True)


def test_nothing_moves_by_itself():
    moving = ("transition", "animation", "scroll-behavior", "smooth", ".animate(", "requestAnimationFrame")
    ours = [file for app in ("ttdash", "clients_ui") for file in (ROOT / app / "static").rglob("*.*s")]
    assert len(ours) > 10
    assert [(file.name, word) for file in ours for word in moving if word in file.read_text()] == []


def test_where_the_system_chooses_colours_the_current_place_is_still_told(opened):
    page = opened(forced_colors="active", viewport={"width": 1280, "height": 800})
    page.goto("/clients/")
    line = "e => getComputedStyle(e).borderBottomColor"
    places = page.locator("#navigation a")
    colours = {place.get_attribute("aria-current"): place.evaluate(line) for place in places.all()}
    assert len(set(colours.values())) == 2
    assert problems(page) == []


def test_where_the_system_chooses_colours_the_row_at_hand_and_the_chosen_match_are_still_told(opened):
    page = opened(forced_colors="active", viewport={"width": 1280, "height": 800})
    page.goto("/clients/")
    page.locator("#result_list .name > a").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#quick h1")).to_be_visible()
    page.locator("#go-box").fill("gru")
    expect(page.locator("#go-found [aria-selected=true]")).to_be_visible()
    line = "each => getComputedStyle(each).outlineStyle"
    lines = [
        [each.evaluate(line) for each in page.locator(f"{all_of}").all()[:2]] for all_of in ("tbody tr", "#go-found a")
    ]
    assert lines == [["solid", "none"]] * 2


def test_a_colour_in_the_list_has_a_name(opened):
    page = opened()
    page.goto("/clients/?q=Elektrotechnik+Weiß+Gesellschaft")
    expect(page.get_by_role("img", name="turquoise")).to_be_visible()
