"""Every attempt to write leaves a trace, begun before TimeTrack is called and completed after it."""

import json

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db import DatabaseError

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.history import traces
from clients_ui.history.traces import HistoryFilter
from clients_ui.models import Attempt
from tests.pages import confirmed, form_of, levels
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


def test_beside_the_entry_the_attempt_holds_outcome_and_client_to_ask_by(muller, visitor):
    save(visitor("editor"), phone="2")
    visitor("editor").post("/clients/add/", {"name": "Neu", "_save": ""})
    confirmed(visitor("editor"))
    found = Attempt.objects.order_by("pk").values_list("client", "outcome", "read_back")
    assert list(found) == [(1, "saved", True), (2, "created", True), (1, "deleted", False)]


def test_of_a_value_that_timetrack_cut_off_the_trace_keeps_what_timetrack_kept(muller, visitor):
    muller.switches.max_length, muller.switches.too_long = 5, "cut"
    save(visitor("editor"), phone="123456789")
    assert trace()[1]["fields"] == {"phone": ["1", "12345"]}


def test_of_a_value_that_timetrack_did_not_take_the_trace_keeps_that_nothing_changed(muller, visitor):
    muller.switches.put_drops = frozenset({"phone"})
    save(visitor("editor"), phone="2", email="new@b.at")
    assert trace()[1]["fields"] == {"phone": ["1", "1"], "email": ["a@b.at", "new@b.at"]}


@pytest.mark.parametrize("created", ["object", "id", "nothing"])
def test_of_a_creation_the_trace_keeps_all_that_the_new_client_holds(muller, visitor, created):
    muller.switches.max_length, muller.switches.too_long, muller.switches.created = 12, "cut", created
    visitor("editor").post("/clients/add/", {"name": "Neu", "notes": "more than twelve", "enabled": "on", "_save": ""})
    assert trace()[1]["fields"] == {"name": ["", "Neu"], "enabled": [None, True], "notes": ["", "more than tw"]}


def test_of_what_could_not_be_read_back_the_trace_keeps_what_was_sent(muller, visitor):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "123456789", "_save": ""}
    muller.switches.max_length, muller.switches.too_long = 5, "cut"
    muller.fail(Fault.DELAY, on="GET", seconds=0)
    muller.fail(Fault.UNAUTHORIZED, on="GET", times=None)
    assert levels(browser.post(URL, typed)) == ["warning"]
    entry, content = trace()
    assert content == {"fields": {"phone": ["1", "123456789"]}, "outcome": "saved"}
    assert not entry.attempt.read_back


def test_without_values_the_trace_keeps_the_names_of_the_fields_alone(muller, visitor, settings):
    settings.HISTORY_VALUES = False
    visitor("editor").post("/clients/add/", {"name": "Neu", "phone": "2", "_save": ""})
    assert trace()[1]["fields"] == {"name": None, "phone": None, "enabled": None}


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{broken",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"fields": 5}',
        '{"fields": {"phone": ["1"], "email": 5, "x": null}}',
    ],
)
def test_an_entry_that_was_not_written_here_is_shown_without_fields(muller, visitor, message):
    browser = visitor("editor")
    save(browser, phone="2")
    LogEntry.objects.update(change_message=message)
    found = traces.traces(HistoryFilter(client=1)).get()
    assert (found.changes, found.outcome) == ([], "saved")
    assert browser.get("/clients/1/history/").status_code == 200
    assert browser.get(URL).status_code == 200


def test_a_creation_is_traced_with_the_id_that_came_of_it(muller, visitor):
    visitor("editor").post("/clients/add/", {"name": "Neu", "phone": "2", "_save": ""})
    entry, content = trace()
    assert (entry.object_id, entry.object_repr, entry.action_flag) == ("2", "Neu", ADDITION)
    assert content["fields"] == {"name": ["", "Neu"], "phone": ["", "2"], "enabled": [None, False]}


def test_a_deletion_is_traced_with_all_that_the_client_held(muller, visitor):
    confirmed(visitor("editor"))
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
    save_row = Attempt.save

    def broken_later(self, **options):
        if "update_fields" in options:
            raise DatabaseError("disk full")
        save_row(self, **options)

    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    monkeypatch.setattr(Attempt, "save", broken_later)
    assert browser.post(URL, typed).status_code == 302
    assert "could not be written" in caplog.text
    assert (trace()[1]["outcome"], LogEntry.objects.get().attempt.outcome) == ("begun", "begun")


def test_an_entry_is_never_without_its_attempt(muller, visitor, monkeypatch):
    def broken(**_):
        raise DatabaseError("disk full")

    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    monkeypatch.setattr(Attempt.objects, "create", broken)
    assert browser.post(URL, typed).status_code == 503
    assert LogEntry.objects.count() == 0
    assert muller.clients[1]["phone"] == "1"


def test_what_sends_nothing_leaves_no_trace(muller, visitor):
    save(visitor("editor"))
    assert LogEntry.objects.count() == 0


def test_a_long_name_is_cut_where_the_trace_has_no_room(muller, visitor):
    visitor("editor").post("/clients/add/", {"name": "X" * 255, "_save": ""})
    assert trace()[0].object_repr == "X" * 200


def test_a_name_that_is_longer_than_may_be_typed_is_cut_too(muller, visitor):
    muller.clients[1]["name"] = "X" * 500
    confirmed(visitor("editor"))
    assert muller.clients == {}
    assert trace()[0].object_repr == "X" * 200


def test_what_a_deletion_took_is_given_back_to_whoever_deleted_it_alone(account):
    eva, adam = account("editor").pk, account("editor").pk
    begun = traces.begin(eva, DELETION, 1, "Müller", {"name": ("Müller", "")})
    assert traces.deletion(begun.pk, eva).name == "Müller"
    assert traces.deletion(begun.pk, adam) is None


def test_the_trace_of_a_creation_tells_what_timetrack_added_by_itself(account):
    begun = traces.begin(account("editor").pk, ADDITION, None, "Müller", {"name": ("", "Müller")})
    traces.complete(begun, "created", 7, ClientRecord(7, {**EMPTY, "name": "Müller", "color": "#336699"}))
    assert Attempt.objects.get().pairs == {"name": ["", "Müller"], "color": ["", "#336699"]}
