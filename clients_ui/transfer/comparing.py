"""A row of a file beside the client that it is about, or the new client that it would be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clients_ui.client import rules
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.transfer import cells, words
from clients_ui.transfer.lines import Line, blank
from clients_ui.transfer.planned import Update


@dataclass(slots=True)
class Compared:
    """A row beside a client.

    `values`: what is to be changed; `problems`: why some of it cannot be; `locked`: what the row says of fields that
    nobody can change; `empties`: how many values stand beside empty cells.
    """

    record: ClientRecord
    values: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    locked: dict[str, Value] = field(default_factory=dict)
    empties: int = 0

    @property
    def update(self) -> Update:
        """The change that makes the client what the row says."""
        return Update(self.record.id, {name: self.record[name] for name in self.values}, self.values)

    @property
    def told_of_locked(self) -> dict[str, str]:
        """Why what is locked cannot be changed."""
        return {name: words.locked(name, self.record[name]) for name in self.locked}


def compared(line: Line, record: ClientRecord, clear: bool) -> Compared:
    """A row beside a client: only cells that say something else than TimeTrack holds are looked at."""
    found = Compared(record)
    for name, text in line.texts():
        held = record.values[name]
        if text == held or cells.says(FIELDS[name], text, held):
            continue
        if odd := line.refused(name):
            found.problems[name] = words.odd(odd)
        elif cells.empty(FIELDS[name], text):
            if FIELDS[name].update and not blank(str(held or "")):
                found.empties += 1
                found.values |= {name: FIELDS[name].kind.empty} if clear else {}
        elif FIELDS[name].update or cells.unread(FIELDS[name], text):
            found.values[name] = cells.value(FIELDS[name], text)
        else:
            found.locked[name] = cells.value(FIELDS[name], text)
    found.problems |= cells.problems(found.values, rules.update_problems)
    return found


def created(line: Line) -> tuple[dict[str, Value], dict[str, str]]:
    """The values of a new client, which is enabled unless the row says otherwise, and what is wrong with them."""
    values: dict[str, Value] = {"enabled": True}
    refused = {}
    for name, text in line.texts():
        if odd := line.refused(name):
            refused[name] = words.odd(odd)
        elif not cells.empty(FIELDS[name], text):
            values[name] = cells.value(FIELDS[name], text)
    return values, cells.problems(values, rules.create_problems) | refused


def warnings(line: Line, values: Mapping[str, Value]) -> dict[str, str]:
    """What asks for a second look among the cells of which a value is to be sent."""
    odd = {name: how for name in values if (how := line.odd(name))} if line.row.odd else {}
    return {name: words.odd(how) for name, how in odd.items() if not cells.fits(FIELDS[name], how)}
