"""Where pages lead to: every link carries the state of the list, so that the way back keeps it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from clients_ui.quality.findings import Finding
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.one_client import field_of

MOST_PARAMETERS = 50
ALL = "all"
"""The parameter without which no address takes all the clients of a list."""
SOME_ID = 10**17
"""Stands for any client in an address that is looked up once: a list has a hundred links, and `reverse` is slow."""


def list_state(request: HttpRequest) -> ListQuery:
    """The list that this page was opened from, out of the URL's `list` parameter."""
    text = request.GET.get("list", "")
    return ListQuery.of(QueryDict(text if text.count("&") < MOST_PARAMETERS else ""))


def list_url(query: ListQuery, fresh: int | None = None) -> str:
    """The list in this state; `fresh`: read again if that was not done since this moment (seconds since 1970)."""
    parameters = "&".join(filter(None, [query.encoded(), f"fresh={fresh}" if fresh else ""]))
    return _path("list", None) + (f"?{parameters}" if parameters else "")


def export_url(query: ListQuery, **choices: str) -> str:
    """The clients of this list as a file; `choices` as its page reads them."""
    return f"{_path('export', None)}?{'&'.join(filter(None, [query.encoded(), urlencode(choices)]))}"


def bulk_url(query: ListQuery) -> str:
    """The page that changes all the clients of this list, and knows the way back to it."""
    state = query.encoded()
    parts = [f"{ALL}=1", replace(query, page=1, columns=()).encoded(), urlencode({"list": state}) if state else ""]
    return f"{_path('bulk', None)}?{'&'.join(filter(None, parts))}"


def mend_url(finding: Finding) -> str:
    """The plan of what can be mended of a finding, which knows the way back to the list of it."""
    state = ListQuery(finding=finding).encoded()
    return f"{_path('bulk', None)}?{urlencode({'action': 'mend', 'finding': finding.word, 'list': state})}"


def page_url(page: str, query: ListQuery, pk: int | None = None, **parameters: str) -> str:
    """A page by its name in `urls`, of one client or of none, that knows the way back to the list in this state."""
    if state := query.encoded():
        parameters["list"] = state
    return _path(page, pk) + (f"?{urlencode(parameters)}" if parameters else "")


def client_url(query: ListQuery, pk: int, **parameters: str) -> str:
    """The page of a client in a list; in the list of a finding it opens at the field that this is about."""
    return page_url("change", query, pk, **parameters) + (f"#id_{field_of(query.finding)}" if query.finding else "")


def client_urls(query: ListQuery, pks: Iterable[int]) -> list[str]:
    """The pages of these clients in a list, whose state is written once for all of them."""
    url = client_url(query, SOME_ID)
    return [url.replace(str(SOME_ID), str(pk), 1) for pk in pks]


def _path(page: str, pk: int | None) -> str:
    return _found_once(page, pk is not None).replace(str(SOME_ID), str(pk))


@lru_cache(100)
def _found_once(page: str, of_client: bool) -> str:
    return reverse(f"clients_ui:{page}", args=[SOME_ID] if of_client else [])
