"""The history as people read it: of one client, of the whole team, as CSV; and taking a change back."""

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.utils import timezone

from clients_ui.history import traces
from clients_ui.models import Attempt
from clients_ui.timetrack.repository import ClientRepository
from tests.filling import filled
from tests.pages import confirmed, form_of, levels, links_of, said, text_of
from ttdash.sandbox import Fault

URL = "/clients/1/history/"


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1", email="a@b.at", notes="old\r\nnotes")
    return sandbox


@pytest.fixture
def eva(muller, visitor):
    """Somebody who changed the phone from 1 to 2."""
    browser = visitor("editor")
    save(browser, phone="2")
    return browser


def save(browser, **typed):
    return browser.post("/clients/1/", form_of(browser.get("/clients/1/")) | typed | {"_save": ""})


def rows(page):
    return list(csv.DictReader(io.StringIO(page.getvalue().decode("utf-8-sig")), delimiter=";"))


def test_a_clients_history_shows_who_changed_what_from_what(eva, visitor):
    page = visitor("viewer").get(URL)
    assert page.status_code == 200
    assert f"{eva.person.username} · changed" in text_of(page)
    assert "Phone 1 → 2" in text_of(page)
    assert "Revert" not in text_of(page)


def test_a_clients_page_leads_to_its_history(eva):
    assert URL in links_of(eva.get("/clients/1/"))


def test_the_history_is_still_there_when_the_client_is_gone(eva):
    confirmed(eva)
    page = eva.get(URL)
    assert "Müller" in text_of(page)
    assert "deleted" in text_of(page)


def test_the_history_of_a_client_that_nobody_changed_is_empty(muller, visitor):
    page = text_of(visitor("viewer").get("/clients/77/history/"))
    assert "History of #77" in page
    assert "Nothing was done here yet." in page


def test_where_all_clients_are_in_memory_an_empty_history_bears_the_clients_name(muller, visitor, settings):
    settings.DIRECTORY_SECONDS = 60
    filled()
    assert "History of Müller" in text_of(visitor("viewer").get(URL))


# Revert


def entry():
    return str(LogEntry.objects.order_by("pk").first().pk)


def test_revert_puts_the_old_value_back_as_an_ordinary_save(muller, eva):
    assert eva.post(URL, {"_revert": entry()}).url == URL
    assert [call.body for call in muller.calls if call.method == "PUT"] == [{"phone": "2"}, {"phone": "1"}]
    assert LogEntry.objects.count() == 2
    assert "success" in levels(eva.get(URL))


def test_revert_of_a_value_that_somebody_changed_meanwhile_stops_as_a_conflict(muller, eva):
    muller.clients[1]["phone"] = "3"
    page = eva.post(URL, {"_revert": entry()})
    assert page.status_code == 200
    assert "Theirs, in TimeTrack now 3" in text_of(page)
    assert muller.clients[1]["phone"] == "3"
    assert 'action="/clients/1/"' in page.content.decode()


def test_revert_in_conflict_can_put_back_a_country_outside_the_list(muller, visitor):
    muller.clients[1]["addressCountry"] = "Austria"
    browser = visitor("editor")
    save(browser, addressCountry="DE")
    muller.clients[1]["addressCountry"] = "CH"
    page = browser.post(URL, {"_revert": entry()})
    browser.post("/clients/1/", form_of(page) | {"use-addressCountry": "mine", "_save": ""})
    assert muller.clients[1]["addressCountry"] == "Austria"


def test_a_revert_that_cannot_be_read_back_is_no_success(muller, eva, monkeypatch):
    update = ClientRepository.update

    def update_and_fall_silent(*args):
        update(*args)
        muller.fail(Fault.SERVER_ERROR, on="GET", path=r"clients/\d+", times=None)

    eva.get(URL)  # it shows what the save before said
    monkeypatch.setattr(ClientRepository, "update", update_and_fall_silent)
    assert eva.post(URL, {"_revert": entry()}).url == URL
    sentence = "TimeTrack took what was sent, but it could not be read back: check it later."
    assert said(eva.get(URL)) == [("warning", sentence)]


def test_revert_of_what_is_already_back_sends_nothing(muller, eva):
    eva.post(URL, {"_revert": entry()})
    eva.post(URL, {"_revert": entry()})
    assert len([call for call in muller.calls if call.method == "PUT"]) == 2


@pytest.mark.parametrize("number", ["", "x", "999", "9" * 30, "-1"])
def test_revert_of_what_is_no_entry_of_this_client_is_refused(muller, eva, number):
    assert eva.post(URL, {"_revert": number}).status_code == 404


def test_an_entry_of_another_client_cannot_be_reverted_here(muller, eva):
    muller.add(name="Other")
    assert eva.post("/clients/2/history/", {"_revert": entry()}).status_code == 404


