"""How long a page that needs no TimeTrack takes while TimeTrack hangs and 32 people wait for it.

    .venv/bin/python bench/hang.py

Starts a sandbox and the dashboard as it is served (gunicorn, 2 workers of 8 threads, default settings) on loopback,
takes half a minute, and ends what it has started.
"""

import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import requests
from stage import SETTINGS, Person, p95

from tests.served import serve
from ttdash.sandbox import Fault, Sandbox

PEOPLE, SECONDS = 32, 10


def get(url: str, session: str = "") -> tuple[int, float]:
    """Status and seconds of one request over a connection of its own."""
    with requests.Session() as browser:
        browser.trust_env = False
        started = time.monotonic()
        answer = browser.get(url, cookies={"sessionid": session}, allow_redirects=False, timeout=60)
        return answer.status_code, time.monotonic() - started


def measure(url: str, what: str, seconds: float) -> None:
    """Ask for pages that need no call, again and again for so long, and print how long they took."""
    answers: dict[str, list[tuple[int, float]]] = {"/login/": [], "/healthz": []}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path, found in answers.items():
            found.append(get(url + path))
        time.sleep(0.05)
    for path, found in answers.items():
        report(f"{path:<10} {what}", found)


def report(what: str, answers: list[tuple[int, float]]) -> None:
    """Print a line: how many answers, their times in milliseconds, their statuses."""
    took = sorted(1000 * seconds for _, seconds in answers)
    statuses = ", ".join(f"{number} x {status}" for status, number in sorted(Counter(s for s, _ in answers).items()))
    print(
        f"{what:<36} median {median(took):6.0f}   p95 {p95(took):6.0f}   max {took[-1]:6.0f} ms   {statuses}",
        flush=True,
    )


def main() -> None:
    """Measure a dashboard without load, and then while TimeTrack hangs."""
    with tempfile.TemporaryDirectory() as folder, Sandbox() as sandbox:
        dashboard = serve(Path(folder), sandbox.url, **SETTINGS)
        try:
            viewer = Person(dashboard.url)
            viewer.sign_in(name="vera")
            session = str(viewer.session.cookies["sessionid"])
            measure(dashboard.url, "while nothing happens", 2)
            sandbox.fail(Fault.HANG, times=None)
            with ThreadPoolExecutor(PEOPLE) as people:
                lists = [f"{dashboard.url}/clients/?q={number}" for number in range(PEOPLE)]
                waiting = people.map(partial(get, session=session), lists)
                measure(dashboard.url, f"while {PEOPLE} people wait", SECONDS)
                answers = list(waiting)
            for status in sorted({status for status, _ in answers}):
                report(f"/clients/  of these {PEOPLE}", [answer for answer in answers if answer[0] == status])
        finally:
            sandbox.heal()
            dashboard.stop()


if __name__ == "__main__":
    main()
