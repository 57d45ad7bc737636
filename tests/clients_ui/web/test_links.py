"""Where pages lead to."""

import pytest

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
def test_the_address_of_a_filters_value_is_the_one_that_the_query_has(query, value):
    for name in ("addressCity", "addressCountry", "enabled"):
        assert links.holding_urls(query, name)(value) == links.list_url(query.holding(name, value))
