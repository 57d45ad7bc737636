"""Every write, by whomever: what was shown and what was typed in, an outcome out. No request, no form, no sentence.

A write is sent once. Where its answer is lost TimeTrack is read to see what became of it; nothing is ever sent again
from here. Every attempt leaves a trace in the history, begun before TimeTrack is called.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from django.contrib.admin.models import ADDITION, CHANGE, DELETION

from clients_ui import metrics
from clients_ui.client.merge import merge
from clients_ui.client.names import folded, search_run
from clients_ui.client.record import EMPTY, FIELDS, ClientRecord, Value
from clients_ui.history import traces
from clients_ui.models import Attempt, RowOfRun
from clients_ui.timetrack import account, wire
from clients_ui.timetrack.errors import NotFound, TimeTrackError
from clients_ui.timetrack.repository import ClientRepository
from clients_ui.writing import lost, name_claims
from clients_ui.writing.lost import altered
from clients_ui.writing.outcomes import (
    Attempted,
    BeingCreated,
    ChangeOutcome,
    Clashing,
    Created,
    CreateOutcome,
    Deleted,
    DeleteOutcome,
    Gone,
    LookAlikes,
    NeedsName,
    NotAsShown,
    NotSaved,
    Saved,
    Unchanged,
    Unclear,
)

T = TypeVar("T", bound=Attempted)


@metrics.by_outcome("create")
def create(
    fields: Mapping[str, Value],
    by: int,
    *,
    anyway: bool = False,
    known: Callable[[], Iterable[ClientRecord]] = list,
    of: RowOfRun | None = None,
) -> CreateOutcome:
    """Create a client, unless there are clients with such a name and it is not to be created `anyway`.

    Its name is claimed first, so that of two people who create it at the same moment one does, and the other is told.
    `known` tells clients of such a name that were read earlier: TimeTrack is asked by a part of the name alone.
    `of`: the row of a run that this is, as in `change` and `delete`.
    At most four calls: look for the name, create, find the client where the answer names no id, read it.
    """
    try:
        claimed = name_claims.claim(str(fields["name"]), by)
    except TimeTrackError as error:
        return NotSaved(error)
    if isinstance(claimed, BeingCreated):
        return claimed
    outcome = _look_and_create(fields, by, anyway, known, of)
    name_claims.settle(claimed, outcome)
    return outcome


def _look_and_create(
    fields: Mapping[str, Value],
    by: int,
    anyway: bool,
    known: Callable[[], Iterable[ClientRecord]],
    of: RowOfRun | None,
) -> CreateOutcome:
    clients = account.current().clients
    name = str(fields["name"])
    wanted = folded(name)
    intent = {parameter: (EMPTY[parameter], value) for parameter, value in fields.items()}
    try:
        before = wire.clients_in(clients.rows(0, lost.MOST_ROWS, search_run(name)))
        alike = {row.id: row for row in (*known(), *before) if folded(row.name) == wanted}
        if alike and not anyway:
            return LookAlikes([*alike.values()])
        attempt = traces.begin(by, ADDITION, None, name, intent, of, alike)
    except TimeTrackError as error:
        return NotSaved(error)
    return _traced(attempt, lambda: _create(clients, fields, {row.id for row in before}))


@metrics.by_outcome("change")
def change(
    id: int,  # noqa: A002 - TimeTrack's name
    shown: ClientRecord | None,
    touched: Mapping[str, Value],
    by: int,
    *,
    of: RowOfRun | None = None,
) -> ChangeOutcome:
    """Send what a person touched, compared with what they were `shown` and with what TimeTrack has now.

    No call where nothing was touched; else at most three: read, update, read. `shown` is None where it is not known;
    `touched` then holds all that was typed, and every difference is a clash.
    """
    if shown and not touched:
        return Unchanged(id)
    clients = account.current().clients
    try:
        now = clients.get(id)
        merged = merge(shown, now, touched)
        if merged.clashes:
            return Clashing(now, merged.clashes, merged.theirs)
        if not merged.send:
            if of is None:  # a row of a run is looked up by its own claim
                lost.found_saved(now, by)
            return Unchanged(id, merged.theirs, held=bool(touched))
        intent = {name: (now[name], value) for name, value in merged.send.items()}
        attempt = traces.begin(by, CHANGE, id, now.name, intent, of)
    except NotFound as error:
        return Gone(error)
    except TimeTrackError as error:
        return NotSaved(error)
    return _traced(attempt, lambda: _update(clients, now, merged.send, merged.theirs))


@metrics.by_outcome("delete")
def delete(
    id: int,  # noqa: A002 - TimeTrack's name
    shown: ClientRecord | None,
    by: int,
    confirm: str | None = "",
    *,
    of: RowOfRun | None = None,
) -> DeleteOutcome:
    """Delete a client, after reading all that it held. One that is gone already is no failure.

    It must be what the person was `shown` (None: that is not known), so that nobody deletes what a colleague has just
    corrected. Where it has projects, its name must be given to `confirm`; a look-up of projects that fails does not
    stand in the way. None: nobody was asked, so it stays unless it surely has none.
    """
    clients = account.current().clients
    owned = None
    try:
        now = clients.get(id)
        owned = account.current().projects.of_client(now.name)
        before = None if shown is None else {name: shown[name] for name in FIELDS if shown[name] != now[name]}
        if before is None or before:
            return NotAsShown(now, before, owned)
        if (owned and (confirm or "").strip() != now.name.strip()) or (owned is None and confirm is None):
            return NeedsName(now, owned or [])
        intent = {name: (now[name], empty) for name, empty in EMPTY.items()}
        attempt = traces.begin(by, DELETION, id, now.name, intent, of)
    except NotFound as error:
        return Gone(error)
    except TimeTrackError as error:
        return NotSaved(error, projects=owned)
    outcome = _traced(attempt, lambda: _delete(clients, now, attempt.pk))
    return replace(outcome, projects=owned) if isinstance(outcome, NotSaved | Unclear) else outcome


def _traced(attempt: Attempt, write: Callable[[], T]) -> T:
    """Write, and complete the trace that was begun."""
    outcome = write()
    record = outcome.record if isinstance(outcome, Created | Saved) else None
    traces.complete(attempt, outcome.stored, outcome.id if isinstance(outcome, Created) else None, record)
    return outcome


def _create(clients: ClientRepository, fields: Mapping[str, Value], before: set[int]) -> Created | NotSaved | Unclear:
    try:
        created = clients.create(fields)
    except TimeTrackError as error:
        return lost.created(clients, fields, before, error) if error.reached else NotSaved(error)
    if created.id is None:
        return lost.unnamed(clients, fields, before)
    try:
        record = created.record or clients.get(created.id)
    except TimeTrackError:
        return Created(created.id, None, {})
    return Created(record.id, record, altered(record, fields))


def _update(
    clients: ClientRepository, now: ClientRecord, send: Mapping[str, Value], theirs: list[str]
) -> Saved | Gone | NotSaved | Unclear:
    unanswered: TimeTrackError | None = None
    try:
        clients.update(now.id, send)
    except NotFound as error:
        return Gone(error)
    except TimeTrackError as error:
        if not error.reached:
            return NotSaved(error)
        unanswered = error
    try:
        after = clients.get(now.id)
    except NotFound as error:  # deleted in between, or not even read: whether it was saved first, nobody can tell
        return Unclear(error)
    except TimeTrackError:
        return Unclear(unanswered) if unanswered else Saved(now.id, None, {}, nothing_taken=False, theirs=theirs)
    nothing_taken = all(after[name] == now[name] for name in send)
    if unanswered and nothing_taken:
        return NotSaved(unanswered)
    return Saved(now.id, after, altered(after, send), nothing_taken, theirs)


def _delete(clients: ClientRepository, now: ClientRecord, trace: int) -> Deleted | Gone | NotSaved | Unclear:
    try:
        clients.delete(now.id)
    except NotFound as error:
        return Gone(error)
    except TimeTrackError as error:
        if not error.reached:
            return NotSaved(error)
        try:
            clients.get(now.id)
        except NotFound:
            return Deleted(now, trace)
        except TimeTrackError:
            return Unclear(error)
        return NotSaved(error)
    return Deleted(now, trace)
