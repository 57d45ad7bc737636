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
    counts = sorted(directory.counts[name].items(), key=lambda item: (-item[1], item[0]))
    bars = [_value_bar(name, value, number, directory.total) for value, number in counts[:LONGEST] if number]
    if others := sum(number for _, number in counts[LONGEST:]):
        bars.append(Bar(gettext("Others"), "", others, 100 * others / directory.total))
    return Picture(labels.label(FIELDS[name]), bars)


def by_finding(counts: Mapping[Finding, int], directory: FromDirectory) -> Picture:
    """How many clients have what wrong with them. A number of 0 is told only where all clients were checked."""
    told = {finding: number for finding, number in counts.items() if number or not directory.unchecked}
    return Picture(gettext("Clients"), [_finding_bar(*each, directory.total) for each in told.items()])


def _value_bar(name: str, value: str, number: int, total: int) -> Bar:
    text = labels.filtered(name)(value) if value else gettext("missing")
    return Bar(text, list_url(ListQuery().holding(name, value)), number, 100 * number / total)


def _finding_bar(finding: Finding, number: int, total: int) -> Bar:
    url = list_url(ListQuery(finding=finding)) if number else ""
    return Bar(findings.title(finding), url, number, 100 * number / max(total, 1))
