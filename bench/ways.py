"""Three ways to hold all clients in a worker's memory, each with what the list asks for and nothing more.

`fill` takes the pages of a walk; `find` says how many clients there are, the first fifty in order, and how many of them
hold which value of a filter; `change` puts another record in a client's place. None has to sort backwards here.
`Polars` is the dashboard's own index.
"""

import json
import sqlite3
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from clients_ui.client.folding import ordering, plain
from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.directory.counting import COUNTED, MISSING
from clients_ui.directory.frame import TEXTS, page_of
from clients_ui.directory.index import LAST, Index, Wanted

SHOWN = 50
Found = tuple[int, list[ClientRecord], Mapping[str, Mapping[str, int]]]
Pages = Iterable[list[ClientRecord]]


class Way(Protocol):
    """A way to hold them."""

    def fill(self, pages: Pages) -> None: ...
    def find(self, wanted: Wanted) -> Found: ...
    def change(self, record: ClientRecord) -> None: ...


def key_of(name: str, record: ClientRecord) -> tuple[str, str, int]:
    """By what a column is sorted: the value, then the name; those without a value last."""
    value = str(record[name] or "")
    return ordering(value) if value else LAST, ordering(record.name), record.id


def folded(record: ClientRecord) -> str:
    """All that is searched in."""
    return plain("\x1f".join(str(record[name]) for name in TEXTS if record[name]))


def held(record: ClientRecord) -> tuple[str, ...]:
    """The values that the filters count, and for the others whether there is one."""
    counted = tuple(str(record[name]) for name in COUNTED)
    return counted + tuple("" if not record[name] else "+" for name in MISSING)


