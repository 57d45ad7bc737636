"""Three values of every field: as it was shown, as TimeTrack has it now, as it was typed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from clients_ui.client.record import FIELDS, ClientRecord, Value


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both changed: as it was shown (None: not known), as TimeTrack has it now, as it was typed."""

    original: Value
    theirs: Value
    mine: Value


@dataclass(frozen=True, slots=True)
class Merge:
    """What to send, what both changed, and which fields somebody else alone changed."""

    send: Mapping[str, Value]
    clashes: Mapping[str, Clash]
    theirs: list[str]


def merge(shown: ClientRecord | None, now: ClientRecord, touched: Mapping[str, Value]) -> Merge:
    """Merge what was typed into what TimeTrack has now.

    Where it is not known what was shown, every typed value that TimeTrack does not have counts as a clash. A value in
    another notation is sent to whoever asked for it, but is no clash with what somebody else changed.
    """
    if shown is None:
        wanted = {name: value for name, value in touched.items() if not FIELDS[name].kind.same(now[name], value)}
    else:
        wanted = {name: value for name, value in touched.items() if _differs(name, value, shown[name], now[name])}
    changed = [name for name, f in FIELDS.items() if shown is None or not f.kind.equal(now[name], shown[name])]
    clashes = {
        name: Clash(shown[name] if shown else None, now[name], value)
        for name, value in wanted.items()
        if name in changed
    }
    send = {name: value for name, value in wanted.items() if name not in clashes}
    return Merge(send, clashes, [name for name in changed if shown and name not in touched])


def _differs(name: str, value: Value, shown: Value, now: Value) -> bool:
    return value != now and (shown == now or not FIELDS[name].kind.equal(value, now))
