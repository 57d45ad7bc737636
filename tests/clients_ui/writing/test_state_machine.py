"""Two people, one TimeTrack that fails, and somebody in its own web app: nothing is lost, and every word is true."""

import json
import os
from itertools import count
from random import randrange
from urllib.parse import unquote

import pytest
from django.contrib.admin.models import LogEntry
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from clients_ui.models import BulkRun, Draft, FormToken, NameClaim, RowToken
from tests import merged
from tests.two_people import (
    LABELS,
    REDIRECTS,
    TEXTS,
    TRACES,
    Happened,
    Person,
    Plan,
    Tab,
    alike,
    clean,
    differs,
    filled,
    form_on,
    in_browser,
    on_screen,
    opened,
    outcome_of,
    planned,
    undo_on,
)
from ttdash.sandbox import Fault

LEAST_STEPS = {"short": 2000, "long": 50_000}
QUIET = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}  # a step is real HTTP
ROUND = settings(max_examples=10, stateful_step_count=50, **QUIET)

NAMES = [
    *["Müller GmbH", "Mueller Ges.m.b.H.", "Müllerei Nord", "Öl Großhandel Wien", "Ähre", "AG", " ", "<b>Söhne</b>"],
    *["Tischlerei", "Öl", "Bäckerei Süß", "Ö", "Großhandel", "Çelik  Übersetzungen"],
]
VALUES = [
    *["", " ", "1", "22", " Ränder  ", "länger als zwölf"],
    *["<i>&amp;'\"", "zwei\nZeilen\n\nund mehr ", "\n\nvorn", "😀"],
]
TYPED = {
    "name": NAMES,
    "email": ["", "a@b.at", "süß@möbel.example", "A@B.at", "keine"],
    "color": ["", "#1F6FEB", "#000000", "#ffffff", "336699"],
    "phone": VALUES,
    "field1": VALUES,
    "notes": VALUES,
    "enabled": [True, False],
}
STORED = TYPED | {
    "color": ["", "#1F6FEB", "rgb(1,2,3)", "blau"],
    "phone": [*VALUES, " 1 ", "a\r\nb"],
    "notes": [*VALUES, "a\r\nb\rc\r\n"],
}
# The first value, the sandbox's own, is taken three times as often as another.
SWITCHES = {
    "max_length": [None, 12],
    "too_long": ["cut", "refuse"],
    "trims": [False, True],
    "put_drops": [frozenset(), frozenset({"phone"}), frozenset({"notes", "email"})],
    "created": ["object", "nothing", "id", "array", "null"],
    "updated": ["object", "nothing"],
    "deleted": ["nothing", "object"],
    "empty_clears": [True, False],
    "errors": ["json", "html", "empty", "ok"],
    "unknown_client": ["404", "null", "[]"],
    "list_fields": ["all", "few"],
    "list_disabled": [True, False],
    "name_filter_ignores_case": [True, False],
    "unique_names": [False, True],
    "delete_with_projects": ["allow", "refuse"],
    "checks_values": [False, True],
    "color_format": ["as stored", "#RRGGBB", "RRGGBB"],
    "empty_as": ["", "null", "missing"],
}
BEFORE = [
    Fault.SERVER_ERROR,
    Fault.TOO_MANY,
    Fault.UNAUTHORIZED,
    Fault.RESET_BEFORE,
    Fault.ERRORS_IN_OK,
    Fault.REDIRECT,
]
AFTER = [Fault.SERVER_ERROR_AFTER, Fault.HTML_502_AFTER, Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.TRUNCATED]
SPOILED = [Fault.BROKEN_JSON, Fault.EMPTY, Fault.WRONG_BODY]
OF_WRITES = [*BEFORE, Fault.HANG, Fault.GATEWAY_TIMEOUT, Fault.FORBIDDEN_HTML, *AFTER, *AFTER, *SPOILED, Fault.NULL]
OF_READS = [*BEFORE, Fault.UNAVAILABLE, Fault.TRUNCATED, *SPOILED]  # null is documented: there is no such client
CONFIRMS = {Fault.EMPTY, Fault.NULL, Fault.WRONG_BODY}  # a success that says no more
MADE = {"created", "partly", "unread"}
READS = [None, None, None, "clients", r"clients/\d+", "projects"]
MOST_CLIENTS, MOST_TABS, MOST_PLANS = 8, 6, 3


