"""Sign-in with user name or e-mail address and password: what allauth leaves to us."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django import forms
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LogoutView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients_ui import metrics
from clients_ui.web import drafts
from ttdash.signin import throttle
from ttdash.signin.names import account_of

logger = logging.getLogger("ttdash.signin")


def require_passwords() -> None:
    """Raise PermissionDenied where passwords are not taken."""
    if not settings.PASSWORD_SIGN_IN:
        raise PermissionDenied(_("Passwords are switched off here. Sign in with your company account."))


class NameOrMail(ModelBackend):
    """Django's own way to sign in, by e-mail address too."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Any:
        """Whose name and password these are. Nobody's where passwords are switched off."""
        if not settings.PASSWORD_SIGN_IN or not username:
            return None
        account = account_of(username)
        return super().authenticate(request, account.username if account else username, password)

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with what it chose: one question to the database for both."""
        account = User.objects.select_related("preferences").filter(pk=user_id).first()
        return account if self.user_can_authenticate(account) else None


class AccountAdapter(DefaultAccountAdapter):
    """Our throttle, our idea of an address, and nothing that opens an account by itself."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "Please enter a correct username and password. Note that both fields may be case-sensitive. "
            "Instead of the username your e-mail address will do. After six wrong attempts no other is taken for "
            "15 minutes, right or wrong."
        ),
        "too_many_login_attempts": throttle.LOCKED,
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Who this is, unless too many wrong passwords came for this account from here.

        The same is done whoever's name it is, or nobody's, so that neither answer nor time tells which.
        """
        require_passwords()
        typed = str(credentials.get("username") or "")
        known = account_of(typed)
        name = f"name {throttle.folded(typed)}"
        account = f"account {known.pk}" if known else f"no account, {name}"
        may_try = throttle.allowed(request, name)
        counts = may_try and throttle.allowed(request, account)
        found: User | None = NameOrMail().authenticate(request, **credentials) if may_try else None
        if found and counts:
            throttle.was_right(request, name, account)
            return found
        metrics.SIGN_INS_REFUSED.labels("wrong" if may_try else "locked").inc()
        # A name that is nobody's is not repeated: people type passwords into that field.
        whose = known.username if known else "an unknown name"
        logger.warning("sign-in refused: %s from %s", whose, throttle.address_of(request))
        if not may_try:
            raise self.validation_error("too_many_login_attempts")
        throttle.was_wrong(request)
        return None

    def get_login_stages(self) -> list[str]:
        """Allauth's, and after the second factor a last look, and what a company sign-in changes."""
        return [*super().get_login_stages(), "ttdash.signin.sessions.StillTheirs", "ttdash.signin.company.Arrival"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the proxies in front vouch for."""
        return throttle.address_of(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """By what somebody can confirm who they are: the password only where passwords are taken."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in ways if settings.PASSWORD_SIGN_IN or way["id"] != "reauthenticate"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody makes an account of their own."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Every answer is a page."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether an address is one of this very host."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())


class SignInForm(LoginForm):
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True})
        # 254: the longest e-mail address
        self.fields["login"] = forms.CharField(label=_("Username or e-mail"), max_length=254, widget=typed)
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def add_prefix(self, field_name: str) -> str:
        """Call the first field what it has always been called, for browsers that remember it."""
        return "username" if field_name == "login" else str(super().add_prefix(field_name))


class OwnPasswordForm(PasswordChangeForm):
    """A new password for oneself. The old one is behind the same lock as at sign-in."""

    def clean_old_password(self) -> str:
        """Count before checking."""
        with throttle.attempt(f"account {self.user.pk}"):
            return str(super().clean_old_password())


class SignIn(LoginView):
    """The sign-in page. It goes on to `next` where that is a page of this site."""

    form_class = SignInForm
    extra_context: ClassVar[dict[str, Any]] = {"title": gettext_lazy("Sign in")}

    def get_authenticated_redirect_url(self) -> str:
        """Somebody who is signed in has nothing to do here."""
        return reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, the company's sign-in, and the page that both lead on to."""
        onward = self.get_next_url() or ""
        company = f"{reverse('openid_connect_login')}?{urlencode({'next': onward})}"
        return dict(super().get_context_data(**kwargs)) | {
            "next": onward,
            "kept": drafts.is_named_in(onward),
            "company_url": company if settings.OIDC_ISSUER else "",
            "reset_url": reverse("password_reset") if settings.EMAIL_URL and settings.PASSWORD_SIGN_IN else "",
        }


sign_in = SignIn.as_view()


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out, by POST only, and lead to the sign-in page. A second press of the button does no harm."""
    answer = LogoutView.as_view(next_page="account_login")(request)
    if request.method == "POST":
        answer["Clear-Site-Data"] = '"cache"'  # so that Back shows no page; drafts survive, their keys are in cookies
    return answer


def own_password(request: HttpRequest) -> HttpResponseBase:
    """One's own password, where passwords are taken. The old one cannot be guessed here either."""
    require_passwords()
    done = reverse("admin:password_change_done")
    return PasswordChangeView.as_view(form_class=OwnPasswordForm, success_url=done)(request)
