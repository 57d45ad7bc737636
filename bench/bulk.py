"""Many clients at once: what it takes to have them all as a file.

    .venv/bin/python bench/bulk.py export

Export: the whole account as XLSX and as CSV, as it is served: the first byte and the last one at whoever asks, the
size, and how much the worker that wrote it has grown (RSS) at its height. Every worker has filled its directory before.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from stage import Person, account, arguments, described, filled, one_on_each_worker, table, verdict, workers
from watching import memory

CLIENTS = 100_000
FIRST_BYTE, GROWN = 200, 50
"""Bounds: milliseconds until the first byte, and megabytes."""


@contextmanager
def watched(pids: list[int]) -> Iterator[list[float]]:
    """The megabytes that these processes have together, again and again as long as it lasts."""
    seen, over = [sum(memory(pid)[0] for pid in pids)], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            seen.append(sum(memory(pid)[0] for pid in pids))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


def taken_out(person: Person, pids: list[int], form: str) -> dict[str, float]:
    """What one file takes: milliseconds to the first byte, seconds to the last, bytes, megabytes grown."""
    with watched(pids) as seen:
        started = time.perf_counter()
        with person.session.get(f"{person.url}/clients/export/?format={form}", stream=True, timeout=600) as answer:
            answer.raise_for_status()
            pieces = answer.iter_content(None)
            size = len(next(pieces))
            first = 1000 * (time.perf_counter() - started)
            size += sum(map(len, pieces))
        seconds = time.perf_counter() - started
    return {"first": first, "seconds": seconds, "size": size, "grown": max(seen) - seen[0]}


def export(clients: int, rounds: int) -> None:
    """Measure files out, and print."""
    rows = []
    with account(clients, directory_seconds=86_400) as served:
        people, pids = one_on_each_worker(served.url, served.process.pid), workers(served.process.pid)
        filled(people)
        for form in ("xlsx", "csv"):
            found = [taken_out(people[number % len(people)], pids, form) for number in range(rounds)]
            by_name = {name: [each[name] for each in found] for name in found[0]}
            grown = max(by_name["grown"])
            kept = median(by_name["first"]) <= FIRST_BYTE and grown <= GROWN
            figures = [described(by_name["first"], 0), described(by_name["seconds"]), f"{by_name['size'][0] / 1e6:.1f}"]
            rows.append([f"{clients:,}", form.upper(), *figures, f"{grown:.0f}", verdict(kept)])
    head = ["clients", "file", "first byte (ms)", "whole (s)", "MB", "grown (MB)"]
    table([*head, f"≤ {FIRST_BYTE} ms and {GROWN} MB"], rows)


PARTS = {"export": export}


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, rounds=4, sizes=())
    parser.add_argument("parts", nargs="*", choices=PARTS, default=[*PARTS], help="what to measure, default all")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="in the account, default %(default)s")
    options = parser.parse_args()
    for part in options.parts:
        PARTS[part](options.clients, options.rounds)


if __name__ == "__main__":
    main()