def told(combinations: Mapping[tuple[str, ...], int]) -> dict[str, dict[str, int]]:
    """How many hold what, from how many hold which combination."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in (*COUNTED, *MISSING)}
    for values, number in combinations.items():
        for name, value in zip((*COUNTED, *MISSING), values, strict=True):
            counts[name][value] += number
    return {name: dict(numbers) for name, numbers in counts.items()}


class Plain:
    """Dictionaries and lists; `in` over folded texts."""

    def __init__(self) -> None:
        self.records: dict[int, ClientRecord] = {}
        self.texts: dict[int, str] = {}
        self.held: dict[int, tuple[str, ...]] = {}
        self.orders: dict[str, list[tuple[str, str, int]]] = {}
        self.totals: Counter[tuple[str, ...]] = Counter()

    def fill(self, pages: Pages) -> None:
        """Take them all."""
        for page in pages:
            for record in page:
                self._put(record)

    def find(self, wanted: Wanted) -> Found:
        """One pass over all of them."""
        ids = [id_ for *_, id_ in self._order(wanted.sort or "name")]
        texts, records = self.texts, self.records
        for word in wanted.words:
            ids = [id_ for id_ in ids if word in texts[id_]]
        for name, value in wanted.filters:
            ids = [id_ for id_ in ids if records[id_][name] == value]
        some = wanted.words or wanted.filters
        counts = Counter(self.held[id_] for id_ in ids) if some else self.totals
        return len(ids), [records[id_] for id_ in ids[:SHOWN]], told(counts)

    def change(self, record: ClientRecord) -> None:
        """Another record in its place, in every order that is known."""
        old = self.records[record.id]
        self.totals[held(old)] -= 1
        self._put(record)
        for name, order in self.orders.items():
            del order[bisect_left(order, key_of(name, old))]
            insort(order, key_of(name, record))

    def _put(self, record: ClientRecord) -> None:
        self.records[record.id], self.texts[record.id] = record, folded(record)
        self.held[record.id] = held(record)
        self.totals[self.held[record.id]] += 1

    def _order(self, name: str) -> list[tuple[str, str, int]]:
        if name not in self.orders:
            self.orders[name] = sorted(key_of(name, record) for record in self.records.values())
        return self.orders[name]


class Sqlite:
    """A database in memory, with FTS5's index of every three letters; shorter words are looked for in every text."""

    HELD = ", ".join(f"held{number}" for number in range(len(COUNTED) + len(MISSING)))
    COLUMNS = f"id, stored, text, name, {HELD}"
    PUT = f"REPLACE INTO client({COLUMNS}) VALUES (?, ?, ?, ?{', ?' * (len(COUNTED) + len(MISSING))})"  # noqa: S608
    TABLES = f"""
        CREATE TABLE client(id INTEGER PRIMARY KEY, stored, text, name, {HELD});
        CREATE INDEX by_name ON client(name, id);
        CREATE VIRTUAL TABLE found USING fts5(text, content='client', content_rowid='id', tokenize='trigram');
    """

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.db.create_function("key_of", 2, _stored_key, deterministic=True)
        self.db.executescript(self.TABLES)
        self.sorts: set[str] = set()
        self.totals: Counter[tuple[str, ...]] = Counter()

    def fill(self, pages: Pages) -> None:
        """Take them all in one transaction, and then make the index."""
        self.db.execute("BEGIN")
        for page in pages:
            self.db.executemany(self.PUT, map(self._row, page))
            self.totals.update(map(held, page))
        self.db.execute("INSERT INTO found(found) VALUES ('rebuild')")
        self.db.execute("COMMIT")

    def find(self, wanted: Wanted) -> Found:
        """Two queries: a page of them, and how many hold which combination of values."""
        where, values = self._where(wanted)
        order = self._sort(wanted.sort) if wanted.sort else "name, id"
        page = f"SELECT id, stored FROM client WHERE {where} ORDER BY {order} LIMIT {SHOWN}"  # noqa: S608
        counted = f"SELECT {self.HELD}, count(*) FROM client WHERE {where} GROUP BY {self.HELD}"  # noqa: S608
        rows = [ClientRecord(id_, json.loads(stored)) for id_, stored in self.db.execute(page, values)]
        combinations: Mapping[tuple[str, ...], int] = self.totals
        if values:
            combinations = {tuple(row[:-1]): row[-1] for row in self.db.execute(counted, values)}
        return sum(combinations.values()), rows, told(combinations)

    def change(self, record: ClientRecord) -> None:
        """Another row in its place, here and in the index."""
        text, *old = self.db.execute(f"SELECT text, {self.HELD} FROM client WHERE id = ?", [record.id]).fetchone()  # noqa: S608
        self.totals[tuple(old)] -= 1
        self.totals[held(record)] += 1
        self.db.execute("BEGIN")
        self.db.execute("INSERT INTO found(found, rowid, text) VALUES ('delete', ?, ?)", [record.id, text])
        self.db.execute(self.PUT, self._row(record))
        self.db.execute("INSERT INTO found(rowid, text) VALUES (?, ?)", [record.id, folded(record)])
        for name in self.sorts:
            self.db.execute(f"UPDATE client SET by_{name} = key_of(?, stored) WHERE id = ?", [name, record.id])  # noqa: S608
        self.db.execute("COMMIT")

    def _row(self, record: ClientRecord) -> tuple[object, ...]:
        stored = json.dumps(dict(record.values), ensure_ascii=False)
        return record.id, stored, folded(record), ordering(record.name), *held(record)

    def _where(self, wanted: Wanted) -> tuple[str, list[str]]:
        long = [f'"{word}"' for word in wanted.words if len(word) > 2]
        short = [word for word in wanted.words if len(word) <= 2]
        conditions = ["id IN (SELECT rowid FROM found WHERE found MATCH ?)"] if long else []
        conditions += ["instr(text, ?)" for _ in short]
        conditions += [f"held{COUNTED.index(name)} = ?" for name, _ in wanted.filters]
        values = [*([" AND ".join(long)] if long else []), *short, *(value for _, value in wanted.filters)]
        return " AND ".join(conditions) or "1", values

    def _sort(self, sort: str) -> str:
        """A column for what it is sorted by, made and indexed when it is first asked for."""
        if sort not in self.sorts:
            self.db.execute(f"ALTER TABLE client ADD COLUMN by_{sort}")
            self.db.execute(f"UPDATE client SET by_{sort} = key_of(?, stored)", [sort])  # noqa: S608
            self.db.execute(f"CREATE INDEX order_{sort} ON client(by_{sort}, name, id)")
            self.sorts.add(sort)
        return f"by_{sort}, name, id"


def _stored_key(name: str, stored: str) -> str:
    value = str(json.loads(stored)[name] or "")
    return ordering(value) if value else LAST


class Polars:
    """The index of the dashboard."""

    def __init__(self) -> None:
        self.index = Index.of([], lambda _, value: str(value))

    def fill(self, pages: Pages) -> None:
        """Lay out page by page."""
        self.index = Index.of([page_of(page) for page in pages], lambda _, value: str(value))

    def find(self, wanted: Wanted) -> Found:
        """The index' own answer: the best match first, and counts as choosing another value would give them."""
        found = self.index.find(wanted)
        return len(found.rows), self.index.records(found.rows[:SHOWN]), found.counts

    def change(self, record: ClientRecord) -> None:
        """A new index, which shares all but one page with the old."""
        self.index = self.index.with_client(record.id, record)


WAYS: Mapping[str, Callable[[], Way]] = {"plain Python": Plain, "SQLite, FTS5 trigram": Sqlite, "polars": Polars}


def pages_of(lines: Iterable[str]) -> Iterator[list[ClientRecord]]:
    """The pages of a walk from their JSON, as `wire` would read them."""
    for line in lines:
        rows = json.loads(line)
        yield [
            ClientRecord(row["ID"], {name: row.get(name, field.empty) for name, field in FIELDS.items()})
            for row in rows
        ]  # fmt: skip
