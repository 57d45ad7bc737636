"""Text that stays text, on every page and in every message."""

import html
from html.parser import HTMLParser

import pytest

from tests.pages import buttons_of, confirmed, form_of
from ttdash.sandbox import Fault, faults
from ttdash.sandbox.answers import errors

FORM = "application/x-www-form-urlencoded"
URL = "/clients/1/"


EVIL = """"'><x-evil onload=steal() style=x>{{ 7|add:7 }}{% now "Y" %}</textarea></title></script><!--&lt;b&gt;${7*7}"""
LINK = "javascript:steal()//@x.example"


class Injected(HTMLParser):
    """What of a page would be somebody else's: tags that we do not write, handlers, styles, and links to script."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "x-evil":
            self.found.append(tag)
        for name, value in attrs:
            leads = name not in {"value", "title"}  # which are texts
            scripted = leads and (value or "").lower().strip().startswith(("javascript:", "data:"))
            if scripted or name.startswith(("on", "style")):
                self.found.append((tag, name, value))

    handle_startendtag = handle_starttag


def evil(sandbox):
    """A client whose every text is hostile."""
    texts = dict.fromkeys(("contactPerson", "phone", "address", "address2", "addressZipCode", "addressCity"), EVIL)
    free = dict.fromkeys(("field1", "field2", "field3", "notes", "color", "addressCountry"), EVIL)
    return sandbox.add(name=EVIL, email=LINK, **texts, **free)


def listed(browser, sandbox):
    return browser.get("/clients/")


def searched(browser, sandbox):
    return browser.get("/clients/", {"q": f"no such {EVIL}"})


def form(browser, sandbox):
    return browser.get(URL)


def prefilled(browser, sandbox):
    return browser.get("/clients/add/", {"name": EVIL})


def delete(browser, sandbox):
    sandbox.projects.append({"ID": 1, "projectName": EVIL, "clientName": EVIL, "projectEnabled": True})
    return browser.get("/clients/1/delete/")


def not_deleted(browser, sandbox):
    delete(browser, sandbox)
    return confirmed(browser, confirm=EVIL + EVIL)


def saved(browser, sandbox):
    return browser.post(URL, form_of(browser.get(URL)) | {"phone": "2", "_continue": ""}, follow=True)


def undo(browser, sandbox):
    return browser.get(confirmed(browser).url)


def look_alikes(browser, sandbox):
    answer = browser.post("/clients/add/", {"name": EVIL.upper(), "notes": EVIL, "_save": ""})
    assert "_create_anyway" in buttons_of(answer)
    return answer


def clash(browser, sandbox):
    typed = form_of(browser.get(URL)) | {"phone": f"mine {EVIL}", "_save": ""}
    sandbox.clients[1]["phone"] = f"theirs {EVIL}"
    answer = browser.post(URL, typed)
    assert "use-phone" in answer.content.decode()
    return answer


def not_taken(browser, sandbox):
    sandbox.switches.put_drops = frozenset({"phone"})
    answer = browser.post(URL, form_of(browser.get(URL)) | {"phone": f"new {EVIL}", "_save": ""})
    assert "TimeTrack holds" in answer.content.decode()
    return answer


def rejected(browser, sandbox):
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    sandbox.fail(Fault.REDIRECT, on="PUT")
    return browser.post(URL, typed)


def failed(browser, sandbox):
    sandbox.fail(Fault.SERVER_ERROR, times=None)
    return browser.get("/clients/?q=never+seen")


LOOKING = [listed, searched, form, failed]
WRITING = [prefilled, delete, not_deleted, saved, undo, look_alikes, clash, not_taken, rejected]


@pytest.mark.parametrize(
    ("role", "page"), [("viewer", page) for page in LOOKING] + [("editor", page) for page in LOOKING + WRITING]
)
def test_text_from_timetrack_stays_text_on_every_page(sandbox, visitor, monkeypatch, page, role):
    monkeypatch.setitem(faults.INSTEAD, Fault.REDIRECT, errors(400, f"phone: {EVIL}"))
    monkeypatch.setitem(faults.INSTEAD, Fault.SERVER_ERROR, errors(500, EVIL))
    evil(sandbox)
    markup = page(visitor(role), sandbox).content.decode()
    parser = Injected()
    parser.feed(markup)
    assert parser.found == []
    assert EVIL in html.unescape(markup)
    assert "14" not in markup.partition("{{ 7|add:7 }}")[2][:3]


def test_a_viewer_reads_every_hostile_value_as_it_is(sandbox, visitor):
    evil(sandbox)
    markup = html.unescape(visitor("viewer").get(URL).content.decode())
    assert markup.count(EVIL) >= 12
    assert LINK in markup
