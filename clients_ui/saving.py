"""Every write, by whomever: what was typed in, an Outcome out. No request, no form, no sentence.

A write is sent once. Where its answer is lost the outcome says so; nothing is ever sent again from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from clients_ui import connection
from clients_ui.errors import NotFound, TimeTrackError
from clients_ui.record import FIELDS, ClientRecord, Value


class Done(Enum):
    """What is true at TimeTrack after an attempt to write."""

    CREATED = auto()
    SAVED = auto()
    UNCHANGED = auto()
    DELETED = auto()
    GONE = auto()
    NOT_SAVED = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an attempt: the client's id where it is known, why it failed, and what TimeTrack did not take.

    `altered` holds, for each parameter that TimeTrack stored otherwise than it was sent, the value it has now.
    `checked` is whether the client could be read back after the write.
    """

    done: Done
    id: int | None = None
    error: TimeTrackError | None = None
    altered: Mapping[str, Value] = field(default_factory=dict)
    checked: bool = True


def create(fields: Mapping[str, Value]) -> Outcome:
    """Create a client with these values, and read it back. Two calls; three where the answer names no id."""
    clients = connection.clients()
    try:
        id_ = clients.create(fields)
    except TimeTrackError as error:
        return _failed(error)
    try:
        return _read_back(Done.CREATED, id_ or _newest_named(str(fields["name"])), fields)
    except TimeTrackError:
        return Outcome(Done.CREATED, id_, checked=False)


def change(id: int, touched: Mapping[str, Value]) -> Outcome:  # noqa: A002 - TimeTrack's name
    """Send the values that a person touched, and read the client back. No call where nothing was touched."""
    if not touched:
        return Outcome(Done.UNCHANGED, id)
    try:
        connection.clients().update(id, touched)
    except TimeTrackError as error:
        return _failed(error, id)
    try:
        return _read_back(Done.SAVED, id, touched)
    except TimeTrackError:
        return Outcome(Done.SAVED, id, checked=False)


def delete(id: int) -> Outcome:  # noqa: A002
    """Delete a client; one that is gone already is GONE, which is no failure."""
    try:
        connection.clients().delete(id)
    except TimeTrackError as error:
        return _failed(error, id)
    return Outcome(Done.DELETED, id)


def _failed(error: TimeTrackError, id_: int | None = None) -> Outcome:
    if isinstance(error, NotFound) and id_ is not None:
        return Outcome(Done.GONE, id_, error)
    return Outcome(Done.UNCLEAR if error.reached else Done.NOT_SAVED, id_, error)


def _newest_named(name: str) -> int | None:
    """The id of the client just created under this name: ids grow, so the highest."""
    return max((row.id for row in connection.clients().rows(0, 50, name) if row.name == name), default=None)


def _read_back(done: Done, id_: int | None, sent: Mapping[str, Value]) -> Outcome:
    if id_ is None:
        return Outcome(done, checked=False)
    return Outcome(done, id_, altered=altered(connection.clients().get(id_), sent))


def altered(now: ClientRecord, sent: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters that TimeTrack holds otherwise than they were sent, with the value it has; line ends apart."""
    return {name: now[name] for name, value in sent.items() if name in FIELDS and _plain(now[name]) != _plain(value)}


def _plain(value: Value) -> Value:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
