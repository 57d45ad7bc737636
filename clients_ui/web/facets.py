"""The filters beside the list: what can be chosen, how many clients that would leave, and what is chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext

from clients_ui.client.record import FIELDS
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import Listing
from clients_ui.web.links import holding_urls, list_url
from clients_ui.wording import findings, labels

LONGEST = 12


class Choice(NamedTuple):
    """A value to choose, and how many clients there are with it; None where that is not told."""

    text: str
    url: str
    number: int | None
    selected: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A parameter, or what is missing, and its choices; `more`: how many there are besides."""

    title: str
    choices: list[Choice]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is at work, and the list without it."""

    text: str
    url: str


def filters(found: Listing) -> list[Filter]:
    """All filters of a list; none where the list cannot be filtered."""
    if found.directory is None:
        return []
    counts, query = found.directory.counts, found.query
    valued = [name for name in counts if len(counts[name]) > 1 or "" not in counts[name]]
    found_filters = [_by_value(name, query, dict(counts[name])) for name in valued]
    missing = [name for name, numbers in counts.items() if numbers.get("") or "" in query.filters.get(name, ())]
    choices = [_chooser(name, query)("", labels.label(FIELDS[name]), counts[name].get("", 0)) for name in missing]
    return [each for each in (*found_filters, Filter(gettext("Missing"), choices)) if each.choices]


def chosen(query: ListQuery) -> list[Chosen]:
    """The filters at work."""
    found = [Chosen(findings.title(query.finding), list_url(query.without_finding()))] if query.finding else []
    by_field = [
        Chosen(_told(name, value), list_url(query.without(name, value)))
        for name, values in query.filters.items()
        for value in values
    ]
    return [*found, *by_field]


def _by_value(name: str, query: ListQuery, numbers: dict[str, int]) -> Filter:
    selected = query.filters.get(name, ())
    for value in filter(None, selected):
        numbers.setdefault(value, 0)
    values = sorted(filter(None, numbers), key=lambda value: (value not in selected, -numbers[value], value))
    everything = Choice(gettext("All"), list_url(query.holding(name, None)), None, not selected)
    choice, text = _chooser(name, query), labels.filtered(name)
    shown = [choice(value, text(value), numbers[value]) for value in values[:LONGEST]]
    return Filter(labels.label(FIELDS[name]), [everything, *shown] if shown else [], more=len(values[LONGEST:]))


def _chooser(name: str, query: ListQuery) -> Callable[[str, str, int], Choice]:
    """What makes a filter's choices of a value, its text and its number; one that is chosen leads away from it."""
    selected, url = query.filters.get(name, ()), holding_urls(query, name)

    def choice(value: str, text: str, number: int) -> Choice:
        if value in selected:
            return Choice(text, list_url(query.without(name, value)), number, selected=True)
        return Choice(text, url(value), number, selected=False)

    return choice


def _told(name: str, value: str) -> str:
    label = labels.label(FIELDS[name])
    if not value:
        return gettext("%(field)s: missing") % {"field": label}
    return f"{label}: {labels.filtered(name)(value)}"
