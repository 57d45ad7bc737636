"""The page that asks before a client is deleted."""

from datetime import timedelta

import pytest

from clients_ui.history import traces
from clients_ui.timetrack.errors import NotRecorded
from tests.pages import confirmed, form_of, said, text_of
from ttdash.sandbox import Fault

URL = "/clients/1/delete/"


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="+43 1", addressCity="Wien")
    return sandbox


def test_the_confirmation_shows_who_this_is(muller, visitor):
    page = visitor("editor").get(URL)
    assert all(text in text_of(page) for text in ("Müller", "+43 1", "Wien"))


@pytest.mark.parametrize("method", ["get", "head"])
def test_only_a_post_deletes(muller, visitor, method):
    getattr(visitor("editor"), method)(URL)
    assert 1 in muller.clients


def test_a_post_deletes_and_leads_to_the_list(muller, visitor):
    browser = visitor("editor")
    answer = confirmed(browser)
    assert (answer.url, muller.clients) == ("/clients/", {})
    assert said(browser.get("/clients/")) == [("success", "The client Müller was deleted.")]


# What somebody else changed since


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ({"phone": "+43 2"}, "Before: “+43 1”. Now: Phone +43 2"),
        ({"phone": ""}, "Before: “+43 1”. Now: Phone –"),
        ({"email": "a@b.at"}, "Before, there was nothing here. Now: E-mail a@b.at"),
        ({"name": "Maier"}, "Before: “Müller”. Now: Name Maier"),
        ({"enabled": False}, "Before: “Yes”. Now: Enabled No"),
        ({"notes": "do not delete"}, "Before, there was nothing here. Now: Notes do not delete"),
        ({"field3": " "}, "Before, there was nothing here. Now: "),
        ({"phone": "+43 1 "}, "Before: “+43 1”. Now: Phone +43 1"),
    ],
)
def test_what_somebody_else_changed_since_the_page_was_opened_stops_the_deletion_and_is_shown(
    sandbox, visitor, theirs, told
):
    sandbox.add(name="Müller", phone="+43 1", enabled=True)
    browser = visitor("editor")
    opened = form_of(browser.get(URL))
    sandbox.clients[1].update(theirs)
    page = browser.post(URL, opened)
    assert (page.status_code, list(sandbox.clients)) == (200, [1])
    assert said(page)[0] == (
        "error",
        "Nothing was deleted: somebody else changed this client meanwhile. Read it, then confirm once more.",
    )
    assert told in text_of(page)
    assert text_of(page).count("Somebody else changed this.") == 1
    assert [call.method for call in sandbox.calls if call.method != "GET"] == []
    assert browser.post(URL, form_of(page)).status_code == 302
    assert sandbox.clients == {}


def test_who_is_asked_once_more_and_waits_again_is_stopped_again(muller, visitor):
    browser = visitor("editor")
    typed = form_of(browser.get(URL))
    for phone in ("2", "3"):
        muller.clients[1]["phone"] = phone
        page = browser.post(URL, typed)
        assert f"Now: Phone {phone}" in text_of(page)
        typed = form_of(page)
    assert 1 in muller.clients


def test_after_a_failure_it_is_still_compared_with_what_was_shown_at_first(muller, visitor):
    browser = visitor("editor")
    typed = form_of(browser.get(URL))
    muller.fail(Fault.TOO_MANY, times=None)
    failed = browser.post(URL, typed)
    muller.heal()
    muller.clients[1]["phone"] = "2"
    assert "Before: “+43 1”" in text_of(browser.post(URL, form_of(failed)))
    assert 1 in muller.clients


def _spoiled(typed, visitor):
    return typed | {"snapshot": typed["snapshot"][:-2]}


def _missing(typed, visitor):
    return {}


def _of_somebody_else(typed, visitor):
    return form_of(visitor("editor").get(URL))


def _of_another_client(typed, visitor):
    return form_of(visitor("editor").get("/clients/2/delete/"))


@pytest.mark.parametrize("instead", [_spoiled, _missing, _of_somebody_else, _of_another_client])
def test_a_deletion_without_a_good_snapshot_shows_the_client_and_asks_anew(muller, visitor, instead):
    muller.add(name="Huber")
    browser = visitor("editor")
    page = browser.post(URL, instead(form_of(browser.get(URL)), visitor))
    assert (page.status_code, list(muller.clients)) == (200, [1, 2])
    assert "+43 1" in text_of(page)
    assert "this page is too old, or not yours" in said(page)[0][1]
    assert browser.post(URL, form_of(page)).status_code == 302
    assert list(muller.clients) == [2]


