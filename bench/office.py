"""An office at work behind a proxy: people who read, change and create, and who never give up what they have typed.

Each of them follows a save until it is seen in TimeTrack, as a patient person would: a form that comes back is sent
once more, and where a page says so they look into TimeTrack first. What comes back is held against what was typed, what
is told against what TimeTrack holds; what does not agree is `wrong`.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from random import Random
from threading import Event
from typing import NamedTuple

import requests

from tests.pages import form_in
from tests.people import Answer
from tests.proxied import Nginx
from tests.served import PASSWORD
from ttdash.sandbox import Sandbox

PATIENCE = 90
"""Seconds for an answer: longer than any proxy waits."""
THINKS = 0.5, 3.0
"""Seconds, from and to, between two things that somebody does."""
READS = ("/", "/clients/", "/clients/?page=2", "/clients/?q=wien", "/clients/?q=m%C3%BCller&sort=name", "/findings/")
THEIRS = ("phone", "contactPerson", "notes", "addressCity")
"""Of one client four people change a field each."""
OF_A_NEW_ONE = {"phone": "+43 1 234 56 78", "notes": "Ä\r\nÖ"}
"""What is typed beside a new name."""
LOOK = "such a name. Is it|It is unclear|look the client up|saved now: this form created"
"""Where a page says this, one looks into TimeTrack before one saves again."""
NOTHING_SENT = "Nothing was done, and nothing was sent to TimeTrack"
OF_THE_PROXY = "The dashboard cannot be reached"
SAYS = [
    re.compile(part, re.DOTALL)
    for part in (
        r'class="errornote"[^>]*>(.*?)</p>',
        r'<li class="(?:warning|error)">(.*?)</li>',
        r"<h1[^>]*>(.*?)</h1>",
    )
]


class Seen(NamedTuple):
    """An answer as somebody saw it; status 0: none came."""

    what: str
    status: int
    seconds: float
    sentence: str


@dataclass
class Ledger:
    """What everybody saw, what they were told was done, and what of it is wrong."""

    answers: list[Seen] = field(default_factory=list)
    created: dict[str, bool] = field(default_factory=dict)  # name → whether somebody was told so
    saved: dict[tuple[int, str], str] = field(default_factory=dict)  # client and field → what was saved last
    begun: list[str] = field(default_factory=list)  # saves
    late: list[str] = field(default_factory=list)  # told as not saved, and found saved later
    wrong: list[str] = field(default_factory=list)


class Hours:
    """How long the office is open, and how much longer whoever is at it may take to finish."""

    LONGER = 150

    def __init__(self, seconds: float) -> None:
        self.began = time.monotonic()
        self.seconds = seconds
        self._broken_off = Event()

    def passed(self) -> float:
        """Seconds since it opened."""
        return time.monotonic() - self.began

    def over(self) -> bool:
        """Whether nothing new is begun."""
        return self._broken_off.is_set() or self.passed() >= self.seconds

    def closed(self) -> bool:
        """Whether nothing more is done at all."""
        return self._broken_off.is_set() or self.passed() >= self.seconds + self.LONGER

    def wait(self, seconds: float) -> None:
        """Wait so long, unless all is broken off."""
        self._broken_off.wait(seconds)

    def break_off(self) -> None:
        """Let everybody go home now."""
        self._broken_off.set()


@dataclass(frozen=True)
class Office:
    """Where they work; `seed`: what they do when."""

    nginx: Nginx
    sandbox: Sandbox
    hours: Hours
    seed: int
    ledger: Ledger = field(default_factory=Ledger)


class Clerk:
    """One of them, with a browser, an address and a field of a client of their own."""

    def __init__(self, number: int, office: Office) -> None:
        self.name, self.address = f"clerk-{number:02}", f"127.0.1.{number + 1}"
        self.random = Random(f"{office.seed} {number}")
        self.nginx, self.sandbox, self.hours, self.ledger = office.nginx, office.sandbox, office.hours, office.ledger
        self.client, self.field = max(self.sandbox.clients) - number // len(THEIRS), THEIRS[number % len(THEIRS)]
        self.typed = 0

    def work(self) -> None:
        """Do one thing after the other until the office closes."""
        self.sign_in()
        while not self.hours.over():
            self.think()
            (what,) = self.random.choices([self.read, self.change, self.create, self.sign_in], [60, 24, 12, 4])
            what()

    def think(self) -> None:
        """A moment."""
        self.hours.wait(self.random.uniform(*THINKS))

    def sign_in(self) -> None:
        """With a browser that knows nothing, until it is done."""
        self.browser = self.nginx.browser(self.address)
        while not self.hours.closed():
            if self.ask("sign-in page", "/login/").status == 200:
                answer = self.ask("sign-in", "/login/", {"username": self.name, "password": PASSWORD})
                if answer.status == 302:
                    return
                if answer.status == 200:
                    self.ledger.wrong.append(f"the right password was refused: {says(answer)}")
            self.think()

    def read(self) -> None:
        """Look at a page."""
        path = self.random.choice([*READS, f"/clients/{self.client}/", f"/clients/{self.client}/history/"])
        answer = self.ask("page", path)
        if answer.status == 200 and "</html>" not in answer.text:
            self.ledger.wrong.append(f"half of a page: {path}")

    def change(self) -> None:
        """Change one's own field of a client that others change too."""
        path = f"/clients/{self.client}/"
        form = self.opened(path, "snapshot")
        if form:
            self.typed += 1
            text = f"Größe {self.typed} von {self.name}" + ("\r\n& <mehr>" if self.field == "notes" else "")
            if self.finished("change", path, form | {self.field: text}, {self.field: text}, self.holds(text)):
                self.ledger.saved[self.client, self.field] = text

    def create(self) -> None:
        """Create a client whose name nobody else takes."""
        form = self.opened("/clients/add/", "form_token")
        if form:
            name = f"Österreicher {self.random.randbytes(6).hex()} & Söhne"
            typed = {"name": name, **OF_A_NEW_ONE}
            self.ledger.created[name] = False
            self.finished("creation", "/clients/add/", form | typed, typed, lambda: name in self.names())

    def opened(self, path: str, mark: str) -> dict[str, str] | None:
        """The form of a page, asked for until it is there."""
        while not self.hours.closed():
            answer = self.ask("form", path)
            form = form_in(answer.text) if answer.status == 200 else {}
            if mark in form:
                return form
            self.think()
        return None

    def finished(
        self, what: str, path: str, sent: dict[str, str], typed: dict[str, str], there: Callable[[], bool]
    ) -> bool:
        """Send a form until what was `typed` is `there`."""
        tries = 0
        self.ledger.begun.append(what)
        while not self.hours.closed():
            answer, tries = self.ask(what, path, sent | {"_save": "Save"}), tries + 1
            if answer.status == 302:
                self.told_done(what, answer, typed, there)
                return True
            if tries == 1 and NOTHING_SENT in answer.text and there():
                self.ledger.wrong.append(f"{what} was done, and told as not sent: {typed}")
            if tries == 1 and "Nothing was saved." in answer.text and there():
                self.ledger.late.append(what)
            sent = self.given_back(what, answer, sent, typed)
            looks = re.search(LOOK, answer.text) or (OF_THE_PROXY in answer.text and self.random.random() < 0.5)
            if looks and there():
                return True
            self.think()
        self.ledger.wrong.append(f"{what} could not be finished, {tries} times: {typed}")
        return False

    def told_done(self, what: str, answer: Answer, typed: dict[str, str], there: Callable[[], bool]) -> None:
        """It must be so."""
        if not there():
            self.ledger.wrong.append(f"{what} leads to {answer.leads_to} and is not in TimeTrack: {typed}")
        elif what == "creation":
            self.ledger.created[typed["name"]] = True

    def given_back(self, what: str, answer: Answer, sent: dict[str, str], typed: dict[str, str]) -> dict[str, str]:
        """The form as it is on the page that came; where none came, one goes back in one's browser."""
        if not answer.status or OF_THE_PROXY in answer.text:
            return sent
        form = form_in(answer.text)
        if lost := {name: form.get(name) for name, text in typed.items() if form.get(name) != text}:
            self.ledger.wrong.append(f"{what} came back otherwise ({answer.status}, {says(answer)}): {typed} is {lost}")
            return sent
        return form

    def holds(self, text: str) -> Callable[[], bool]:
        """Whether TimeTrack holds this in one's own field."""
        return lambda: one_kind_of_line_ends(self.sandbox.clients[self.client].get(self.field)) == text

    def names(self) -> list[object]:
        """The names of all clients in TimeTrack."""
        return [client.get("name") for client in list(self.sandbox.clients.values())]

    def ask(self, what: str, path: str, typed: dict[str, str] | None = None) -> Answer:
        """An answer, written down; status 0 where none came."""
        url, began = self.nginx.url + path, time.monotonic()
        sent = None if typed is None else typed | {"csrfmiddlewaretoken": self.browser.cookies.get("__Host-csrftoken")}
        headers = {"Referer": url, "Origin": re.match("https://[^/]+", url)[0]}
        try:
            method = "GET" if typed is None else "POST"
            came = self.browser.request(
                method, url, data=sent, headers=headers, allow_redirects=False, timeout=PATIENCE
            )
            answer = Answer(came.status_code, dict(came.headers), came.text)
        except requests.RequestException:
            answer = Answer(0, {}, "")
        wanted = answer.status == 302 or (answer.status == 200 and typed is None)
        told = "" if wanted else says(answer)
        self.ledger.answers.append(Seen(what, answer.status, time.monotonic() - began, told))
        return answer


def says(answer: Answer) -> str:
    """What a page says in the first place, without what differs from one to the next."""
    found = next(filter(None, (says.search(answer.text) for says in SAYS)), None)
    words = unescape(re.sub("<[^>]+>", " ", found[1])) if found else "(nothing came)"
    return re.sub(r"#?\b\d+\b|clerk-\d+|“[^”]*”", "…", " ".join(words.split()).partition(" Code ")[0])


def one_kind_of_line_ends(text: object) -> str:
    """As a browser sends it."""
    return "\r\n".join(str(text).splitlines())
