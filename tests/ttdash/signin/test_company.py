"""The way to the company's sign-in and back: a provider that is down, an answer that was made up."""

import pytest
from django.urls import reverse


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
