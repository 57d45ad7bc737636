"""The number of the request at hand: in each line of its log, as a code on a page that tells of a failure."""

from contextvars import ContextVar

from django.utils.translation import gettext

NUMBER: ContextVar[str] = ContextVar("NUMBER", default="")  # set for each request, and well-formed whoever gave it


def behind(said: str) -> str:
    """What is said of a failure, and the code to tell the administrator."""
    code = NUMBER.get()
    return f"{said} {gettext('Code for the administrator: %(code)s') % {'code': code}}" if code else said
