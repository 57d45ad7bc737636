"""Company sign-in: the way to the provider and back, and the pages of what went wrong on it."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from allauth.account.stages import LoginStage
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients_ui import metrics
from clients_ui.timetrack.deadline import within
from ttdash.signin import admission, exchange, questions, throttle
from ttdash.signin.admission import PROVIDER
from ttdash.signin.claims import Person, Refused, person_in
from ttdash.signin.provider import CompanyLogin, CompanyProvider

FAILED = gettext_lazy("The company’s sign-in did not work, or took too long. Try once more.")
logger = logging.getLogger(__name__)


def asking(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view that asks the provider: 404 where there is none, a page that says why where it gives no answer."""

    @wraps(view)
    def answered(request: HttpRequest, **path: str) -> HttpResponseBase:
        try:
            with within(exchange.DEADLINE):
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


def _refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    metrics.SIGN_INS_REFUSED.labels("company").inc()
    logger.warning("company sign-in refused: %s from %s", refused.reason, throttle.address_of(request))
    return _page(request, refused.sentence, 403)


class CompanyAdapter(DefaultSocialAccountAdapter):
    """Who comes in, and as whom. What follows from it waits for `Arrival`."""

    def get_requests_session(self) -> exchange.Exchange:
        """What asks the provider."""
        return exchange.Exchange()

    def pre_social_login(self, request: HttpRequest, sociallogin: CompanyLogin) -> None:  # noqa: ARG002
        """Ask who the person is, and find or make their account. Raises Refused."""
        nonce = (sociallogin.state.get("data") or {}).get("nonce")  # of the question that this very browser asked
        if not nonce or nonce != sociallogin.id_token.get("nonce"):
            raise Refused(FAILED, "an ID token that nobody here asked for")
        said = sociallogin.id_token, sociallogin.user_info
        person = person_in(*said, settings.OIDC_ROLE_CLAIM, settings.OIDC_ROLE_MAP)
        sociallogin.user = admission.account_of(person) or admission.new_account(person)
        sociallogin.account.uid = person.sub
        sociallogin.state["person"] = asdict(person)
        sociallogin.token = None  # it has done its work, and the session's row must not hold it

    def on_authentication_error(
        self, request: HttpRequest, _provider: Any, *, error: Any, exception: Exception | None = None, **_more: Any
    ) -> None:
        """One page for whatever went wrong on the way."""
        if isinstance(exception, OSError):
            raise ImmediateHttpResponse(_without_answer(request, exception))
        if error == AuthError.CANCELLED:
            exception = Refused(_("The company’s sign-in was cancelled."), "cancelled")
        if not isinstance(exception, Refused):
            cause = (exception and exception.__cause__) or exception  # its kind alone: a message may quote the token
            exception = Refused(FAILED, f"{error} {type(cause).__name__}")
        raise ImmediateHttpResponse(_refusal(request, exception))


class Arrival(LoginStage):
    """The last step of a sign-in, after the second factor: what the company's word changes here happens now."""

    key = "company"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Settle it, or end the sign-in. Nothing to do for who did not come by the company."""
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        if login is None:
            return None, True
        try:
            admission.settle(Person(**login.state["person"]), self.login.user)
        except Refused as refused:
            return _refusal(self.request, refused), False
        return None, True
