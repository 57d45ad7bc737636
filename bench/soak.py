"""So many minutes in which an office works on two hosts behind nginx while servers are killed, stopped, started again.

`deploy/nginx.conf` over HTTPS, two gunicorns of 2 workers, PostgreSQL, Redis, and the sandbox as TimeTrack. At the end:
no input is lost, no client is there twice, memory is flat; else it exits with 1. What befalls is the same for the same
seed, what comes of it is not: processes are too quick for that.
"""

import argparse
import re
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent))

from mishaps import Mishap, befall, of_hosts, of_stores
from office import OF_A_NEW_ONE, THEIRS, Clerk, Hours, Ledger, Office, one_kind_of_line_ends
from stage import SETTINGS, p95, table, verdict
from watching import memory

from tests.proxied import BEHIND, Nginx
from tests.served import PASSWORD, Served, beside, serve
from tests.stores import PostgreSQL, Redis, children, running
from ttdash.sandbox import Sandbox, demo_clients

EVERY = 5
"""Seconds between two looks at the memory."""
GROWN_UP = 15
"""Seconds after which a worker has the size that it keeps."""
FLAT = 1.15
"""How many times the memory of the first third the last may have."""
PEOPLE = """
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
password = make_password("{password}")
for number in range({people}):
    person = User(username=f"clerk-{{number:02}}", password=password)
    person.save()
    person.groups.add(Group.objects.get(name="Editors"))
"""
ERRORS = re.compile(r"(?: ERROR | CRITICAL |^)((?:\S+ \[[^\]]*\] |Exception in ).*)", re.MULTILINE)


@dataclass(frozen=True)
class Stage:
    """All that runs."""

    sandbox: Sandbox
    postgresql: PostgreSQL
    redis: Redis
    hosts: list[Served]
    nginx: Nginx

    def logs(self) -> str:
        """What the hosts have written."""
        return "".join(log.read_text(errors="replace") for log in sorted(self.hosts[0].log.parent.glob("*.log")))


@dataclass(frozen=True)
class Weighed:
    """The memory of a worker, in megabytes, at a moment of the run."""

    at: float
    pid: int
    rss: float


