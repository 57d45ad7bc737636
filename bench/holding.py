"""What may hold the directory: plain Python, SQLite in memory, or polars. The comparison behind decision 13.

    .venv/bin/python bench/holding.py

Each round measures each way in a fresh process: three fills, the new one beside the old as in a worker, with the same
clients, parsed from the same JSON; then searches, sorted and filtered lists, and changes. `ways.py` has the ways. What
a fill does to a request that runs beside it is seen by a thread that sleeps for a millisecond and works for one, again
and again, all in Python: how much longer that takes than before the fill.

The dashboard's own index ranks what it finds by how well it matches, which the other two leave out.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread

from stage import ROOT, arguments, p95, table
from watching import MEGABYTE, memory
from ways import WAYS, Way, pages_of
from words import CITIES, frequent, rare, short, two

from clients_ui.client.record import ClientRecord
from clients_ui.directory.index import Wanted
from ttdash.sandbox import many_clients

PAGE = 1000
FILLS, REPEATED = 3, 15
STEP = 0.001
Found = dict[str, list[float]]


def child(way: str, file: Path, clients: int) -> Found:
    """Everything about one way, in this process."""
    found: Found = defaultdict(list)
    before = _rss()
    held = WAYS[way]()
    for number in range(FILLS):
        new = WAYS[way]()
        if number == FILLS - 1:
            with beside(found):
                fill(new, file)
        else:
            found["fill, s"].append(milliseconds(lambda new=new: fill(new, file)) / 1000)
        held = new
        held.find(Wanted())
    del new
    found["growth, bytes a client"].append((_rss() - before) / clients)
    found["sorted by another column, first time"].append(milliseconds(lambda: held.find(Wanted(sort="addressCity"))))
    ask(held, clients, found)
    return found


def fill(way: Way, file: Path) -> None:
    """Fill from JSON, page by page."""
    with file.open() as lines:
        way.fill(pages_of(lines))


def ask(way: Way, clients: int, found: Found) -> None:
    """Search and change, another word and another client each time."""
    for number in range(REPEATED):
        words = {
            "search, a rare word": (rare(clients, number),), "search, a frequent word": (frequent(number),),
            "search, two words": two(number), "search, one or two letters": (short(number),),
        }  # fmt: skip
        record = way.find(Wanted((frequent(number + 1),)))[1][0]
        another = ClientRecord(record.id, {**record.values, "phone": f"+43 1 000 {number}"})
        found["one client changed"].append(milliseconds(lambda another=another: way.change(another)))
        for name, looked_for in words.items():
            found[name].append(milliseconds(lambda looked_for=looked_for: way.find(Wanted(looked_for))))
        found["sorted, again"].append(milliseconds(lambda: way.find(Wanted(sort="addressCity"))))
        city = Wanted(filters=(("addressCity", CITIES[number % len(CITIES)]),))
        found["filtered, counted"].append(milliseconds(lambda city=city: way.find(city)))


def milliseconds(work: Callable[[], object]) -> float:
    """How long this takes."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


@contextmanager
def beside(found: Found) -> Iterator[None]:
    """Note how much longer steps of a thread of Python take while this lasts."""
    turns = _turns_of_a_step()
    alone = median(milliseconds(lambda: _step(turns)) for _ in range(100))
    over, steps = Event(), []

    def request() -> None:
        while not over.is_set():
            steps.append(milliseconds(lambda: _step(turns)) - alone)

    thread = Thread(target=request)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    found["delay beside a fill, median"].append(median(steps))
    found["delay beside a fill, p95"].append(p95(steps))
    found["delay beside a fill, longest"].append(max(steps))


def _turns_of_a_step() -> int:
    """How many turns of a loop take a millisecond."""
    turns = 100_000
    best = min(milliseconds(lambda: _turn(turns)) for _ in range(10))
    return max(int(turns * STEP * 1000 / best), 1)


def _step(turns: int) -> None:
    time.sleep(STEP)
    _turn(turns)


def _turn(turns: int) -> int:
    total = 0
    for number in range(turns):
        total += number
    return total


def _rss() -> float:
    gc.collect()
    return memory(os.getpid())[0] * MEGABYTE


def measured(way: str, file: Path, clients: int) -> Found:
    """Everything about one way, from a fresh process."""
    command = [sys.executable, __file__, "--child", way, "--file", str(file), "--clients", str(clients)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: Found = json.loads(done.stdout)
    return found


def written(file: Path, clients: int) -> None:
    """The clients as TimeTrack's pages hold them, a line for each page."""
    rows = [{"ID": number, **row} for number, row in enumerate(many_clients(clients), 1)]
    with file.open("w") as lines:
        for start in range(0, clients, PAGE):
            lines.write(json.dumps(rows[start : start + PAGE], ensure_ascii=False) + "\n")


def shown(numbers: list[float]) -> str:
    """The median, and p95 where there are several, with as many digits as say something."""
    digits = 0 if median(numbers) >= 100 else 1 if median(numbers) >= 10 else 2
    more = f" ({p95(numbers):,.{digits}f})" if len(numbers) > REPEATED - 1 else ""
    return f"{median(numbers):,.{digits}f}{more}"


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, rounds=3, sizes=())
    parser.add_argument("--clients", type=int, default=100_000, help="default %(default)s")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(options.child, options.file, options.clients)))
        return
    found: dict[str, Found] = {way: defaultdict(list) for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clients.json"
        written(file, options.clients)
        for way in [*WAYS] * options.rounds:
            for name, numbers in measured(way, file, options.clients).items():
                found[way][name] += numbers
    print(f"{options.clients:,} clients, ms unless told: median (p95) of {options.rounds} rounds\n")
    names = next(iter(found.values()))
    table(["", *WAYS], [[name, *(shown(found[way][name]) for way in WAYS)] for name in names])


if __name__ == "__main__":
    main()