def test_who_may_not_change_clients_cannot_revert(muller, eva, visitor):
    assert visitor("viewer").post(URL, {"_revert": entry()}).status_code == 403


@pytest.mark.parametrize(("action", "outcome"), [("add", "created"), ("change", "not_saved"), ("delete", "unclear")])
def test_what_the_page_does_not_offer_to_revert_cannot_be_reverted_by_hand(muller, visitor, action, outcome):
    browser = visitor("editor")
    if action == "add":
        browser.post("/clients/add/", {"name": "Neu", "phone": "1", "_save": ""})
    else:
        typed = form_of(browser.get("/clients/1/")) | {"phone": "2", "_save": ""}
        muller.fail(Fault.SERVER_ERROR, on={"change": "PUT", "delete": "DELETE"}[action], times=None)
        browser.post("/clients/1/" if action == "change" else "/clients/1/delete/", typed)
        muller.heal()
    attempt = Attempt.objects.get()
    page = browser.get(f"/clients/{attempt.client}/history/")
    assert "_revert" not in page.content.decode()
    muller.calls.clear()
    assert browser.post(f"/clients/{attempt.client}/history/", {"_revert": entry()}).status_code == 404
    assert muller.calls == []


def test_revert_of_a_value_that_timetrack_cut_off_puts_the_old_one_back(muller, visitor):
    muller.switches.max_length, muller.switches.too_long = 12, "cut"
    browser = visitor("editor")
    save(browser, notes="more than twelve")
    assert browser.post(URL, {"_revert": entry()}).url == URL
    assert muller.clients[1]["notes"] == "old\r\nnotes"


# Changes made elsewhere


def test_what_was_changed_in_timetrack_itself_is_pointed_out_on_the_clients_page(muller, eva):
    muller.clients[1].update(phone="changed elsewhere", email="never written here")
    ((_, sentence),) = [each for each in said(eva.get("/clients/1/")) if each[0] == "info"]
    assert sentence == "Changed in TimeTrack itself since it was last saved here: Phone."


def test_what_stands_as_it_was_written_is_not_pointed_out(muller, eva):
    eva.get("/clients/")
    assert said(eva.get("/clients/1/")) == []


def test_what_timetrack_cut_off_when_it_was_saved_here_is_not_pointed_out_as_changed_elsewhere(muller, visitor):
    muller.switches.max_length, muller.switches.too_long = 5, "cut"
    browser = visitor("editor")
    assert "did not take" in said(save(browser, phone="123456789"))[0][1]
    assert said(browser.get("/clients/1/")) == []
    browser.post("/clients/add/", {"name": "Neumann", "phone": "123456789", "_save": ""})
    assert said(browser.get("/clients/2/")) == []


def test_what_could_not_be_read_back_is_not_pointed_out_as_changed_elsewhere(muller, visitor):
    muller.switches.max_length, muller.switches.too_long = 5, "cut"
    browser = visitor("editor")
    typed = form_of(browser.get("/clients/1/")) | {"phone": "123456789", "_save": ""}
    muller.fail(None, on="GET")  # the read before the write
    muller.fail(Fault.SERVER_ERROR, on="GET", times=None)
    browser.post("/clients/1/", typed)
    muller.heal()
    assert muller.clients[1]["phone"] == "12345"
    assert "Changed in TimeTrack itself" not in text_of(browser.get("/clients/1/"))


# The team's history


@pytest.fixture
def busy(muller, visitor):
    first, second = visitor("editor"), visitor("editor")
    save(first, phone="=2")
    save(second, email="c@d.at")
    second.post("/clients/add/", {"name": "@Neu", "phone": "+43 1/2-3", "_save": ""})
    confirmed(second)
    return first.person.username, second.person.username


def test_managers_see_what_everybody_did(busy, visitor):
    page = visitor("manager").get("/history/")
    assert page.status_code == 200
    assert all(f"{name} ·" in text_of(page) for name in busy)


@pytest.mark.parametrize(("filters", "count"), [("", 4), ("action=change", 2), ("action=add", 1), ("action=delete", 1)])
def test_it_is_filtered_by_action(busy, visitor, filters, count):
    assert visitor("manager").get(f"/history/?{filters}").content.decode().count('class="trace"') == count


def test_it_is_filtered_by_person_and_by_date(busy, visitor):
    manager, today = visitor("manager"), timezone.localdate()
    count = lambda query: manager.get(f"/history/?{query}").content.decode().count('class="trace"')  # noqa: E731
    assert count(f"person={busy[1]}") == 3
    assert count(f"since={today}&until={today}") == 4
    assert count(f"since={today + timedelta(days=1)}") == 0
    assert count(f"until={today - timedelta(days=1)}") == 0


