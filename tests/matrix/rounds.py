"""A whole round of work at a TimeTrack whose unknown facts are as the switches say; its state judges each step."""

import re
import time
from copy import deepcopy

from tests.matrix.operations import ADD, LIST, NEW, OTHER, STORED
from tests.matrix.oracle import assert_no_crash, differing, holds
from tests.pages import form_of, levels, said, text_of

LABELS = {"address": "Street", "color": "Colour", "notes": "Notes", "phone": "Phone", "name": "Name", "email": "E-mail"}
LONG, SHORT = "Lange Gasse 33, Stiege 4, Tür 5", "Gasse 3"
CREATED = NEW | {"address": LONG}
TYPED = CREATED | {"enabled": "on", "notes": "one\r\ntwo"}
CHANGED = {"phone": "+43 6", "color": "#00FF00", "address": "", "notes": "three"}


class Round:
    """List, search, open, change, create, create anyway, change, delete, undo."""

    def __init__(self, sandbox, browser, caplog):
        self.sandbox, self.browser, self.caplog = sandbox, browser, caplog
        sandbox.fill([STORED, OTHER], [{"ID": 1, "projectName": "P", "clientName": CREATED["name"]}])
        self.switches = sandbox.switches

    def go(self):
        self.look()
        self.change_one_field_of_an_old_client()
        page, number = self.create()
        if self.switches.unique_names or self.switches.created != "object":
            self.create_a_namesake()
        self.change(page, number)
        self.delete(number)
        self.undo(number)

    # The steps

    def look(self):
        listed = text_of(self.get(LIST))
        assert STORED["name"] in listed
        assert (OTHER["name"] in listed) is self.switches.list_disabled
        assert STORED["name"] in text_of(self.get("/clients/?q=Müller"))

    def change_one_field_of_an_old_client(self):
        """Nothing untouched is sent, however strange it is."""
        before = deepcopy(self.sandbox.clients)
        form = form_of(self.get("/clients/1/"))
        assert not differing(STORED, form | {name: STORED[name] for name in ("name", "enabled")})
        self.write("/clients/1/", form | {"field2": "x", "_save": ""}, "PUT", {"field2": "x"})
        assert self.said_on_the_way() == ["success"]
        assert self.sandbox.clients == before | {1: before[1] | {"field2": "x"}}

    def create(self):
        """Create a client, with a shorter address where TimeTrack refuses the long one; its page and its id."""
        before = set(self.sandbox.clients)
        page = self.write(ADD, TYPED | {"_continue": ""}, "POST", CREATED)
        if self.refuses_long_texts:
            assert set(self.sandbox.clients) == before
            self.assert_refused(page, TYPED, "address")
            retyped = form_of(page) | {"address": SHORT, "_continue": ""}
            page = self.write(ADD, retyped, "POST", CREATED | {"address": SHORT})
            return self.assert_taken(page, self.new(before), CREATED | {"address": SHORT}), self.new(before)
        return self.assert_taken(page, self.new(before), CREATED), self.new(before)

    def create_a_namesake(self):
        before = deepcopy(self.sandbox.clients)
        typed = {"name": NEW["name"], "phone": "+43 9", "_continue": ""}
        page = self.browser.post(ADD, typed)
        assert (page.status_code, self.sandbox.clients) == (200, before)
        sent = {"name": NEW["name"], "phone": "+43 9", "enabled": False}
        page = self.write(ADD, form_of(page) | {"_continue": "", "_create_anyway": ""}, "POST", sent)
        if self.switches.unique_names:
            assert self.sandbox.clients == before
            self.assert_refused(page, {"name": NEW["name"], "phone": "+43 9"}, "name")
        elif self.switches.list_disabled or self.switches.created not in {"nothing", "null"}:
            self.assert_taken(page, self.new(before), sent)
        else:  # nobody says which one it is, and the list does not have it
            assert (page.status_code, levels(page), self.new(before) > 0) == (200, ["warning"], True)

    def change(self, page, number):
        before = deepcopy(self.sandbox.clients)
        typed = form_of(page) | CHANGED | {"phone": " +43 6  ", "_save": ""}
        answer = self.write(f"/clients/{number}/", typed, "PUT", CHANGED)
        untouched = before[number].keys() - CHANGED.keys()
        assert all(self.sandbox.clients[number][name] == before[number][name] for name in untouched)
        self.assert_taken(answer, number, self.sandbox.clients[number] | CHANGED)

    def delete(self, number):
        url = f"/clients/{number}/delete/"
        page = self.get(url)
        if self.switches.rate_limit is None:
            assert "1 project refers to this client" in text_of(page)
        page = self.write(url, form_of(page) | {"confirm": CREATED["name"]}, "DELETE", None)
        if self.switches.delete_with_projects == "refuse":
            assert number in self.sandbox.clients
            assert (page.status_code, levels(page)) == (200, ["error"])
            assert "The client was not deleted." in said(page)[0][1]
            self.sandbox.projects.clear()
            self.write(url, form_of(page), "DELETE", None)
        assert number not in self.sandbox.clients

    def undo(self, number):
        kept = deepcopy(self.sandbox.clients)
        page = self.get(LIST)
        assert levels(page) == ["success"]
        assert self.get(f"/clients/{number}/").status_code == 404
        self.write(ADD, form_of(page) | {"_undo": ""}, "POST", None)
        new = self.new(kept)
        assert new != number
        assert self.said_on_the_way() == ["success"]
        assert holds(self.sandbox.clients[new], self.deleted)

    # Their parts

    def get(self, url):
        return self._patiently(lambda: self.browser.get(url))

    def write(self, url, form, method, body):
        """Send a form: one write goes out, with this body where it is known from the start."""
        self.sandbox.calls.clear()
        self.caplog.clear()
        if method == "DELETE":
            self.deleted = deepcopy(self.sandbox.clients[int(re.search("[0-9]+", url)[0])])
        page = self._patiently(lambda: self.browser.post(url, form))
        sent = [call for call in self.sandbox.calls if call.method != "GET"]
        assert [call.method for call in sent] in ([method], [method] * 2 if self.switches.rate_limit else [method])
        assert body is None or sent[-1].body == body
        return page

    def said_on_the_way(self):
        return levels(self.get(LIST))

    def new(self, before):
        (number,) = set(self.sandbox.clients) - set(before)
        return number

    def assert_taken(self, page, number, wanted):
        """Success is said where TimeTrack holds what was typed, else a warning names exactly what it does not hold."""
        amiss = differing(self.sandbox.clients[number], wanted)
        if not amiss:
            assert page.status_code == 302
            page = self.get(page.url)
            assert levels(page) == ["success"]
            return page
        assert page.status_code == 200
        ((level, sentence),) = said(page)
        assert level == "warning"
        assert {name for name, label in LABELS.items() if label in sentence.partition(":")[2]} == amiss
        assert ("Saved, but" in sentence) is (len(amiss) < len(CHANGED))
        shown = form_of(page)
        assert {name: shown[name].replace("\r\n", "\n") for name in amiss} == {name: wanted[name] for name in amiss}
        return page

    def assert_refused(self, page, typed, parameter):
        assert (page.status_code, levels(page)) == (200, ["error"])
        assert "Nothing was saved" in said(page)[0][1]
        shown = form_of(page)
        assert {name: shown.get(name) for name in typed} == typed
        if self.switches.errors in {"json", "ok"}:
            assert next(iter(page.context["form"].errors)) == parameter

    @property
    def refuses_long_texts(self):
        return self.switches.max_length is not None and self.switches.too_long == "refuse"

    def _patiently(self, ask):
        """Ask; where TimeTrack is asked too much the page says so, and a second later it is asked once more."""
        page = ask()
        if self.switches.rate_limit and page.status_code == 503:
            assert int(page.headers["Retry-After"]) == 1
            time.sleep(1.05)
            page = ask()
        assert_no_crash(page, self.caplog.records)
        return page
