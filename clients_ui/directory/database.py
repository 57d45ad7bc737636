"""All clients in a database in this worker's memory: found, sorted and counted by SQL. No Django, nothing on disk.

One connection and one lock, which is taken around each page's questions and around each batch of replacements: whoever
reads never finds a row missing that is being replaced, and never waits long.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from threading import RLock
from time import sleep
from typing import Any, TypeVar
from weakref import finalize

from clients_ui.client.folding import ordering
from clients_ui.client.kinds import COUNTRY
from clients_ui.client.names import folded
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.directory import counting, query, schema
from clients_ui.directory.checks import Checks
from clients_ui.directory.fine import Digest, Marks
from clients_ui.directory.query import ClientQuery, Counts, Result, Sql
from clients_ui.directory.resemblance import resembling
from clients_ui.directory.schema import INDEXES, IS_LONG, TEXTS, VALUES, record_of, storable, values_of
from clients_ui.quality.findings import Finding

T = TypeVar("T")
BATCH = 200
"""Clients that are replaced before others get their turn."""
REST = 0.001
"""Seconds that others get after a batch of replacements."""
GAP = 1000
"""Between the positions of two clients: as many may come in between before those behind them have to move."""
REMEMBERED = 16
"""Searches whose counts are kept until the next write."""
EVERY_ONE = -1
"""As SQLite's LIMIT: none."""
FEW = 30
"""Clients that are checked as soon as they are written; more of them are checked behind the requests."""


