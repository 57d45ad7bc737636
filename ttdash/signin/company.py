"""Company sign-in: whom the provider's word lets in, as which account, and with which roles."""

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdash.signin import names, questions
from ttdash.signin.provider import CompanyProvider
from ttdash.team import membership

PROVIDER = "company"
FAILED = gettext_lazy("The company’s sign-in did not work, or took too long. Try once more.")
logger = logging.getLogger(__name__)


def asking(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view that asks the provider: 404 where there is none, a page that says why where it gives no answer."""

    @wraps(view)
    def answered(request: HttpRequest, **path: str) -> HttpResponseBase:
        try:
            return view(request, **path)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        except (OSError, OAuth2Error) as error:
            return _without_answer(request, error)

    return login_not_required(answered)


@asking
def company_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the company's sign-in, and from there to `next`.

    By a plain link: a form would need the provider's address, and those it leads on to, in a strict CSP. Nothing but
    `next` is taken from the address (allauth's own view would take scopes, and connect accounts).
    """
    provider = get_adapter(request).get_provider(request, PROVIDER)
    provider.oauth2_adapter_class = CompanyProvider
    nonce = secrets.token_urlsafe()
    # Whoever is signed in comes here to confirm who they are. A greatest age makes the provider say when that was.
    how = {"prompt": "login", "max_age": "0"} if request.user.is_authenticated else {"max_age": str(365 * 24 * 3600)}
    onward = get_next_redirect_url(request) or ""
    with questions.of_this_browser(request):
        answer: HttpResponseBase = provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=onward if len(onward) <= questions.LONGEST_NEXT else None,
            data={"nonce": nonce},
            auth_params={"nonce": nonce, **how},
        )
    questions.keep(request, answer)
    return answer


class CompanyCallback(OAuth2CallbackView):
    """Allauth's, which looks for its question in this browser's cookie."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        with questions.of_this_browser(request):
            return super()._get_state(request, provider)


@asking
def company_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where the provider leads back to."""
    answer: HttpResponseBase = CompanyCallback.adapter_view(CompanyProvider(request, provider_id))(request)
    questions.keep(request, answer)
    return answer


def _without_answer(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, OSError):
        logger.warning("the company's sign-in cannot be reached: %s", type(error).__name__)
        return _page(request, _("The company’s sign-in cannot be reached right now. Try again in a moment."), 502)
    logger.warning("the company's sign-in is not what it should be: %s", error)
    return _page(request, _("The company’s sign-in is not set up as it should be. Tell your administrator."), 502)


def _page(request: HttpRequest, sentence: str | Promise, status: int) -> HttpResponse:
    return render(request, "socialaccount/refused.html", {"title": _("Sign in"), "sentence": sentence}, status=status)


def refuse(request: HttpRequest, sentence: str | Promise, reason: str) -> NoReturn:
    """Say why the company's word is not enough. The log gets the reason, without the person's address."""
    logger.info("company sign-in refused: %s", reason)
    raise ImmediateHttpResponse(_page(request, sentence, 403))


def claims_of(sociallogin: SocialLogin) -> dict[str, Any]:
    """What the provider says of this person: the ID token, and what only the user info adds to it or says anew."""
    data = sociallogin.account.extra_data
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        return {}
    return {**token, **info}


def address_in(claims: dict[str, Any]) -> str:
    """The person's mail address, in lower case, or "" where the provider does not vouch for it.

    Microsoft Entra ID says `xms_edov` (the domain's owner verified it) instead of `email_verified`.
    """
    address = str(claims.get("email") or "").strip().lower()
    vouched = [claims[name] for name in ("email_verified", "xms_edov") if name in claims]
    if not vouched or any(str(word).lower() not in {"true", "1"} for word in vouched):
        return ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def roles_in(claims: dict[str, Any]) -> set[str]:
    """The roles that a claim gives, by `OIDC_ROLE_MAP`. A claim inside another is written `realm_access.roles`."""
    found = claims.get(settings.OIDC_ROLE_CLAIM)
    if found is None:
        found = claims
        for part in settings.OIDC_ROLE_CLAIM.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    return {role for value, role in settings.OIDC_ROLE_MAP.items() if value in values}


