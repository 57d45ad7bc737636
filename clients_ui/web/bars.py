"""Numbers of clients as small bars, each of which leads to those clients."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext

from clients_ui.client.record import FIELDS
from clients_ui.quality.findings import Finding
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import FromDirectory
from clients_ui.transfer.selection import MOST
from clients_ui.web.links import list_url, mend_url
from clients_ui.wording import findings, labels

LONGEST = 8


class Bar(NamedTuple):
    """A value, how many clients hold it, and the share of all that these are, in percent; `url` lists them.

    `mendable`: of how many of them the right value is certain, and where these are mended. `help`: what it means.
    """

    text: str
    number: int
    share: float
    url: str
    mendable: int = 0
    mend_url: str = ""
    help: str = ""


class Picture(NamedTuple):
    """How the clients are spread over the values of a parameter, or what is wrong with how many."""

    title: str
    bars: list[Bar]


def by_value(name: str, directory: FromDirectory) -> Picture:
    """How many clients hold which value of a parameter."""
    text = FIELDS[name].kind.filter_text
    counts = [(value, number) for value, number in directory.counts[name].items() if number]
    counts.sort(key=lambda count: (-count[1], count[0]))
    bars = [
        _bar(text(value) if value else gettext("missing"), number, directory, ListQuery().holding(name, value))
        for value, number in counts[:LONGEST]
    ]
    if others := sum(number for _, number in counts[LONGEST:]):
        bars.append(_bar(gettext("Others"), others, directory))
    return Picture(labels.label(FIELDS[name]), bars)


def by_finding(
    counts: Mapping[Finding, int], directory: FromDirectory, mendable: Mapping[Finding, int] | None = None
) -> Picture:
    """How many clients have what wrong with them, most first; a 0 is true, and so shown, only when all are checked."""
    bars = [
        _bar(findings.title(finding), number, directory, ListQuery(finding=finding) if number else None)._replace(
            mendable=min((mendable or {}).get(finding, 0), MOST),
            mend_url=mend_url(finding),
            help=findings.explained(finding) if finding.of_notation else "",
        )
        for finding, number in sorted(counts.items(), key=lambda count: -count[1])
        if number or not directory.unchecked
    ]
    return Picture(gettext("Clients"), bars)


def _bar(text: str, number: int, directory: FromDirectory, query: ListQuery | None = None) -> Bar:
    return Bar(text, number, 100 * number / max(directory.total, 1), list_url(query) if query else "")
