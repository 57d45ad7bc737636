"""Where pages lead to: every link carries the state of the list, so that the way back keeps it."""

from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import get_script_prefix, reverse

from clients_ui.reading.list_query import ListQuery

MOST_PARAMETERS = 50


def list_state(request: HttpRequest) -> ListQuery:
    """The list that this page was opened from, out of the URL's `list` parameter."""
    text = request.GET.get("list", "")
    return ListQuery.of(QueryDict(text if text.count("&") < MOST_PARAMETERS else ""))


def list_url(query: ListQuery, fresh: int | None = None) -> str:
    """The list in this state; `fresh`: read again if that was not done since this moment (seconds since 1970)."""
    parameters = "&".join(filter(None, [query.encoded(), f"fresh={fresh}" if fresh else ""]))
    return _path("list", None) + (f"?{parameters}" if parameters else "")


def page_url(page: str, query: ListQuery, pk: int | None = None, **parameters: str) -> str:
    """A page by its name in `urls`, of one client or of none, that knows the way back to the list in this state."""
    if state := query.encoded():
        parameters["list"] = state
    return _path(page, pk) + (f"?{urlencode(parameters)}" if parameters else "")


def _path(page: str, pk: int | None) -> str:
    before, after = _around_id(page, pk is not None, get_script_prefix())
    return before if pk is None else f"{before}{pk}{after}"


@lru_cache(100)
def _around_id(page: str, of_client: bool, _prefix: str) -> tuple[str, str]:
    """The path of a page, before and after the client's id: a list has a hundred links, and `reverse` is slow."""
    before, _, after = reverse(f"clients_ui:{page}", args=[1] if of_client else []).rpartition("1")
    return (before, after) if of_client else (after, "")
