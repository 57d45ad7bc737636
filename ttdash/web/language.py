"""In which language a page is: what the account chose, else this browser (its cookie), else what the browser asks for.

Django's own middleware knows the last two; what an account chose comes on top once it is known who asks.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.http import require_POST
from django.views.defaults import page_not_found
from django.views.i18n import set_language

from ttdash.models import Preferences


def chosen_by(account: User | AnonymousUser | None) -> str:
    """The language that an account chose, "" for none (any more)."""
    language: str = getattr(getattr(account, "preferences", None), "language", "")
    return language if language in dict(settings.LANGUAGES) else ""


def of(account: User) -> str:
    """The language to write to an account in: what it chose, else the one that is spoken now."""
    return chosen_by(account) or translation.get_language() or settings.LANGUAGE_CODE


class AccountLanguage(MiddlewareMixin):
    """Speak the language that the account chose, on every page that is not open to everybody."""

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponseBase], *_args: Any) -> None:
        """Before any other middleware looks at the view, as some of them speak."""
        if getattr(view, "login_required", True):
            _speak(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address without a view, too."""
    _speak(request)
    return page_not_found(request, exception)


def _speak(request: HttpRequest) -> None:
    if chosen := chosen_by(getattr(request, "user", None)):
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Choose a language: for this browser, and where somebody is signed in for their account."""
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and request.user.is_authenticated:
        Preferences.objects.update_or_create(account=request.user, defaults={"language": language})
    answer: HttpResponseBase = set_language(request)
    return answer


def languages() -> list[dict[str, Any]]:
    """The languages to choose from, each called as those call it who speak it; `chosen` is the page's."""
    now = translation.get_language()
    return [{"code": code, "name": name, "chosen": code == now} for code, name in settings.LANGUAGES]
