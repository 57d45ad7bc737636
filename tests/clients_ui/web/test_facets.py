"""The filters above the list."""

import pytest

from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import FromDirectory, Listing
from clients_ui.web.facets import facets


def test_the_commonest_value_comes_first_and_equal_ones_by_their_letters():
    counts = {"addressCity": {"Wien": 2, "Graz": 2, "": 1, "Linz": 3}}
    cities, missing = facets(
        Listing(ListQuery(), [], more=False, directory=FromDirectory(8, counts, 0, sure=True, unchecked=0))
    )
    assert [value.text for value in cities.values] == ["Linz", "Graz", "Wien"]
    assert [value.number for value in missing.values] == [1]


@pytest.mark.parametrize(
    ("counts", "offered"),
    [
        ({"Wien": 2}, ["Wien"]),
        ({"Wien": 2, "": 1}, ["Wien"]),
        ({"": 1}, []),
    ],
)
def test_values_are_offered_where_there_is_one(counts, offered):
    directory = FromDirectory(3, {"addressCity": counts}, 0, sure=True, unchecked=0)
    found = facets(Listing(ListQuery(), [], more=False, directory=directory))
    assert [value.text for facet in found if facet.title == "City" for value in facet.values] == offered


def test_a_filter_at_work_can_be_taken_away_where_no_client_is_left():
    query = ListQuery().holding("addressCity", "Wien")
    directory = FromDirectory(0, {"addressCity": {}, "email": {}}, 0, sure=True, unchecked=0)
    (facet,) = facets(Listing(query, [], more=False, directory=directory))
    assert (facet.chosen, facet.without) == ("Wien", "/clients/")