def test_a_snapshot_older_than_24_hours_shows_the_client_and_asks_anew(muller, visitor, monkeypatch):
    browser = visitor("editor")
    typed = form_of(browser.get(URL))
    monkeypatch.setattr("clients_ui.writing.snapshot.MAX_AGE", timedelta(seconds=-1))
    assert "this page is too old, or not yours" in said(browser.post(URL, typed))[0][1]
    monkeypatch.undo()
    assert 1 in muller.clients


def test_a_second_delete_ends_at_the_list_with_a_message(muller, visitor):
    browser = visitor("editor")
    typed = form_of(browser.get(URL))
    browser.post(URL, typed)
    assert browser.post(URL, typed).url == "/clients/"
    assert said(browser.get("/clients/"))[-1][0] == "warning"


def test_a_delete_that_timetrack_refuses_shows_its_reason(muller, visitor):
    muller.projects.append({"ID": 1, "projectName": "P", "clientName": "Müller", "projectEnabled": True})
    muller.switches.delete_with_projects = "refuse"
    browser = visitor("editor")
    page = browser.post(URL, form_of(browser.get(URL)) | {"confirm": "Müller"})
    assert "has projects" in said(page)[0][1]
    assert 1 in muller.clients


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.SERVER_ERROR, Fault.TOO_MANY, Fault.HANG])
def test_a_delete_that_failed_shows_the_page_again_without_another_read(muller, impatient, visitor, fault):
    browser = visitor("editor")
    typed = form_of(browser.get(URL))
    impatient(fault)
    muller.fail(fault, times=None)
    page = browser.post(URL, typed)
    assert page.status_code in {502, 503, 504}
    assert "Müller" in text_of(page)


# Projects


@pytest.fixture
def busy(muller):
    """Müller has two projects; another client's name contains "Müller"."""
    for number, client in enumerate(["Müller", "Müllerei", "Müller"]):
        muller.projects.append(
            {"ID": number, "projectName": f"P{number}", "clientName": client, "projectEnabled": True}
        )
    return muller


def test_the_confirmation_shows_the_projects_of_exactly_this_client(busy, visitor):
    page = visitor("editor").get(URL)
    assert "2 projects refer to this client P0 P2" in text_of(page)
    assert "P1" not in text_of(page)


def test_a_deletion_that_cannot_be_recorded_is_not_done_and_still_names_the_projects(busy, visitor, monkeypatch):
    def unrecorded(*_):
        raise NotRecorded

    monkeypatch.setattr(traces, "begin", unrecorded)
    page = confirmed(visitor("editor"), confirm="Müller")
    assert (page.status_code, 1 in busy.clients) == (503, True)
    assert "2 projects refer to this client P0 P2" in text_of(page)


@pytest.mark.parametrize("confirm", ["", "Müllerei", "müller", "M", "üll"])
def test_a_client_with_projects_is_deleted_only_when_its_name_was_typed(busy, visitor, confirm):
    browser = visitor("editor")
    page = confirmed(browser, confirm=confirm)
    assert page.status_code == 200
    assert 1 in busy.clients
    assert "type the client’s name" in said(page)[0][1]
    assert form_of(page)["confirm"] == confirm
    browser.post(URL, form_of(page) | {"confirm": " Müller "})
    assert 1 not in busy.clients


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.HANG, Fault.WRONG_BODY, Fault.HTML_502])
def test_a_look_up_of_projects_that_fails_is_said_and_does_not_stand_in_the_way(busy, impatient, visitor, fault):
    impatient(fault)
    busy.fail(fault, path="projects", times=None)
    browser = visitor("editor")
    page = browser.get(URL)
    assert page.status_code == 200
    assert "could not be looked up" in text_of(page)
    assert browser.post(URL, form_of(page)).status_code == 302
    assert 1 not in busy.clients


