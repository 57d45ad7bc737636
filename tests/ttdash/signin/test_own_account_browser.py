"""Passkeys, and the pages about one's own sign-in, in a real browser."""

from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, sign_out
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
