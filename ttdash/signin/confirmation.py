"""Confirming who one is before something delicate: a colleague may have left their screen unlocked.

By password or second factor; whoever has neither here, by signing in at the company anew. A confirmation holds for
allauth's ACCOUNT_REAUTHENTICATION_TIMEOUT. A form that came without one is not kept, not even in the session as allauth
would: what a stranger typed must not be done when the owner confirms.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.core.exceptions import ReauthenticationRequired
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode
from django.utils.translation import gettext as _


def require(request: HttpRequest) -> None:
    """Go on only where this person confirmed who they are a short while ago. Raises ReauthenticationRequired."""
    records = [each for each in get_authentication_records(request, request.user) if each.get("reauthenticated")]
    if not records or not _is_recent(records[-1]["at"]):
        raise ReauthenticationRequired


def _is_recent(moment: float) -> bool:
    ago = int(time.time()) - int(moment)  # whole numbers: one of a provider's may be beyond all fractions
    return bool(abs(ago) < app_settings.REAUTHENTICATION_TIMEOUT)  # nor is what is still to come


class ConfirmFirst(MiddlewareMixin):
    """Lead whoever has to confirm who they are to where they can, and from there back to the page that asked for it."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer ReauthenticationRequired: ours, and that of allauth's own pages."""
        if not isinstance(exception, ReauthenticationRequired):
            return None
        onward = urlencode({"next": request.get_full_path()})
        ways = get_adapter().get_reauthentication_methods(request.user)
        if not ways:
            # A page with a link: `form-action` counts every redirect behind a form.
            company = f"{reverse('openid_connect_login')}?{onward}" if settings.OIDC_ISSUER else ""
            words = {"title": _("Confirm that it is you"), "company_url": company}
            return render(request, "account/sign_in_anew.html", words, status=403)
        if request.method == "POST":
            messages.warning(request, _("Nothing was done yet. Confirm that it is you, then enter it once more."))
        return redirect(f"{ways[0]['url']}?{onward}")


@receiver(user_logged_in)
def sign_in_by_company_confirms(
    request: HttpRequest, user: User, sociallogin: SocialLogin | None = None, **_more: Any
) -> None:
    """Where there is no other way, and the provider's own word is that the person has just signed in there.

    Not where it let them in because they were signed in there before: so would it a stranger at their screen.
    """
    if sociallogin is None or get_adapter().get_reauthentication_methods(user):
        return
    moment = sociallogin.state["person"]["auth_time"]
    if moment is not None and _is_recent(moment):
        record_authentication(request, user, "socialaccount", reauthenticated=True)
