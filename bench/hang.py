"""How long a page that needs no TimeTrack takes while TimeTrack hangs and 32 people wait for it.

    .venv/bin/python bench/hang.py

Starts a sandbox and the dashboard as it is served (gunicorn, 2 workers of 8 threads, default settings) on loopback,
takes half a minute, and ends what it has started.
"""

import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import requests

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.served import PASSWORD, serve
from ttdash.sandbox import Fault, Sandbox

PEOPLE, SECONDS = 32, 10
DEFAULTS = (
    "TIMETRACK_CONNECT_TIMEOUT TIMETRACK_READ_TIMEOUT TIMETRACK_DEADLINE TIMETRACK_CONCURRENCY TIMETRACK_USER_AGENT"
    " TIMETRACK_CA_BUNDLE BREAKER_FAILURES BREAKER_SECONDS STALE_SECONDS CACHE_URL"
)
SETTINGS = dict.fromkeys(DEFAULTS.split(), "") | {  # an empty one is the default, whatever .env says
    "SECRET_KEY": "for-a-measurement-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DEBUG": "off",
    "HTTPS": "off",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "TIMETRACK_API_KEY": "sandbox-key",
    "TIMETRACK_API_SECRET": "sandbox-secret",
}


def get(url: str, session: str = "") -> tuple[int, float]:
    """Status and seconds of one request over a connection of its own."""
    with requests.Session() as browser:
        browser.trust_env = False
        started = time.monotonic()
        answer = browser.get(url, cookies={"sessionid": session}, allow_redirects=False, timeout=60)
        return answer.status_code, time.monotonic() - started


def signed_in(url: str) -> str:
    """The session cookie of somebody who may see clients."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.get(f"{url}/login/", timeout=60)
        typed = {"username": "vera", "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post(f"{url}/login/", typed, allow_redirects=False, timeout=60)
        return str(browser.cookies["sessionid"])


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
    p95 = quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else took[0]
    statuses = ", ".join(f"{number} x {status}" for status, number in sorted(Counter(s for s, _ in answers).items()))
    print(f"{what:<36} median {median(took):6.0f}   p95 {p95:6.0f}   max {took[-1]:6.0f} ms   {statuses}", flush=True)


def main() -> None:
    """Measure a dashboard without load, and then while TimeTrack hangs."""
    with tempfile.TemporaryDirectory() as folder, Sandbox() as sandbox:
        dashboard = serve(Path(folder), sandbox.url, **SETTINGS)
        try:
            session = signed_in(dashboard.url)
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
