"""The filters above the list: the values it can be filtered by, and how many clients each would leave."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext

from clients_ui.client.record import FIELDS
from clients_ui.reading.list_query import LONGEST_FILTER, ListQuery
from clients_ui.reading.listing import Listing
from clients_ui.web.links import list_url
from clients_ui.wording import findings, labels, lists

LONGEST = 12


class FacetValue(NamedTuple):
    """A value of a parameter (`name`), and how many clients there are with it."""

    name: str
    value: str
    text: str
    number: int
    selected: bool


class Facet(NamedTuple):
    """A parameter and its values, or all parameters without a value.

    `chosen`: the values by which the list is filtered, as text; `without`: the list without these. `more` says how many
    values are left out.
    """

    title: str
    values: list[FacetValue]
    chosen: str
    without: str
    more: str = ""


class ActiveFilter(NamedTuple):
    """A filter at work that no facet shows, and the list without it."""

    text: str
    url: str


def facets(found: Listing) -> list[Facet]:
    """All facets of a list; none where the list cannot be filtered."""
    if found.directory is None:
        return []
    counts, query = found.directory.counts, found.query
    by_value = [
        _of_values(name, query, counts[name]) for name in counts if {*counts[name], *query.filters.get(name, ())} - {""}
    ]
    return [each for each in (*by_value, _of_missing(query, counts)) if each.values]


def other_filters(found: Listing) -> list[ActiveFilter]:
    """The filters at work that no facet shows: a finding, and parameters that have none."""
    query = found.query
    shown = found.directory.counts if found.directory else {}
    of_finding = [
        ActiveFilter(findings.title(finding), list_url(replace(query, finding=None, page=1)))
        for finding in filter(None, [query.finding])
    ]
    by_field = [
        ActiveFilter(lists.filter_text(name, value), list_url(query.without(name, value)))
        for name, values in query.filters.items()
        if name not in shown
        for value in values
    ]
    return [*of_finding, *by_field]


def kept(found: Listing) -> list[tuple[str, str]]:
    """The parameters that a search in the same list keeps, but for those that the facets' own boxes carry."""
    shown = found.directory.counts if found.directory else {}
    return [(name, value) for name, value in found.query.kept if name not in shown]


def _of_values(name: str, query: ListQuery, counts: Mapping[str, int]) -> Facet:
    selected = [value for value in query.filters.get(name, ()) if value]
    numbers = {**dict.fromkeys(selected, 0), **counts}
    askable = [value for value in numbers if 0 < len(value) <= LONGEST_FILTER]
    values = sorted(askable, key=lambda value: (value not in selected, -numbers[value], value))
    text = FIELDS[name].kind.filter_text
    shown = [FacetValue(name, value, text(value), numbers[value], value in selected) for value in values[:LONGEST]]
    more = lists.more(len(values) - LONGEST) if len(values) > LONGEST else ""
    return Facet(labels.label(FIELDS[name]), shown, _listed(shown), list_url(query.without(name, *selected)), more)


def _of_missing(query: ListQuery, counts: Mapping[str, Mapping[str, int]]) -> Facet:
    values = [
        FacetValue(name, "", labels.label(FIELDS[name]), counts[name].get("", 0), "" in query.filters.get(name, ()))
        for name in counts
        if counts[name].get("") or "" in query.filters.get(name, ())
    ]
    without = query
    for name in counts:
        without = without.without(name, "")
    return Facet(gettext("Missing"), values, _listed(values), list_url(without))


def _listed(values: Iterable[FacetValue]) -> str:
    return ", ".join(value.text for value in values if value.selected)
