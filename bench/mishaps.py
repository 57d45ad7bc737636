"""What befalls servers, one after the other, at random from a seed: killed (SIGKILL), or stopped and continued."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

from office import Hours

from tests.served import Served
from tests.stores import Server, children
from ttdash.sandbox import Sandbox

LASTS = 1.0, 14.0
"""Seconds, from and to, that each lasts: some longer than TIMETRACK_READ_TIMEOUT."""
APART = 1.0, 8.0
"""Seconds, from and to, from the end of one to the next of its kind."""
Mishaps = Mapping[str, Callable[[], AbstractContextManager[object]]]


class Mishap(NamedTuple):
    """What befell, when it began, and how many seconds it took until all was started again."""

    what: str
    began: float
    seconds: float


def befall(mishaps: Mishaps, random: Random, hours: Hours, happened: list[Mishap]) -> None:
    """Let each of these happen again and again, in ever another order, and write it down."""
    while not hours.over():
        for what in random.sample(list(mishaps), len(mishaps)):
            hours.wait(random.uniform(*APART))
            if hours.over():
                return
            began = hours.passed()
            with mishaps[what]():
                hours.wait(random.uniform(*LASTS))
            happened.append(Mishap(what, began, hours.passed() - began))


def of_hosts(hosts: list[Served], random: Random) -> Mishaps:
    """What befalls hosts and their workers."""
    return {
        "a worker killed": lambda: worker_killed(random.choice(hosts), random),
        "a worker stopped": lambda: stopped([random.choice(children(random.choice(hosts).process.pid))]),
        "a host killed": lambda: host_killed(random.choice(hosts)),
        "a host stopped": lambda: stopped(family(random.choice(hosts).process.pid)),
        "a host shut down": lambda: shut_down(random.choice(hosts)),
    }


def of_stores(postgresql: Server, redis: Server, sandbox: Sandbox) -> Mishaps:
    """What befalls that on which they stand."""
    return {
        "PostgreSQL killed": lambda: killed(postgresql),
        "PostgreSQL stopped": postgresql.frozen,
        "Redis killed": lambda: killed(redis),
        "Redis stopped": redis.frozen,
        "TimeTrack gone": lambda: gone(sandbox),
        "TimeTrack stopped": lambda: sandbox.lock,  # what was sent waits, and is carried out when it goes on
    }


def family(pid: int) -> list[int]:
    """A process that begins others, and these; it is stopped, or there would soon be more."""
    os.kill(pid, signal.SIGSTOP)
    return [pid, *children(pid)]


@contextmanager
def stopped(pids: Iterable[int]) -> Iterator[None]:
    """They do nothing at all, and go on afterwards."""
    pids = list(pids)
    each_gets(pids, signal.SIGSTOP)
    try:
        yield
    finally:
        each_gets(pids, signal.SIGCONT)


@contextmanager
def worker_killed(host: Served, random: Random) -> Iterator[None]:
    """Another one is made by gunicorn."""
    each_gets([random.choice(children(host.process.pid))], signal.SIGKILL)
    yield


@contextmanager
def host_killed(host: Served) -> Iterator[None]:
    """As when the power fails."""
    kill(host)
    try:
        yield
    finally:
        served_again(host)


@contextmanager
def shut_down(host: Served) -> Iterator[None]:
    """As an administrator does it."""
    host.stop()
    try:
        yield
    finally:
        served_again(host)


@contextmanager
def killed(server: Server) -> Iterator[None]:
    """All of its processes at once."""
    kill(server)
    try:
        yield
    finally:
        server.start()


@contextmanager
def gone(sandbox: Sandbox) -> Iterator[None]:
    """Nobody listens, and what was under way is cut off."""
    sandbox.stop()
    try:
        yield
    finally:
        sandbox.start()


def kill(server: Server | Served) -> None:
    """End a server and all of its processes without a word, and wait until they are no more."""
    pids = family(server.process.pid)
    each_gets(pids, signal.SIGKILL)
    server.process.wait()
    while any(map(is_alive, pids)):
        time.sleep(0.05)


def served_again(host: Served) -> None:
    """Serve once more; what was logged before is kept."""
    host.log.rename(host.log.with_suffix(f".{time.time_ns()}.log"))
    host.start_again()


def each_gets(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to those that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def is_alive(pid: int) -> bool:
    """Whether this process is there, and no mere entry of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
