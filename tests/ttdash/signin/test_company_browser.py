"""Company sign-in in the real browser, with a real OpenID Connect provider on loopback that insists on PKCE."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, sign_out
from tests.codes import code_now
from tests.company import WITH_PROVIDER, Company
from tests.served import PASSWORD

pytestmark = [*IN_THE_BROWSER, WITH_PROVIDER]
ROLES = """SELECT name FROM auth_group JOIN auth_user_groups ON group_id = auth_group.id
    JOIN auth_user ON user_id = auth_user.id WHERE username = ? ORDER BY name"""
MANAGED_BY = """DELETE FROM auth_user_groups WHERE group_id = (SELECT id FROM auth_group WHERE name = 'Managers')
    AND user_id <> (SELECT id FROM auth_user WHERE username = ?)"""


@pytest.fixture(scope="module")
def company(tmp_path_factory, _listening):
    found = Company(tmp_path_factory.mktemp("company"), _listening.url)
    yield found
    found.stop()


@pytest.fixture
def door(chromium, company, sandbox):
    """A new browser on the dashboard."""
    contexts = []

    def opened():
        context = chromium.new_context(base_url=company.served.url)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def through_company(page, login, start="/"):
    page.goto(start)
    page.get_by_role("link", name="Sign in with the company account").click()
    page.get_by_label("Company login").fill(login)
    page.get_by_role("button", name="Go on").click()


def roles(company, username):
    return [name for (name,) in company.rows(ROLES, username)]


def signed_in_as(page, name):
    expect(page.locator("#user-tools")).to_contain_text(f"Signed in as {name}", ignore_case=True)


def refused(page, sentence):
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    page.goto("/clients/")
    expect(page).to_have_url(re.compile("/login/"))


def test_the_first_sign_in_makes_the_account_with_the_roles_of_its_groups_and_leads_on(company, door):
    company.knows("anna", groups=["tt-edit", "another group"])
    page = door()
    through_company(page, "anna", "/clients/add/?name=Huber")
    expect(page).to_have_url(re.compile(r"/clients/add/\?name=Huber$"))
    signed_in_as(page, "anna")
    assert roles(company, "anna") == ["Editors"]


def test_leaving_the_group_removes_the_role_at_the_next_sign_in(company, door):
    company.knows("bea", groups=["tt-manage"])
    company.knows("boss", groups=["tt-manage"])
    through_company(door(), "boss")
    through_company(door(), "bea")
    assert roles(company, "bea") == ["Managers"]
    company.knows("bea", groups="tt-view")
    through_company(door(), "bea")
    assert roles(company, "bea") == ["Viewers"]
    company.knows("bea")
    page = door()
    through_company(page, "bea")
    expect(page.get_by_text("Your account has no role yet.")).to_be_visible()
    assert roles(company, "bea") == []


def test_the_last_manager_stays_one_whatever_the_claim_says(company, door):
    company.knows("last", groups=["tt-manage"])
    through_company(door(), "last")
    company.rows(MANAGED_BY, "last")
    company.knows("last", groups=[])
    through_company(door(), "last")
    assert roles(company, "last") == ["Managers"]


def test_an_account_with_the_same_address_is_linked_and_keeps_its_password(company, door):
    company.rows("UPDATE auth_user SET email = 'Vera@office.example' WHERE username = 'vera'")
    company.knows("vera-at-company", email="vera@office.example", groups=["tt-view"])
    page = door()
    through_company(page, "vera-at-company")
    signed_in_as(page, "vera")
    page = door()
    page.goto("/login/")
    page.get_by_label("Username").fill("vera")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    signed_in_as(page, "vera")


def test_an_address_that_changed_hands_opens_nobodys_account(company, door):
    company.knows("old-owner", email="desk@office.example", groups=["tt-view"])
    through_company(door(), "old-owner")
    company.knows("new-owner", email="desk@office.example", groups=["tt-view"])
    page = door()
    through_company(page, "new-owner")
    refused(page, "Another company account is linked")


@pytest.fixture(scope="module")
def root_and_gone(company):
    company.runs(
        "User.objects.create(username='root', email='root@office.example', is_superuser=True)\n"
        "User.objects.create(username='gone', email='gone@office.example', is_active=False)"
    )


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email_verified": False}, "no verified mail address"),
        ({"email": "anna@elsewhere.example"}, "Accounts of your mail domain are not let in here."),
        ({"email": "anna@office.example.evil.example"}, "Accounts of your mail domain are not let in here."),
        ({"email": "root@office.example"}, "it opens by its password only"),
        ({"email": "gone@office.example"}, "was deactivated"),
    ],
)
@pytest.mark.usefixtures("root_and_gone")
def test_whoever_is_not_meant_is_refused_with_a_sentence(company, door, claims, sentence):
    who = "stranger-" + claims.get("email", "unverified").partition("@")[0]  # each of them another person
    company.knows(who, **claims)
    page = door()
    through_company(page, who)
    refused(page, sentence)


def test_whoever_changes_their_mind_is_back_at_the_sign_in_page(company, door):
    page = door()
    page.goto("/")
    page.get_by_role("link", name="Sign in with the company account").click()
    page.get_by_role("button", name="Cancel").click()
    refused(page, "was cancelled")


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?error=server_error&state=y"])
def test_a_made_up_answer_of_the_provider_opens_nothing(door, query):
    page = door()
    page.goto(f"/oidc/company/login/callback/{query}")
    refused(page, "The company’s sign-in did not work")


def test_company_sign_in_second_factor_and_expired_form_together_give_the_typing_back(company, door, sandbox):
    sandbox.add(name="Huber", phone="1")
    company.knows("carla", groups=["tt-edit"])
    page = door()
    through_company(page, "carla")
    page.goto("/2fa/totp/activate/")
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Authenticator code").fill(code_now(secret))
    page.get_by_role("button", name="Switch on").click()
    expect(page.locator("#codes li")).to_have_count(10)
    spare = page.locator("#codes li").first.inner_text()

    page.goto("/clients/1/")
    page.get_by_label("Phone", exact=True).fill("+43 1 222")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/login/"))
    page.get_by_role("link", name="Sign in with the company account").click()  # where she is signed in still
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url(re.compile(r"/clients/1/\?draft=\w+$"))
    expect(page.get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    assert [call.method for call in sandbox.calls if call.method != "GET"] == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert sandbox.clients[1]["phone"] == "+43 1 222"


def test_with_passwords_off_the_administrator_gets_in_by_a_printed_link(
    chromium,
    tmp_path,
    _listening,  # noqa: PT019
    sandbox,
):
    company = Company(tmp_path, _listening.url, PASSWORD_SIGN_IN="off")
    try:
        page = chromium.new_context(base_url=company.served.url).new_page()
        page.goto("/login/")
        expect(page.get_by_role("link", name="Sign in with the company account")).to_be_visible()
        expect(page.get_by_label("Password")).to_have_count(0)
        link = company.says("sign_in_link", "max", "--url", company.served.url).strip()
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        signed_in_as(page, "max")
        sign_out(page)
        page.goto(link)
        expect(page.get_by_role("heading", name="This link was used before, or is too old")).to_be_visible()
    finally:
        company.stop()
