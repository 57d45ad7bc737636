"""Every write, by whomever: what was shown and what was typed in, an Outcome out. No request, no form, no sentence.

A write is sent once. Where its answer is lost TimeTrack is read to see what became of it; nothing is ever sent again
from here. Every attempt leaves a trace in the history, begun before TimeTrack is called.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from django.contrib.admin.models import ADDITION, CHANGE, DELETION

from clients_ui.client import rules
from clients_ui.client.folding import folded, search_run
from clients_ui.client.merge import merge
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.history import traces
from clients_ui.timetrack import account, projects
from clients_ui.timetrack.errors import NotFound, NotRecorded, TimeTrackError
from clients_ui.timetrack.repository import ClientRepository
from clients_ui.writing.outcome import Done, Outcome

SEEN_AT_ONCE = 1000
SURELY_ALL = 50
"""Fewer rows than this cannot have been cut off by a silent cap."""
BEGINNING = 10
"""Letters of a name: few enough that TimeTrack holds them all, and enough that few clients share them."""


def create(
    fields: Mapping[str, Value], by: int, *, anyway: bool = False, known: Iterable[ClientRecord] = ()
) -> Outcome:
    """Create a client, unless there are clients with such a name and it is not to be created `anyway`.

    `known` are clients of such a name that were seen lately: TimeTrack is asked by a part of the name alone.
    At most four calls: look for the name, create, find the client where the answer names no id, read it.
    """
    clients = account.clients()
    name = str(fields["name"])
    try:
        before = clients.rows(0, SEEN_AT_ONCE, search_run(name))
    except TimeTrackError as error:
        return Outcome(Done.NOT_SAVED, error=error)
    here = {row.id: row for row in before if folded(row.name) == folded(name)}
    alike = [*({row.id: row for row in known} | here).values()]
    if alike and not anyway:
        return Outcome(Done.LOOK_ALIKES, alike=alike)
    intent = {parameter: (FIELDS[parameter].empty, value) for parameter, value in fields.items()}
    return _traced(by, ADDITION, None, name, intent, lambda: _create(clients, fields, {row.id for row in before}))


def change(id: int, shown: ClientRecord | None, touched: Mapping[str, Value], by: int) -> Outcome:  # noqa: A002
    """Send what a person touched, compared with what they were `shown` and with what TimeTrack has now.

    No call where nothing was touched; else at most three: read, update, read. `shown` is None where it is not known;
    `touched` then holds all that was typed, and every difference is a clash.
    """
    if shown and not touched:
        return Outcome(Done.UNCHANGED, id)
    clients = account.clients()
    try:
        now = clients.get(id)
    except TimeTrackError as error:
        return Outcome(Done.GONE if isinstance(error, NotFound) else Done.NOT_SAVED, id, error)
    merged = merge(shown, now, touched)
    if merged.clashes:
        return Outcome(Done.CLASH, id, now=now, clashes=merged.clashes, theirs=merged.theirs)
    if not merged.send:
        return Outcome(Done.UNCHANGED, id, now=now, theirs=merged.theirs)
    intent = {name: (now[name], value) for name, value in merged.send.items()}
    return _traced(by, CHANGE, id, now.name, intent, lambda: _update(clients, now, merged.send, merged.theirs))


def delete(id: int, by: int, confirm: str = "") -> Outcome:  # noqa: A002
    """Delete a client, after reading all that it held. One that is gone already is GONE, which is no failure.

    Where it has projects, its name must be given to `confirm`; a look-up of projects that fails does not stand in the
    way.
    """
    clients = account.clients()
    try:
        now = clients.get(id)
    except TimeTrackError as error:
        return Outcome(Done.GONE if isinstance(error, NotFound) else Done.NOT_SAVED, id, error, projects=None)
    owned = projects.of_client(now.name)
    if owned and confirm.strip() != now.name.strip():
        return Outcome(Done.NEEDS_NAME, id, now=now, projects=owned)
    intent: dict[str, tuple[Value, Value]] = {name: (now[name], FIELDS[name].empty) for name in FIELDS}
    return replace(_traced(by, DELETION, id, now.name, intent, lambda: _delete(clients, now)), projects=owned)


def _traced(  # noqa: PLR0913, PLR0917 - a trace has this many parts
    by: int, action: int, id_: int | None, name: str, intent: traces.Fields, write: Callable[[], Outcome]
) -> Outcome:
    """Write between the two halves of its trace; without the first half nothing is sent."""
    try:
        entry = traces.begin(by, action, id_, name, intent)
    except NotRecorded as error:
        return Outcome(Done.NOT_SAVED, id_, error)
    outcome = write()
    traces.complete(entry, outcome.done.name.lower(), outcome.id)
    return replace(outcome, trace=entry.pk)


def _create(clients: ClientRepository, fields: Mapping[str, Value], before: set[int]) -> Outcome:
    try:
        created = clients.create(fields)
    except TimeTrackError as error:
        return _find_lost(clients, fields, before, error) if error.reached else Outcome(Done.NOT_SAVED, error=error)
    if created.id is None:
        return _find_unnamed(clients, fields, before)
    try:
        record = created.record or clients.get(created.id)
    except TimeTrackError:
        return Outcome(Done.CREATED, created.id, checked=False)
    return Outcome(Done.CREATED, record.id, now=record, altered=altered(record, fields))


def _find_unnamed(clients: ClientRepository, fields: Mapping[str, Value], before: set[int]) -> Outcome:
    """The client whose creation was confirmed without an id: the one of its name that was not there before."""
    run = search_run(str(fields["name"]))
    try:
        found, surely_all = _new_ones(clients, fields, before)
        new = [row for row in found if run in row.name]  # else it may have been there, and not have been looked for
        record = clients.get(new[0].id) if len(new) == 1 else None
    except TimeTrackError:
        return Outcome(Done.CREATED, checked=False)
    if record:
        return Outcome(Done.CREATED, record.id, now=record, altered=altered(record, fields))
    if not new and surely_all:  # TimeTrack said yes, and has no such client
        return Outcome(Done.UNCLEAR, alike=found, checked=False)
    return Outcome(Done.CREATED, checked=False)


def _find_lost(
    clients: ClientRepository, fields: Mapping[str, Value], before: set[int], error: TimeTrackError
) -> Outcome:
    """What became of a create whose answer was lost: created, not created, or unclear."""
    try:
        found, surely_all = _new_ones(clients, fields, before)
        matching = [row for row in found if row.name == fields["name"]]
        record = clients.get(matching[0].id) if len(matching) == 1 else None
    except TimeTrackError:
        return Outcome(Done.UNCLEAR, error=error, checked=False)
    if record and not altered(record, fields):
        return Outcome(Done.CREATED, record.id, now=record)
    if not found and surely_all:
        return Outcome(Done.NOT_SAVED, error=error)
    return Outcome(Done.UNCLEAR, error=error, alike=found)


def _new_ones(
    clients: ClientRepository, fields: Mapping[str, Value], before: set[int]
) -> tuple[list[ClientRecord], bool]:
    """The clients of such a name that were not there before and that nobody else created; whether these are all.

    They are looked for by what stands at the beginning of the name, as TimeTrack may cut off its end.
    """
    name = str(fields["name"])
    run, beginning = search_run(name), name[:BEGINNING].strip()
    rows = clients.rows(0, SEEN_AT_ONCE, run if run in beginning else beginning)
    candidates = [row for row in rows if row.id not in before and _may_be(row.name, name)]
    others = traces.created_ids([row.id for row in candidates])
    surely_all = len(rows) < SURELY_ALL and bool(fields.get("enabled"))  # one that is not may just not be listed
    return [row for row in candidates if row.id not in others], surely_all


def _may_be(stored: str, name: str) -> bool:
    return folded(stored) == folded(name) or (bool(stored) and name.startswith(stored))


def _update(clients: ClientRepository, now: ClientRecord, send: Mapping[str, Value], theirs: list[str]) -> Outcome:
    lost: TimeTrackError | None = None
    try:
        clients.update(now.id, send)
    except NotFound as error:
        return Outcome(Done.GONE, now.id, error)
    except TimeTrackError as error:
        if not error.reached:
            return Outcome(Done.NOT_SAVED, now.id, error, now=now)
        lost = error
    try:
        after = clients.get(now.id)
    except NotFound as error:  # deleted in between, or not even read: whether it was saved first, nobody can tell
        return Outcome(Done.UNCLEAR, now.id, error)
    except TimeTrackError:
        return Outcome(Done.UNCLEAR if lost else Done.SAVED, now.id, lost, theirs=theirs, checked=False)
    nothing_taken = all(after[name] == now[name] for name in send)
    if lost and nothing_taken:
        return Outcome(Done.NOT_SAVED, now.id, lost, now=after)
    changed = altered(after, send)
    return Outcome(Done.SAVED, now.id, now=after, altered=changed, nothing_taken=nothing_taken, theirs=theirs)


def _delete(clients: ClientRepository, now: ClientRecord) -> Outcome:
    try:
        clients.delete(now.id)
    except NotFound as error:
        return Outcome(Done.GONE, now.id, error)
    except TimeTrackError as error:
        return _deleted_after_all(clients, now, error) if error.reached else Outcome(Done.NOT_SAVED, now.id, error)
    return Outcome(Done.DELETED, now.id, now=now)


def _deleted_after_all(clients: ClientRepository, now: ClientRecord, lost: TimeTrackError) -> Outcome:
    """What became of a delete whose answer was lost."""
    try:
        clients.get(now.id)
    except NotFound:
        return Outcome(Done.DELETED, now.id, now=now)
    except TimeTrackError:
        return Outcome(Done.UNCLEAR, now.id, lost)
    return Outcome(Done.NOT_SAVED, now.id, lost)


def altered(now: ClientRecord, sent: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters that TimeTrack holds otherwise than they were sent, with the value it has."""
    return {name: now[name] for name, value in sent.items() if not rules.same(FIELDS[name], now[name], value)}
