"""Where pages lead to: every link carries the state of the list, so that the way back keeps it."""

from urllib.parse import quote

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from clients_ui.reading import Query

VIEW, ADD, CHANGE, DELETE = (f"clients_ui.{action}_client" for action in ("view", "add", "change", "delete"))


def list_state(request: HttpRequest) -> Query:
    """The list that this page was opened from, out of the URL's `list` parameter."""
    return Query.of(QueryDict(request.GET.get("list", "")))


def list_url(query: Query) -> str:
    """The list in this state."""
    return reverse("clients_ui:list") + _joined("?", query.encoded())


def add_url(query: Query) -> str:
    """The form for a new client."""
    return reverse("clients_ui:add") + carrying(query)


def client_url(pk: int, query: Query) -> str:
    """The page of a client."""
    return reverse("clients_ui:change", args=[pk]) + carrying(query)


def delete_url(pk: int, query: Query) -> str:
    """The page that asks before a client is deleted."""
    return reverse("clients_ui:delete", args=[pk]) + carrying(query)


def carrying(query: Query) -> str:
    """The query string that carries the list's state to another page."""
    return _joined("?list=", quote(query.encoded(), safe=""))


def _joined(separator: str, text: str) -> str:
    return separator + text if text else ""
