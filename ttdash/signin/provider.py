"""The company's provider as it is asked: its word counts with its signature, for this dashboard, and from it alone.

Allauth takes the issuer that the metadata name, trusts TLS instead of the signature, takes a token that is meant for
others too or holds for ever, and prefers the user info to it. That it answers the question of this very browser is
asked in `company`, by the nonce.
"""

from datetime import UTC, datetime
from typing import Any

import jwt
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from jwt import PyJWTError

from ttdash.config.environment import is_loopback, url_parts
from ttdash.signin.claims import Claims

LATEST = datetime.max.replace(tzinfo=UTC).timestamp()


def _is_address(value: Any) -> bool:
    """Whether this can be asked: by https, unless the provider itself is on this machine, which tests have."""
    parts = url_parts(value) if isinstance(value, str) else url_parts("")
    local = settings.OIDC_ISSUER.startswith("http:") and is_loopback(parts.hostname or "")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))


class CompanyLogin(SocialLogin):
    """A sign-in in which nothing is looked up, written or linked before `company` has asked who may come in."""

    id_token: Claims
    user_info: Claims
    _did_authenticate_by_email = None

    def lookup(self) -> None:
        """Allauth's writes into the link that it finds."""


class CompanyProvider(OpenIDConnectOAuth2Adapter):
    """Allauth's, with these checks. Each raises OAuth2Error."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's metadata, if they are those of `OIDC_ISSUER` (which has no slash at its end)."""
        try:
            config: dict[str, Any] = super().openid_config
        except (AttributeError, ValueError) as error:
            raise OAuth2Error("its metadata cannot be read") from error
        if str(config.get("issuer")).rstrip("/") != settings.OIDC_ISSUER:
            raise OAuth2Error("its metadata name another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
            if not _is_address(config.get(name)):
                raise OAuth2Error(f"its metadata lack {name}, or it is no address of https")
        if not isinstance(config.get("token_endpoint_auth_methods_supported", []), list):
            raise OAuth2Error("its metadata name no list of token_endpoint_auth_methods_supported")
        return config

    def parse_token(self, data: Any) -> SocialToken:
        """The token that opens the user info. When it ends is of no interest: it is not kept."""
        if not isinstance(data, dict):
            raise OAuth2Error("no object where tokens are due")
        return SocialToken(token=data["access_token"])

    def complete_login(
        self, _request: HttpRequest, app: SocialApp, token: SocialToken, *, response: dict[str, Any]
    ) -> CompanyLogin:
        """What is said of the person, in two parts, for `company` to judge."""
        login = CompanyLogin(provider=self.get_provider(), account=SocialAccount(provider=app.provider_id))
        login.id_token = self._decode_id_token(app, response.get("id_token"))
        info = self._fetch_user_info(token.token)
        login.user_info = info if isinstance(info, dict) else {}
        return login

    def _decode_id_token(self, app: SocialApp, id_token: Any) -> dict[str, Any]:
        self.did_fetch_access_token = False  # or allauth would leave the signature out
        try:
            # allauth's cache would fail on it, in Redis and in a table each in its own way
            if jwt.decode(id_token, options={"verify_signature": False}).get("exp", 0) > LATEST:
                raise OAuth2Error("an ID token that ends beyond all dates")
            claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError, PyJWTError) as error:
            raise OAuth2Error("an ID token that cannot be read") from error
        if claims["aud"] not in (app.client_id, [app.client_id]) or claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("an ID token that is meant for others too")
        if "exp" not in claims:
            raise OAuth2Error("an ID token that never ends")
        return claims
