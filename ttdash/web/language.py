"""In which language a page is: what the account chose, else this browser (its cookie), else what the browser asks for.

Django's own middleware knows the last two; what an account chose comes on top once it is known who asks.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from ttdash.models import Preferences

UNASKED: Final = {"/healthz", "/readyz"}
"""They answer without a look at anybody's session, and say no word."""


def chosen_by(account: User | AnonymousUser) -> str:
    """The language that an account chose, "" for none (any more)."""
    language: str = getattr(getattr(account, "preferences", None), "language", "")
    return language if language in dict(settings.LANGUAGES) else ""


class AccountLanguage:
    """Speak the language that the account chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        somebody = settings.SESSION_COOKIE_NAME in request.COOKIES and request.path_info not in UNASKED
        if somebody and (chosen := chosen_by(request.user)):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


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
