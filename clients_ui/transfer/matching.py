"""Which client a row is about: by its id, else by the very name, else by a free field that a person chose. Pure.

A file is read first, and then all clients, once: of these only those are kept that a row may be about.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clients_ui.client import unseen
from clients_ui.client.names import folded
from clients_ui.client.record import FIELDS, ClientRecord, Group
from clients_ui.transfer import words
from clients_ui.transfer.cells import filed
from clients_ui.transfer.heads import ID
from clients_ui.transfer.lines import Line
from clients_ui.transfer.planned import RowPlan
from clients_ui.wording.rows import WHOLE_ROW

MATCHED_BY = tuple(name for name, field in FIELDS.items() if field.group is Group.FREE)
"""The fields of which a person may choose one, that clients are found by too."""


@dataclass(frozen=True, slots=True)
class Match:
    """The client that a row is about; none for a new one, and where it cannot be told (`outcome` says why)."""

    record: ClientRecord | None = None
    outcome: RowPlan | None = None
    problems: Mapping[str, str] | None = None


class Clients:
    """The clients that rows of a file may be about, and those that their names resemble.

    `match`: the free field that rows are matched by too, if any. `done`: row → the client that it is about since it
    was worked on earlier.
    """

    def __init__(self, lines: Sequence[Line], match: str | None, done: Mapping[int, int]) -> None:
        self._match = match
        self._done = done
        self._by_id: dict[int, ClientRecord | None] = {}
        self._by_name: dict[str, list[int]] = {}
        self._by_value: dict[str, list[int]] = {}
        self._by_folded: dict[str, list[int]] = {}
        for line in lines:
            self._expect(line)

    def take(self, clients: Iterable[ClientRecord]) -> None:
        """Keep those of all clients that are asked for."""
        for client in clients:
            asked = [
                self._by_name.get(filed(client.name)) if self._by_name else None,
                self._by_value.get(filed(str(client[self._match] or ""))) if self._match else None,
                self._by_folded.get(folded(client.name)) if self._by_folded else None,
            ]
            for ids in asked:
                if ids is not None:
                    ids.append(client.id)
            if client.id in self._by_id or any(ids is not None for ids in asked):
                self._by_id[client.id] = client

    def match(self, line: Line) -> Match:
        """The client that a row is about."""
        if line.id is not None and (record := self._by_id.get(line.id)):
            return Match(record)
        if done := self._by_id.get(self._done.get(line.number, 0)):
            return Match(done)
        if line.id is not None:
            return Match(None, RowPlan.INVALID, {ID: _no_such(line, line.id)})
        refused = {name: words.odd(odd) for name in ("name", self._match) if name and (odd := line.refused(name))}
        if refused:
            return Match(None, RowPlan.INVALID, refused)
        return self._by_words(line)

    def resembled(self, line: Line, most: int) -> list[ClientRecord]:
        """The clients of such a name, so many at most."""
        ids = self._by_folded.get(line.folded, [])[:most]
        return [client for id_ in ids if (client := self._by_id[id_])]

    def _expect(self, line: Line) -> None:
        for id_ in (line.id, self._done.get(line.number)):
            if id_ is not None:
                self._by_id.setdefault(id_, None)
        if line.id is not None:
            return
        for key in _keys(line, "name"):
            self._by_name.setdefault(key, [])
        for key in _keys(line, self._match) if self._match else ():
            self._by_value.setdefault(key, [])
        if line.folded:
            self._by_folded.setdefault(line.folded, [])

    def _by_words(self, line: Line) -> Match:
        named = _first(self._by_name, _keys(line, "name"))
        valued = _first(self._by_value, _keys(line, self._match)) if self._match else ()
        if len(named) > 1 and len(both := [id_ for id_ in named if id_ in valued]) == 1:
            return Match(self._by_id[both[0]])
        if len(named) > 1:
            return _conflict(words.name_of_several(named))
        if named and self._match and valued and named[0] not in valued:
            return _conflict(words.two_clients(self._match, named[0], valued))
        if not named and self._match and len(valued) > 1:
            return _conflict(words.value_of_several(self._match, valued))
        [id_, *_] = [*named, *valued, 0]
        return Match(self._by_id.get(id_))


def _no_such(line: Line, id_: int) -> str:
    if odd := line.refused(ID):
        return words.odd(odd)
    return words.unknown_id() if id_ else words.no_id()


def _conflict(sentence: str) -> Match:
    return Match(None, RowPlan.CONFLICT, {WHOLE_ROW: sentence})


def _keys(line: Line, name: str) -> Iterator[str]:
    """What a name, or a value, is looked for by: as it stands there, else without blanks at its ends."""
    if text := line.said(name):
        yield filed(text)
        yield filed(unseen.trimmed(text))


def _first(known: Mapping[str, list[int]], keys: Iterable[str]) -> Sequence[int]:
    return next((ids for key in keys if (ids := known.get(key))), ())
