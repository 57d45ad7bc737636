"""What tests of the company's sign-in share: anna's account, and a provider that knows her."""

import pytest
import responses
from django.core.cache import cache

from tests.provider import ISSUER, JWK, METADATA, PERSON


@pytest.fixture
def anna(account, settings):
    from django.contrib.auth.models import User

    cache.clear()
    settings.OIDC_ISSUER = ISSUER
    app = {"provider_id": "company", "name": "company", "client_id": "dashboard", "secret": "hunter2"}
    app |= {"settings": {"server_url": ISSUER, "oauth_pkce_enabled": True, "fetch_userinfo": True}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    person = account("viewer", "anna")
    User.objects.filter(pk=person.pk).update(email=PERSON["email"])
    return person


@pytest.fixture
def web():
    """All that is asked of the provider."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as found:
        found.get(f"{ISSUER}/.well-known/openid-configuration", json=METADATA)
        found.get(METADATA["jwks_uri"], json={"keys": [JWK]})
        found.get(METADATA["userinfo_endpoint"], json=PERSON)
        yield found
