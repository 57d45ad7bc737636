"""Where pages lead to."""

import pytest
from django.test import RequestFactory

from clients_ui.quality.findings import Finding
from clients_ui.reading.list_query import ListQuery
from clients_ui.web import links

QUERIES = [
    ListQuery(),
    ListQuery("Müller & Söhne", 3, "-name"),
    ListQuery("100%00 #?"),
    ListQuery("x", finding=Finding.EMAIL).holding("addressCity", "Wien"),
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_page_that_a_list_leads_to_knows_the_way_back_to_it(query):
    url = links.page_url("change", query, 7, name="A+B & C")
    request = RequestFactory().get(url)
    assert (request.path, request.GET["name"]) == ("/clients/7/", "A+B & C")
    assert links.list_state(request) == query


@pytest.mark.parametrize("query", QUERIES)
def test_the_address_of_a_list_is_read_as_the_same_list(query):
    assert ListQuery.of(RequestFactory().get(links.list_url(query, fresh=5)).GET) == query
