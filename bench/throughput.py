"""How many lists a second the dashboard answers for 8 and for 32 people, beside a stock admin; and its memory.

    .venv/bin/python bench/throughput.py

The people are threads in two processes of their own (`burst.py`), light enough that it is the servers that are
measured: how much of one processor the people took is printed too. They run on the same machine, so all figures are
lower than over a network; the ratio counts. Bursts for the one and for the other follow each other, round by round.

"Refilled" is a dashboard with DIRECTORY_SECONDS=1: a fill begins as soon as its pause (20 times as long as the last one
took) is over. Its bursts begin when both workers' pauses are over; the table says which part of its time a worker
filled. With many clients the pause is minutes, which a round then takes.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import mean, median

from burst import Asked, Burst, Crowd, crowd
from peer.serving import LISTED, LOGIN, peer
from stage import (
    FORM,
    FROM_DIRECTORY,
    LIST,
    Person,
    account,
    arguments,
    filled,
    one_on_each_worker,
    table,
    verdict,
    workers,
)
from watching import fills, memory, wait_until_due

from tests.served import Served

FOR_EVER, BOUND = 86_400, 3
PEOPLE = (8, 32)
"""So many at once."""
Found = dict[tuple[int, int], dict[str, list[Burst]]]
Shares = dict[tuple[int, int], float]


@dataclass(frozen=True)
class Team:
    """What is asked with so many clients, and the memory of our workers so far."""

    asked: dict[str, Asked]
    steady: Served
    refilled: Served
    memory: dict[str, tuple[float, float]]


def begun(stack: ExitStack, clients: int) -> Team:
    """A dashboard that is filled once, one that is refilled, and the stock admin."""
    steady, refilled = (stack.enter_context(account(clients, seconds)) for seconds in (FOR_EVER, 1))
    other = stack.enter_context(peer(clients))
    people = one_on_each_worker(steady.url, steady.process.pid)
    for person in people:
        person.get("/clients/1/", FORM)
    before = used(steady)
    filled(people)
    others = one_on_each_worker(refilled.url, refilled.process.pid)
    filled(others)
    asked = {
        "ours": asked_by(people), "refilled": asked_by(others),
        "peer": Asked.by(one_on_each_worker(other.url, other.process.pid, LOGIN)[0], LISTED, LIST),
    }  # fmt: skip
    return Team(asked, steady, refilled, {"before": before, "filled": used(steady)})


def asked_by(people: Sequence[Person]) -> Asked:
    """The list that comes from the directory."""
    return Asked.by(people[0], "/clients/", FROM_DIRECTORY)


def used(served: Served) -> tuple[float, float]:
    """RSS and PSS of a worker in megabytes, on average."""
    each = [memory(pid) for pid in workers(served.process.pid)]
    return mean(rss for rss, _ in each), mean(pss for _, pss in each)


def while_refilled(everybody: Crowd, team: Team, people: int, seconds: float) -> tuple[Burst, float]:
    """A burst that begins when fills are due, and which part of its time a worker filled."""
    log = team.refilled.log
    wait_until_due(log)
    known, began = len(fills(log)), time.time()
    burst = everybody.burst(team.asked["refilled"], people, seconds)
    ended = time.time()
    until = ended + 60
    while len(fills(log)) < known + 2 and time.time() < until:  # one that goes on is told when it ends
        time.sleep(0.2)
    return burst, sum(fill.within(began, ended) for fill in fills(log)) / (2 * (ended - began))


def measure(everybody: Crowd, teams: dict[int, Team], options: argparse.Namespace) -> tuple[Found, Shares]:
    """(clients, people) → whose → bursts; and which part of these bursts was filled."""
    found: Found = defaultdict(lambda: defaultdict(list))
    shares = defaultdict(list)
    for number in range(-1, options.rounds):  # the first is not counted
        for clients, people in ((clients, people) for clients in teams for people in PEOPLE):
            for who in ("ours", "peer"):
                burst = everybody.burst(teams[clients].asked[who], people, options.seconds)
                found[clients, people][who] += [burst] if number >= 0 else []
            if number >= 0 and number < options.refilled_rounds:
                burst, share = while_refilled(everybody, teams[clients], people, options.seconds)
                found[clients, people]["refilled"].append(burst)
                shares[clients, people].append(share)
    return found, {key: mean(parts) for key, parts in shares.items()}


def row(clients: int, people: int, bursts: dict[str, list[Burst]], share: float) -> list[str]:
    """A line of the table."""
    rates = {who: median(burst.rate for burst in bursts[who]) for who in bursts}
    ratios = {who: rates[who] / rates["peer"] for who in rates}
    own, judged = 100 * median(burst.own for burst in bursts["ours"]), verdict(ratios["ours"] >= BOUND)
    least = {who: f"{rates[who]:.0f} ({min(burst.rate for burst in bursts[who]):.0f})" for who in rates}
    return [
        f"{clients:,}", f"{people}", least["ours"], least["peer"], f"{ratios['ours']:.1f}", judged,
        least.get("refilled", "–"), f"{ratios['refilled']:.1f}" if "refilled" in ratios else "–",
        f"{100 * share:.0f} %", f"{own:.0f} %",
    ]  # fmt: skip


def memory_row(clients: int, team: Team) -> list[str]:
    """A line of the table of memory."""
    states = team.memory | {"at the end": used(team.steady), "refilled": used(team.refilled)}
    return [f"{clients:,}", *(f"{rss:.0f} · {pss:.0f}" for rss, pss in states.values())]


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, rounds=5)
    parser.add_argument("--seconds", type=float, default=4, help="of a burst, default %(default)s")
    parser.add_argument("--refilled-rounds", type=int, default=2, help="of the rounds, default %(default)s")
    options = parser.parse_args()
    with ExitStack() as stack:
        everybody = stack.enter_context(crowd())
        teams = {clients: begun(stack, clients) for clients in sorted(options.sizes)}
        found, shares = measure(everybody, teams, options)
        memories = [memory_row(clients, team) for clients, team in teams.items()]
    print(f"lists a second: median (lowest) of {options.rounds} interleaved bursts of {options.seconds:g} seconds\n")
    head = [
        "clients",
        "people",
        "dashboard",
        "stock admin",
        "ratio",
        f"≥ {BOUND}",
        "refilled",
        "ratio",
        "filled",
        "people took",
    ]
    table(head, [row(*key, each, shares.get(key, 0)) for key, each in found.items()])
    print("megabytes of a worker, RSS · PSS\n")
    table(["clients", "before the fill", "filled", "at the end", "refilled, at the end"], memories)


if __name__ == "__main__":
    main()
