"""Where pages lead to: every link carries the state of the list, so that the way back keeps it."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from clients_ui.reading.list_query import ListQuery

MOST_PARAMETERS = 50


def list_state(request: HttpRequest) -> ListQuery:
    """The list that this page was opened from, out of the URL's `list` parameter."""
    text = request.GET.get("list", "")
    return ListQuery.of(QueryDict(text if text.count("&") < MOST_PARAMETERS else ""))


def list_url(query: ListQuery, fresh: int | None = None) -> str:
    """The list in this state; `fresh`: read again if that was not done since this moment (seconds since 1970)."""
    parameters = "&".join(filter(None, [query.encoded(), f"fresh={fresh}" if fresh else ""]))
    return reverse("clients_ui:list") + (f"?{parameters}" if parameters else "")


def page_url(page: str, query: ListQuery, pk: int | None = None, **parameters: str) -> str:
    """A page by its name in `urls`, of one client or of none, that knows the way back to the list in this state."""
    if state := query.encoded():
        parameters["list"] = state
    return reverse(f"clients_ui:{page}", args=[pk] if pk else [], query=parameters)
