"""What a write came to: the answer of `saving` to whoever asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from clients_ui.client.merge import Clash
from clients_ui.client.record import ClientRecord, Value
from clients_ui.timetrack.errors import TimeTrackError


class Done(Enum):
    """What is true at TimeTrack after an attempt to write."""

    CREATED = auto()
    SAVED = auto()
    UNCHANGED = auto()
    DELETED = auto()
    GONE = auto()
    """There is no such client any more, so nothing was written."""
    CLASH = auto()
    """Somebody else changed the same field; nothing was sent."""
    NEEDS_NAME = auto()
    """The client has projects, and its name was not typed to confirm; nothing was sent."""
    LOOK_ALIKES = auto()
    """There are clients with such a name; nothing was sent."""
    NOT_SAVED = auto()
    UNCLEAR = auto()
    """The answer was lost, and looking did not tell."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an attempt.

    `id`: the client's, where it is known. `error`: why it failed. `now`: the client as it was read last.
    `altered`: what was sent and TimeTrack stored otherwise, which may be all of it (`nothing_taken`).
    `theirs`: fields that somebody else changed meanwhile.
    `projects`: the client's, by name; None where they could not be looked up.
    `alike`: clients that look like the one that was, or may have been, created.
    `checked`: whether the client could be seen after the write. `trace`: the primary key of the history entry.
    """

    done: Done
    id: int | None = None
    error: TimeTrackError | None = None
    now: ClientRecord | None = None
    altered: Mapping[str, Value] = field(default_factory=dict)
    theirs: Sequence[str] = ()
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    projects: Sequence[str] | None = ()
    alike: Sequence[ClientRecord] = ()
    nothing_taken: bool = False
    checked: bool = True
    trace: int | None = None
