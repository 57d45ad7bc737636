"""What the measurements share: a sandbox in a process of its own, the dashboard as it is served, people, tables.

Everything listens on loopback and is ended by the `with` that began it. The one thing that is not as in production:
gunicorn keeps connections open for 15 minutes instead of 2 seconds, so that a person stays with one worker and both
workers are measured in turn.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit
from weakref import WeakKeyDictionary

import requests
from requests.cookies import extract_cookies_to_jar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.pages import form_of
from tests.served import PASSWORD, Served, serve

SIZES = (1_000, 10_000, 100_000)
KEPT_OPEN = "--keep-alive 900"
LONGEST_FILL = 900
DEFAULTS = (
    "TIMETRACK_CONNECT_TIMEOUT TIMETRACK_READ_TIMEOUT TIMETRACK_DEADLINE TIMETRACK_CONCURRENCY TIMETRACK_USER_AGENT"
    " TIMETRACK_CA_BUNDLE BREAKER_FAILURES BREAKER_SECONDS STALE_SECONDS CACHE_URL HISTORY_DAYS HISTORY_VALUES"
    " DIRECTORY_SECONDS TIMETRACK_VAT_FIELD"
    " SECOND_FACTOR_REQUIRED PASSWORD_SIGN_IN OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_ALLOWED_DOMAINS"
    " OIDC_ROLE_CLAIM OIDC_ROLE_MAP OIDC_CREATE_ACCOUNTS EMAIL_URL TRUSTED_PROXIES"
)
SETTINGS = dict.fromkeys(DEFAULTS.split(), "") | {  # an empty one is the default, whatever .env says
    "SECRET_KEY": "for-a-measurement-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DEBUG": "off",
    "HTTPS": "off",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "TIMETRACK_API_KEY": "sandbox-key",
    "TIMETRACK_API_SECRET": "sandbox-secret",
}
LIST, FROM_DIRECTORY, FORM, OVERVIEW = 'id="result_list"', 'id="count"', 'name="snapshot"', 'class="total"'
"""By what a page is known as the right one."""
STILL_CHECKING = "data-again-after"
LENGTH = re.compile(rb"\r\nContent-Length: *([0-9]+)\r\n", re.IGNORECASE)


# What is measured


@contextmanager
def sandbox(clients: int, delay: int = 0) -> Iterator[str]:
    """The address of an emulated TimeTrack with so many clients and so many milliseconds before every answer."""
    command = [sys.executable, "manage.py", "sandbox", "--port=0", f"--clients={clients}", f"--delay={delay}"]
    environment = os.environ | SETTINGS | {"TIMETRACK_API_URL": "http://127.0.0.1:9/"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            told = dict(line.strip().split("=", 1) for line in _lines(process, 4) if "=" in line)
            yield told["TIMETRACK_API_URL"]
        finally:
            process.terminate()


def _lines(process: subprocess.Popen[str], number: int) -> list[str]:
    return [process.stdout.readline() for _ in range(number)] if process.stdout else []


@contextmanager
def dashboard(timetrack: str, directory_seconds: int) -> Iterator[Served]:
    """The dashboard in front of it: gunicorn with 2 workers of 16 threads, DEBUG off."""
    settings = SETTINGS | {"DIRECTORY_SECONDS": str(directory_seconds), "GUNICORN_CMD_ARGS": KEPT_OPEN}
    os.environ.update(SETTINGS, TIMETRACK_API_URL=timetrack)  # under which the database is made
    with tempfile.TemporaryDirectory() as folder:
        served = serve(Path(folder), timetrack, **settings)
        try:
            yield served
        finally:
            served.stop()


@contextmanager
def account(clients: int, directory_seconds: int, delay: int = 0) -> Iterator[Served]:
    """A sandbox and a dashboard in front of it."""
    with ExitStack() as stack:
        timetrack = stack.enter_context(sandbox(clients, delay))
        yield stack.enter_context(dashboard(timetrack, directory_seconds))


def workers(master: int) -> list[int]:
    """The process ids of gunicorn's workers."""
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


@contextmanager
def asleep(pids: Iterable[int]) -> Iterator[None]:
    """These workers do nothing, so that another one answers."""
    stopped = list(pids)
    time.sleep(0.2)  # after its last answer a worker may still be writing, which it must not be stopped at
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


# Who asks


