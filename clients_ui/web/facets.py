"""The facets beside the list: the values it can be filtered by, and how many clients each would leave."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext

from clients_ui.client.record import FIELDS
from clients_ui.reading.list_query import LONGEST_SEARCH, ListQuery
from clients_ui.reading.listing import Listing
from clients_ui.web.links import list_url
from clients_ui.wording import findings, labels, lists

LONGEST = 12


class FacetValue(NamedTuple):
    """A value, and how many clients there are with it (None: with any); one that is `selected` leads back to all."""

    text: str
    url: str
    number: int | None
    selected: bool


class Facet(NamedTuple):
    """A parameter and its values, or all parameters without a value; `more` says how many values are left out."""

    title: str
    values: list[FacetValue]
    more: str = ""


class ActiveFilter(NamedTuple):
    """A filter at work, and the list without it."""

    text: str
    url: str


def facets(found: Listing) -> list[Facet]:
    """All facets of a list; none where the list cannot be filtered."""
    if found.directory is None:
        return []
    counts, query = found.directory.counts, found.query
    by_value = [_facet(name, query, counts[name]) for name in counts if len(counts[name]) > 1 or "" not in counts[name]]
    missing = [
        _value(query, name, "", labels.label(FIELDS[name]), counts[name].get("", 0))
        for name in counts
        if counts[name].get("") or "" in query.filters.get(name, ())
    ]
    return [each for each in (*by_value, Facet(gettext("Missing"), missing)) if each.values]


def active_filters(query: ListQuery) -> list[ActiveFilter]:
    """The filters at work."""
    of_finding = [
        ActiveFilter(findings.title(finding), list_url(replace(query, finding=None, page=1)))
        for finding in filter(None, [query.finding])
    ]
    by_field = [
        ActiveFilter(_filter_text(name, value), list_url(query.without(name, value)))
        for name, values in query.filters.items()
        for value in values
    ]
    return [*of_finding, *by_field]


def _facet(name: str, query: ListQuery, counts: Mapping[str, int]) -> Facet:
    selected = query.filters.get(name, ())
    numbers = {**dict.fromkeys(selected, 0), **counts}
    askable = [value for value in numbers if 0 < len(value) <= LONGEST_SEARCH]
    values = sorted(askable, key=lambda value: (value not in selected, -numbers[value], value))
    text = FIELDS[name].kind.filter_text
    shown = [_value(query, name, value, text(value), numbers[value]) for value in values[:LONGEST]]
    everything = FacetValue(gettext("All"), list_url(query.holding(name, None)), None, not selected)
    more = lists.more(len(values) - LONGEST) if len(values) > LONGEST else ""
    return Facet(labels.label(FIELDS[name]), [everything, *shown] if shown else [], more)


def _value(query: ListQuery, name: str, value: str, text: str, number: int) -> FacetValue:
    selected = value in query.filters.get(name, ())
    chosen = query.without(name, value) if selected else query.holding(name, value)
    return FacetValue(text, list_url(chosen), number, selected)


def _filter_text(name: str, value: str) -> str:
    field = FIELDS[name]
    if not value:
        return gettext("%(field)s: missing") % {"field": labels.label(field)}
    return f"{labels.label(field)}: {field.kind.filter_text(value)}"
