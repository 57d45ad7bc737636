"""The account as a whole: how many clients, what is wrong with them, and whether TimeTrack answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from clients_ui.quality.findings import Finding
from clients_ui.reading import outage
from clients_ui.reading.listing import Lacking, Whole, known_clients, whole, why_lacking
from clients_ui.reading.one_client import field_of
from clients_ui.timetrack import account
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimeTrackError

PROBE_SECONDS, PROBE_TIMEOUT = 5, 2


@dataclass(frozen=True, slots=True)
class Overview:
    """The account as a whole, what is wrong with how many clients, and whether TimeTrack answers."""

    findings: "Findings"
    reachable: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """How many of the clients that were checked have what wrong with them (or why that is not known)."""

    whole: Whole | None
    lacking: Lacking | None
    counts: Mapping[Finding, int]


def overview() -> Overview:
    """How many clients there are and what they hold, without waiting for it; and whether TimeTrack answers."""
    return Overview(findings(), reachable())


def findings() -> Findings:
    """What is wrong with how many clients, as far as they were checked."""
    held = known_clients()
    if held is None:
        return Findings(None, why_lacking(), {})
    counts = held.index.wrong.counts
    known = {finding: number for finding, number in counts.items() if field_of(finding)}
    return Findings(whole(held, len(held.index), held.index.totals), None, known)


def probe() -> None:
    """Read one client, to see whether address and credentials work; raises where they do not."""
    account.current().clients.rows(0, 1)


def reachable() -> bool:
    """Whether TimeTrack answers this dashboard: one call of at most 2 seconds, at most every 5 seconds."""
    key = settings.TIMETRACK_API_URL
    if known := outage.answered.recall(key, PROBE_SECONDS):
        return known[0]
    try:
        with within(PROBE_TIMEOUT):
            probe()
    except TimeTrackError:
        return outage.answered.remember(key, thing=False)
    return outage.answered.remember(key, thing=True)