@dataclass
class Person:
    """Somebody signed in, on one connection that is kept open."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.trust_env = False

    def get(self, path: str, sign: str) -> tuple[float, requests.Response]:
        """Milliseconds, and the page; raises where it is not the one that bears this sign."""
        took, answer = timed(self.session, "GET", self.url + path)
        if answer.status_code != 200 or sign not in answer.text:
            raise WrongPageError(f"{path}: {answer.status_code}, not a page with {sign}")
        return took, answer

    def save(self, path: str, typed: dict[str, str]) -> float:
        """Milliseconds of the POST of a form alone; raises where it does not lead away from the form."""
        sent = typed | {"csrfmiddlewaretoken": str(self.session.cookies["csrftoken"]), "_save": "Save"}
        took, answer = timed(self.session, "POST", self.url + path, data=sent)
        if answer.status_code != 302:
            raise WrongPageError(f"{path}: {answer.status_code}, not saved")
        return took

    def sign_in(self, path: str = "/login/", name: str = "edith", password: str = PASSWORD) -> None:
        """Sign in, as an editor unless told otherwise."""
        self.session.get(self.url + path, timeout=60)
        typed = {"username": name, "password": password, "csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        timed(self.session, "POST", self.url + path, data=typed)
        if "sessionid" not in self.session.cookies:
            raise WrongPageError("nobody was signed in")


class WrongPageError(Exception):
    """Something else came than what was to be measured."""


def timed(session: requests.Session, method: str, url: str, **more: Any) -> tuple[float, requests.Response]:
    """Milliseconds from the first byte that is sent to the last of the answer, and the answer.

    What it takes to put both together is nobody's but the measurement's, and is left out: requests does that before
    and after, and a bare socket carries the bytes.
    """
    prepared = session.prepare_request(requests.Request(method, url, **more))
    sent, line = _bytes_of(prepared), _line_to(session, url)
    started = time.perf_counter()
    line.sendall(sent)
    came = _whole_answer(line)
    took = 1000 * (time.perf_counter() - started)
    return took, _answer(session, prepared, came)


LINES: WeakKeyDictionary[requests.Session, dict[str, socket.socket]] = WeakKeyDictionary()
"""The connection of each session to each server; it is kept open."""


def _line_to(session: requests.Session, url: str) -> socket.socket:
    parts, lines = urlsplit(url), LINES.setdefault(session, {})
    if parts.netloc not in lines:
        lines[parts.netloc] = socket.create_connection((parts.hostname, parts.port), timeout=LONGEST_FILL)
    return lines[parts.netloc]


def _bytes_of(prepared: requests.PreparedRequest) -> bytes:
    headers = {"Host": urlsplit(prepared.url).netloc, **prepared.headers, "Accept-Encoding": "identity"}
    lines = [f"{prepared.method} {prepared.path_url} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    body = prepared.body or b""
    return "\r\n".join([*lines, "", ""]).encode() + (body.encode() if isinstance(body, str) else body)


def _whole_answer(line: socket.socket) -> bytes:
    came = bytearray()
    while (end := came.find(b"\r\n\r\n")) < 0:
        came += _more(line)
    length = LENGTH.search(came, 0, end + 2)
    if length is None:
        raise WrongPageError("an answer that does not say how long it is")
    while len(came) < end + 4 + int(length[1]):
        came += _more(line)
    return bytes(came)


def _more(line: socket.socket) -> bytes:
    if piece := line.recv(1 << 20):
        return piece
    raise WrongPageError("an answer that was cut off")


def _answer(session: requests.Session, prepared: requests.PreparedRequest, came: bytes) -> requests.Response:
    """As requests has it; the session keeps its cookies."""
    raw = HTTPResponse(SimpleNamespace(makefile=lambda _: BytesIO(came)))
    raw.begin()
    answer = requests.Response()
    answer.status_code, answer.url, answer.encoding = raw.status, str(prepared.url), "utf-8"
    answer.headers.update(raw.headers.items())
    answer._content = raw.read()
    extract_cookies_to_jar(session.cookies, prepared, SimpleNamespace(_original_response=raw))
    return answer


def one_on_each_worker(url: str, master: int, path: str = "/login/") -> list[Person]:
    """For each worker somebody whose connection leads to it."""
    people = []
    pids = workers(master)
    for pid in pids:
        with asleep(set(pids) - {pid}):
            people.append(Person(url))
            people[-1].sign_in(path)
    return people


def filled(people: Sequence[Person]) -> None:
    """Wait until the directory of every worker is filled, and nothing is left to check in it."""
    for person in people:
        _until(person, "/clients/", lambda page: FROM_DIRECTORY in page)
        _until(person, "/findings/", lambda page: STILL_CHECKING not in page)


def _until(person: Person, path: str, there: Callable[[str], bool]) -> None:
    until = time.monotonic() + LONGEST_FILL
    while not there(timed(person.session, "GET", f"{person.url}{path}")[1].text):
        if time.monotonic() > until:
            raise WrongPageError(f"{path} is not as it should be")
        time.sleep(0.2)


def with_another_phone(page: requests.Response, number: int) -> dict[str, str]:
    """What a browser sends from this form after somebody has typed another phone number."""
    return form_of(page) | {"phone": f"+43 1 000 {number}"}


def searched(*words: str) -> str:
    """The list with a search."""
    return f"/clients/?q={quote(' '.join(words))}"


def api() -> requests.Session:
    """A session that asks the sandbox itself, as the dashboard does."""
    session = requests.Session()
    session.trust_env = False
    key, secret = SETTINGS["TIMETRACK_API_KEY"], SETTINGS["TIMETRACK_API_SECRET"]
    session.headers.update({"X-TimeTrack-Api-Key": key, "X-TimeTrack-Api-Secret": secret})
    session.headers.update({"Content-Type": "application/json", "Accept": "application/json"})
    return session


# What is printed


def p95(numbers: Sequence[float]) -> float:
    """What 95 of 100 do not exceed."""
    return quantiles(numbers, n=20, method="inclusive")[-1] if len(numbers) > 1 else numbers[0]


def described(numbers: Sequence[float], digits: int = 1) -> str:
    """The median, and p95 in brackets."""
    return f"{median(numbers):.{digits}f} ({p95(numbers):.{digits}f})"


def verdict(true: bool) -> str:
    """A word on a bound."""
    return "kept" if true else "**not kept**"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    for row in (head, ["---"] * len(head), *rows):
        print(f"| {' | '.join(row)} |", flush=True)
    print(flush=True)


def arguments(about: str | None, rounds: int, sizes: Sequence[int] = SIZES) -> argparse.ArgumentParser:
    """What every script can be told; asked to end, it ends what it has started, as with Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=(about or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=rounds, help="interleaved rounds, default %(default)s")
    if sizes:
        parser.add_argument("--sizes", type=int, nargs="+", default=list(sizes), help="numbers of clients")
    return parser