def test_a_deletion_that_failed_says_what_is_known_of_projects_and_keeps_what_was_typed(busy, visitor):
    busy.fail(Fault.TOO_MANY, on="DELETE", times=None)
    browser = visitor("editor")
    page = confirmed(browser, confirm="Müller")
    assert page.status_code == 503
    assert "2 projects refer to this client" in text_of(page)
    assert form_of(page)["confirm"] == "Müller"
    busy.fail(Fault.SERVER_ERROR, path="projects")
    page = browser.post(URL, form_of(page) | {"confirm": "Mül"})
    assert "could not be looked up" in text_of(page)
    assert form_of(page)["confirm"] == "Mül"


# The answer was lost


@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.HTML_502_AFTER, Fault.SERVER_ERROR_AFTER, Fault.BROKEN_JSON]
)
def test_a_delete_whose_answer_was_lost_and_whose_client_is_gone_is_a_success(muller, visitor, fault):
    muller.fail(fault, on="DELETE")
    browser = visitor("editor")
    assert confirmed(browser).status_code == 302
    assert said(browser.get("/clients/")) == [("success", "The client Müller was deleted.")]


def test_a_delete_that_did_not_happen_says_so(muller, visitor):
    muller.fail(Fault.RESET_BEFORE, on="DELETE")
    page = confirmed(visitor("editor"))
    assert page.status_code == 502
    assert said(page)[0][1].startswith("The client was not deleted.")


# Undo


EVERYTHING = {
    "name": "Müller", "enabled": False, "color": "blau", "contactPerson": "Eva", "email": "no mail", "phone": "+43 1",
    "address": " Ring 1 ", "address2": "Top 5", "addressZipCode": "1010", "addressCity": "Wien",
    "addressCountry": "Austria", "field1": "ATU1", "field2": "b", "field3": "c", "notes": "one\r\n two ",
}  # fmt: skip


@pytest.fixture
def deleted(sandbox, visitor):
    """A client with a value in every field was deleted a moment ago."""
    sandbox.add(**EVERYTHING)
    browser = visitor("editor")
    confirmed(browser)
    return browser


def test_undo_creates_the_client_again_with_every_value_it_had(sandbox, deleted):
    answer = deleted.post("/clients/add/", form_of(deleted.get("/clients/")) | {"_undo": ""})
    assert answer.url == "/clients/2/"
    assert sandbox.clients == {2: EVERYTHING}
    assert said(deleted.get("/clients/"))[-1] == (
        "success", "The client Müller was created again. Its id in TimeTrack is new: 2.",
    )  # fmt: skip


def test_undo_pressed_twice_creates_one_client_however_often_it_was_offered(sandbox, deleted):
    first, second = form_of(deleted.get("/clients/")), form_of(deleted.get("/clients/?q=x"))
    deleted.post("/clients/add/", first | {"_undo": ""})
    assert deleted.post("/clients/add/", second | {"_undo": ""}).url == "/clients/2/"
    assert list(sandbox.clients) == [2]


def test_undo_is_offered_no_more_once_it_was_done(sandbox, deleted):
    deleted.post("/clients/add/", form_of(deleted.get("/clients/")) | {"_undo": ""})
    assert form_of(deleted.get("/clients/")) == {}


def test_undo_that_failed_gives_every_value_back_in_the_form(sandbox, deleted):
    offer = form_of(deleted.get("/clients/")) | {"_undo": ""}
    sandbox.fail(Fault.UNAUTHORIZED, on="POST")
    page = deleted.post("/clients/add/", offer)
    assert page.status_code == 502
    typed = form_of(page)
    assert (typed["name"], typed["addressCountry"], typed["notes"]) == ("Müller", "Austria", "one\r\n two ")
    assert deleted.post("/clients/add/", offer).url == "/clients/2/"


def test_undo_is_the_persons_own(sandbox, deleted, visitor):
    offer = form_of(deleted.get("/clients/")) | {"_undo": ""}
    assert form_of(visitor("editor").get("/clients/")) == {}
    visitor("editor").post("/clients/add/", offer)
    assert sandbox.clients == {}


def test_a_message_about_a_very_long_name_still_arrives(sandbox, visitor):
    sandbox.add(name="Müller " * 900)
    browser = visitor("editor")
    confirmed(browser)
    ((level, sentence),) = said(browser.get("/clients/"))
    assert level == "success"
    assert sentence.startswith("The client Müller Müller")
