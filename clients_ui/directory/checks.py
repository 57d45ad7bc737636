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
from clients_ui.directory.schema import VALUES, record_of, values_of
from clients_ui.quality import duplicates, findings
from clients_ui.quality.duplicates import MOST_SHARED, Keys
from clients_ui.quality.findings import Finding

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

    def __init__(self, db: sqlite3.Connection, lock: RLock, vat_field: str) -> None:
        self._db = db
        self._lock = lock
        self._vat_field = vat_field
        self._duplicates_known = True

    def add_name(self, record: ClientRecord) -> None:
        """Take note of a new client’s name, which is compared at once."""
        self._duplicates_known = False
        if name := folded(record.name):
            rows = [(*row, record.id) for row in _both_ways(name)]
            self._db.executemany("INSERT INTO folded_name VALUES (?, ?, ?, ?, ?)", rows)

    def forget(self, record: ClientRecord) -> None:
        """Forget a client."""
        self._duplicates_known = False
        rows = [(*row, record.id) for row in _both_ways(folded(record.name))]
        where = "(direction, digits, length, name, id) = (?, ?, ?, ?, ?)"
        self._db.executemany(f"DELETE FROM folded_name WHERE {where}", rows)
        self._db.execute("DELETE FROM near WHERE b = ?1 AND a IN (SELECT b FROM near WHERE a = ?1)", (record.id,))
        self._db.execute("DELETE FROM near WHERE a = ?", (record.id,))
        self._db.execute("DELETE FROM checked WHERE id = ?", (record.id,))

    @property
    def unchecked(self) -> int:
        """How many clients have not been checked yet."""
        [(number,)] = self._ask("SELECT (SELECT coalesce(sum(clients), 0) FROM facet) - (SELECT count(*) FROM checked)")
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
        found = [
            (record, sum(finding.bit for finding in findings.of(record, self._vat_field)), duplicates.keys(record))
            for record in records
        ]
        with self._lock, self._db:
            self._db.execute("BEGIN")
            for record, mask, keys in found:
                if self._ask(f"SELECT {VALUES} FROM stored WHERE id = ?", record.id) == [values_of(record)]:
                    self._duplicates_known = False
                    row = (record.id, mask, *keys)
                    self._db.execute("INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?, ?, ?)", row)
                    near = [(record.id, other) for other in self._near(record, keys)]
                    self._db.executemany("INSERT OR IGNORE INTO near VALUES (?1, ?2), (?2, ?1)", near)

    # Look-alikes

    def named(self, name: str) -> list[int]:
        """The clients with this folded name."""
        [forwards, _] = _both_ways(folded(name))
        where = "(direction, digits, length, name) = (?, ?, ?, ?)"
        return [id_ for (id_,) in self._ask(f"SELECT id FROM folded_name WHERE {where} ORDER BY id", *forwards)]

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
        return [id_ for id_ in dict.fromkeys([*found, *self._near(record, keys)]) if id_ != record.id]

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
            if self._duplicates_known:
                return
            groups = [[*map(int, ids.split(","))] for (ids,) in self._ask(GROUPS)]
            members = ", ".join(map(str, {*chain.from_iterable(groups)}))
            order = self._ask(f"SELECT id FROM client WHERE id IN ({members}) ORDER BY name_key, position")
            together = duplicates.together([id_ for (id_,) in order], groups)
            with self._db:
                self._db.execute("BEGIN")
                self._db.execute("DELETE FROM duplicate")
                places = ((id_, place) for place, id_ in enumerate(together))
                self._db.executemany("INSERT INTO duplicate VALUES (?, ?)", places)
            self._duplicates_known = True

    @property
    def counts(self) -> Mapping[Finding, int]:
        """How many of the clients that were checked have what wrong with them."""
        with self._lock:
            if not self.unchecked:  # else it would be done anew after every few that are checked
                self.find_duplicates()
            masks = self._ask("SELECT findings, count(*) FROM checked GROUP BY 1")
            [(alike,)] = self._ask("SELECT count(*) FROM duplicate")
        found = {each: sum(number for mask, number in masks if mask & each.bit) for each in Finding}
        return found | {Finding.DUPLICATE: alike}

    def _ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()


def _both_ways(name: str) -> list[tuple[int, str, int, str]]:
    """A folded name read forwards and backwards, as it stands in `folded_name`."""
    digits = duplicates.digits_of(name)
    return [(0, digits, len(name), name), (1, digits, len(name), name[::-1])]
