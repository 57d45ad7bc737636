"""Where pages lead to."""

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from clients_ui.quality.findings import Finding
from clients_ui.reading.list_query import ListQuery
from clients_ui.web import links

QUERIES = [
    ListQuery(),
    ListQuery("Müller & Söhne", 3, "-name"),
    ListQuery("100%00 #?"),
    ListQuery("x", filters={"addressCity": ("Wien",), "enabled": ("0",)}, finding=Finding.EMAIL),
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("value", ["", "Wien", "Sankt Pölten & Co", "%00", "a=b", "A+B"])
def test_the_address_of_a_filters_value_says_that_value_and_the_search(query, value):
    for name in ("addressCity", "addressCountry", "enabled"):
        said = QueryDict(urlsplit(links.list_url(query.holding(name, value))).query)
        assert (said[name], said.get("q", "")) == (value, query.q)
