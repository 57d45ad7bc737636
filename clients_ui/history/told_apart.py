"""Pairs of clients that look alike and are two, as somebody said: remembered for the team, by their ids alone."""

from typing import NamedTuple

from django.db import DatabaseError
from django.db.models import Count, Q, QuerySet, Sum

from clients_ui.history.recording import not_recorded
from clients_ui.models import NotDuplicate


class AsOf(NamedTuple):
    """How many pairs there are, and the sum of their rows' numbers: another one whenever a pair comes or goes."""

    number: int = 0
    sum: int = 0


def mark(one: int, other: int, by: int) -> None:
    """Remember that these are two clients; raises NotRecorded where that fails."""
    try:
        NotDuplicate.objects.get_or_create(**_pair(one, other), defaults={"person_id": by})
    except DatabaseError as error:
        raise not_recorded(error) from error


def take_back(one: int, other: int) -> None:
    """These may be one client after all; raises NotRecorded where that cannot be written down."""
    try:
        NotDuplicate.objects.filter(**_pair(one, other)).delete()
    except DatabaseError as error:
        raise not_recorded(error) from error


def found(one: int, other: int) -> NotDuplicate | None:
    """Who said of these that they are two, and when."""
    return NotDuplicate.objects.filter(**_pair(one, other)).select_related("person").first()


def forget(client: int) -> None:
    """Forget what was said of a client that is gone."""
    NotDuplicate.objects.filter(Q(a=client) | Q(b=client)).delete()


def newest() -> QuerySet[NotDuplicate]:
    """All pairs with who said so, the last one first."""
    return NotDuplicate.objects.select_related("person").order_by("-at", "-pk")


def state() -> AsOf:
    """What tells whether a pair came or went."""
    return AsOf(**NotDuplicate.objects.aggregate(number=Count("pk"), sum=Sum("pk", default=0)))


def pairs() -> set[tuple[int, int]]:
    """All pairs, the lower id first."""
    return {*NotDuplicate.objects.values_list("a", "b")}


def _pair(one: int, other: int) -> dict[str, int]:
    return {"a": min(one, other), "b": max(one, other)}
