"""The landing page: how many clients there are, what the team did last, and whether TimeTrack answers."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui import history, reading, wording
from clients_ui.history import Wanted
from clients_ui.permissions import allowed
from clients_ui.reading import Query, Whole
from clients_ui.record import FIELDS
from clients_ui.views.places import VIEW, list_url

LAST_CHANGES = 10
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
    """How the clients are spread over the values of a parameter."""

    title: str
    bars: list[Bar]


@allowed(GET=VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """What there is to know before anything is looked for. One call to TimeTrack at most, to see whether it answers."""
    found = reading.overview()
    content = {
        "title": gettext("Overview"),
        "whole": found.whole,
        "lacking": wording.LACKING[found.lacking] if found.lacking else "",
        "reachable": found.reachable,
        "address": settings.TIMETRACK_API_URL,
        "pictures": [_picture(name, found.whole) for name in ("addressCountry", "enabled")] if found.whole else [],
        "list_url": list_url(Query()),
        "traces": history.traces(Wanted(), stop=LAST_CHANGES),
    }
    return render(request, "clients/overview.html", content)


def _picture(name: str, whole: Whole) -> Picture:
    counts = sorted(whole.counts[name].items(), key=lambda item: -item[1])
    bars = [_bar(name, value, number, whole.total) for value, number in counts[:LONGEST] if number]
    if others := sum(number for _, number in counts[LONGEST:]):
        bars.append(Bar(gettext("Others"), "", others, 100 * others / whole.total))
    return Picture(wording.label(FIELDS[name]), bars)


def _bar(name: str, value: str, number: int, total: int) -> Bar:
    text = wording.filtered(name, value) if value else gettext("missing")
    return Bar(text, list_url(Query().holding(name, value)), number, 100 * number / total)