def one(choices):
    return st.sampled_from(list(choices))


ANY = one(range(14))
TWICE = one([False, False, True])
TYPING = st.dictionaries(one(TYPED), ANY, min_size=1, max_size=3)
MORE_TYPING = one([True, False]).flatmap(lambda some: TYPING if some else st.just({}))
# What many are to become: a field gets a value or is cleared, or they go.
MANY = st.tuples(one(["set", "set", "clear", "delete"]), one(["phone", "notes", "email", "color"]), ANY)
# What somebody else does to a client meanwhile: change it, or (None) delete it.
MEANWHILE = st.integers(0, 9).flatmap(
    lambda n: st.none() if n == 9 else st.dictionaries(one(STORED), ANY, min_size=n % 2, max_size=2 * (n % 2))
)
# The next write fails, or some of the next reads do, or both, or nothing does.
TROUBLE = st.one_of(
    st.just((None, None)),
    st.tuples(one(OF_WRITES), st.none()),
    st.tuples(one([*[None] * 9, *OF_WRITES]), st.tuples(one(OF_READS), one(READS), one([0, 1, 1, 2]), one([1, 3, 9]))),
)
SETTING = {name: one([*[values[0]] * (2 * len(values) - 2), *values[1:]]) for name, values in SWITCHES.items()}


