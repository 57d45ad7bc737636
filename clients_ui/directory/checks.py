"""What is wrong with the clients of a database, and which of them look alike; part of `database`.

Checking a client takes longer than reading it, so it is done behind the requests, a few at a time. Look-alikes are
found by indexes, so that it makes no difference how many clients there are; `duplicates` says what makes two alike.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import chain
from threading import RLock
from typing import Any

from clients_ui.client.names import folded
from clients_ui.client.record import ClientRecord
from clients_ui.directory.fine import Marks
from clients_ui.directory.schema import VALUES, record_of, values_of
from clients_ui.quality import duplicates, findings, mending
from clients_ui.quality.duplicates import MOST_SHARED, Keys
from clients_ui.quality.findings import Finding

FEW = MOST_SHARED + 2
"""Of so many who share an address or a number, none becomes alike by one who comes or goes."""
MOST_IN_DOUBT = 2000
"""Clients that are looked at one by one; where there are more, all are looked at anew."""
LAST = "\U0010ffff"
"""Behind every text that begins alike."""
GROUPS = f"""
SELECT group_concat(id) FROM folded_name WHERE direction = 0 GROUP BY digits, length, name HAVING count(*) > 1
UNION ALL SELECT group_concat(id) FROM checked WHERE email IS NOT NULL
    GROUP BY email HAVING count(*) BETWEEN 2 AND {MOST_SHARED}
UNION ALL SELECT group_concat(id) FROM checked WHERE phone IS NOT NULL
    GROUP BY phone HAVING count(*) BETWEEN 2 AND {MOST_SHARED}
