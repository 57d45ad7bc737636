"""No word on any page is left in another language: each text is between ⟦ and ⟧ once it went through the catalogue."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from clients_ui.client.countries import country_names
from clients_ui.directory import directory
from tests import catalogue
from tests.filling import filled
from tests.pages import form_of, language_of
from tests.people import has_confirmed
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db
ALLOWED = {"Viewers", "Editors", "Managers", "Esc"}
"""What nobody translates: the names of the groups, and a key that is called so on every keyboard."""
SPOKEN = {"placeholder", "title", "alt", "aria-label", "label", "content"} | {
    f"data-{told}" for told in ("warn", "failed", "ask", "text", "copied", "not-copied", "saving")
}


class Texts(HTMLParser):
    """All that a page says, but for what is data: code, and what names its own language."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said, self.silent = [], []

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag in {"script", "style", "code"} or ("lang" in attrs and tag != "html"):
            self.silent.append(tag)
        if not self.silent:
            self.said += [value for name, value in attrs.items() if name in SPOKEN and tag != "meta" and value]
        if tag == "input" and attrs.get("type") in {"submit", "button"}:
            self.said.append(attrs.get("value") or "")

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def is_read(page):
    """Whether it is a page for people: with a body."""
    return page.status_code not in {302, 405} and page["Content-Type"].startswith("text/html")


def unmarked(page):
    """The words of a page that did not go through the catalogue."""
    parser = Texts()
    parser.feed(page.content.decode())
    said = "\n".join(parser.said)
    while said != (said := re.sub("⟦[^⟦⟧]*⟧", " ", said)):
        pass
    for country in sorted(country_names("en").values(), key=len, reverse=True):
        said = said.replace(country, " ")
    said = re.sub(r"https?://\S+|\S+@\S+|\b[A-Z]{2}\b|#(?:[0-9A-F]{6}|RRGGBB)", " ", said)
    return sorted(set(re.findall(r"[A-Za-zäöüß]{2,}", said)) - ALLOWED)


@pytest.fixture
def marked(monkeypatch):
    """A language in which each text of the catalogue is itself, in brackets."""
    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"⟦{text}⟧" if text else "")
    monkeypatch.setattr(translation._trans, "pgettext", lambda _context, text: f"⟦{text}⟧")
    monkeypatch.setattr(translation._trans, "ngettext", lambda one, many, n: f"⟦{one if n == 1 else many}⟧")
    monkeypatch.setattr(translation._trans, "npgettext", lambda _c, one, many, n: f"⟦{one if n == 1 else many}⟧")


@pytest.fixture
def lacking(monkeypatch):
    """The texts that were asked for in German and have none, or have words that are not ours."""
    found, known = set(), {"Code", *(text.one for text in catalogue.german())}  # one word of allauth is German too
    real = translation._trans.gettext, translation._trans.pgettext, translation._trans.ngettext

    def note(text, translated):
        if translated == text and text not in known and re.search("[A-Za-z]{2}", re.sub(r"%\(\w+\)s", "", text)):
            found.add(text)
        if catalogue.NOT_OURS.search(translated):
            found.add(translated)
        return translated

    monkeypatch.setattr(translation._trans, "gettext", lambda text: note(text, real[0](text)))
    monkeypatch.setattr(translation._trans, "pgettext", lambda context, text: note(text, real[1](context, text)))
    monkeypatch.setattr(
        translation._trans, "ngettext", lambda one, many, n: note(one if n == 1 else many, real[2](one, many, n))
    )
    return found


