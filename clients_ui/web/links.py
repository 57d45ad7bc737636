"""Where pages lead to: every link carries the state of the list, so that the way back keeps it."""

from functools import cache
from urllib.parse import quote, urljoin

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import Listing
from clients_ui.reading.one_client import field_of

MOST_PARAMETERS = 50
ANY_CLIENT = 10**17
"""In whose place a client's id is put into an address."""


def list_state(request: HttpRequest) -> ListQuery:
    """The list that this page was opened from, out of the URL's `list` parameter."""
    text = request.GET.get("list", "")
    return ListQuery.of(QueryDict(text if text.count("&") < MOST_PARAMETERS else ""))


def list_url(query: ListQuery, fresh: int | None = None) -> str:
    """The list in this state; `fresh`: read again if that was not done since this moment (seconds since 1970)."""
    again = f"fresh={fresh}" if fresh else ""
    return _path("list") + _joined("?", "&".join(filter(None, (query.encoded(), again))))


def add_url(query: ListQuery) -> str:
    """The form for a new client."""
    return _path("add") + carrying(query)


def client_url(pk: int, query: ListQuery) -> str:
    """The page of a client."""
    return _path_of_client("change", pk) + carrying(query)


def client_urls(listing: Listing) -> list[str]:
    """The pages of all clients of a list. In a list of a finding they open at the field that it is about."""
    finding = listing.query.finding
    carried = carrying(listing.query) + (f"#id_{field_of(finding)}" if finding else "")
    before, after = _path("change", ANY_CLIENT).split(str(ANY_CLIENT))
    return [f"{before}{record.id}{after}{carried}" for record in listing.rows]


def delete_url(pk: int, query: ListQuery) -> str:
    """The page that asks before a client is deleted."""
    return _path_of_client("delete", pk) + carrying(query)


def history_url(pk: int, query: ListQuery) -> str:
    """The history of a client."""
    return _path_of_client("client_history", pk) + carrying(query)


def carrying(query: ListQuery, separator: str = "?") -> str:
    """The query string that carries the list's state to another page."""
    return _joined(f"{separator}list=", quote(query.encoded(), safe=""))


def web_app() -> str:
    """TimeTrack's own web app, for what its API does not allow."""
    return urljoin(settings.TIMETRACK_API_URL, "/")


# Django takes some 15 µs for an address, and there are dozens on a page.


@cache
def _path(name: str, *args: int) -> str:
    return reverse(f"clients_ui:{name}", args=args)


def _path_of_client(name: str, pk: int) -> str:
    return _path(name, ANY_CLIENT).replace(str(ANY_CLIENT), str(pk))


def _joined(separator: str, text: str) -> str:
    return separator + text if text else ""