@pytest.mark.parametrize(
    "query",
    ["person=%00", "since=x", "until=2026-99-99", "action=x", "page=x", "page=0", "page=999"]
    + [f"{name}={day}" for name in ("since", "until") for day in ("0001-01-01", "0001-01-02", "9999-12-31")],
)
def test_no_filter_breaks_the_page(busy, visitor, query):
    assert visitor("manager").get(f"/history/?{query}").status_code == 200


def test_long_histories_have_pages(muller, visitor):
    browser = visitor("manager")
    template = {"user": browser.person, "action_flag": 2, "object_id": "1", "object_repr": "Müller"}
    traces.begin(browser.person.pk, 2, 1, "Müller", {"phone": ("a", "b")})
    first = LogEntry.objects.get()
    for _ in range(60):
        copy = LogEntry(**template, content_type=first.content_type, change_message=first.change_message)
        copy.save()
        Attempt.objects.create(entry=copy, client=1)
    page = browser.get("/history/?action=change")
    assert page.content.decode().count('class="trace"') == 50
    assert "?action=change&page=2" in links_of(page)
    assert browser.get("/history/?action=change&page=2").content.decode().count('class="trace"') == 11


def test_it_comes_as_csv_with_the_same_filters(busy, visitor):
    page = visitor("manager").get(f"/history/?person={busy[1]}&format=csv")
    assert page["Content-Type"].startswith("text/csv")
    found = rows(page)
    assert {row["person"] for row in found} == {busy[1]}
    assert {"parameter": "email", "old": "a@b.at", "new": "c@d.at"}.items() <= found[-1].items()


def test_every_cell_of_the_csv_is_quoted_and_none_is_a_formula_or_a_number(busy, visitor):
    browser, where = visitor("manager"), "/history/?format=csv"
    cells = {(row["parameter"], row["new"]) for row in rows(browser.get(where))}
    assert {("phone", "\t'=2"), ("name", "\t'@Neu"), ("phone", "\t+43 1/2-3")} <= cells
    text = browser.get(where).getvalue().decode("utf-8-sig")  # once more: an answer that streams is read once
    assert re.fullmatch('("[^"]*"(;"[^"]*"){8}\r\n)+', text)


def test_what_timetrack_locks_is_not_put_back_with_the_rest(muller, eva):
    begun = traces.begin(
        eva.person.pk, CHANGE, 1, "Müller", {"name": ("Maier", "Müller"), "email": ("x@y.at", "a@b.at")}
    )
    traces.complete(begun, "saved")
    muller.calls.clear()
    eva.post(URL, {"_revert": begun.pk})
    assert [call.body for call in muller.calls if call.method == "PUT"] == [{"email": "x@y.at"}]


@pytest.mark.parametrize(("utc", "here"), [("2026-01-05", "13:00:00+01:00"), ("2026-07-05", "14:00:00+02:00")])
def test_the_csv_tells_the_time_of_the_office_in_winter_and_in_summer(eva, visitor, utc, here):
    LogEntry.objects.update(action_time=datetime.fromisoformat(f"{utc}T12:00:00Z"))
    (row,) = rows(visitor("manager").get("/history/?format=csv"))
    assert row["time"].lstrip("\t") == f"{utc}T{here}"


def test_the_csv_carries_no_nul(muller, visitor):
    browser = visitor("manager")
    muller.clients[1]["notes"] = "a\0b"
    save(browser, notes="c")
    page = browser.get("/history/?format=csv").getvalue().decode("utf-8-sig")
    assert "\0" not in page
    assert "a\ufffdb" in page


def test_the_csv_of_a_long_history_is_written_as_it_is_read(muller, visitor, monkeypatch):
    browser = visitor("manager")
    for phone in "234":
        save(browser, phone=phone)
    read = []
    changes = Attempt.changes.fget
    monkeypatch.setattr(Attempt, "changes", property(lambda attempt: read.append(attempt.pk) or changes(attempt)))
    page = browser.get("/history/?format=csv")
    read_at_each_line = [len(read) for _ in page.streaming_content]
    assert read_at_each_line == [0, 0, 1, 2, 3]


# What is kept


def test_with_values_off_field_names_alone_are_kept(muller, visitor, settings):
    settings.HISTORY_VALUES = False
    browser = visitor("manager")
    save(browser, phone="Geheim")
    confirmed(browser)
    assert not LogEntry.objects.filter(change_message__contains="Geheim").exists()
    page = browser.get(URL)
    assert "Phone not kept" in text_of(page)
    assert form_of(page) == {}
    assert form_of(browser.get("/clients/")) == {}
    assert browser.get("/history/?format=csv").status_code == 200


def test_old_entries_are_forgotten_after_the_days_of_the_setting(muller, eva, settings, capsys):
    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=31))
    save(eva, phone="4")
    call_command("prune_history")
    assert LogEntry.objects.count() == 2
    settings.HISTORY_DAYS = 30
    call_command("prune_history")
    assert LogEntry.objects.count() == 1
    assert "1 entries older than 30 days" in capsys.readouterr().out
