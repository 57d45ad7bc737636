"""The team's history as people read it: every attempt by itself, and a run of many as one entry."""

from collections.abc import Iterable
from datetime import datetime, time
from heapq import merge
from itertools import islice

from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.db.models import QuerySet
from django.utils import timezone

from clients_ui.history.traces import HistoryFilter, traces
from clients_ui.models import Attempt, BulkRun

COUNTED = {ADDITION: "created", CHANGE: "saved", DELETION: "deleted"}


def entries(chosen: HistoryFilter, start: int, number: int) -> list[Attempt | BulkRun]:
    """So many entries from this position on, from the newest to the oldest."""
    end = start + number
    both: list[Iterable[Attempt | BulkRun]] = [traces(chosen).filter(run=None)[:end], runs(chosen)[:end]]
    return list(islice(merge(*both, key=_moment, reverse=True), start, end))


def runs(chosen: HistoryFilter) -> QuerySet[BulkRun]:
    """The runs with their people, from the newest to the oldest."""
    found = BulkRun.objects.select_related("person", "undoes").order_by("-begun_at", "-pk")
    if chosen.person:
        found = found.filter(person__username=chosen.person)
    if chosen.action:
        counted = COUNTED.get(chosen.action)  # no run takes clients out
        found = found.filter(**{f"{counted}__gt": 0}) if counted else found.none()
    if chosen.since:
        found = found.filter(begun_at__gte=timezone.make_aware(datetime.combine(chosen.since, time.min)))
    if chosen.until:
        found = found.filter(begun_at__lte=timezone.make_aware(datetime.combine(chosen.until, time.max)))
    return found


def _moment(entry: Attempt | BulkRun) -> datetime:
    return entry.begun_at if isinstance(entry, BulkRun) else entry.entry.action_time
