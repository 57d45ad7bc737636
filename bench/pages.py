"""What the dashboard adds to the time that TimeTrack takes: pages against the bare API calls behind them.

    .venv/bin/python bench/pages.py

For each delay of the API: a sandbox in a process of its own, and two dashboards in front of it, one without and one
with a directory. Each round asks for every page and makes the calls that the page makes, straight to the sandbox.

The account's first page of 50 is full, so without a directory it takes two calls, one after the other: the page, and
whether a client follows. The last page takes one. A list from the directory takes none.
"""

from collections import defaultdict
from collections.abc import Callable
from statistics import median

import requests
from stage import (
    FORM,
    FROM_DIRECTORY,
    LIST,
    Person,
    WrongPageError,
    api,
    arguments,
    dashboard,
    described,
    filled,
    one_on_each_worker,
    sandbox,
    table,
    timed,
    verdict,
)

from tests.served import Served

CLIENTS, PAGE = 1_049, 50
LAST = CLIENTS // PAGE
DELAYS = (0, 50, 200)
BOUND = 15
NAMES = (
    "list, full page (2 calls)",
    "list, last page (1 call)",
    "list, from the directory (no call)",
    "client (1 call)",
)


def calls(session: requests.Session, *urls: str) -> float:
    """Milliseconds that these calls take, one after the other."""
    took = [timed(session, "GET", url) for url in urls]
    if any(answer.status_code != 200 or not answer.json() for _, answer in took):
        raise WrongPageError("a bare call failed")
    return sum(milliseconds for milliseconds, _ in took)


def pairs(url: str, without: Person, held: Person, number: int) -> dict[str, tuple[Callable[[], float], list[str]]]:
    """For each page how it is asked for, and the calls behind it; another client in each round."""
    page = f"{url}clients?page_number={{}}&limit={PAGE}"
    pk = 1 + number * 37 % CLIENTS
    return {
        NAMES[0]: (
            lambda: without.get("/clients/", LIST)[0],
            [page.format(0), f"{url}clients?page_number={PAGE}&limit=1"],
        ),
        NAMES[1]: (lambda: without.get(f"/clients/?page={LAST + 1}", LIST)[0], [page.format(LAST)]),
        NAMES[2]: (lambda: held.get("/clients/", FROM_DIRECTORY)[0], []),
        NAMES[3]: (lambda: without.get(f"/clients/{pk}/", FORM)[0], [f"{url}clients/{pk}"]),
    }


def measure(delay: int, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """(milliseconds of the page, milliseconds of its calls) in each round."""
    with sandbox(CLIENTS, delay) as url, dashboard(url, 0) as plain, dashboard(url, 60) as holding:
        everybody = [people_of(plain), people_of(holding)]
        filled(everybody[1])
        found = defaultdict(list)
        with api() as session:
            for number in range(-4, rounds):  # the first four are not counted: two for each worker
                without, held = (people[number % len(people)] for people in everybody)
                for name, (page, urls) in pairs(url, without, held, number).items():
                    both = page(), calls(session, *urls)
                    if number >= 0:
                        found[name].append(both)
    return found


def people_of(served: Served) -> list[Person]:
    """Somebody on each worker of this dashboard."""
    return one_on_each_worker(served.url, served.process.pid)


def row(delay: int, name: str, found: list[tuple[float, float]]) -> list[str]:
    """A line of the table: what the dashboard adds is the median of the rounds' differences."""
    pages, behind = ([each[place] for each in found] for place in (0, 1))
    added = median(page - call for page, call in found)
    ratio = median(pages) / median(behind) if any(behind) else None
    return [
        f"{delay} ms", name, described(pages), described(behind) if ratio else "–", f"{added:.1f}",
        f"{ratio:.2f}" if ratio else "–", verdict(added <= BOUND),
    ]  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, rounds=100, sizes=())
    parser.add_argument("--delays", type=int, nargs="+", default=DELAYS, help="milliseconds before the API's answers")
    options = parser.parse_args()
    print(f"{CLIENTS:,} clients, ms: median (p95) of {options.rounds} interleaved rounds\n")
    rows = [
        row(delay, name, found)
        for delay in options.delays
        for name, found in measure(delay, options.rounds).items()
    ]  # fmt: skip
    table(["API delay", "page", "page takes", "its calls", "added", "ratio", f"≤ {BOUND}"], rows)


if __name__ == "__main__":
    main()