class TwoPeople(RuleBasedStateMachine):
    """One office for a while. `steps` counts the rules that ran, over all offices."""

    sandbox = browsers = None
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.sandbox.reset()
        for model in (LogEntry, FormToken, NameClaim, Draft, RowToken, BulkRun):
            model.objects.all().delete()
        self.people = [Person(browser, self.sandbox) for browser in self.browsers]
        self.tabs: list[Tab] = []
        self.plans: list[Plan] = []
        self.created, self.confirmed, self.unclear = set(), set(), set()
        self.by_token: dict[tuple[str, bool], int] = {}  # what the one creation of a form token became
        self.meddled: set[int] = set()  # renamed or removed in TimeTrack's own web app

    def check_invariants(self, *args, **kwargs) -> None:
        super().check_invariants(*args, **kwargs)
        type(self).steps += 1

    def teardown(self) -> None:
        """The books: ids, and a trace for each write."""
        assert self.created == self.confirmed | self.unclear
        writes = [call for call in self.sandbox.calls if call.method != "GET"]
        assert LogEntry.objects.count() == len(writes)
        assert "begun" not in {outcome_of(entry) for entry in LogEntry.objects.all()}

    @initialize(names=st.lists(one(NAMES), min_size=1, max_size=3), switches=st.fixed_dictionaries(SETTING))
    def some_clients(self, names, switches) -> None:
        for name in names:
            self.sandbox.add(name, phone="1", notes="a\r\nb", email="keine", addressCountry="Österreich")
        for name, value in switches.items():
            setattr(self.sandbox.switches, name, value)

    # What people do

    @rule(who=ANY, which=ANY, page=one(["", "delete/"]))
    def open_client(self, who, which, page) -> None:
        self.visit(self.people[who % 2], f"/clients/{self.some_id(which)}/{page}")

    @rule(who=ANY)
    def look_at_the_list(self, who) -> None:
        self.visit(self.people[who % 2], "/clients/")

    @rule(who=ANY, name=ANY, typed=TYPING, trouble=TROUBLE, twice=TWICE)
    def create(self, who, name, typed, trouble, twice) -> None:
        tab = self.visit(self.people[who % 2], "/clients/add/")
        self.type_and_press(tab, typed | {"name": name}, "_save", trouble, twice)

    @rule(who=ANY, which=ANY, typed=TYPING, meanwhile=MEANWHILE, trouble=TROUBLE)
    def change(self, who, which, typed, meanwhile, trouble) -> None:
        id_ = self.some_id(which)
        tab = self.visit(self.people[who % 2], f"/clients/{id_}/")
        if tab:
            self.somebody_else(id_, meanwhile)
            self.type_and_press(tab, typed, "_save", trouble)

    @rule(who=ANY, which=ANY, confirm=ANY, meanwhile=MEANWHILE, trouble=TROUBLE, twice=TWICE)
    def delete(self, who, which, confirm, meanwhile, trouble, twice) -> None:
        id_ = self.some_id(which)
        tab = self.visit(self.people[who % 2], f"/clients/{id_}/delete/")
        if tab:
            self.somebody_else(id_, meanwhile)
            self.type_and_press(tab, {"confirm": confirm}, "", trouble, twice)

    @precondition(lambda self: len(self.sandbox.clients) > 1)
    @rule(who=ANY, which=ANY, choices=st.lists(one("ab"), min_size=8, max_size=8), meanwhile=MEANWHILE, trouble=TROUBLE)
    def merge(self, who, which, choices, meanwhile, trouble) -> None:
        person = self.people[who % 2]
        two = merged.two_of([*self.sandbox.clients], which)
        if form := merged.opened(person, two, choices):
            self.somebody_else(two[which % 2], meanwhile)
            self.arm(trouble)
            done = merged.press(person, two, form)
            self.sandbox.heal()
            if done and which % 3 == 0:
                merged.undo(person, *done)

    @precondition(lambda self: any(person.undo for person in self.people))
    @rule(who=ANY, trouble=TROUBLE, twice=TWICE)
    def undo(self, who, trouble, twice) -> None:
        person = self.people[who % 2] if self.people[who % 2].undo else self.people[(who + 1) % 2]
        self.type_and_press(person.undo.copy(), {}, "_undo", trouble, twice)

    @precondition(lambda self: self.tabs)
    @rule(which=ANY, typed=MORE_TYPING, button=ANY, trouble=TROUBLE, twice=TWICE)
    def go_on(self, which, typed, button, trouble, twice) -> None:
        tab = self.tabs[which % len(self.tabs)]
        self.type_and_press(tab, typed, tab.buttons[button % len(tab.buttons)] if tab.buttons else "", trouble, twice)

    @precondition(lambda self: any({"_retry", "_create_anyway", "_create_again"} & {*tab.buttons} for tab in self.tabs))
    @rule(trouble=TROUBLE)
    def try_again(self, trouble) -> None:
        tab = next(tab for tab in self.tabs if {"_retry", "_create_anyway", "_create_again"} & {*tab.buttons})
        self.type_and_press(tab, {}, tab.buttons[0], trouble)

    @precondition(lambda self: any(tab.contested for tab in self.tabs))
    @rule(
        choices=st.lists(one(["mine", "theirs", "theirs"]), min_size=6, max_size=6),
        meanwhile=MEANWHILE,
        trouble=TROUBLE,
    )
    def choose(self, choices, meanwhile, trouble) -> None:
        tab = next(tab for tab in self.tabs if tab.contested)
        tab.values |= {f"use-{name}": choice for name, choice in zip(tab.contested, choices, strict=False)}
        self.somebody_else(tab.client, meanwhile)
        self.type_and_press(tab, {}, "_save", trouble)

    @rule(who=ANY, which=ANY, typed=MORE_TYPING, trouble=TROUBLE)
    def go_back(self, who, which, typed, trouble) -> None:
        sent = self.people[who % 2].sent
        if sent:
            tab, button = sent[which % len(sent)]
            self.type_and_press(tab.copy(), typed, button, trouble)

    @precondition(lambda self: any(tab.kind in {"change", "delete"} for tab in self.tabs))
    @rule(typed=TYPING)
    def press_with_a_spoiled_snapshot(self, typed) -> None:
        tab = next(tab for tab in self.tabs if tab.kind in {"change", "delete"})
        tab.values["snapshot"], tab.seen = "spoiled", None
        self.type_and_press(tab, typed, "_save" if tab.kind == "change" else "", (None, None))

    @precondition(lambda self: any(tab.kind in {"add", "change"} for tab in self.tabs))
    @rule(typed=TYPING)
    def save_after_the_session_expired(self, typed) -> None:
        tab = next(tab for tab in self.tabs if tab.kind in {"add", "change"})
        type_in(tab, typed)
        del tab.who.browser.cookies["sessionid"]
        signed_out = tab.who.visit(tab.url, tab.values | {"_save": ""})
        assert signed_out.answer.url.startswith(f"/login/?next={tab.url}%3Fdraft%3D")
        tab.who.sign_in()
        back = tab.who.visit(unquote(signed_out.answer.url.partition("=")[2]))
        assert signed_out.calls == []
        self.all_on_screen(back, tab.wanted("_save"))
        tab.values |= {name: form_on(back.page)[name] for name in ("form_token", "draft")}
        self.press(tab, "_save")

    # Many at once: each request does one row

    @rule(who=ANY, which=st.lists(ANY, min_size=1, max_size=4), asked=MANY)
    def plan_for_many(self, who, which, asked) -> None:
        person, (action, name, value) = self.people[who % 2], asked
        ids = [*dict.fromkeys(self.some_id(each) for each in which)]
        typed = in_browser(name, TYPED[name][value % len(TYPED[name])])
        sent = {"ids": ",".join(map(str, ids)), "action": action, "field": name, "value": typed}
        happened = person.visit("/clients/bulk/", sent)
        assert happened.writes == []
        plan = planned(person, happened, action, name, typed if action == "set" else "")
        if plan:
            assert set(plan.rows.values()) <= {*ids}
            self.plans = [*self.plans, plan][-MOST_PLANS:]

    @precondition(lambda self: self.plans)
    @rule(which=ANY, meanwhile=MEANWHILE, trouble=TROUBLE, twice=TWICE)
    def apply_to_many(self, which, meanwhile, trouble, twice) -> None:
        plan = self.plans[which % len(self.plans)]
        self.somebody_else(self.some_id(which), meanwhile)
        self.arm(trouble)
        for _ in range(1 + twice):
            for package, rows in plan.packages.items():
                left = [*rows]
                while left:
                    sent = {"package": package, "approved": json.dumps([[row, plan.rows[row]] for row in left])}
                    happened = plan.who.visit("/clients/bulk/", sent)
                    told = happened.answer.json()
                    self.check_row_of_many(plan, happened, told["done"])
                    if told["left"] == left or told["pause"]:
                        break
                    left = told["left"]
        self.sandbox.heal()

    @precondition(lambda self: any(plan.kept for plan in self.plans))
    @rule(meanwhile=MEANWHILE, which=ANY, trouble=TROUBLE)
    def undo_of_many(self, meanwhile, which, trouble) -> None:
        plan = next(plan for plan in self.plans if plan.kept)
        self.somebody_else(self.some_id(which), meanwhile)
        self.arm(trouble)
        sent = {"_undo": ""}
        for _ in range(len(plan.rows) + 1):
            happened = plan.who.visit(plan.run, sent)
            self.check_undone(plan, happened)
            if happened.leads or "data-go-on" not in happened.page.content.decode():
                break
            sent = form_on(happened.page) | {"_undo": ""}
        self.sandbox.heal()

    # What TimeTrack does, and others in its own web app

    @rule(which=ANY, meanwhile=MEANWHILE)
    def somebody_else_changes(self, which, meanwhile) -> None:
        self.somebody_else(self.some_id(which), meanwhile)

    @precondition(lambda self: len(self.sandbox.clients) < MOST_CLIENTS)
    @rule(name=one(NAMES), project=st.booleans())
    def somebody_else_creates(self, name, project) -> None:
        self.sandbox.add(name, field1="fremd")
        if project:
            self.sandbox.projects.append({"ID": 1, "projectName": "P", "clientName": name, "projectEnabled": True})

    @rule(trouble=TROUBLE)
    def fail_soon(self, trouble) -> None:
        self.arm(trouble)

    @rule(name=one(SWITCHES), value=ANY)
    def turn_a_switch(self, name, value) -> None:
        self.sandbox.heal()
        setattr(self.sandbox.switches, name, SWITCHES[name][value % len(SWITCHES[name])])

    def arm(self, trouble) -> None:
        """Let calls fail; where none is to, all is well again."""
        of_write, of_read = trouble
        if trouble == (None, None):
            self.sandbox.heal()
        for method in ("POST", "PUT", "DELETE") if of_write else ():
            if not (of_write in CONFIRMS and self.may_refuse(method)):
                self.sandbox.fail(of_write, on=method, seconds=0)
        if of_read:
            fault, path, later, times = of_read
            if later:
                self.sandbox.fail(Fault.DELAY, on="GET", path=path, times=later, seconds=0)
            self.sandbox.fail(fault, on="GET", path=path, times=times, seconds=0)

    def may_refuse(self, method: str) -> bool:
        """Whether such a write may be refused: if its answer becomes a success on its way, nobody can tell."""
        switches = self.sandbox.switches
        long = switches.max_length is not None and switches.too_long == "refuse"
        refused = {
            "POST": long or switches.unique_names or switches.checks_values,
            "DELETE": switches.delete_with_projects == "refuse",
        }
        return bool(refused.get(method))

    def somebody_else(self, id_, meanwhile) -> None:
        """Change a client outside; None: delete it."""
        if meanwhile is None:
            self.sandbox.clients.pop(id_, None)
        for name, value in (meanwhile or {}).items():
            if id_ in self.sandbox.clients:
                self.sandbox.clients[id_][name] = STORED[name][value % len(STORED[name])]
                self.meddled |= {id_} if name == "name" else set()

    def some_id(self, which) -> int:
        ids = [*self.sandbox.clients] or [self.sandbox.add("Einziger")]
        return ids[which % len(ids)]

    def type_and_press(self, tab: Tab, typed, button: str, trouble, twice=False) -> None:
        type_in(tab, typed)
        self.arm(trouble)
        self.press(tab, button)
        if twice:
            self.press(tab.copy(), button)
        self.sandbox.heal()

    # What must be true

    def visit(self, person: Person, url: str) -> Tab | None:
        happened = person.visit(url)
        assert happened.writes == []
        return self.keep_open(happened, person)

    def keep_open(self, happened: Happened, person: Person, line: list | None = None) -> Tab | None:
        person.undo = undo_on(person, happened.page) or person.undo
        tab = opened(person, happened.page, happened.after, line)
        if tab:
            self.tabs = [*self.tabs, tab][-MOST_TABS:]
        return tab

    def press(self, tab: Tab, button: str) -> None:
        person = tab.who
        person.sent = [*person.sent, (tab.copy(), button)][-5:]
        happened = person.visit(tab.url, tab.values | ({button: ""} if button else {}))
        claim = happened.claim
        assert {trace for entry in happened.traces if (trace := outcome_of(entry))} <= TRACES.get(claim, set())
        assert happened.leads == (claim in REDIRECTS) or claim == "used"
        wanted = tab.wanted(button)
        if tab.kind == "delete":
            self.check_delete(tab, happened, claim)
        elif tab.kind == "change" and button != "_create_again":
            self.check_change(tab, happened, claim, wanted)
        else:
            self.check_create(tab, happened, claim, wanted, button)
        if tab in self.tabs:
            self.tabs.remove(tab)
        self.follow(tab, happened, claim)

    def follow(self, tab: Tab, happened: Happened, claim: str) -> None:
        """Keep the form that came of it open, and take note of what it holds that is not saved."""
        if happened.leads:
            self.keep_open(happened, tab.who)
            return
        back = self.keep_open(happened, tab.who, tab.line if claim not in {"partly", "unread"} else None)
        assert back, "the form is gone"
        clash = any("somebody else changed the same fields" in sentence for _, sentence in happened.said)
        stopped = clash or claim == "asked again"
        if back.kind in {tab.kind, "add"} and claim not in {"partly", "not taken"} and not stopped:
            back.seen = tab.seen
        if back.kind != "change":
            return
        if back.seen is None:
            back.typed = set(tab.typed)
            return
        back.typed = {name for name in back.inputs if name in tab.typed or self.is_typed(back, name)}
        if tab.kind == "change" and tab.seen is not None and claim not in MADE:  # creating again writes everything anew
            assert back.typed <= tab.typed

    def is_typed(self, tab: Tab, name: str) -> bool:
        text, stored = tab.values[name], tab.seen.get(name)
        return differs(name, text, stored) and not alike(name, text, stored)

    def check_change(self, tab: Tab, happened: Happened, claim: str, wanted: dict) -> None:
        row = happened.after.get(tab.client, {})
        assert not happened.new | happened.gone
        for id_, name in happened.changed:
            assert (id_, name) == (tab.client, name if name in wanted else "one that was touched")
            assert (happened.before[id_].get(name) or "") == (tab.seen.get(name) or ""), "a colleague's value is gone"
            assert alike(name, row[name], self.taken(name, wanted[name]))
        self.check_values(happened, claim, wanted, row)
        if claim in {"saved", "partly", "not taken"}:
            self.check_theirs_are_named(tab, happened, wanted)
        if any("is not in TimeTrack (any more)" in sentence for _, sentence in happened.said):
            assert tab.client not in happened.after

    def check_theirs_are_named(self, tab: Tab, happened: Happened, wanted: dict) -> None:
        told = " ".join(sentence for _, sentence in happened.said if sentence.startswith("Somebody else changed this"))
        for name in set(LABELS) - set(wanted):
            if (happened.before[tab.client].get(name) or "") != (tab.seen.get(name) or ""):
                assert LABELS[name] in told

    def check_create(self, tab: Tab, happened: Happened, claim: str, wanted: dict, button: str) -> None:
        assert not happened.changed
        assert not happened.gone
        assert len(happened.new) == 1 if claim in MADE else len(happened.new) <= (claim == "unclear")
        self.created |= happened.new
        self.confirmed |= happened.new if claim in MADE else set()
        self.unclear |= happened.new if claim == "unclear" else set()
        name, row, deliberate = clean("name", wanted.get("name")), {}, button == "_create_anyway"
        once = tab.values["form_token"].partition(":")[0], deliberate  # the token without its time
        for id_ in happened.new:
            row = happened.after[id_]
            assert all(alike(each, row.get(each), self.taken(each, wanted.get(each, ""))) for each in TEXTS)
            assert once not in self.by_token, "one form created twice"
            twins = [twin for twin, typed in tab.line if typed == name and self.can_be_found(twin, name, happened)]
            assert deliberate or not twins, "created twice without having been asked"
            tab.line.append((id_, name))
            self.by_token[once] = id_
        if claim == "used":
            row = happened.after[self.by_token.get(once) or self.by_token[once[0], not deliberate]]
        self.check_values(happened, claim, wanted, row)

    def can_be_found(self, id_: int, name: str, happened: Happened) -> bool:
        """Whether TimeTrack lists this client, under the name that was typed and not under a beginning of it."""
        row = happened.before.get(id_, {})
        listed = self.sandbox.switches.list_disabled or row.get("enabled")
        return id_ not in self.meddled and bool(listed) and alike("name", row.get("name"), name)

    def check_delete(self, tab: Tab, happened: Happened, claim: str) -> None:
        assert not happened.new
        assert not happened.changed
        assert happened.gone == ({tab.client} if claim == "deleted" else happened.gone & {tab.client})
        seen = {name: value for name, value in (tab.seen or {}).items() if value not in {"", None}}
        now = {name: value for name, value in happened.before.get(tab.client, {}).items() if value not in {"", None}}
        if claim == "deleted":
            assert seen == now, "a colleague's value was deleted, and nobody saw it"
            tab.who.deleted = (tab.client, happened.before[tab.client], [])
            tab.who.undo = undo_on(tab.who, happened.page)
        elif claim == "deleted before":
            assert tab.client not in happened.before
        else:
            assert claim == "unclear" or not happened.gone
            self.all_on_screen(happened, {"confirm": tab.values.get("confirm", "")})

    def check_row_of_many(self, plan: Plan, happened: Happened, done: list) -> None:
        """One row of a plan: nobody else is touched, no colleague's value is lost, and what is told is true."""
        assert len(done) <= 1
        id_ = plan.rows[done[0]["row"]] if done else None
        claim = done[0]["outcome"] if done else "waits"
        before, after, seen = happened.before.get(id_, {}), happened.after.get(id_, {}), plan.seen.get(id_, {})
        assert not happened.new
        assert happened.gone | {each for each, _ in happened.changed} <= {id_}
        wrote = happened.gone or happened.changed
        assert not wrote or claim in {"saved", "deleted", "unclear"}
        if happened.changed:
            assert {name for _, name in happened.changed} == {plan.name}
            assert (before.get(plan.name) or "") == (seen.get(plan.name) or ""), "a colleague's value is gone"
            assert alike(plan.name, after[plan.name], self.taken(plan.name, plan.value))
            plan.kept[id_] = before
        if happened.gone:
            assert plan.action == "delete"
            assert filled(seen) == filled(before), "a colleague's value was deleted, and nobody saw it"
            assert not self.has_projects(before), "it has projects"
            plan.kept[id_] = before
        if claim == "saved" and happened.writes and not done[0]["problems"]:
            assert alike(plan.name, after.get(plan.name), plan.value)
        if claim == "deleted" and happened.writes:
            assert id_ in happened.gone
        if claim == "gone":
            assert id_ not in happened.before

    def check_undone(self, plan: Plan, happened: Happened) -> None:
        """A row of an undo: what was changed has its old value, what was deleted is there with all that it held."""
        assert not happened.gone
        for id_, name in happened.changed:
            assert name == plan.name
            assert alike(name, happened.after[id_].get(name), self.taken(name, plan.kept[id_].get(name)))
        assert not happened.changed or plan.action != "delete"
        assert not happened.new or plan.action == "delete"
        for id_ in happened.new:
            row = happened.after[id_]
            rebuilt = [
                deleted
                for deleted in plan.kept.values()
                if all(alike(each, row.get(each), self.taken(each, deleted.get(each, ""))) for each in TEXTS)
            ]
            assert rebuilt, "it is not what was deleted"

    def has_projects(self, row: dict) -> bool:
        return any(project["clientName"] == row.get("name") for project in self.sandbox.projects)

    def check_values(self, happened: Happened, claim: str, wanted: dict, row: dict) -> None:
        """What was typed is truly saved, or on the screen; what is said about it is true."""
        lost = {name: value for name, value in wanted.items() if not alike(name, row.get(name), value)}
        if happened.leads:
            assert not lost, f"{claim}, and yet not at TimeTrack or on the screen"
        elif claim in {"partly", "not taken"}:
            self.all_on_screen(happened, lost)
        else:
            self.all_on_screen(happened, wanted)
        if claim not in {"saved", "created", "partly", "unread", "unclear"}:
            assert not happened.changed | happened.new, "something was written, and not a word of it"
        if claim == "partly":
            assert happened.changed | happened.new

    def all_on_screen(self, happened: Happened, values: dict) -> None:
        gone = {name: value for name, value in values.items() if not on_screen(happened.page, name, value)}
        assert not gone, "what was typed is gone"

    def taken(self, name: str, value: object) -> object:
        """What TimeTrack makes of a value that it takes."""
        if name == "enabled":
            return value
        switches, text = self.sandbox.switches, clean(name, value)
        text = text.strip() if switches.trims else text
        return text[: switches.max_length] if switches.too_long == "cut" else text


