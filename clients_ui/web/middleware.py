"""One deadline for all the calls of a page, and one page for every read that fails."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.web import failure


class TimeTrackMiddleware:
    """Set the page's deadline, and answer what no view catches of `errors`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with within(settings.TIMETRACK_DEADLINE):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A failed read becomes the failure page; anything else is not ours."""
        return failure.page(request, exception) if isinstance(exception, TimeTrackError) else None
