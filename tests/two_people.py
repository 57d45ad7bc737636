"""Two people at one TimeTrack: what each has on the screen, what each typed, and what must be true after every request.

A second opinion: it knows the pages and the sandbox, and nothing of how the dashboard merges, compares or looks up.
"""

import json
import re
from base64 import urlsafe_b64decode
from copy import copy
from dataclasses import dataclass, field

from django.contrib.admin.models import LogEntry
from django.test import Client
from hypothesis import note

from tests.pages import form_of, said, text_of
from ttdash.sandbox import Call, Sandbox
from ttdash.sandbox.state import PARAMETERS

TEXTS = tuple(name for name in PARAMETERS if name != "enabled")
LABELS = {"name": "Name", "phone": "Phone", "email": "E-mail", "notes": "Notes", "color": "Colour", "field1": "field 1"}

# What is claimed: the level of the message, and words that no other claim has.
CLAIMS = {
    "created": ("success", "was created"),
    "saved": ("success", r"was saved\.$"),
    "deleted": ("success", r"was deleted\.$"),
    "deleted before": ("warning", r"was deleted before\.$"),
    "unchanged": ("warning", "^Nothing was changed"),
    "held": ("success", "^TimeTrack holds these values already"),
    "look-alikes": ("warning", "^Nothing was created yet"),
    "being created": ("warning", "^Nothing was created: .* (is creating|tried to create) a client"),
    "partly": ("warning", "^Saved, but TimeTrack did not take"),
    "not taken": ("warning", "^TimeTrack did not take"),
    "unread": ("warning", "could not be read back"),
    "used": ("info|warning", "^This form was sent before: it created"),
    "created before": ("warning", "^Nothing was saved now: this form created"),
    "lost": ("error", "^This form was sent before and its answer was lost"),
    "unclear": ("error", "^It is unclear"),
    "asked again": ("error", "^Nothing was deleted: (somebody else changed|this page)"),
    "nothing": ("error", "^Nothing was (saved|created|deleted: type)|^The client was not deleted"),
}
TRACES = {
    "created": {"created"},
    "saved": {"saved"},
    "partly": {"saved", "created"},
    "not taken": {"saved"},
    "deleted": {"deleted"},
    "deleted before": {"gone"},
    "unread": {"created", "saved"},
    "unclear": {"unclear"},
    "nothing": {"not_saved", "gone"},
}
REDIRECTS = {"created", "saved", "deleted", "deleted before", "unchanged", "held", "used"}
Rows = dict[int, dict[str, object]]


def clean(name: str, text: object) -> str:
    """A text as it is meant: one kind of line end, no blanks around it, leading ones of the notes apart."""
    plain = re.sub("\r\n?", "\n", str(text or ""))
    return plain.rstrip() if name == "notes" else plain.strip()


def in_browser(name: str, text: object) -> str:
    """A text as an input holds it: a single line has no line ends."""
    plain = re.sub("\r\n?", "\n", str(text or ""))
    return plain if name == "notes" else plain.replace("\n", "")


def alike(name: str, one: object, other: object) -> bool:
    """Whether two values are the same to a person: line ends, blanks around them and notations of a colour apart."""
    if name == "enabled":
        return bool(one) == bool(other)
    return clean(name, _colour(name, one)) == clean(name, _colour(name, other))


def _colour(name: str, value: object) -> object:
    if name != "color":
        return value
    if parts := re.fullmatch(r"rgb\((\d+),(\d+),(\d+)\)", str(value)):
        return "".join(f"{int(part):02x}" for part in parts.groups())
    return str(value or "").lower().removeprefix("#")


def differs(name: str, text: str, stored: object) -> bool:
    """Whether an input that showed a stored value was typed in."""
    kept = clean(name, stored) if name == "notes" else str(stored or "")
    return in_browser(name, text) != in_browser(name, stored) and clean(name, text) != kept


