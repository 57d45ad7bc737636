"""The second factor: an option that asks everybody for one, and the same lock for its codes as for passwords."""

import base64
import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from clients_ui.web import drafts
from clients_ui.web.drafts import Why
from ttdash.signin import throttle
from ttdash.signin.own_account import SETTING_UP

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


def reset_second_factor(account: User) -> None:
    """Take every second factor away, recovery codes included."""
    Authenticator.objects.filter(user=account).delete()


class SecondFactorFirst(MiddlewareMixin):
    """Where `SECOND_FACTOR_REQUIRED` is on, lead whoever has none to set one up before anything else."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], *_args: Any
    ) -> HttpResponseBase | None:
        """Lead to the page of second factors, and keep what was typed."""
        if not settings.SECOND_FACTOR_REQUIRED or not getattr(view_func, "login_required", True):
            return None
        match = request.resolver_match
        setting_up = match is not None and match.view_name in SETTING_UP
        records = get_authentication_records(request, request.user)
        by_company = any(record["method"] == "socialaccount" for record in records)  # it looks after these itself
        if setting_up or by_company or is_mfa_enabled(request.user, FACTORS):
            return None
        messages.warning(request, _("Your team asks for a second factor. Set one up to go on."))
        return drafts.keep(request, Why.SECOND_FACTOR, lambda _url: redirect("mfa_index"))


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed with a key that follows from SECRET_KEY: the database alone is of no use to a thief."""

    def encrypt(self, text: str) -> str:
        """Seal one."""
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open one. After a change of SECRET_KEY none can be: then no code fits, until a manager resets the factor."""
        try:
            return _sealer().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, as it may stand in a page."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def _sealer() -> Fernet:
    key = salted_hmac("ttdash.second_factor", "secrets", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


class Throttled(BaseAuthenticateForm):
    """A form for a code. Six wrong ones lock it for this account and address."""

    def clean_code(self) -> str:
        """Count before checking."""
        with throttle.attempt(f"second factor of account {self.user.pk}"):
            return str(super().clean_code())


class CodeForm(Throttled, AuthenticateForm):
    """The code at sign-in."""


class CodeAgainForm(Throttled, ReauthenticateForm):
    """The code before something delicate."""


class ReadableCredential(forms.Form):
    """A form for a passkey's answer. One that is no such thing is a wrong one; allauth would fail on some."""

    def full_clean(self) -> None:
        """Check all fields."""
        try:
            super().full_clean()
        except (KeyError, TypeError, ValueError, AttributeError):
            self.add_error(None, _("This passkey cannot be read."))


class NewPasskeyForm(ReadableCredential, AddWebAuthnForm):
    """A new passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")  # allauth's is English


class PasskeyForm(ReadableCredential, AuthenticateWebAuthnForm):
    """The passkey at sign-in."""


class PasskeyAgainForm(ReadableCredential, ReauthenticateWebAuthnForm):
    """The passkey before something delicate."""
