"""What a write came to: the answers of `saving` to whoever asked for it.

Those of a write that was attempted say as what the history stores them (`stored`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from clients_ui.client.merge import Clash
from clients_ui.client.record import ClientRecord, Value
from clients_ui.models import AttemptOutcome
from clients_ui.timetrack.errors import NotFound, TimeTrackError


@dataclass(frozen=True, slots=True)
class Created:
    """There is a new client.

    `id`: None where it is not known which it is. `record`: as it was read after the write; None where it could not be.
    `altered`: what was sent and TimeTrack stored otherwise, with the value it has.
    """

    stored: ClassVar = AttemptOutcome.CREATED
    id: int | None
    record: ClientRecord | None
    altered: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Saved:
    """TimeTrack took a change, or said so: `altered` may be all that was sent (`nothing_taken`).

    `record`: as it was read after the write; None where it could not be. `theirs`: fields that somebody else changed.
    """

    stored: ClassVar = AttemptOutcome.SAVED
    id: int
    record: ClientRecord | None
    altered: Mapping[str, Value]
    nothing_taken: bool
    theirs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """There was nothing to send: nothing was touched, or TimeTrack holds what was typed (`held`).

    `theirs`: fields that somebody else changed.
    """

    id: int
    theirs: Sequence[str] = ()
    held: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """The client is gone; `record` is what it held. `trace`: the number of the attempt in the history."""

    stored: ClassVar = AttemptOutcome.DELETED
    record: ClientRecord
    trace: int


@dataclass(frozen=True, slots=True)
class Gone:
    """There was no such client any more, so nothing was written."""

    stored: ClassVar = AttemptOutcome.GONE
    error: NotFound


@dataclass(frozen=True, slots=True)
class Clashing:
    """Somebody else changed the same fields of the client, which is `now` another one; nothing was sent."""

    now: ClientRecord
    clashes: Mapping[str, Clash]
    theirs: Sequence[str]


@dataclass(frozen=True, slots=True)
class NeedsName:
    """The client has projects, and its name was not typed to confirm; nothing was sent.

    No `projects`: they could not be looked up where they had to be.
    """

    record: ClientRecord
    projects: Sequence[str]


@dataclass(frozen=True, slots=True)
class NotAsShown:
    """The client that was to be deleted, `record`, is not what the person was shown; nothing was sent.

    `before`: what somebody else changed, with the value that was shown; None where it is not known what was shown.
    """

    record: ClientRecord
    before: Mapping[str, Value] | None
    projects: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """There are clients with such a name; nothing was sent."""

    alike: Sequence[ClientRecord]


@dataclass(frozen=True, slots=True)
class BeingCreated:
    """A client of such a name is being created at this moment; nothing was sent.

    `by`: the user name of who does it. `unclear`: that has ended, and what came of it is not known.
    """

    by: str
    unclear: bool


@dataclass(frozen=True, slots=True)
class NotSaved:
    """Nothing was written. `projects`: of a client that was to be deleted; None where they could not be looked up."""

    stored: ClassVar = AttemptOutcome.NOT_SAVED
    error: TimeTrackError
    projects: Sequence[str] | None = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """The answer was lost, and looking did not tell.

    `alike`: clients that may be the one that was to be created. `projects`: as in `NotSaved`.
    """

    stored: ClassVar = AttemptOutcome.UNCLEAR
    error: TimeTrackError | None
    alike: Sequence[ClientRecord] = ()
    projects: Sequence[str] | None = ()


Attempted = Created | Saved | Deleted | Gone | NotSaved | Unclear
CreateOutcome = Created | BeingCreated | LookAlikes | NotSaved | Unclear
ChangeOutcome = Saved | Unchanged | Clashing | Gone | NotSaved | Unclear
DeleteOutcome = Deleted | NotAsShown | NeedsName | Gone | NotSaved | Unclear
Outcome = CreateOutcome | ChangeOutcome | DeleteOutcome
