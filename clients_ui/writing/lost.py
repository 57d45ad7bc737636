"""What became of a write whose end is not known: TimeTrack is read, and nothing is ever sent again from here.

At once, where an answer was lost (`created`, `unnamed`); or later, where nobody saw the end as a worker was killed
(`creation`, `change`, `deletion`, `found_saved`, `end_of`): these complete the trace of the attempt, and raise
TimeTrackError where they cannot look.
"""

from collections.abc import Mapping
from typing import TypeVar

from django.contrib.admin.models import ADDITION, CHANGE, DELETION

from clients_ui.client.names import folded, search_run
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.history import traces
from clients_ui.models import Attempt, AttemptOutcome
from clients_ui.timetrack import account, wire
from clients_ui.timetrack.errors import NotFound, TimedOut, TimeTrackError
from clients_ui.timetrack.repository import ClientRepository
from clients_ui.writing.outcomes import Attempted, Created, Deleted, NotSaved, Saved, Unclear

MOST_ROWS = 1000
SURELY_ALL = 50
"""Fewer rows than this cannot have been cut off by a silent cap."""
BEGINNING = 10
"""Letters of a name: few enough that TimeTrack stores them all, and enough that few clients share them."""

T = TypeVar("T", bound=Attempted)


def unnamed(clients: ClientRepository, fields: Mapping[str, Value], before: set[int]) -> Created | Unclear:
    """The client whose creation was confirmed without an id: the one of its name that was not there before."""
    run = search_run(str(fields["name"]))
    try:
        found, surely_all = _new_ones(clients, fields, before)
        new = [row for row in found if run in row.name]  # else it may have been there, and not have been looked for
        record = clients.get(new[0].id) if len(new) == 1 else None
    except TimeTrackError:
        return Created(None, None, {})
    if record:
        return Created(record.id, record, altered(record, fields))
    if not new and surely_all:  # TimeTrack said yes, and has no such client
        return Unclear(None, alike=found)
    return Created(None, None, {})


def created(
    clients: ClientRepository, fields: Mapping[str, Value], before: set[int], error: TimeTrackError
) -> Created | NotSaved | Unclear:
    """What became of a create whose answer was lost: created, not created, or unclear."""
    try:
        return _created(clients, fields, before, error)
    except TimeTrackError:
        return Unclear(error)


def creation(attempt: Attempt | None, fields: Mapping[str, Value], before: set[int]) -> Created | NotSaved | Unclear:
    """What became of a creation; `before`: clients of such a name that were there before it."""
    return _completed(attempt, _created(account.current().clients, fields, before, _unseen()))


def change(attempt: Attempt | None, id: int, sent: Mapping[str, Value]) -> Saved | NotSaved | Unclear:  # noqa: A002
    """What became of a change: saved where TimeTrack holds all that was sent. A client that is gone is unclear."""
    try:
        now = account.current().clients.get(id)
    except NotFound as error:
        return _completed(attempt, Unclear(error))
    if not altered(now, sent):
        return _completed(attempt, Saved(id, now, {}, nothing_taken=False, theirs=()))
    held = attempt.changes if attempt and attempt.has_values else []
    untouched = bool(held) and all(each.field.kind.equal(now[each.field.name], each.old) for each in held)
    return _completed(attempt, NotSaved(_unseen()) if untouched else Unclear(_unseen()))


def found_saved(now: ClientRecord, by: int) -> None:
    """Complete this person's change of a client whose end nobody saw, where TimeTrack holds all that was to be written.

    Only where it is the last that was done to the client here: else the values may be somebody else's.
    """
    last = traces.last_of(now.id)
    if last is None or last.outcome != AttemptOutcome.BEGUN or last.entry.user_id != by or last.claim:
        return
    held = all(each.field.kind.same(now[each.field.name], each.new) for each in last.changes)
    if last.entry.action_flag == CHANGE and last.has_values and held:
        traces.complete(last, AttemptOutcome.SAVED, record=now)


def deletion(attempt: Attempt | None, record: ClientRecord) -> Deleted | NotSaved:
    """What became of the deletion of this client."""
    try:
        account.current().clients.get(record.id)
    except NotFound:
        return _completed(attempt, Deleted(record, attempt.pk if attempt else 0))
    return _completed(attempt, NotSaved(_unseen()))


def end_of(attempt: Attempt) -> Attempted:
    """What became of an attempt of which nothing is known but its trace.

    Unclear where that does not hold what was sent, or where the client was written to here since: then nothing that
    TimeTrack holds tells of this attempt.
    """
    sent = {each.field.name: each.new for each in attempt.changes}
    id_, values = attempt.client, attempt.has_values
    last = traces.last_of(id_) == attempt if id_ else True
    match attempt.entry.action_flag:
        case action if action == ADDITION and values and attempt.before is not None:
            return creation(attempt, sent, attempt.before)
        case action if action == CHANGE and values and id_ and last:
            return change(attempt, id_, sent)
        case action if action == DELETION and id_ and last:
            return deletion(attempt, ClientRecord(id_, {each.field.name: each.old for each in attempt.changes}))
    return _completed(attempt, Unclear(None))


def altered(now: ClientRecord, sent: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters that TimeTrack stored otherwise than they were sent, with the value it has."""
    return {name: now[name] for name, value in sent.items() if not FIELDS[name].kind.same(now[name], value)}


def _created(
    clients: ClientRepository, fields: Mapping[str, Value], before: set[int], error: TimeTrackError
) -> Created | NotSaved | Unclear:
    found, surely_all = _new_ones(clients, fields, before)
    matching = [row for row in found if row.name == fields["name"]]
    record = clients.get(matching[0].id) if len(matching) == 1 else None
    if record and not altered(record, fields):
        return Created(record.id, record, {})
    if not found and surely_all:
        return NotSaved(error)
    return Unclear(error, alike=found)


def _new_ones(
    clients: ClientRepository, fields: Mapping[str, Value], before: set[int]
) -> tuple[list[ClientRecord], bool]:
    """The clients of such a name that were not there before and that nobody else created; whether these are all.

    They are looked for by what stands at the beginning of the name, as TimeTrack may cut off its end.
    """
    name = str(fields["name"])
    run, beginning, wanted = search_run(name), name[:BEGINNING].strip(), folded(name)
    rows = clients.rows(0, MOST_ROWS, run if run in beginning else beginning)
    alike = [
        row for row in wire.clients_in(rows) if folded(row.name) == wanted or (row.name and name.startswith(row.name))
    ]
    candidates = [row for row in alike if row.id not in before]
    others = traces.created_ids([row.id for row in candidates])
    # One that is not enabled may just not be listed, and a row that cannot be read may be it.
    surely_all = len(rows) < SURELY_ALL and None not in rows and bool(fields.get("enabled"))
    return [row for row in candidates if row.id not in others], surely_all


def _completed(attempt: Attempt | None, outcome: T) -> T:
    """Complete the trace with what was found out."""
    if attempt:
        record = outcome.record if isinstance(outcome, Created | Saved) else None
        traces.complete(attempt, outcome.stored, outcome.id if isinstance(outcome, Created) else None, record)
    return outcome


def _unseen() -> TimeTrackError:
    return TimedOut("nobody saw its end", reached=True)
