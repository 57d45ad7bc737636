"""The pages of what was done at once: whose runs one sees, a run row by row, its one entry in the history, undo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients_ui.models import BulkRun, RunKind
from clients_ui.transfer import one_by_one, runs
from clients_ui.transfer.packages import Package
from tests.clients_ui.transfer.rows import DIGEST, RUN, SHEET, creation, names, package, send, update
from tests.pages import form_of, levels, links_of, said, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.usefixtures("unhurried")
URL = f"/runs/{RUN}/"


@pytest.fixture
def eva(sandbox, visitor):
    """Somebody who imported a file: one client was created by it, one changed."""
    browser = visitor("editor")
    sandbox.add(name="Müller", phone="1")
    runs.begin_whole(Package(RUN, DIGEST, SHEET, {}), browser.person.pk, 3)
    send(package(creation(2, phone="+43 1"), update(3, phone="2")), browser.person)
    return browser


def test_a_run_is_shown_with_its_counts_and_its_rows(eva):
    page = text_of(eva.get(URL))
    assert f"{eva.person.username} · Import 1 client created 1 client changed 1 row not done under way" in page
    assert "Phone 1 → 2" in page
    assert "Name – → Öllinger" in page


@pytest.mark.parametrize(
    ("silent", "ended", "state"), [(0, False, "under way"), (3, False, "stopped"), (3, True, "ended")]
)
def test_it_says_whether_it_goes_on(eva, silent, ended, state):
    BulkRun.objects.update(at=timezone.now() - timedelta(minutes=silent), ended=ended)
    assert f"1 row not done {state}" in text_of(eva.get(URL))


def test_ones_own_runs_are_listed_and_lead_to_their_pages(eva):
    assert URL in links_of(eva.get("/runs/"))


def test_others_see_neither_it_nor_its_page_and_managers_see_all(eva, visitor):
    other, manager = visitor("editor"), visitor("manager")
    assert (URL in links_of(other.get("/runs/")), other.get(URL).status_code) == (False, 404)
    assert other.post(URL, {"_undo": ""}).status_code == 404
    assert (URL in links_of(manager.get("/runs/")), manager.get(URL).status_code) == (True, 200)
    assert "Nothing was imported or changed in bulk here yet." in text_of(other.get("/runs/"))


def test_the_teams_history_shows_a_run_as_one_entry(eva, visitor):
    page = visitor("manager").get("/history/")
    assert text_of(page).count(eva.person.username + " ·") == 1
    assert URL in links_of(page)
    assert "Öllinger" not in text_of(page)


def test_in_the_history_runs_and_single_writes_stand_in_the_order_of_time(eva, visitor):
    eva.post("/clients/1/", form_of(eva.get("/clients/1/")) | {"phone": "7", "_save": ""})
    page = text_of(visitor("manager").get("/history/"))
    assert page.index("Phone 2 → 7") < page.index("1 client created")
    BulkRun.objects.update(begun_at=timezone.now() + timedelta(minutes=1))
    page = text_of(visitor("manager").get("/history/"))
    assert page.index("Phone 2 → 7") > page.index("1 client created")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("action=add", True),
        ("action=change", True),
        ("action=delete", False),
        ("person=eva", False),
        ("since=2000-01-01&until=2100-01-01", True),
        ("until=2001-01-01", False),
        ("since=2099-01-01", False),
        ("page=2", False),
    ],
)
def test_the_historys_filters_hold_for_runs_too(eva, visitor, query, shown):
    assert (URL in links_of(visitor("manager").get(f"/history/?{query}"))) == shown


def test_the_history_of_a_client_shows_what_an_import_did_to_it(eva):
    assert "Phone 1 → 2" in text_of(eva.get("/clients/1/history/"))


def test_long_lists_of_rows_and_runs_come_page_by_page(sandbox, visitor):
    browser = visitor("editor")
    send(package(*(creation(row, f"Name {row}") for row in range(2, 54))), browser.person)
    first = browser.get(URL)
    assert "?page=2" in links_of(first)
    assert ("Name 51" in text_of(first), "Name 52" in text_of(first)) == (True, False)
    assert "Name 52" in text_of(browser.get(f"{URL}?page=2"))
    for number in range(51):
        runs.begin(f"other-{number}", browser.person.pk, RunKind.IMPORT)
    assert URL not in links_of(browser.get("/runs/"))
    assert URL in links_of(browser.get("/runs/?page=2"))


# Undo


def test_undo_puts_everything_back_and_leads_to_what_it_did(eva, sandbox):
    answer = eva.post(URL, {"_undo": ""})
    undo = BulkRun.objects.get(kind="undo")
    assert answer.url == f"/runs/{undo.pk}/"
    page = eva.get(answer.url)
    assert (levels(page), names(sandbox), sandbox.clients[1]["phone"]) == (["success"], ["Müller"], "1")
    assert URL in links_of(page)
    assert f"/runs/{undo.pk}/" in links_of(eva.get(URL))


def test_who_cannot_have_everything_back_is_told_so_and_of_whom(eva, sandbox):
    del sandbox.clients[1]
    page = eva.get(eva.post(URL, {"_undo": ""}).url)
    assert said(page) == [("warning", "Not everything could be undone. What came of each client stands below.")]
    assert "Left as they are Somebody edited or deleted these clients since" in text_of(page)
    assert "Müller" in text_of(page)


@pytest.mark.parametrize("before", ["0", "1", "00001"])
def test_a_request_that_goes_on_behind_the_end_undoes_nothing_and_claims_nothing(eva, sandbox, before):
    page = eva.get(eva.post(URL, {"_undo": "", "before": before}).url)
    assert levels(page) == ["warning"]
    assert sandbox.clients[1]["phone"] == "2"


def test_an_undo_that_takes_longer_goes_on_by_its_button_and_by_itself_where_there_is_script(eva, sandbox, monkeypatch):
    clock = iter([0.0, 9.0])
    with monkeypatch.context() as patch:
        patch.setattr(one_by_one, "monotonic", lambda: next(clock))
        page = eva.post(URL, {"_undo": ""})
    assert page.status_code == 200
    assert "data-go-on" in page.content.decode()
    assert "This is being undone. 1 client changed" in text_of(page)
    assert "clients_ui/go_on.js" in page.content.decode()
    assert eva.post(URL, form_of(page) | {"_undo": ""}).status_code == 302
    assert names(sandbox) == ["Müller"]


def test_an_outage_pauses_an_undo_and_says_why(eva, sandbox):
    sandbox.fail(Fault.UNAVAILABLE, times=None, retry_after="4")
    page = eva.post(URL, {"_undo": ""})
    assert 'data-go-on="4"' in page.content.decode()
    assert "TimeTrack is not available at the moment." in text_of(page)


def test_what_was_edited_since_is_named(eva, sandbox):
    sandbox.clients[2]["notes"] = "visited"
    page = eva.get(eva.post(URL, {"_undo": ""}).url)
    assert "Left as they are" in text_of(page)
    assert "/clients/2/" in links_of(page)


def test_what_cannot_be_undone_any_more_is_not_offered_and_a_late_press_says_so(eva, sandbox):
    BulkRun.objects.update(begun_at=timezone.now() - timedelta(days=31))
    assert "_undo" not in eva.get(URL).content.decode()
    page = eva.post(URL, {"_undo": ""})
    assert said(page) == [("error", "This cannot be undone any more.")]
    assert names(sandbox) == ["Müller", "Öllinger"]


@pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 30, ""])
def test_a_position_that_is_none_begins_from_the_last_row(eva, sandbox, before):
    assert eva.post(URL, {"_undo": "", "before": before}).status_code == 302
    assert names(sandbox) == ["Müller"]
