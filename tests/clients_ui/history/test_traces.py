"""Every attempt to write leaves a trace, begun before TimeTrack is called and completed after it."""

import json

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db import DatabaseError

from tests.pages import form_of, levels
from ttdash.sandbox import Fault

URL = "/clients/1/"


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1", email="a@b.at")
    return sandbox


def save(browser, **typed):
    return browser.post(URL, form_of(browser.get(URL)) | typed | {"_save": ""})


def trace():
    entry = LogEntry.objects.get()
    return entry, json.loads(entry.change_message)


def test_a_change_is_traced_with_person_client_and_old_and_new_values(muller, visitor):
    browser = visitor("editor")
    save(browser, phone="2")
    entry, content = trace()
    assert (entry.user, entry.object_id, entry.object_repr, entry.action_flag) == (
        browser.person,
        "1",
        "Müller",
        CHANGE,
    )
    assert entry.content_type.model == "client"
    assert content == {"fields": {"phone": ["1", "2"]}, "outcome": "saved"}


def test_a_creation_is_traced_with_the_id_that_came_of_it(muller, visitor):
    visitor("editor").post("/clients/add/", {"name": "Neu", "phone": "2", "_save": ""})
    entry, content = trace()
    assert (entry.object_id, entry.object_repr, entry.action_flag) == ("2", "Neu", ADDITION)
    assert content["fields"] == {"name": ["", "Neu"], "phone": ["", "2"], "enabled": [None, False]}


def test_a_deletion_is_traced_with_all_that_the_client_held(muller, visitor):
    visitor("editor").post("/clients/1/delete/")
    entry, content = trace()
    assert (entry.action_flag, content["outcome"]) == (DELETION, "deleted")
    assert content["fields"]["email"] == ["a@b.at", ""]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.SERVER_ERROR, "not_saved"),
        (Fault.RESET_BEFORE, "not_saved"),
        (Fault.RESET_AFTER, "saved"),
        (Fault.UNAUTHORIZED, "not_saved"),
    ],
)
def test_refusals_and_lost_answers_are_traced_too(muller, visitor, fault, outcome):
    muller.fail(fault, on="PUT")
    save(visitor("editor"), phone="2")
    assert trace()[1]["outcome"] == outcome


def test_an_attempt_whose_end_is_unclear_is_traced_as_such(muller, visitor):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    muller.fail(Fault.RESET_AFTER, on="PUT")
    muller.fail(Fault.DELAY, on="GET", seconds=0)
    muller.fail(Fault.UNAUTHORIZED, on="GET", times=None)
    page = browser.post(URL, typed)
    assert levels(page) == ["error"]
    assert trace()[1]["outcome"] == "unclear"


def test_the_trace_is_begun_before_timetrack_is_called(muller, visitor, monkeypatch):
    from clients_ui.timetrack.repository import ClientRepository

    seen = []
    monkeypatch.setattr(ClientRepository, "update", lambda *_: seen.append(trace()[1]))
    save(visitor("editor"), phone="2")
    assert seen == [{"fields": {"phone": ["1", "2"]}, "outcome": "begun"}]


@pytest.mark.parametrize("url", ["/clients/add/", URL, "/clients/1/delete/"])
def test_where_the_trace_cannot_be_begun_nothing_is_sent(muller, visitor, monkeypatch, url):
    browser = visitor("editor")
    typed = form_of(browser.get(url)) | {"name": "Huber", "phone": "2", "_save": ""}

    def broken(**_):
        raise DatabaseError("disk full")

    monkeypatch.setattr(LogEntry.objects, "create", broken)
    page = browser.post(url, typed)
    assert page.status_code == 503
    assert [call.method for call in muller.calls if call.method != "GET"] == []
    assert "delete" in url or form_of(page)["phone"] == "2"


def test_where_it_cannot_be_completed_what_happened_is_said_all_the_same(muller, visitor, monkeypatch, caplog):
    def broken(*_, **__):
        raise DatabaseError("disk full")

    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    monkeypatch.setattr(LogEntry, "save", broken)
    monkeypatch.setattr(LogEntry.objects, "create", LogEntry)
    assert browser.post(URL, typed).status_code == 302
    assert "could not be written" in caplog.text


def test_what_sends_nothing_leaves_no_trace(muller, visitor):
    save(visitor("editor"))
    assert LogEntry.objects.count() == 0


def test_a_long_name_is_cut_where_the_trace_has_no_room(muller, visitor):
    visitor("editor").post("/clients/add/", {"name": "X" * 500, "_save": ""})
    assert trace()[0].object_repr == "X" * 200
