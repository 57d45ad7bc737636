"""What the company's word is worth: addresses, roles, a provider that is down. The browser's test has the whole way."""

import pytest
from django.urls import reverse

from ttdash.signin.company import address_in, claims_of, roles_in

GOOD = {"email": "Anna@Office.example", "email_verified": True}


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        (GOOD, "anna@office.example"),
        (GOOD | {"email_verified": "true"}, "anna@office.example"),
        ({"email": "a@office.example", "xms_edov": True}, "a@office.example"),
        ({"email": "a@office.example", "xms_edov": "1"}, "a@office.example"),
        ({"email": "a@office.example"}, ""),
        (GOOD | {"email_verified": False}, ""),
        (GOOD | {"email_verified": "false"}, ""),
        (GOOD | {"email_verified": None}, ""),
        (GOOD | {"xms_edov": False}, ""),
        (GOOD | {"email": "a@b@office.example"}, ""),
        (GOOD | {"email": ["a@office.example"]}, ""),
        (GOOD | {"email": None}, ""),
        ({}, ""),
    ],
)
def test_an_address_counts_only_where_the_provider_vouches_for_it(claims, address):
    assert address_in(claims) == address


@pytest.mark.parametrize(
    ("claim", "claims", "roles"),
    [
        ("groups", {"groups": ["a", "b", "other"]}, {"Viewers", "Editors"}),
        ("groups", {"groups": "a"}, {"Viewers"}),
        ("groups", {"groups": []}, set()),
        ("groups", {}, set()),
        ("groups", {"groups": None}, set()),
        ("groups", {"groups": [["a"], {"a": 1}, 7, "A", " a"]}, set()),
        ("groups", {"groups": {"a": True}}, set()),
        ("realm_access.roles", {"realm_access": {"roles": ["b"]}}, {"Editors"}),
        ("realm_access.roles", {"realm_access": "b"}, set()),
        ("https://x.example/roles", {"https://x.example/roles": ["a"]}, {"Viewers"}),
    ],
)
def test_a_claim_gives_the_roles_that_the_map_names_and_no_other(settings, claim, claims, roles):
    settings.OIDC_ROLE_CLAIM, settings.OIDC_ROLE_MAP = claim, {"a": "Viewers", "b": "Editors"}
    assert roles_in(claims) == roles


def told(token, info):
    account = type("Account", (), {"extra_data": {"id_token": token, "userinfo": info}})
    return claims_of(type("Login", (), {"account": account}))


def test_what_the_token_and_the_user_info_say_is_put_together():
    assert told({"sub": "1", "groups": ["a"]}, {"sub": "1", "email": "x"}) == {
        "sub": "1",
        "groups": ["a"],
        "email": "x",
    }


def test_the_user_info_of_somebody_else_is_worth_nothing():
    assert told({"sub": "1"}, {"sub": "2", "email": "x"}) == {}


@pytest.fixture
def company(settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    app = {"provider_id": "company", "name": "company", "client_id": "x", "secret": "y"}
    app |= {"settings": {"server_url": settings.OIDC_ISSUER, "oauth_pkce_enabled": True}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def test_a_provider_that_is_down_is_a_page_with_a_sentence(company, visitor):
    answer = visitor(None).get("/oidc/company/login/?next=/clients/")
    assert answer.status_code == 502
    assert "cannot be reached right now" in answer.content.decode()


def test_the_sign_in_page_leads_to_the_company_and_on_to_the_page_that_was_asked_for(company, visitor):
    page = visitor(None).get("/login/?next=/clients/").content.decode()
    assert f'href="{reverse("openid_connect_login")}?next=%2Fclients%2F"' in page


@pytest.mark.parametrize("query", ["", "?code=x&state=y", "?error=access_denied", "?error=x&state=y"])
def test_a_made_up_answer_is_refused(company, visitor, query):
    browser = visitor(None)
    assert browser.get(f"/oidc/company/login/callback/{query}").status_code == 403
    assert "_auth_user_id" not in browser.session


def test_another_provider_s_name_is_no_page(company, visitor):
    assert visitor(None).get("/oidc/other/login/").status_code == 404