@dataclass(eq=False)
class Tab:
    """A form that somebody has open.

    `client`: the one shown (None: it is to be created). `seen`: its values at TimeTrack when this form, or the one that
    it came back from, was drawn, also where it is to be created again; None once its snapshot is spoiled. `typed`: the
    inputs typed in. `contested`: those with a choice to make. `line`: the ids, and the names typed, of what this form
    and those that it came back as have created.
    """

    who: "Person"
    url: str
    values: dict[str, str]
    buttons: list[str]
    client: int | None = None
    seen: dict[str, object] | None = None
    typed: set[str] = field(default_factory=set)
    contested: list[str] = field(default_factory=list)
    line: list[tuple[int, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if "/delete/" in self.url:
            return "delete"
        if "_undo" in self.buttons:
            return "undo"
        return "change" if self.client else "add"

    def copy(self) -> "Tab":
        twin = copy(self)
        twin.values, twin.typed = dict(self.values), set(self.typed)
        return twin

    @property
    def inputs(self) -> list[str]:
        names = [*TEXTS, "enabled", "confirm"]
        return [name for name in names if name in self.values or (name == "enabled" and self.kind == "add")]

    def wanted(self, button: str) -> dict[str, object]:
        """What this press is to bring about: parameter → value."""
        if self.kind == "undo":
            return filled(self.seen)
        if self.kind == "add":  # what a deleted client held, and nobody typed in, goes back as it was
            names = [name for name in self.seen if name in self.values]
            held = {name: self.seen[name] for name in names if not differs(name, self.values[name], self.seen[name])}
            return filled({**self.values, **held, "enabled": "enabled" in self.values})
        touched = {
            name: self.values[name]
            for name in self.typed
            if self.values.get(f"use-{name}") != "theirs"
            and (self.seen is None or differs(name, self.values[name], self.seen.get(name)))
        }
        return filled({**self.seen, **touched}) if button == "_create_again" and self.seen else touched


def filled(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name in PARAMETERS and value not in {"", None}}


def opened(who: "Person", page, rows: Rows, line: list | None = None) -> Tab | None:
    """The client's form on a page, drawn from what TimeTrack has now."""
    content = page.content.decode()
    action = re.search(r'id="client_form" action="([^"]*)"', content)
    asked = page.request["PATH_INFO"] if "delete-confirmation" in content else None
    url = action[1] if action else asked
    if url is None:
        return None
    number = re.match(r"/clients/(\d+)/", url)
    client = int(number[1]) if number else None
    seen = dict(rows[client]) if client in rows else {}
    contested = sorted(set(re.findall(r'name="use-(\w+)"', content)))
    line = [] if line is None else line
    buttons = re.findall(r'<input type="submit" [^>]*name="(\w+)"', content)
    return Tab(who, url, dict(form_on(page)), buttons, client, seen, contested=contested, line=line)


@dataclass(eq=False)
class Plan:
    """A plan for many clients, as somebody has it on the screen.

    `packages`: each with its rows; `rows`: row → client, of those that something is to happen to. `seen`: what
    TimeTrack held when it was drawn. `kept`: client → what it held before it was changed or deleted by this.
    """

    who: "Person"
    run: str
    action: str
    name: str
    value: str
    packages: dict[str, list[int]]
    rows: dict[int, int]
    seen: Rows
    kept: dict[int, dict[str, object]] = field(default_factory=dict)


def planned(who: "Person", happened: "Happened", action: str, name: str, value: str) -> Plan | None:
    """The plan on a page: its packages are base64 of JSON, each with a signature."""
    content = happened.page.content.decode()
    found = re.search(r'name="packages" value="([^"]+)"', content)
    if not found:
        return None
    packages, rows = {}, {}
    for text in found[1].split():
        signed = text.split(":")[0]
        read = json.loads(urlsafe_b64decode(signed + "=" * (-len(signed) % 4)))
        meant = {row["row"]: row["updates"][0]["id"] for row in read["rows"] if row["outcome"] in {"update", "delete"}}
        packages[text], rows = [*meant], rows | meant
    run = re.search(r'href="(/runs/[^"]+/)"', content)
    return Plan(who, run[1], action, name, value, packages, rows, happened.after)


def undo_on(who: "Person", page) -> Tab | None:
    """The offer to undo, as the list makes it, for the client that this person deleted last."""
    if 'class="undo"' not in page.content.decode():
        return None
    client, seen, line = who.deleted
    return Tab(who, "/clients/add/", dict(form_on(page)), ["_undo"], client, seen, line=line)


def form_on(page) -> dict[str, str]:
    """What a browser would send from a page, read once."""
    if not hasattr(page, "as_read"):
        page.as_read = form_of(page)
    return page.as_read


def on_screen(page, name: str, text: object) -> bool:
    """Whether a value can be read on a page: in its own input, or in words where it has none there."""
    values = form_on(page)
    if name == "enabled":  # the form of a client that exists has no such box
        return 'name="enabled"' not in page.content.decode() or ("enabled" in values) == bool(text)
    if name in values:
        return alike(name, in_browser(name, values[name]), in_browser(name, text))
    return " ".join(str(text).split()) in text_of(page)


@dataclass
class Happened:
    """One press or one visit: the pages, what was said, and what it did to TimeTrack and to the history."""

    answer: object
    page: object  # what is on the screen in the end
    said: list[tuple[str, str]]
    before: Rows
    after: Rows
    calls: list[Call]
    traces: list[LogEntry]

    @property
    def leads(self) -> bool:
        return self.answer.status_code == 302

    @property
    def writes(self) -> list[Call]:
        return [call for call in self.calls if call.method != "GET"]

    @property
    def new(self) -> set[int]:
        return set(self.after) - set(self.before)

    @property
    def gone(self) -> set[int]:
        return set(self.before) - set(self.after)

    @property
    def changed(self) -> set[tuple[int, str]]:
        both = set(self.before) & set(self.after)
        pairs = {(id_, name) for id_ in both for name in PARAMETERS}
        return {(i, n) for i, n in pairs if (self.before[i].get(n) or "") != (self.after[i].get(n) or "")}

    @property
    def claim(self) -> str:
        """The one thing that is claimed; "input" where the form only asks to correct what was typed."""
        made = [
            claim
            for claim, (level, words) in CLAIMS.items()
            for one, sentence in self.said
            if re.fullmatch(level, one) and re.search(words, sentence)
        ]
        if not made and "errornote" in self.page.content.decode():
            return "input"
        assert len(made) == 1, f"one claim is wanted: {self.said}"
        return made[0]


class Person:
    """An account, its browser, what it sent lately, and the client that it deleted last."""

    def __init__(self, browser: Client, sandbox: Sandbox) -> None:
        self.browser = browser
        self.sandbox = sandbox
        self.sent: list[tuple[Tab, str]] = []
        self.undo: Tab | None = None
        self.deleted: tuple = (None, {}, [])
        browser.cookies.clear()
        self.sign_in()

    def sign_in(self) -> None:
        self.browser.force_login(self.browser.person)

    def visit(self, url: str, data: dict[str, str] | None = None, most: int = 1) -> Happened:
        """Ask for a page, or send a form and follow where it leads; so many writes may come of it."""
        before, calls, last = self.rows(), len(self.sandbox.calls), LogEntry.objects.order_by("pk").last()
        answer = self.browser.get(url) if data is None else self.browser.post(url, data)
        leads = answer.status_code == 302 and not answer.url.startswith("/login/")
        page = self.browser.get(answer.url) if leads else answer
        assert page.status_code in {200, 302, 404, 502, 503, 504}
        traces = list(LogEntry.objects.filter(pk__gt=last.pk if last else 0).order_by("pk"))
        happened = Happened(answer, page, said(page), before, self.rows(), self.sandbox.calls[calls:], traces)
        calls = ", ".join(f"{call.method} {call.path} {call.body or call.query}" for call in happened.calls)
        note(f"{url}: {answer.status_code}, {happened.said}, {calls or 'no call'}")
        self.check_traces(happened, most)
        return happened

    def rows(self) -> Rows:
        with self.sandbox.lock:
            return {id_: dict(values) for id_, values in self.sandbox.clients.items()}

    def check_traces(self, happened: Happened, most: int) -> None:
        """Every write has its trace, with who, what and on which client, and nothing else has one."""
        assert len(happened.writes) == len(happened.traces) <= most
        for call, trace in zip(happened.writes, happened.traces, strict=True):
            fields = fields_of(trace)
            assert trace.user_id == self.browser.person.pk
            assert trace.action_flag == {"POST": 1, "PUT": 2, "DELETE": 3}[call.method]
            attempt = trace.attempt
            assert (attempt.outcome, attempt.client) == (outcome_of(trace), trace.object_id and int(trace.object_id))
            written = happened.after[attempt.client] if attempt.read_back else call.body
            if call.method == "POST":
                assert set(call.body) <= set(fields)
                assert all(alike(name, written.get(name), new) for name, (_, new) in fields.items())
                assert attempt.client is None or attempt.client in happened.new
                continue
            id_ = int(call.path.removeprefix("clients/"))
            assert attempt.client == id_
            for name, (old, new) in fields.items():
                assert alike(name, happened.before[id_].get(name), old)
                assert call.method == "DELETE" or alike(name, written.get(name), new)


def fields_of(trace: LogEntry) -> dict[str, tuple]:
    """Parameter → (old, new), out of what lies in the database."""
    return {name: tuple(pair) for name, pair in json.loads(trace.change_message)["fields"].items()}


def outcome_of(trace: LogEntry) -> str:
    return json.loads(trace.change_message)["outcome"]
