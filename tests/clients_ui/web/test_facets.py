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