def type_in(tab: Tab, typed: dict[str, int]) -> None:
    """Type into the inputs that the form has."""
    for name, value in typed.items():
        if name not in tab.inputs:
            continue
        if name == "enabled":
            tab.values.pop("enabled", None)
            tab.values |= {"enabled": "on"} if value % 2 else {}
        elif name == "confirm":
            tab.values[name] = ["x", str(tab.seen.get("name")), str(tab.seen.get("name"))][value % 3]
        else:
            text = in_browser(name, TYPED[name][value % len(TYPED[name])])
            tab.values[name] = text.replace("\n", "\r\n")
            tab.typed.add(name)


@pytest.mark.django_db
def test_two_people_lose_nothing_whatever_happens(sandbox, visitor, settings, monkeypatch, pytestconfig):
    settings.BREAKER_FAILURES, settings.STALE_SECONDS = 0, 0
    # No fault here needs a time-out, so that a slow machine changes nothing.
    settings.TIMETRACK_CONNECT_TIMEOUT = settings.TIMETRACK_READ_TIMEOUT = settings.TIMETRACK_DEADLINE = 60.0
    # Only to be quick: few countries, and no copies of every template's context.
    monkeypatch.setattr("clients_ui.web.forms.country_choices", lambda: (("AT", "Austria"), ("DE", "Germany")))
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
    monkeypatch.setattr("clients_ui.transfer.one_by_one.SECONDS", 0)  # so that each request does one row
    office = type("Office", (TwoPeople,), {"sandbox": sandbox, "browsers": [visitor("editor"), visitor("editor")]})
    length = os.environ.get("STATE_MACHINE", "short")
    first = int(pytestconfig.getoption("hypothesis_seed") or (randrange(10**9) if length == "long" else 0))
    rounds = count(first)
    while office.steps < LEAST_STEPS[length]:  # Hypothesis may end a round early
        run_state_machine_as_test(seed(next(rounds))(office), settings=ROUND)
