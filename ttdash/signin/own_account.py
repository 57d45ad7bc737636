"""The pages about one's own sign-in, second factors and sessions: those of allauth's views that we need.

Its other pages have no URL: nobody registers by themselves, and e-mail addresses are the managers' business.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

import clients_ui.web.urls  # noqa: F401 - it names the converter "id"
from ttdash.signin import browsers, confirmation, sessions


class Sessions(ListUserSessionsView):
    """One's own sessions, and a button that ends the others."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List this one too, however it began, each with what people call its browser."""
        UserSession.objects.create_from_request(self.request)
        content = dict(super().get_context_data(**kwargs))
        listed = [(session, browsers.called(session.user_agent)) for session in content["sessions"]]
        return content | {"sessions": listed}

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002
        """End every other session of this person, listed or not."""
        sessions.end(self.request.user.pk, but=self.request.session.session_key)
        messages.success(self.request, _("You are signed out everywhere else."))
        return redirect("usersessions_list")


# Setting up a second factor counts as a confirmation of who one is: whoever has no password would else be asked for a
# code again at once, while the app still shows the same one.


class ActivateApp(totp.ActivateTOTPView):
    """A new app. The code that sets it up is spent, or it could sign in once more."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Spend the code, and record the confirmation."""
        answer: HttpResponse = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        app.wrap().validate_code(form.cleaned_data["code"])
        record_authentication(self.request, self.request.user, "mfa", reauthenticated=True)
        return answer


class AddPasskey(webauthn.AddWebAuthnView):
    """A new passkey."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Record the confirmation."""
        answer: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", reauthenticated=True)
        return answer


FACTOR = gettext_lazy("Second factor")
AGAIN = gettext_lazy("Confirm that it is you")
CODES = gettext_lazy("Recovery codes")
APP = gettext_lazy("Authenticator app")
KEYS = gettext_lazy("Passkeys")

# Path, name, view and title of the pages that change something about second factors, or show what opens one
DELICATE_PAGES = (
    ("2fa/totp/activate/", "mfa_activate_totp", ActivateApp, APP),
    ("2fa/totp/deactivate/", "mfa_deactivate_totp", totp.DeactivateTOTPView, APP),
    ("2fa/recovery-codes/", "mfa_view_recovery_codes", codes.ViewRecoveryCodesView, CODES),
    ("2fa/recovery-codes/generate/", "mfa_generate_recovery_codes", codes.GenerateRecoveryCodesView, CODES),
    ("2fa/recovery-codes/download/", "mfa_download_recovery_codes", codes.DownloadRecoveryCodesView, CODES),
    ("2fa/webauthn/add/", "mfa_add_webauthn", AddPasskey, KEYS),
    ("2fa/webauthn/keys/<id:pk>/remove/", "mfa_remove_webauthn", webauthn.RemoveWebAuthnView, KEYS),
    ("2fa/webauthn/keys/<id:pk>/edit/", "mfa_edit_webauthn", webauthn.EditWebAuthnView, KEYS),
)
# With those, what somebody without a second factor may open where one is required
WAYS_THERE = (
    ("reauthenticate/", "account_reauthenticate", ReauthenticateView, AGAIN),
    ("2fa/", "mfa_index", mfa.IndexView, FACTOR),
    ("2fa/reauthenticate/", "mfa_reauthenticate", mfa.ReauthenticateView, AGAIN),
    ("2fa/webauthn/", "mfa_list_webauthn", webauthn.ListWebAuthnView, KEYS),
    ("2fa/webauthn/reauthenticate/", "mfa_reauthenticate_webauthn", webauthn.ReauthenticateWebAuthnView, AGAIN),
)
OTHER_PAGES = (
    ("2fa/authenticate/", "mfa_authenticate", mfa.AuthenticateView, FACTOR),
    ("sessions/", "usersessions_list", Sessions, gettext_lazy("Sessions")),
)
PAGES = (*DELICATE_PAGES, *WAYS_THERE, *OTHER_PAGES)
SETTING_UP = frozenset(name for _path, name, _view, _title in (*DELICATE_PAGES, *WAYS_THERE))
DELICATE = frozenset(name for _path, name, _view, _title in DELICATE_PAGES)
# What an account without a role may open. Signing out is open to everybody.
OWN_ACCOUNT = SETTING_UP | {"usersessions_list", "admin:password_change", "admin:password_change_done"}


def confirmed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for somebody who confirmed who they are a short while ago.

    Allauth's own views ask for that too, but not of somebody who has neither password nor second factor here.
    """

    @wraps(view)
    def asked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if not get_adapter().get_reauthentication_methods(request.user):
            confirmation.require(request)
        return view(request, **path)

    return asked


def _view_of(name: str, view: type[View], title: Promise) -> Callable[..., HttpResponseBase]:
    page = view.as_view(extra_context={"title": title})
    return never_cache(confirmed(page)) if name in DELICATE else page  # they show secrets, which no browser is to keep


urlpatterns = [path(url, _view_of(name, view, title), name=name) for url, name, view, title in PAGES]
