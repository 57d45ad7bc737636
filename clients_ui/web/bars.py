"""Numbers of clients as small bars, each of which leads to those clients."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from clients_ui.client.record import FIELDS
from clients_ui.quality.findings import Finding
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import FromDirectory
from clients_ui.web.links import list_url
from clients_ui.wording import findings, labels

LONGEST = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A value, how many clients hold it, and the share of all that these are, in percent; `url` lists them."""

    text: str
    url: str
    number: int
    share: float


@dataclass(frozen=True, slots=True)
class Picture:
    """How the clients are spread over the values of a parameter, or what is wrong with how many."""

    title: str
    bars: list[Bar]


def by_value(name: str, directory: FromDirectory) -> Picture:
    """How many clients hold which value of a parameter."""
    field, total = FIELDS[name], directory.total
    counts = sorted(directory.counts[name].items(), key=lambda item: (-item[1], item[0]))
    bars = [
        _bar(
            field.kind.filter_text(value) if value else gettext("missing"),
            ListQuery().holding(name, value),
            number,
            total,
        )
        for value, number in counts[:LONGEST]
        if number
    ]
    if others := sum(number for _, number in counts[LONGEST:]):
        bars.append(_bar(gettext("Others"), None, others, total))
    return Picture(labels.label(field), bars)


def by_finding(counts: Mapping[Finding, int], directory: FromDirectory) -> Picture:
    """How many clients have what wrong with them; a 0 is true, and so shown, only when all clients are checked."""
    bars = [
        _bar(findings.title(finding), ListQuery(finding=finding) if number else None, number, directory.total)
        for finding, number in counts.items()
        if number or not directory.unchecked
    ]
    return Picture(gettext("Clients"), bars)


def _bar(text: str, query: ListQuery | None, number: int, total: int) -> Bar:
    return Bar(text, list_url(query) if query else "", number, 100 * number / max(total, 1))
