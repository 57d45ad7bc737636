"""The pages about one's own sign-in, second factors and sessions: those of allauth's views that we need.

Its other pages have no URL: nobody registers by themselves, and e-mail addresses are the managers' business.
"""

from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ListWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import clients_ui.web.urls  # noqa: F401 - it names the converter "id"
from ttdash.signin import sessions


class Sessions(ListUserSessionsView):
    """One's own sessions, and a button that ends the others."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List this one too, however it began."""
        if not UserSession.objects.filter(session_key=self.request.session.session_key).exists():
            UserSession.objects.create_from_request(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002
        """End every other session of this person, listed or not."""
        sessions.end(self.request.user.pk, but=self.request.session.session_key)
        messages.success(self.request, _("You are signed out everywhere else."))
        return redirect("usersessions_list")


class Confirming:
    """Setting up a second factor counts as a confirmation of who one is.

    Or whoever has no password would be asked for a code again at once, while the app still shows the same one.
    """

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Record the confirmation."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        record_authentication(self.request, self.request.user, method="mfa", reauthenticated=True)
        return answer


class ActivateApp(Confirming, ActivateTOTPView):
    """A new app. The code that sets it up is spent, or it could sign in once more."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Spend the code."""
        answer = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        app.wrap().validate_code(form.cleaned_data["code"])
        return answer


class AddPasskey(Confirming, AddWebAuthnView):
    """A new passkey."""


def _page(view: Any, title: Any) -> Any:
    return view.as_view(extra_context={"title": title})


AGAIN = gettext_lazy("Confirm that it is you")
CODES = gettext_lazy("Recovery codes")
APP = gettext_lazy("Authenticator app")
KEYS = gettext_lazy("Passkeys")

sign_in_patterns = [
    path("2fa/authenticate/", _page(AuthenticateView, gettext_lazy("Second factor")), name="mfa_authenticate")
]
setting_up_patterns = [
    path("reauthenticate/", _page(ReauthenticateView, AGAIN), name="account_reauthenticate"),
    path("2fa/", _page(IndexView, gettext_lazy("Second factor")), name="mfa_index"),
    path("2fa/reauthenticate/", _page(ReauthenticateByCodeView, AGAIN), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", _page(ActivateApp, APP), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", _page(DeactivateTOTPView, APP), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", _page(ViewRecoveryCodesView, CODES), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", _page(GenerateRecoveryCodesView, CODES), name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", _page(DownloadRecoveryCodesView, CODES), name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", _page(ListWebAuthnView, KEYS), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", _page(AddPasskey, KEYS), name="mfa_add_webauthn"),
    path("2fa/webauthn/reauthenticate/", _page(ReauthenticateWebAuthnView, AGAIN), name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<id:pk>/remove/", _page(RemoveWebAuthnView, KEYS), name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<id:pk>/edit/", _page(EditWebAuthnView, KEYS), name="mfa_edit_webauthn"),
]
sessions_pattern = path("sessions/", _page(Sessions, gettext_lazy("Sessions")), name="usersessions_list")

# What somebody without a second factor may open where one is required.
SETTING_UP: Final = frozenset(str(pattern.name) for pattern in setting_up_patterns)
# What an account without a role may open. Signing out is open to everybody.
OWN_ACCOUNT: Final = SETTING_UP | {"usersessions_list", "admin:password_change", "admin:password_change_done"}

urlpatterns = [*sign_in_patterns, *setting_up_patterns, sessions_pattern]