@contextmanager
def staged(people: int) -> Iterator[Stage]:
    """Two hosts behind nginx, and on what they stand; ended by the end of this."""
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(clients=demo_clients()))
        for number in range(-(-people // len(THEIRS))):
            sandbox.add(name=f"Kundschaft {number:02}")
        postgresql, redis = (stack.enter_context(contextmanager(running)(kind)) for kind in (PostgreSQL, Redis))
        folder, around = (Path(stack.enter_context(TemporaryDirectory())) for _ in range(2))
        stores = {"DATABASE_URL": postgresql.url, "CACHE_URL": redis.url}
        one = serve(folder, sandbox.url, **SETTINGS | BEHIND | stores)
        stack.callback(one.stop)
        one.manage("shell", "--no-imports", "-c", PEOPLE.format(password=PASSWORD, people=people))
        other = beside(one)
        stack.callback(other.stop)
        hosts = [one, other]
        nginx = stack.enter_context(Nginx(around, *(int(host.url.rpartition(":")[2]) for host in hosts)))
        yield Stage(sandbox, postgresql, redis, hosts, nginx)


def soaked(stage: Stage, options: argparse.Namespace) -> tuple[Ledger, list[Mishap], list[Weighed]]:
    """What everybody saw, what befell, and what the workers weighed."""
    office = Office(stage.nginx, stage.sandbox, Hours(60 * options.minutes), options.seed)
    happened: list[Mishap] = []
    weighed: list[Weighed] = []
    for_hosts, for_stores = (Random(f"{options.seed} {lane}") for lane in ("hosts", "stores"))
    hosts, stores = of_hosts(stage.hosts, for_hosts), of_stores(stage.postgresql, stage.redis, stage.sandbox)
    clerks = [Clerk(number, office) for number in range(options.people)]
    with ThreadPoolExecutor(options.people + 3) as pool:
        began = [
            *(pool.submit(clerk.work) for clerk in clerks),
            pool.submit(befall, hosts, for_hosts, office.hours, happened),
            pool.submit(befall, stores, for_stores, office.hours, happened),
            pool.submit(weigh, stage.hosts, office.hours, weighed),
        ]
        try:
            for each in began:
                each.result()
        finally:
            office.hours.break_off()
    return office.ledger, happened, weighed


def weigh(hosts: list[Served], hours: Hours, weighed: list[Weighed]) -> None:
    """Look at the memory of each worker again and again."""
    while not hours.over():
        for host in hosts:
            with suppress(OSError):  # it ends at this moment
                weighed += [Weighed(hours.passed(), pid, memory(pid)[0]) for pid in children(host.process.pid)]
        hours.wait(EVERY)


# What came of it


def wrong(ledger: Ledger, sandbox: Sandbox) -> list[str]:
    """What was lost: what people saw at once, and what TimeTrack holds in the end."""
    held = {(pk, name): one_kind_of_line_ends(sandbox.clients[pk].get(name)) for pk, name in ledger.saved}
    gone = [f"{name} of {pk} is {held[pk, name]!r}, {text!r} was saved" for (pk, name), text in ledger.saved.items()
            if held[pk, name] != text]  # fmt: skip
    otherwise = [
        f"{client['name']} is {client}" for client in sandbox.clients.values() if client.get("name") in ledger.created
        and any(one_kind_of_line_ends(client.get(name)) != text for name, text in OF_A_NEW_ONE.items())
    ]  # fmt: skip
    return [*ledger.wrong, *gone, *otherwise]


def doubled(ledger: Ledger, sandbox: Sandbox) -> list[str]:
    """Names of creations that are there more than once, or that were told as created and are not there."""
    there = Counter(client.get("name") for client in sandbox.clients.values())
    return [f"{name}: {there[name]}" for name, told in ledger.created.items() if not told <= there[name] <= 1]


def thirds(weighed: list[Weighed], seconds: float) -> tuple[float, float]:
    """What a worker weighs in the first third, and in the last, once it has its size."""
    began: dict[int, float] = {}
    grown = [each for each in weighed if each.at - began.setdefault(each.pid, each.at) >= GROWN_UP]
    parts = (
        [each.rss for each in grown if each.at < seconds / 3],
        [each.rss for each in grown if each.at > seconds * 2 / 3],
    )
    return tuple(median(part) if part else float("nan") for part in parts)


def all_held(ledger: Ledger, sandbox: Sandbox, weights: tuple[float, float]) -> bool:
    """Print what of the promises did not hold, and each with a word; whether all did."""
    lost, twice = wrong(ledger, sandbox), doubled(ledger, sandbox)
    for each in (*lost, *twice):
        print(f"- {each}")
    mistakes, told = sum(each.status == 500 for each in ledger.answers), sum(ledger.created.values())
    first, last = weights
    kept = {
        f"no lost input: {len(ledger.begun):,} saves": not lost,
        f"no second client: {len(ledger.created):,} creations, {told:,} told as such": not twice,
        f"no page that ends in a mistake: {mistakes}": not mistakes,
        f"memory is flat: {first:.0f} MB in the first third, {last:.0f} in the last": last <= first * FLAT,
    }
    table(["what", ""], [[what, verdict(true)] for what, true in kept.items()])
    print(f"Told as not saved, and found to be saved a moment later: {len(ledger.late)}")
    return all(kept.values())


def of_answers(ledger: Ledger) -> None:
    """Print what people saw."""
    kinds = defaultdict(list)
    for each in ledger.answers:
        kinds[each.what].append(each)
    statuses = sorted({each.status for each in ledger.answers}, key=lambda status: (not status, status))
    rows = [
        [what, f"{len(all_):,}", *(str(sum(each.status == status for each in all_) or "–") for status in statuses),
         *(f"{number:.2f}" for number in (median(times), p95(times), max(times)))]
        for what, all_ in kinds.items() for times in [[each.seconds for each in all_]]
    ]  # fmt: skip
    print("What people saw: answers by status, and seconds\n")
    head = ["what", "answers", *(str(status or "none") for status in statuses), "median", "p95", "slowest"]
    table(head, rows)
    print("What they were told where it was not what they wanted\n")
    told = Counter((each.status or "none", each.sentence) for each in ledger.answers if each.sentence)
    table(
        ["times", "status", "sentence"],
        [[str(times), str(status), text] for (status, text), times in told.most_common()],
    )


def of_mishaps(happened: list[Mishap], logs: str) -> None:
    """Print what befell, and what the hosts say of it."""
    lasted = defaultdict(list)
    for each in happened:
        lasted[each.what].append(each.seconds)
    print("What befell\n")
    table(["what", "times", "seconds in all"], [[w, str(len(all_)), f"{sum(all_):.0f}"] for w, all_ in lasted.items()])
    lines = Counter(re.sub(r"\[[^\]]*\]|\d+|\b[0-9a-f]{32}\b", "…", line)[:150] for line in ERRORS.findall(logs))
    print("What the hosts log as an error\n")
    table(["times", "line"], [[str(times), line] for line, times in lines.most_common(15)])


def of_memory(weighed: list[Weighed]) -> None:
    """Print what workers weigh, minute by minute."""
    minutes = defaultdict(list)
    for each in weighed:
        minutes[int(each.at // 60)].append(each)
    rows = [
        [str(minute), str(len({each.pid for each in all_})), f"{median(sizes):.0f}", f"{max(sizes):.0f}"]
        for minute, all_ in sorted(minutes.items()) for sizes in [[each.rss for each in all_]]
    ]  # fmt: skip
    print("Megabytes of a worker (RSS)\n")
    table(["minute", "workers", "median", "most"], rows)


def main() -> None:
    """Let it happen, print what came of it, and say whether all held."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=20, help="default %(default)s")
    parser.add_argument("--people", type=int, default=32, help="default %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="what befalls when, default %(default)s")
    options = parser.parse_args()
    with staged(options.people) as stage:
        ledger, happened, weighed = soaked(stage, options)
        logs = stage.logs()
    of_answers(ledger)
    of_mishaps(happened, logs)
    of_memory(weighed)
    sys.exit(not all_held(ledger, stage.sandbox, thirds(weighed, 60 * options.minutes)))


if __name__ == "__main__":
    main()
