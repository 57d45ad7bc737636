"""Passkeys, and the pages about one's own sign-in, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, problems, sign_in, sign_out
from tests.codes import code_now
from tests.served import PASSWORD

pytestmark = IN_THE_BROWSER


def confirm(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_a_passkey_is_added_asked_for_and_removed(tab, served):
    at = served.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    session = tab.context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})

    def typed():
        tab.goto(f"{at}/login/")
        tab.get_by_label("Username").fill("erik")
        tab.get_by_label("Password").fill(PASSWORD)
        tab.get_by_role("button", name="Sign in").click()

    typed()
    expect(tab.locator("#user-tools summary")).to_be_visible()
    tab.goto(f"{at}/2fa/webauthn/add/")
    confirm(tab)
    tab.get_by_label("Name").fill("Erik's laptop")
    tab.get_by_role("button", name="Add a passkey").click()
    expect(tab.locator("#codes li")).to_have_count(10)
    sign_out(tab)

    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    typed()
    tab.get_by_role("button", name="Use a passkey").click()
    expect(tab.locator("#user-tools summary")).to_be_visible()

    tab.goto(f"{at}/2fa/webauthn/")
    tab.get_by_role("link", name="Remove Erik's laptop").click()
    confirm(tab)
    tab.get_by_role("button", name="Remove").click()
    expect(tab.get_by_text("You have no passkeys.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_axe_finds_nothing_on_the_pages_about_one_s_own_sign_in(tab, sandbox, width, scheme):
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(color_scheme=scheme)
    found = {}

    def look(path, name=None):
        tab.goto(path)
        tab.wait_for_load_state()
        found[name or path] = problems(tab)

    look("/password/set/x/y/")
    sign_in(tab, "max")
    expect(tab.locator("#user-tools summary")).to_be_visible()
    for path in ("/2fa/", "/sessions/", "/2fa/webauthn/", "/2fa/totp/activate/"):  # the last asks for the password
        look(path)
    confirm(tab)
    expect(tab.locator("#secret")).to_be_visible()
    found["activate"] = problems(tab)
    tab.get_by_label("Authenticator code").fill(code_now(tab.locator("#secret").inner_text()))
    tab.get_by_role("button", name="Switch on").click()
    expect(tab.locator("#codes li")).to_have_count(10)
    found["codes"] = problems(tab)
    spare = tab.locator("#codes li").first.inner_text()
    for path in ("/2fa/", "/2fa/recovery-codes/generate/", "/2fa/webauthn/add/", "/2fa/totp/deactivate/"):
        look(path, f"{path} with an app")
    for path in ("/auth/user/", "/auth/user/invite/", "/auth/user/4/change/", "/auth/user/2/link/"):
        look(path)
    tab.get_by_role("button", name="Make a link").click()
    expect(tab.locator("#one-time-link")).to_be_visible()
    found["a link"] = problems(tab)
    look("/auth/user/4/second-factor/")
    sign_out(tab)
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    sign_in(tab, "max")
    expect(tab.get_by_label("Code")).to_be_visible()
    found["the code"] = problems(tab)
    tab.get_by_label("Code").fill(spare)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.locator("#user-tools summary")).to_be_visible()
    tab.goto("/2fa/totp/deactivate/")  # for the next test
    confirm(tab)
    tab.get_by_role("button", name="Switch off").click()
    expect(tab.get_by_role("link", name="Set up an app")).to_be_visible()
    assert {path: problem for path, problem in found.items() if problem} == {}
