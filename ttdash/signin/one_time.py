"""One-time links: to set a password (by mail, or handed over by a manager), and the administrator's way back in.

Each is good for 24 hours, for one use, and until the next one of its kind is made: its signature covers a word that
`OneTimeLink` holds. Its use locks the account's row, so that of two uses at the same moment one is too late. No link
bypasses a second factor.
"""

import logging
import secrets
from collections.abc import Iterator
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.core.mail import send_mail
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ttdash.models import OneTimeLink
from ttdash.signin import afterwards, names
from ttdash.web import language

logger = logging.getLogger(__name__)
SPENT = gettext_lazy("This link was used before, or is too old")


class LastLink(PasswordResetTokenGenerator):
    """Tokens of one kind, of which the last one counts: making one ends the one before, and so does using it."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self.key_salt = f"ttdash.one_time.{kind}"

    @transaction.atomic  # of two that are made at the same moment, one is the last
    def make_token(self, user: User) -> str:
        """A new token, the only one that is good from now on."""
        word = secrets.token_urlsafe()[:40]
        OneTimeLink.objects.update_or_create(account=user, kind=self.kind, defaults={"word": word})
        return super().make_token(user)

    def spend(self, account: User) -> None:
        """Let no token of this account be good any more."""
        OneTimeLink.objects.filter(account=account, kind=self.kind).delete()

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        last = OneTimeLink.objects.filter(account=user, kind=self.kind).values_list("word", flat=True).first()
        return f"{super()._make_hash_value(user, timestamp)}{last}"


password_tokens = LastLink("password")
sign_in_tokens = LastLink("sign_in")


def password_link(request: HttpRequest, account: User) -> str:
    """Where this account's password can be set, once: the complete address, to be handed over."""
    return request.build_absolute_uri(_path("password_reset_confirm", account, password_tokens))


def sign_in_path(account: User) -> str:
    """Where a sign-in to this account is possible, once."""
    return _path("sign_in_link", account, sign_in_tokens)


def _path(name: str, account: User, tokens: LastLink) -> str:
    return reverse(name, args=[urlsafe_base64_encode(str(account.pk).encode()), tokens.make_token(account)])


def send_invitation(request: HttpRequest, account: User) -> bool:
    """Send the link by mail. False where the mail server does not take it."""
    words = {"account": account, "link": password_link(request, account), "host": request.get_host()}
    with override(language.of(account)):
        subject, text = _("Your account for TimeTrack Clients"), render_to_string("account/mail/invitation.txt", words)
    try:
        send_mail(subject, text, None, [account.email])
    except OSError as error:
        logger.warning("an invitation could not be sent: %s", type(error).__name__)
        return False
    return True


def _account(uidb64: str) -> User | None:
    """Whose link this is, if the account is active. In a transaction, wait until no other use of it is under way."""
    try:
        number = int(urlsafe_base64_decode(uidb64))
        return User.objects.select_for_update().filter(pk=number, is_active=True).first()
    except (ValueError, OverflowError):
        return None


class ForgottenForm(PasswordResetForm):
    """Whose address it is, is asked after the answer: so that answers differ for nobody, not even in their time."""

    def get_users(self, email: str) -> Iterator[User]:
        """The accounts of this address whose passwords may be set. Capitals make no difference."""
        theirs = (account for account in names.claiming(email) if names.key_of(account.email) == names.key_of(email))
        return (account for account in theirs if account.is_active and account.has_usable_password())

    # The stubs know Django's own ten arguments; its view names those that it gives.
    def save(self, *, request: HttpRequest, **words: Any) -> None:  # type: ignore[override]
        """Send the link soon, if an account has that address: only so often, whoever asks for it. No answer tells."""
        if not ratelimit.consume(request, action="mails_to_one", key=names.key_of(self.cleaned_data["email"])):
            logger.warning("a link for a forgotten password was asked for too often, and is not sent")
            return
        asked_in, host = get_language(), request.get_host()

        def send() -> None:
            with override(asked_in):
                super(ForgottenForm, self).save(domain_override=host, **words)

        afterwards.do("a link for a forgotten password", send)

    def send_mail(self, *args: Any, **more: Any) -> None:
        """Write in the language that the account chose, else in the one in which the link was asked for."""
        _subject, _text, words, *_addresses = args
        with override(language.of(words["user"])):
            super().send_mail(*args, **more)


forgotten_form = PasswordResetView.as_view(
    form_class=ForgottenForm,
    template_name="account/forgotten.html",
    email_template_name="account/mail/password.txt",
    subject_template_name="account/mail/password_subject.txt",
    token_generator=password_tokens,
    title=gettext_lazy("Forgotten your password?"),
)


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link by mail, only so often. The answer is the same whoever has that address."""
    if not (settings.EMAIL_URL and settings.PASSWORD_SIGN_IN):
        raise Http404
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="reset_password")
    return refused or forgotten_form(request)


@login_not_required
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    """What to do next."""
    if not settings.EMAIL_URL:
        raise Http404
    return render(request, "account/sent.html", {"title": _("Check your mail")})


@method_decorator(login_not_required, name="dispatch")
class SetPassword(PasswordResetConfirmView):
    """Where a one-time link leads."""

    template_name = "account/set_password.html"
    success_url = reverse_lazy("account_login")
    title = gettext_lazy("Set your password")
    get_user = staticmethod(_account)
    token_generator = password_tokens

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Checking the link and using it are one transaction."""
        if not settings.PASSWORD_SIGN_IN:
            raise Http404
        with transaction.atomic():
            return super().dispatch(*args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say so where a link opens nothing."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context if self.validlink else context | {"title": SPENT}

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it worked, on the sign-in page."""
        answer = super().form_valid(form)
        password_tokens.spend(form.user)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return answer


@login_not_required
@never_cache
@transaction.atomic
def sign_in_link(request: HttpRequest, uidb64: str, token: str) -> HttpResponseBase:
    """Sign in by a link that the administrator printed. Opening it does nothing yet: programs open links too."""
    account = _account(uidb64)
    if account is None or not sign_in_tokens.check_token(account, token):
        return render(request, "account/set_password.html", {"title": SPENT})
    if request.method != "POST":
        return render(request, "account/sign_in_link.html", {"title": _("Sign in"), "account": account})
    sign_in_tokens.spend(account)  # also where a second factor is still to come
    logout(request)  # whoever is signed in here: else this would confirm that it is they
    answer: HttpResponseBase = perform_login(request, account, redirect_url=reverse("admin:index"))
    record_authentication(request, request.user, "link", reauthenticated=True)  # of nobody where a factor is to come
    return answer
