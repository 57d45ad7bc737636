"""Many clients at once: what it takes to have them all as a file, and to bring them in by one.

    .venv/bin/python bench/bulk.py export import

Import: new clients a second, package after package as a browser sends them, against the bare calls that they need (is
there such a client, and create it), by one person and by three at once.

Export: the whole account as XLSX and as CSV, as it is served: the first byte and the last one at whoever asks, the
size, and how much the worker that wrote it has grown (RSS) at its height. Every worker has filled its directory before.
"""

import base64
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import median

import requests
from stage import SETTINGS, Person, account, arguments, described, filled, one_on_each_worker, table, verdict, workers
from watching import memory

CLIENTS = 100_000
ROWS, DELAY, SHARE = 100, 50, 0.7
"""Of an import: rows, milliseconds of the API, and what it reaches of the bare calls' rows a second."""
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


def lanes(work: Callable[[int], object], number: int) -> float:
    """The seconds that it takes to do this so many times at once."""
    started = time.perf_counter()
    with ThreadPoolExecutor(number) as pool:
        list(pool.map(work, range(number)))
    return time.perf_counter() - started


def imported(person: Person, rows: int, lane: int) -> Callable[[int], object]:
    """What carries out an import of so many new clients, package after package; its plan is made here."""
    mark = secrets.token_hex(4)
    lines = ["Name;E-mail;Phone", *(f"Huber {mark} {lane} {at:05};a@huber-{at}.example;{at}" for at in range(rows))]
    token = person.session.cookies["csrftoken"]
    page = person.session.post(
        f"{person.url}/clients/import/",
        {"csrfmiddlewaretoken": token},
        files={"file": ("clients.csv", "\r\n".join(lines).encode())},
        headers={"X-Fragment": "1"},
        timeout=600,
    ).text
    packages = json.loads(re.search('<script id="packages" type="application/json">(.*?)</script>', page)[1])

    def carry_out(_: int) -> None:
        for text in packages:
            payload = text.split(":")[0]
            planned = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["rows"]
            left = [row["row"] for row in planned]
            while left:
                sent = {"package": text, "approved": json.dumps([[row, None] for row in left])}
                answer = person.session.post(
                    f"{person.url}/clients/import/", sent | {"csrfmiddlewaretoken": token}, timeout=60
                ).json()
                if any(row["outcome"] != "created" for row in answer["done"]):
                    raise RuntimeError(answer)
                left = answer["left"]

    return carry_out


def bare(timetrack: str, rows: int) -> Callable[[int], object]:
    """The calls that so many creations need: is there such a client, and create it."""

    def call(lane: int) -> None:
        mark = f"{secrets.token_hex(4)} {lane}"
        with requests.Session() as session:
            session.trust_env = False
            session.headers["X-TimeTrack-Api-Key"] = SETTINGS["TIMETRACK_API_KEY"]
            session.headers["X-TimeTrack-Api-Secret"] = SETTINGS["TIMETRACK_API_SECRET"]
            for at in range(rows):
                name = f"Meier {mark} {at:05}"
                session.get(f"{timetrack}clients", params={"page_number": 0, "limit": 1000, "name": name}, timeout=60)
                body = {"name": name, "email": f"a@meier-{at}.example", "phone": str(at), "enabled": True}
                session.post(f"{timetrack}clients", json=body, timeout=60).raise_for_status()

    return call


def import_(clients: int, rounds: int) -> None:
    """Measure files in, and print: rows a second, against the bare calls that they need."""
    rows = []
    with account(clients, directory_seconds=86_400, delay=DELAY) as served:
        people = one_on_each_worker(served.url, served.process.pid)
        filled(people)
        timetrack = served.environment["TIMETRACK_API_URL"]
        for at_once in (1, 3):
            shares = []
            for _ in range(rounds):
                works = [imported(people[lane % len(people)], ROWS, lane) for lane in range(at_once)]
                took = lanes(lambda lane, works=works: works[lane](lane), at_once)
                calls = lanes(bare(timetrack, ROWS), at_once)
                shares.append((at_once * ROWS / took, at_once * ROWS / calls, calls / took))
            ours, theirs, share = (median(each) for each in zip(*shares, strict=True))
            rows.append([str(at_once), f"{ours:.1f}", f"{theirs:.1f}", f"{share:.2f}", verdict(share >= SHARE)])
    table(["at once", "rows/s", "bare calls", "share", f"≥ {SHARE} at {DELAY} ms"], rows)


PARTS = {"export": export, "import": import_}


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