class Database:
    """All clients. `vat_field`: the free field that holds a VAT id, "" for none; `digest` names values of findings."""

    def __init__(self, vat_field: str = "", digest: Digest = lambda *_: "") -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.executescript(schema.TABLES)
        finalize(self, self._db.close).atexit = False
        self._lock = RLock()
        self._sorts = {("name", ""): 0}
        self._counts: dict[Any, tuple[int, Counts]] = {}
        self._hits_of: Any = None  # the words, id and finding that `hit` is of
        self._last_position = 0
        self._written: set[int] = set()
        self._refilled: set[int] = set()
        self.checks = Checks(self._db, self._lock, vat_field, Marks(vat_field, digest))

    def __len__(self) -> int:
        return int(self._ask("SELECT coalesce(sum(clients), 0) FROM facet")[0][0])

    def get(self, id: int) -> ClientRecord | None:  # noqa: A002 - TimeTrack's name
        """One client."""
        return next(iter(self.records([id])), None)

    def records(self, ids: list[int]) -> list[ClientRecord]:
        """These clients in this order, as far as they are there."""
        rows = self._ask(f"SELECT id, {VALUES} FROM stored WHERE id IN ({', '.join('?' * len(ids))})", *ids)
        known = {row[0]: record_of(row) for row in rows}
        return [known[id_] for id_ in ids if id_ in known]

    def find(self, asked: ClientQuery, start: int = 0, size: int = 0) -> Result:
        """A page of the clients that are asked for, how many there are of them, and the counts of the filters."""
        with self._lock:
            total, counts = self._counted(asked)
            records = self.records(self._ids(asked, start, size)) if start < total and size else []
            return Result(records, total, counts)

    def ids(self, asked: ClientQuery, start: int, size: int) -> tuple[list[int], int]:
        """The ids of a page of the clients that are asked for, and how many there are of them."""
        with self._lock:
            total, _ = self._counted(asked)
            return self._ids(asked, start, size), total

    def all_ids(self, asked: ClientQuery) -> list[int]:
        """The ids of all the clients that are asked for, in their order."""
        with self._lock:
            self._counted(asked)
            return self._ids(asked, 0, EVERY_ONE)

    def long_ids(self) -> list[int]:
        """The clients of which some text may be too long for a spreadsheet."""
        return [id_ for (id_,) in self._ask(f"SELECT id FROM stored WHERE {IS_LONG}")]

    def named(self, name: str) -> list[ClientRecord]:
        """The clients with this name, however it is spelt."""
        with self._lock:
            return self.records(self.checks.named(name))

    def pairs(self, most: int) -> list[tuple[ClientRecord, ClientRecord]]:
        """So many pairs of clients that are alike."""
        with self._lock:
            found = self.checks.pairs(most)
            known = {record.id: record for record in self.records([*{*chain.from_iterable(found)}])}
        return [(known[one], known[other]) for one, other in found]

    def resembling(self, typed: str) -> list[str]:
        """A few names that resemble what was typed."""
        ids = self.checks.folded_names()  # compared without the lock: this takes a while
        found = [ids[name] for name in resembling(folded(typed), ids)]
        return list(dict.fromkeys(record.name for record in self.records(found)))

    def alike(self, record: ClientRecord) -> list[ClientRecord]:
        """The clients that are likely the same as this one."""
        with self._lock:
            return self.records(self.checks.alike(record))

    def always_empty(self) -> set[str]:
        """The parameters that hold no text in any client."""
        [row] = self._ask(f"SELECT {', '.join(f'max({name})' for name in TEXTS)} FROM stored")
        return {name for name, greatest in zip(TEXTS, row, strict=True) if not greatest}

    def sample(self, number: int) -> list[ClientRecord]:
        """So many clients from all over the account."""
        ids = [id_ for (id_,) in self._ask("SELECT id FROM client ORDER BY id")]
        return self.records(ids[:: max(len(ids) // number, 1)][:number])

    # Writing

    def write(self, changes: Mapping[int, ClientRecord | None]) -> None:
        """Take what became of these clients; None is one that is gone."""
        records = {id_: record and storable(record) for id_, record in changes.items()}
        for part in _portions(records.items()):
            with self._batch():
                for id_, record in part:
                    position = self._remove(id_) or self._last_position + GAP
                    if record:
                        self._put(record, position)
                    self._written.add(id_)
        if len(records) <= FEW:
            self.checks.check([record for record in records.values() if record])

    def refill(self, pages: Iterable[list[ClientRecord]]) -> None:
        """Compare with all clients as they were read anew, and replace what differs; deletions come last.

        A client that is written meanwhile stays as it was written, as it may have been read before.
        """
        self._written.clear()
        read, last = set[int](), 0
        for page in pages:
            for part in _portions(page):
                with self._batch():
                    last = self._replace(part, last, GAP * (len(read) + 1))
                read.update(record.id for record in part)
                sleep(REST)
        gone = [id_ for (id_,) in self._ask("SELECT id FROM client") if id_ not in read]
        for ids in _portions(gone):
            with self._batch():
                for id_ in set(ids) - self._written:
                    self._remove(id_)
                    self._refilled.add(id_)

    def take_refilled(self) -> set[int]:
        """The clients that were changed by a refill since this was asked last."""
        with self._lock:
            taken, self._refilled = self._refilled, set()
        return taken

    def _replace(self, part: list[ClientRecord], last: int, new: int) -> int:
        """Replace those of a part that differ; the position of the last one.

        `last` is the position before them, `new` the one where the first would stand if it had not been there before.
        """
        ids = [record.id for record in part]
        one_of = f"id IN ({', '.join('?' * len(ids))})"
        rows = self._ask(f"SELECT id, {VALUES}, position FROM stored JOIN client USING (id) WHERE {one_of}", *ids)
        known = {row[0]: row for row in rows}
        for number, record in enumerate(map(storable, part)):
            row = known.get(record.id)
            stands = row[-1] if row else new + GAP * number
            last, moved = max(last + 1, stands), stands <= last
            if record.id in self._written or (row and not moved and row[1:-1] == values_of(record)):
                continue
            if row:
                self._remove(record.id)
            self._put(record, last)
            self._refilled.add(record.id)
        return last

    def _put(self, record: ClientRecord, position: int) -> None:
        """Take a client that is not there."""
        self._last_position = max(self._last_position, position)
        names, name_words, others = schema.texts(record)
        key = ordering(record.name)
        [(facet,)] = self._db.execute(schema.COUNT_ONE, schema.facet(record))
        self._db.execute(schema.PUT, (record.id, position, facet, key, names, name_words))
        self._db.execute(schema.STORE, (record.id, others, *values_of(record)))
        for index in INDEXES:
            self._db.execute(f"INSERT INTO {index} (rowid, names, others) VALUES (?, ?, ?)", (record.id, names, others))
        self._db.executemany("INSERT INTO sorted VALUES (?, ?, ?, ?, ?)", self._sorted(record, key, position))
        self.checks.add_name(record)

    def _remove(self, id_: int) -> int | None:
        """Forget a client; the position that it had. The indexes are given the very texts that they were given."""
        own = "position, facet, name_key, names, others"
        rows = self._ask(f"SELECT id, {VALUES}, {own} FROM stored JOIN client USING (id) WHERE id = ?", id_)
        if not rows:
            return None
        *values, position, facet, key, names, others = rows[0]
        record = record_of((*values,))
        for index in INDEXES:
            old = ("delete", id_, names, others)
            self._db.execute(f"INSERT INTO {index} ({index}, rowid, names, others) VALUES (?, ?, ?, ?)", old)
        where = "(sort, empty, key, position, id) = (?, ?, ?, ?, ?)"
        self._db.executemany(f"DELETE FROM sorted WHERE {where}", self._sorted(record, key, position))
        self._db.execute("UPDATE facet SET clients = clients - 1 WHERE id = ?", (facet,))
        for table in ("client", "stored"):
            self._db.execute(f"DELETE FROM {table} WHERE id = ?", (id_,))
        self.checks.forget(record)
        return int(position)

    def _sorted(self, record: ClientRecord, key: str, position: int) -> list[tuple[int, bool, str, int, int]]:
        return [
            (number, *schema.sort_key(name, language, record[name], key), position, record.id)
            for (name, language), number in self._sorts.items()
        ]

    # Asking

    def _counted(self, asked: ClientQuery) -> tuple[int, Counts]:
        if asked.finding is Finding.DUPLICATE:
            self.checks.find_duplicates()
        self._find_hits(asked)
        key = (asked.id, asked.words, tuple(asked.filters.items()), asked.finding)
        if key not in self._counts or asked.finding:  # checks run without a write
            if len(self._counts) >= REMEMBERED:
                self._counts.clear()
            sql = counting.sql(asked)
            self._counts[key] = counting.counted(asked, self._ask(sql.text, *sql.values))
        return self._counts[key]

    def _find_hits(self, asked: ClientQuery) -> None:
        """Write the clients that words find into `hit`, so that counts and page need not find them again."""
        which = asked.words, asked.id, asked.finding
        if query.keeps_hits(asked) and (which != self._hits_of or asked.finding):
            sql = query.matching(asked)
            with self._db:
                self._db.execute("BEGIN")
                self._db.execute("DELETE FROM hit")
                self._db.execute(f"INSERT INTO hit SELECT c.id, c.facet FROM {sql.text}", sql.values)
            self._hits_of = which

    def _ids(self, asked: ClientQuery, start: int, size: int) -> list[int]:
        """The ids of a page; `size`: EVERY_ONE for all."""
        if foremost := query.foremost(asked) if size != EVERY_ONE else None:
            ids = self._page_of(foremost, start, size)
            if len(ids) == size:
                return ids
        return self._page_of(query.ordered(asked, self._number_of_sort(asked)), start, size)

    def _page_of(self, sql: Sql, start: int, size: int) -> list[int]:
        return [id_ for (id_,) in self._ask(f"{sql.text} LIMIT ? OFFSET ?", *sql.values, size, start)]

    def _number_of_sort(self, asked: ClientQuery) -> int:
        """The number of an order, which is made when it is first asked for."""
        name = asked.sort.removeprefix("-") or "name"
        sort = (name, asked.language if FIELDS[name].kind is COUNTRY else "")
        if sort not in self._sorts:
            rows = self._ask(f"SELECT {name}, name_key, position, id FROM client JOIN stored USING (id)")
            keys = sorted((*schema.sort_key(*sort, value, key), *row) for value, key, *row in rows)
            with self._db:
                self._db.execute("BEGIN")
                self._db.executemany(f"INSERT INTO sorted VALUES ({len(self._sorts)}, ?, ?, ?, ?)", keys)
            self._sorts[sort] = len(self._sorts)
        return self._sorts[sort]

    @contextmanager
    def _batch(self) -> Iterator[None]:
        """A few replacements at once: whoever asks meanwhile waits for all of them."""
        with self._lock, self._db:
            self._counts.clear()
            self._hits_of = None
            self._db.execute("BEGIN")
            yield

    def _ask(self, sql: str, *values: Value | int) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()


def _portions(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while portion := list(islice(rest, BATCH)):
        yield portion
