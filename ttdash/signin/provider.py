"""The company's provider as it is asked: its word counts with its signature, for this dashboard, and from it alone.

Allauth takes the issuer that the metadata name, trusts TLS instead of the signature, and takes a token that is meant
for others too. That it answers the question of this very browser is asked in `company`, by the nonce.
"""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings


class CompanyProvider(OpenIDConnectOAuth2Adapter):
    """Allauth's, with these checks. Each raises OAuth2Error."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's metadata, if they are those of `OIDC_ISSUER` (which has no slash at its end)."""
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("its metadata name another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
            if not config.get(name):
                raise OAuth2Error(f"its metadata lack {name}")
        return config

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        self.did_fetch_access_token = False  # or allauth would leave the signature out
        try:
            claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("an ID token that cannot be read") from error
        if claims["aud"] not in (app.client_id, [app.client_id]):
            raise OAuth2Error("an ID token that is meant for others too")
        return claims
