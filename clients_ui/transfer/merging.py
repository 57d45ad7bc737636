"""One client instead of two: which of a pair may stay, and what it would hold. Nothing is changed by it. Pure.

Projects hang on a client's name, and this API can neither rename a client nor move a project: so the one that goes must
have none, and both must be called differently.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum, StrEnum, auto

from django.core import signing

from clients_ui.client.kinds import LINES
from clients_ui.client.record import EMPTY, FIELDS, UPDATABLE, ClientRecord, Field, Value

SALT = "clients_ui.pair"
MAX_AGE = timedelta(hours=24)
BOTH = "both"


class Side(StrEnum):
    """One of the two, as forms name it."""

    A = "a"
    B = "b"

    @property
    def other(self) -> "Side":
        """The other one."""
        return Side.B if self is Side.A else Side.A


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clients, and the projects of each by its id; None where they could not be looked up."""

    a: ClientRecord
    b: ClientRecord
    projects: Mapping[int, Sequence[str] | None] = field(default_factory=dict)

    def of(self, side: Side) -> ClientRecord:
        """The client on this side."""
        return self.a if side is Side.A else self.b

    def holding(self, side: Side, values: Mapping[str, Value]) -> "Pair":
        """The same, where the one on this side holds these values."""
        record = ClientRecord(self.of(side).id, {**self.of(side).values, **values})
        return replace(self, a=record) if side is Side.A else replace(self, b=record)

    @property
    def sides(self) -> dict[Side, ClientRecord]:
        """Both."""
        return {side: self.of(side) for side in Side}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which one is kept, and parameter → whose value it gets: "a", "b", or "both" one below the other."""

    keep: Side
    use: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownPair:
    """The two that a page showed, and the key of the run that merges them."""

    pair: Pair
    run: str


class Barrier(Enum):
    """Why the one cannot be merged into the other."""

    ONE_NAME = auto()
    PROJECTS_UNKNOWN = auto()
    HAS_PROJECTS = auto()


def barrier(pair: Pair, keep: Side) -> Barrier | None:
    """Why the other one cannot go."""
    if pair.a.name.strip() == pair.b.name.strip():
        return Barrier.ONE_NAME
    projects = [pair.projects.get(record.id) for record in (pair.of(keep), pair.of(keep.other))]
    if None in projects:
        return Barrier.PROJECTS_UNKNOWN
    return Barrier.HAS_PROJECTS if projects[1] else None


def proposed(pair: Pair) -> Side:
    """The one to keep: which has projects, is enabled, holds more, or was there first."""

    def worth(side: Side) -> tuple[bool, bool, int, int]:
        record = pair.of(side)
        held = sum(bool(value) for value in record.values.values())
        return bool(pair.projects.get(record.id)), bool(record["enabled"]), held, -record.id

    return max(Side, key=worth)


def differing(pair: Pair) -> list[Field]:
    """The fields to choose in: those that TimeTrack lets us write, and in which the two are not the same."""
    return [each for each in UPDATABLE if not each.kind.same(pair.a[each.name], pair.b[each.name])]


def joinable(each: Field, pair: Pair) -> bool:
    """Whether both values can be kept, one below the other."""
    return each.kind is LINES and bool(pair.a[each.name] and pair.b[each.name])


def chosen(pair: Pair, keep: Side, posted: Mapping[str, str]) -> Choice:
    """What was chosen of `use-<parameter>`; else the kept one's value, where it has none the other's; notes joined."""
    use = dict[str, str]()
    for each in differing(pair):
        usual = BOTH if joinable(each, pair) else keep if pair.of(keep)[each.name] else keep.other
        possible = {*Side, BOTH} if joinable(each, pair) else {*Side}
        asked = posted.get(f"use-{each.name}", "")
        use[each.name] = asked if asked in possible else str(usual)
    return Choice(keep, use)


def outcome(pair: Pair, choice: Choice) -> dict[str, Value]:
    """What the kept one holds in the end, of all that TimeTrack lets us write."""
    kept, other = pair.of(choice.keep), pair.of(choice.keep.other)
    values: dict[str, Value] = {each.name: kept[each.name] for each in UPDATABLE}
    for each in differing(pair):
        use = choice.use.get(each.name, choice.keep)
        if use == BOTH:
            values[each.name] = joined(str(kept[each.name]), str(other[each.name]))
        elif use == choice.keep.other:
            values[each.name] = other[each.name]
    return values


def joined(one: str, other: str) -> str:
    """Two texts one below the other; the longer one alone where it has the other within, in whole words."""
    if _has(one, other):
        return one
    return other if _has(other, one) else f"{one.rstrip()}\n\n{other}"


def _has(text: str, part: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part.strip())}(?!\w)", text) is not None


def changed(shown: Pair, now: Pair) -> dict[Side, dict[str, Value]]:
    """Side → the fields that somebody changed since, with the values that were shown."""
    return {
        side: {name: shown.of(side)[name] for name in FIELDS if shown.of(side)[name] != record[name]}
        for side, record in now.sides.items()
    }


def sealed(compared: ShownPair, by: int) -> str:
    """What a page shows this person (their account's primary key), as it travels in the form."""
    clients = [[record.id, dict(record.values)] for record in compared.pair.sides.values()]
    return signing.dumps([by, compared.run, clients], salt=SALT, compress=True)


def opened(text: str, by: int, ids: Sequence[int]) -> ShownPair | None:
    """What was shown to this person of these two; None where that cannot be told, or is too old."""
    try:
        person, run, clients = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    if person != by or [id_ for id_, _ in clients] != [*ids]:
        return None
    a, b = (ClientRecord(id_, {**EMPTY, **values}) for id_, values in clients)
    return ShownPair(Pair(a, b), run)
