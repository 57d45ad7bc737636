"""The state of the list: what leads to its first page. No I/O."""

import pytest
from django.http import QueryDict

from clients_ui.reading.list_query import ListQuery


@pytest.fixture
def third():
    return ListQuery.of(QueryDict("q=huber&page=3&sort=name&phone=&addressCity=Wien&addressCity=Graz"))


def test_another_order_begins_at_its_first_page(third):
    assert third.sorted_by("name").encoded() == "q=huber&sort=-name&phone=&addressCity=Wien&addressCity=Graz"
    assert third.sorted_by("phone").encoded() == "q=huber&sort=phone&phone=&addressCity=Wien&addressCity=Graz"


def test_another_filter_begins_at_its_first_page(third):
    assert third.holding("addressCity", "Linz").encoded() == "q=huber&sort=name&addressCity=Linz&phone="
    assert third.holding("phone", None).encoded() == "q=huber&sort=name&addressCity=Wien&addressCity=Graz"
    assert third.without("addressCity", "Wien").encoded() == "q=huber&sort=name&addressCity=Graz&phone="


def test_another_page_is_of_the_same_list(third):
    assert third.at(4).encoded() == "q=huber&page=4&sort=name&phone=&addressCity=Wien&addressCity=Graz"