def addresses(patterns=None, before=""):
    """Every address there is, with 1 for what stands in it."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = before + re.sub("<[^>]+>", "1", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        elif isinstance(each, URLPattern):
            yield f"/{path}"


def clients(sandbox, settings, monkeypatch):
    """Clients of whom nothing is written in our letters, one of them with much that is wrong."""
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    greek = {"contactPerson": "Εύα", "notes": "Σημείωση", "addressCity": "Αθήνα", "addressCountry": "GR"}
    for number in range(60):
        sandbox.add(name=f"Ωμέγα {number}", email="e@office.example", phone="+30 1234567", color="#1F6FEB", **greek)
    sandbox.add(name="Άλφα", email="κ", phone="1" * 40, addressCountry="Ω", addressZipCode="Ω", enabled=False)
    sandbox.add(name="Άλφα", addressCountry="AT", addressZipCode="Ω")
    filled()


def pages(sandbox, account, nothing_known=None):
    """Every page, and every state of one that says something else: what it is called, and the page."""
    manager, guest, nobody = Client(), Client(), Client(raise_request_exception=False)
    person = account("manager", "ω1")
    manager.force_login(person)
    has_confirmed(manager, person)
    nobody.force_login(account("nobody", "ω2"))
    for path in addresses():
        for who, browser in (("manager", manager), ("guest", guest)):
            yield f"{who} {path}", browser.get(path)
    yield from states(sandbox, manager, guest, nobody)


def states(sandbox, manager, guest, nobody):
    yield "no role", nobody.get("/clients/")
    yield "no page", manager.get("/no/such/page/")
    yield "no client", manager.get("/clients/999/")
    yield "too long", guest.get("/clients/?q=" + "1" * 9000)
    for query in ("q=Ωμεγα", "q=9999", "q=9999&enabled=1", "page=99", "finding=email", "email=&sort=-addressCountry"):
        yield query, manager.get(f"/clients/?{query}")
    yield "nothing typed", manager.post("/clients/add/", {"name": "", "email": "κ", "color": "κ", "phone": "\x01"})
    yield "alike", manager.post("/clients/add/", form_of(manager.get("/clients/add/")) | {"name": "Ωμέγα 1"})
    form = form_of(manager.get("/clients/1/"))
    yield "unchanged", manager.post("/clients/1/", form, follow=True)
    yield "saved", manager.post("/clients/1/", form | {"phone": "12345"}, follow=True)
    yield "clash", manager.post("/clients/1/", form | {"phone": "67890"})
    yield "changed elsewhere", _changed_elsewhere(sandbox, manager)
    yield "history", manager.get("/clients/1/history/")
    yield "all histories", manager.get("/history/")
    yield "deleted", manager.post("/clients/2/delete/", form_of(manager.get("/clients/2/delete/")), follow=True)
    for fault in (Fault.RESET_BEFORE, Fault.TOO_MANY, Fault.UNAUTHORIZED, Fault.BROKEN_JSON, Fault.UNAVAILABLE):
        sandbox.fail(fault, times=None)
        yield f"page, {fault.name}", manager.get("/clients/3/history/")
        yield f"client, {fault.name}", manager.get("/clients/3/")
        yield f"deletion, {fault.name}", manager.get("/clients/3/delete/")
        yield f"form, {fault.name}", manager.post("/clients/3/", form | {"phone": "1"})
        sandbox.heal()
    yield "wrong password", guest.post("/login/", {"username": "ω", "password": "ω"})
    yield "an account", manager.post("/auth/user/add/", {"username": "ω 3", "password1": "1", "password2": "2"})
    yield "own password", manager.post("/password_change/", {"old_password": "1", "new_password1": "1"})


def _changed_elsewhere(sandbox, manager):
    sandbox.clients[1]["phone"] = "000"
    return manager.get("/clients/1/")


def test_no_page_says_a_word_that_did_not_go_through_the_catalogue(
    sandbox, account, settings, monkeypatch, marked, nothing_counted
):
    clients(sandbox, settings, monkeypatch)
    found, seen = {}, 0
    for name, page in pages(sandbox, account):
        if is_read(page):
            seen += 1
            if words := unmarked(page):
                found[name] = words
    assert found == {}
    assert seen > 60


def test_no_text_of_any_page_lacks_german_and_each_says_that_it_is_german(
    sandbox, account, settings, monkeypatch, lacking, nothing_counted
):
    clients(sandbox, settings, monkeypatch)
    settings.LANGUAGE_CODE = "de"
    translation.activate("de")
    read = {name: page for name, page in pages(sandbox, account) if is_read(page)}
    whole = {name: page for name, page in read.items() if b"<html" in page.content}
    assert {name for name, page in whole.items() if language_of(page) != "de"} == set()
    assert {*read} - {*whole} == {"manager /clients/seen/"}  # parts of a page
    assert lacking == set()
