"""Many people at once who ask for the same page for some seconds, in processes of their own.

As light as Python gets: `http.client`, connections that are kept open, and of each answer the status, the length and
one mark are looked at. Nothing is parsed.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

from stage import Person

PROCESSES = 2
LEAD = 0.3
"""Seconds until everybody begins."""


@dataclass(frozen=True)
class Asked:
    """A page, whose session asks for it, and the mark that it bears."""

    host: str
    path: str
    session: str
    sign: str

    @classmethod
    def by(cls, person: Person, path: str, sign: str) -> "Asked":
        """What this person would ask for."""
        return cls(urlsplit(person.url).netloc, path, str(person.session.cookies["sessionid"]), sign)


@dataclass(frozen=True)
class Burst:
    """What came of it: answers a second, and the processors' seconds that the people themselves took for each."""

    rate: float
    own: float


class Crowd:
    """Processes full of people."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def burst(self, asked: Asked, people: int, seconds: float) -> Burst:
        """So many people ask again and again for so many seconds."""
        begins = time.monotonic() + LEAD
        parts = [self._pool.submit(_part, asked, people // PROCESSES, begins, seconds) for _ in range(PROCESSES)]
        answers, own = map(sum, zip(*(part.result() for part in parts), strict=True))
        return Burst(answers / seconds, own / seconds)


@contextmanager
def crowd() -> Iterator[Crowd]:
    """People who wait for their burst."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        yield Crowd(pool)


def _part(asked: Asked, people: int, begins: float, seconds: float) -> tuple[int, float]:
    """How many answers the people of one process got, and the seconds of processor time that took."""
    with ThreadPoolExecutor(people) as threads:
        time.sleep(max(begins - time.monotonic(), 0))
        before = time.process_time()
        answers = sum(threads.map(lambda _: _one(asked, begins + seconds), range(people)))
        return answers, time.process_time() - before


def _one(asked: Asked, until: float) -> int:
    connection = HTTPConnection(asked.host, timeout=60)
    sign, headers, number = asked.sign.encode(), {"Cookie": f"sessionid={asked.session}"}, 0
    try:
        while True:
            connection.request("GET", asked.path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200 or sign not in body:
                raise ValueError(f"{asked.path}: {answer.status}, {len(body)} bytes, not the page")
            if time.monotonic() > until:
                return number
            number += 1
    finally:
        connection.close()
