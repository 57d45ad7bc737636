"""The language of every page: so far there is one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import activate


class OneLanguage:
    """Choose it. Where nothing is chosen, Django looks for the default anew at every text, half as long again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        activate(settings.LANGUAGE_CODE)
        return self.get_response(request)
