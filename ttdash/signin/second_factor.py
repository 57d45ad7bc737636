"""The second factor: an option that asks everybody for one, and the same lock for its codes as for passwords."""

import base64
import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients_ui.web import drafts
from clients_ui.web.drafts import Why
from ttdash.signin import throttle
from ttdash.signin.own_account import SETTING_UP
from ttdash.signin.sign_in import LOCKED

MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
NO_PASSKEY = gettext_lazy("This passkey cannot be read.")
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(account: User | AnonymousUser) -> bool:
    """Whether this account has one that sign-in asks for. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=FACTORS).exists())


def reset_second_factor(account: User) -> int:
    """Take every second factor away, recovery codes included. How many there were."""
    return int(Authenticator.objects.filter(user=account).delete()[0])


def came_from_company(request: HttpRequest) -> bool:
    """Whether this session began with the company's sign-in, which looks after second factors itself."""
    return any(record.get("method") == "socialaccount" for record in get_authentication_records(request, request.user))


class SecondFactorFirst:
    """Where `SECOND_FACTOR_REQUIRED` is on, lead whoever has none to set one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],  # noqa: ARG002
        view_kwargs: dict[str, Any],  # noqa: ARG002
    ) -> HttpResponseBase | None:
        """Lead to the page of second factors, and keep what was typed."""
        if not settings.SECOND_FACTOR_REQUIRED or not getattr(view_func, "login_required", True):
            return None
        match = request.resolver_match
        if (match and match.view_name in SETTING_UP) or came_from_company(request) or has_second_factor(request.user):
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
        account = f"second factor of account {self.user.pk}"
        if not throttle.allowed(context.request, account):
            raise ValidationError(LOCKED)
        code: str = super().clean_code()
        throttle.was_right(context.request, account)
        return code


class CodeForm(Throttled, AuthenticateForm):
    """The code at sign-in."""


class CodeAgainForm(Throttled, ReauthenticateForm):
    """The code before something delicate."""


class ReadableCredential(forms.Form):
    """A form for a passkey's answer. One that is no such thing is a wrong one; allauth would fail on some."""

    def clean(self) -> Any:
        """What allauth's form makes of a new passkey."""
        try:
            return super().clean()
        except MALFORMED:
            raise ValidationError(NO_PASSKEY) from None

    def clean_credential(self) -> Any:
        """What allauth's form makes of an answer."""
        check = getattr(super(), "clean_credential", None)
        try:
            return check() if check else self.cleaned_data["credential"]
        except MALFORMED:
            raise ValidationError(NO_PASSKEY) from None


class NewPasskeyForm(ReadableCredential, AddWebAuthnForm):
    """A new passkey."""


class PasskeyForm(ReadableCredential, AuthenticateWebAuthnForm):
    """The passkey at sign-in."""


class PasskeyAgainForm(ReadableCredential, ReauthenticateWebAuthnForm):
    """The passkey before something delicate."""