UNION ALL SELECT a || ',' || b FROM near WHERE a < b
"""


class Checks:
    """The tables `checked`, `folded_name`, `near` and `duplicate` of a database."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, vat_field: str, marks: Marks) -> None:
        self._db = db
        self._lock = lock
        self._vat_field = vat_field
        self._marks = marks
        self._in_order = False
        self._doubtful: set[int] | None = None  # who may have become alike or unlike; None: nobody was looked at yet
        self._apart: dict[int, set[int]] = {}  # a client → those that it was told apart from, as somebody said
        self.apart_as: object = None  # what tells of which moment that is

    def add_name(self, record: ClientRecord) -> None:
        """Take note of a new client’s name, which is compared at once."""
        if name := folded(record.name):
            rows = [(*row, record.id) for row in _both_ways(name)]
            self._db.executemany("INSERT INTO folded_name VALUES (?, ?, ?, ?, ?)", rows)
        self._doubt(record)

    def forget(self, record: ClientRecord) -> None:
        """Forget a client."""
        self._doubt(record)
        rows = [(*row, record.id) for row in _both_ways(folded(record.name))]
        where = "(direction, digits, length, name, id) = (?, ?, ?, ?, ?)"
        self._db.executemany(f"DELETE FROM folded_name WHERE {where}", rows)
        self._db.execute("DELETE FROM near WHERE b = ?1 AND a IN (SELECT b FROM near WHERE a = ?1)", (record.id,))
        self._db.execute("DELETE FROM near WHERE a = ?", (record.id,))
        self._db.execute("DELETE FROM checked WHERE id = ?", (record.id,))

    @property
    def unchecked(self) -> int:
        """How many clients have not been checked yet."""
        [(number,)] = self._ask(
            "SELECT (SELECT coalesce(sum(clients), 0) FROM facet) - (SELECT coalesce(sum(clients), 0) FROM found)"
        )
        return int(number)

    def check_next(self, after: int, number: int) -> int:
        """Check so many of the unchecked clients with an id after this one; the last id, 0 where there are no more."""
        rows = self._ask(
            f"SELECT id, {VALUES} FROM stored WHERE id > ?"
            " AND NOT EXISTS (SELECT 1 FROM checked WHERE checked.id = stored.id) ORDER BY id LIMIT ?",
            after,
            number,
        )
        self.check(map(record_of, rows))
        return rows[-1][0] if rows else 0

    def check(self, records: Iterable[ClientRecord]) -> None:
        """Check clients that are in the database, unless they are there otherwise by now."""
        found = [(record, self._every(record), duplicates.keys(record)) for record in records]
        with self._lock, self._db:
            self._db.execute("BEGIN")
            for record, every, keys in found:
                if self._ask(f"SELECT {VALUES} FROM stored WHERE id = ?", record.id) == [values_of(record)]:
                    self._put(record, every, keys)
                    near = [(record.id, other) for other in self._near(record, keys)]
                    self._db.executemany("INSERT OR IGNORE INTO near VALUES (?1, ?2), (?2, ?1)", near)
                    self._doubt(record)

    def take_marks(self, marks: Mapping[int, Mapping[str, str]], of: Iterable[int] | None = None) -> None:
        """Take what is fine as it is of these clients (None: of all), and count their findings anew."""
        with self._lock, self._db:
            self._db.execute("BEGIN")
            for id_ in self._marks.take(marks, of):
                checked = self._ask(f"SELECT every, {', '.join(Keys._fields)} FROM checked WHERE id = ?", id_)
                stored = self._ask(f"SELECT id, {VALUES} FROM stored WHERE id = ?", id_)
                for (every, *keys), row in zip(checked, stored, strict=False):  # one that is not there has none
                    self._put(record_of(row), every, Keys(*keys))

    def fine(self, record: ClientRecord) -> set[Finding]:
        """What is fine as it is about a client, as far as it is known."""
        with self._lock:
            return self._marks.fitting(record)

    def _every(self, record: ClientRecord) -> int:
        """The bits of all that is wrong with a client, whether it is marked or not."""
        found = findings.of(record, self._vat_field) | mending.of_notation(record)
        mendable = {each for each in found if each.of_notation or mending.mended(record, each, self._vat_field)}
        return sum(each.bit for each in found) + sum(each.mendable_bit for each in mendable)

    def _put(self, record: ClientRecord, every: int, keys: Keys) -> None:
        """Store what was found."""
        fine = sum(each.bit | each.mendable_bit for each in self._marks.fitting(record))
        self._db.execute("DELETE FROM checked WHERE id = ?", (record.id,))
        self._db.execute("INSERT INTO checked VALUES (?, ?, ?, ?, ?, ?, ?)", (record.id, every & ~fine, *keys, every))

    # Look-alikes

    def named(self, name: str) -> list[int]:
        """The clients with this folded name."""
        return self._named(name)

    def _named(self, name: str, most: int = -1) -> list[int]:
        [forwards, _] = _both_ways(folded(name))
        where = "(direction, digits, length, name) = (?, ?, ?, ?) ORDER BY id LIMIT ?"
        return [id_ for (id_,) in self._ask(f"SELECT id FROM folded_name WHERE {where}", *forwards, most)]

    def folded_names(self) -> dict[str, int]:
        """Every folded name, and a client that has it."""
        return dict(self._ask("SELECT name, id FROM folded_name WHERE direction = 0"))

    def alike(self, record: ClientRecord) -> list[int]:
        """The clients that are like this one, itself left out."""
        keys = duplicates.keys(record)
        found = self.named(record.name) if folded(record.name) else []
        for key in ("email", "phone"):
            sharing = self._ask(
                f"SELECT id FROM checked WHERE {key} = ? AND id != ? ORDER BY id LIMIT {MOST_SHARED}",
                getattr(keys, key),
                record.id,
            )
            found += [id_ for (id_,) in sharing] if len(sharing) < MOST_SHARED else []
        apart = {record.id, *self._apart.get(record.id, ())}
        return [id_ for id_ in dict.fromkeys([*found, *self._near(record, keys)]) if id_ not in apart]

    def tell_apart(self, pairs: Iterable[tuple[int, int]], as_of: object) -> None:
        """Take these pairs for two clients each, and no others; `as_of` tells of which moment they are."""
        apart: dict[int, set[int]] = {}
        for one, other in pairs:
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
        with self._lock:
            changed = {id_ for id_ in {*apart, *self._apart} if apart.get(id_) != self._apart.get(id_)}
            self._apart, self.apart_as = apart, as_of
            if not changed:
                return
            self._in_order = False
            if self._doubtful is not None:
                self._doubtful |= changed

    def pairs(self, most: int) -> list[tuple[int, int]]:
        """So many pairs of clients that are alike, in the order in which these are shown as far as it is known."""
        with self._lock:
            found = dict[tuple[int, int], None]()
            ids = self._ask("SELECT id FROM duplicate ORDER BY place IS NULL, place, id LIMIT ?", 2 * most)
            for (id_,) in ids:
                for row in self._ask(f"SELECT id, {VALUES} FROM stored WHERE id = ?", id_):
                    alike = self.alike(record_of(row))[:most]
                    found |= {(min(id_, other), max(id_, other)): None for other in alike}
            return [*found][:most]

    def _near(self, record: ClientRecord, keys: Keys) -> list[int]:
        """The clients that were checked, are in one place with this one and have a name near its."""
        name = folded(record.name)
        asked = [
            (direction, digits, length, read[:half], read[:half] + LAST)
            for direction, digits, _, read in _both_ways(name)
            for length, half in duplicates.near_lengths(name)
        ]
        near = "SELECT id, name FROM folded_name WHERE (direction, digits, length) = (?, ?, ?) AND name BETWEEN ? AND ?"
        found = [(row[0], id_, read) for row in asked for id_, read in self._ask(near, *row)]
        reads = [name, name[::-1]]
        ids = sorted({id_ for direction, id_, read in found if duplicates.is_near(reads[direction], read)})
        there = "SELECT email, phone, city, postcode FROM checked WHERE id = ?"
        return [id_ for id_ in ids for row in self._ask(there, id_) if duplicates.same_place(keys, Keys(*row))]

    def find_duplicates(self) -> None:
        """Bring `duplicate` up to date: those that are alike one after the other, else in the order of their names."""
        with self._lock:
            if self._in_order:
                return
            alike = [[*map(int, ids.split(","))] for (ids,) in self._ask(GROUPS)]
            groups = [part for group in alike for part in duplicates.parts(group, self._apart)]
            members = ", ".join(map(str, {*chain.from_iterable(groups)}))
            order = self._ask(f"SELECT id FROM client WHERE id IN ({members}) ORDER BY name_key, position")
            together = duplicates.together([id_ for (id_,) in order], groups)
            with self._db:
                self._db.execute("BEGIN")
                self._db.execute("DELETE FROM duplicate")
                places = ((id_, place) for place, id_ in enumerate(together))
                self._db.executemany("INSERT INTO duplicate VALUES (?, ?)", places)
            self._in_order, self._doubtful = True, set()

    def count_duplicates(self) -> None:
        """Bring `duplicate` up to date but for the order: what was written is looked at, and whom it concerns."""
        with self._lock:
            if self._doubtful is None:
                self.find_duplicates()
            self._settle()

    def _settle(self) -> None:
        """Look at those who are in doubt."""
        doubtful, self._doubtful = self._doubtful or set(), set()
        with self._db:
            self._db.execute("BEGIN")
            for id_ in doubtful:
                put = "INSERT OR IGNORE INTO duplicate VALUES (?, NULL)"
                self._db.execute(put if self._has_others(id_) else "DELETE FROM duplicate WHERE id = ?", (id_,))

    def _doubt(self, record: ClientRecord) -> None:
        """Take note of those who may be alike, or not any more, as this client comes or goes: a few of each key."""
        self._in_order = False
        if self._doubtful is None:
            return
        sharing = " UNION ALL ".join(
            f"SELECT * FROM (SELECT o.id FROM checked c JOIN checked o USING ({key}) WHERE c.id = ?1 LIMIT {FEW})"
            for key in ("email", "phone")
        )
        asked = self._ask(f"{sharing} UNION ALL SELECT b FROM near WHERE a = ?1", record.id)
        self._doubtful |= {record.id, *self._named(record.name, 3), *(id_ for (id_,) in asked)}
        if len(self._doubtful) > MOST_IN_DOUBT:
            self._doubtful = None

    def _has_others(self, id_: int) -> bool:
        """Whether a client that is in the database is like another one of them."""
        if id_ in self._apart:
            rows = self._ask(f"SELECT id, {VALUES} FROM stored WHERE id = ?", id_)
            return any(self.alike(record_of(row)) for row in rows)
        rows = self._ask(
            "SELECT s.name, c.email, c.phone FROM stored s LEFT JOIN checked c USING (id) WHERE s.id = ?", id_
        )
        if not rows:
            return False
        name, *keys = rows[0]
        if folded(name) and len(self._named(name, 2)) > 1:
            return True
        for column, key in zip(("email", "phone"), keys, strict=True):
            some = f"SELECT id FROM checked WHERE {column} = ? LIMIT {MOST_SHARED + 1}"
            if key is not None and 2 <= len(self._ask(some, key)) <= MOST_SHARED:
                return True
        return bool(self._ask("SELECT 1 FROM near WHERE a = ? LIMIT 1", id_))

    @property
    def counts(self) -> Mapping[Finding, int]:
        """How many of the clients that were checked have what wrong with them."""
        with self._lock:
            if self._doubtful is not None or not self.unchecked:  # nobody waits for the first time
                self.count_duplicates()
            masks = self._ask("SELECT findings, clients FROM found")
            [(alike,)] = self._ask("SELECT count(*) FROM duplicate")
        found = {each: sum(number for mask, number in masks if mask & each.bit) for each in Finding}
        return found | {Finding.DUPLICATE: alike}

    @property
    def mendable(self) -> Mapping[Finding, int]:
        """Of how many of them the right value is certain."""
        masks = self._ask("SELECT findings, clients FROM found")
        return {each: sum(number for mask, number in masks if mask & each.mendable_bit) for each in Finding}

    def _ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()


def _both_ways(name: str) -> list[tuple[int, str, int, str]]:
    """A folded name read forwards and backwards, as it stands in `folded_name`."""
    digits = duplicates.digits_of(name)
    return [(0, digits, len(name), name), (1, digits, len(name), name[::-1])]
