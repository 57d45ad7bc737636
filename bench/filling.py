"""What a fill of the directory takes: time and API calls by size of the account and delay of the API, and memory.

    .venv/bin/python bench/filling.py

Each line comes from a fresh process that fills its directory several times, as a worker does, from a sandbox in a
process of its own. Before each further fill a client of every page is changed at the sandbox. Growth is that of the
whole process (RSS) since it was ready to answer, a second and two pages after all clients were checked too: whatever a
careless fill leaves behind counts, and so does what the checks take once and for all, which weighs heavily on a small
account. "At its height" is the growth in the moment in which a fill ends.
"""

import argparse
import gc
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from statistics import median
from typing import Any

from stage import ROOT, SETTINGS, arguments, sandbox, table, verdict
from watching import MEGABYTE, memory

BOUND = 3072
"""Bytes a client."""
STEADY = 0.03
SETTLED = 0.5
PAGE = 1000
LONGEST = 600


class Calls(logging.Handler):
    """Counts the lines that tell of a call to TimeTrack."""

    number = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        self.number += str(record.msg).startswith("%s %s:")


def child(fills: int) -> Iterator[dict[str, float]]:
    """What each fill of this process takes."""
    calls = _ready()
    from clients_ui.directory import directory  # noqa: PLC0415
    from clients_ui.reading import (  # noqa: PLC0415
        listing,
        summary,
    )
    from clients_ui.reading.list_query import ListQuery  # noqa: PLC0415

    directory.PAUSE = directory.SHORTEST_PAUSE = 0  # one fill after the other
    summary.probe()
    before = _rss()
    for number in range(fills):
        if number:
            _change_every_page(number)
        calls.number, started = 0, time.perf_counter()
        directory.current().renew(LONGEST)
        took, made = time.perf_counter() - started, calls.number
        height, checked = _rss() - before, _checked(started + took)
        for page in (
            ListQuery(sort="addressCity"),
            ListQuery(q=str(number)),
        ):  # what pages hold on to, and what they free
            listing.find(page)
            time.sleep(SETTLED)
        yield {"seconds": took, "calls": made, "checked": checked, "grown": _rss() - before, "height": height}


def _checked(filled: float) -> float:
    """Wait until nothing is left to check; how many seconds after the fill that was."""
    from clients_ui.reading import summary  # noqa: PLC0415

    while (whole := summary.findings().directory) is None or whole.unchecked:
        time.sleep(0.05)
    return time.perf_counter() - filled


def _ready() -> Calls:
    """Set Django up on an empty database, as a worker is when it begins to answer."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    calls = Calls()
    logger = logging.getLogger("timetrack")
    logger.handlers, logger.propagate = [calls], False
    return calls


def _change_every_page(number: int) -> None:
    from clients_ui.reading import summary  # noqa: PLC0415
    from clients_ui.timetrack import account  # noqa: PLC0415

    whole = summary.findings().directory
    for position in range(0, whole.total if whole else 0, PAGE):
        account.current().clients.update(position + 1, {"phone": f"+43 1 000 {number}"})


def _rss() -> float:
    gc.collect()
    return memory(os.getpid())[0] * MEGABYTE


def measured(clients: int, delay: int, fills: int) -> list[dict[str, Any]]:
    """What each fill took, in a fresh process."""
    with sandbox(clients, delay) as url, tempfile.TemporaryDirectory() as folder:
        settings = {
            "TIMETRACK_API_URL": url,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DIRECTORY_SECONDS": "60",
        }
        environment = os.environ | SETTINGS | settings | {"DJANGO_SETTINGS_MODULE": "ttdash.settings"}
        command = [sys.executable, __file__, "--child", str(fills)]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def row(clients: int, delay: int, fills: list[dict[str, Any]]) -> list[str]:
    """A line of the table."""
    each = [fill["grown"] / clients for fill in fills]
    steady = next(number for number, grown in enumerate(each, 1) if grown >= (1 - STEADY) * max(each))
    later = [fill["seconds"] for fill in fills[1:]] or [fills[0]["seconds"]]
    return [
        f"{clients:,}", f"{delay} ms", f"{fills[0]['calls']}", f"{fills[0]['seconds']:.2f}", f"{median(later):.2f}",
        f"{fills[0]['checked']:.1f}", f"{median([fill['checked'] for fill in fills[1:]] or [0]):.1f}",
        f"{max(fill['height'] for fill in fills) / clients:,.0f}", f"{each[0]:,.0f}", f"{each[-1]:,.0f}",
        f"{steady} of {len(fills)}", verdict(max(each) <= BOUND),
    ]  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, rounds=1)
    parser.add_argument("--delays", type=int, nargs="+", default=[0, 50], help="milliseconds before the API's answers")
    parser.add_argument("--fills", type=int, default=6, help="in each process, default %(default)s")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        for fill in child(options.child):
            print(json.dumps(fill), flush=True)
        return
    cases = [*product(sorted(options.sizes), options.delays)] * options.rounds
    rows = [row(clients, delay, measured(clients, delay, options.fills)) for clients, delay in cases]
    print("seconds of a fill; growth of the process in bytes a client\n")
    heads = [
        "calls",
        "first fill",
        "later fills",
        "first check",
        "later checks",
        "at its height",
        "grown by one",
        "by all",
        "steady after",
        f"≤ {BOUND}",
    ]
    table(["clients", "API delay", *heads], rows)


if __name__ == "__main__":
    main()