class CompanyAdapter(DefaultSocialAccountAdapter):
    """Who may come in, and as whom. Nothing but this makes or connects an account."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Look at the claims of every sign-in, find, link or make the account, and give it its roles."""
        nonce = (sociallogin.state.get("data") or {}).get("nonce")  # of the question that this very browser asked
        if not nonce or nonce != (sociallogin.account.extra_data.get("id_token") or {}).get("nonce"):
            refuse(request, FAILED, "no ID token that was asked for")
        claims = claims_of(sociallogin)
        address = address_in(claims)
        if not address:
            sentence = _("Your company account has no verified mail address, so nobody can tell whose it is.")
            refuse(request, sentence, "no verified address")
        if settings.OIDC_ALLOWED_DOMAINS and address.rpartition("@")[2] not in settings.OIDC_ALLOWED_DOMAINS:
            refuse(request, _("Accounts of your mail domain are not let in here."), "another mail domain")
        if not sociallogin.is_existing:
            sociallogin.connect(request, self._account_for(request, claims, address))
        account = sociallogin.user
        if not account.is_active:
            refuse(request, _("Your account here was deactivated. Ask a manager."), f"{account.username} is inactive")
        if settings.OIDC_ROLE_CLAIM:
            membership.set_roles(account, roles_in(claims))

    def _account_for(self, request: HttpRequest, claims: dict[str, Any], address: str) -> User:
        """The account, old or new, to link with a person who signs in by the company for the first time.

        The addresses of accounts are written by managers, never by their owners, and the provider vouches for this
        one; so whoever has it is who is meant. Not where an address could have changed hands, or opens too much.
        """
        found = names.claiming(address)
        if len(found) > 1:
            refuse(request, _("Several accounts here have your mail address. Ask a manager."), "an address of several")
        if not found:
            return self._new_account(request, claims, address)
        if found[0].email.lower() != address:  # its user name, or a look-alike of other letters: another mailbox
            sentence = _(
                "An account here is known by a name like your mail address, but has another one. Ask a manager."
            )
            refuse(request, sentence, f"{found[0].username} has another address")
        if found[0].is_superuser:
            sentence = _("The account with your mail address is an administrator’s: it opens by its password only.")
            refuse(request, sentence, f"{found[0].username} is a superuser")
        if SocialAccount.objects.filter(user=found[0]).exists():
            sentence = _("Another company account is linked to the account with your mail address. Ask a manager.")
            refuse(request, sentence, f"{found[0].username} is linked to another company account")
        return found[0]

    def _new_account(self, request: HttpRequest, claims: dict[str, Any], address: str) -> User:
        if not settings.OIDC_CREATE_ACCOUNTS:
            refuse(request, _("There is no account for you here yet. Ask a manager to invite you."), "no account")
        name = get_account_adapter().generate_unique_username([address, "colleague"])
        if names.claiming(name):  # allauth compares capitals alone
            name = f"{name}-{secrets.token_hex(3)}"
        account = User(username=name, email=address)
        account.first_name = str(claims.get("given_name") or "")[:150]
        account.last_name = str(claims.get("family_name") or "")[:150]
        account.set_unusable_password()
        try:
            account.save()
        except ValidationError:
            sentence = _("An account for you was made at this very moment. Sign in once more.")
            refuse(request, sentence, "made at the same moment")
        logger.info("company sign-in made the account %s", account.username)
        return account

    def on_authentication_error(
        self, request: HttpRequest, _provider: Any, *, error: Any, exception: Exception | None = None, **_more: Any
    ) -> None:
        """One page for whatever went wrong on the way."""
        if isinstance(exception, OSError):
            raise ImmediateHttpResponse(_without_answer(request, exception))
        if error == AuthError.CANCELLED:
            refuse(request, _("The company’s sign-in was cancelled."), "cancelled")
        refuse(request, FAILED, f"{error} {type(exception).__name__}")
