"""The page that asks before a client is deleted."""

import pytest

from clients_ui.history import traces
from clients_ui.timetrack.errors import NotRecorded
from tests.pages import form_of, said, text_of
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
    answer = browser.post(URL, form_of(browser.get(URL)))
    assert (answer.url, muller.clients) == ("/clients/", {})
    assert said(browser.get("/clients/")) == [("success", "The client Müller was deleted.")]


def test_a_post_without_the_page_before_deletes_too(muller, visitor):
    assert visitor("editor").post(URL).status_code == 302
    assert muller.clients == {}


def test_a_second_delete_ends_at_the_list_with_a_message(muller, visitor):
    browser = visitor("editor")
    browser.post(URL)
    assert browser.post(URL).url == "/clients/"
    assert said(browser.get("/clients/"))[-1][0] == "warning"


def test_a_delete_that_timetrack_refuses_shows_its_reason(muller, visitor):
    muller.projects.append({"ID": 1, "projectName": "P", "clientName": "Müller", "projectEnabled": True})
    muller.switches.delete_with_projects = "refuse"
    browser = visitor("editor")
    page = browser.post(URL, form_of(browser.get(URL)) | {"confirm": "Müller"})
    assert "has projects" in said(page)[0][1]
    assert 1 in muller.clients


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.SERVER_ERROR, Fault.TOO_MANY, Fault.HANG])
def test_a_delete_that_failed_shows_the_page_again_without_another_read(muller, visitor, fault):
    browser = visitor("editor")
    typed = form_of(browser.get(URL))
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
    page = visitor("editor").post(URL, {"confirm": "Müller"})
    assert (page.status_code, 1 in busy.clients) == (503, True)
    assert "2 projects refer to this client P0 P2" in text_of(page)


@pytest.mark.parametrize("confirm", ["", "Müllerei", "müller", "M", "üll"])
def test_a_client_with_projects_is_deleted_only_when_its_name_was_typed(busy, visitor, confirm):
    page = visitor("editor").post(URL, {"confirm": confirm})
    assert page.status_code == 200
    assert 1 in busy.clients
    assert "type the client’s name" in said(page)[0][1]
    assert form_of(page)["confirm"] == confirm
    visitor("editor").post(URL, form_of(page) | {"confirm": " Müller "})
    assert 1 not in busy.clients


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.HANG, Fault.WRONG_BODY, Fault.HTML_502])
def test_a_look_up_of_projects_that_fails_is_said_and_does_not_stand_in_the_way(busy, visitor, fault):
    busy.fail(fault, path="projects", times=None)
    browser = visitor("editor")
    page = browser.get(URL)
    assert page.status_code == 200
    assert "could not be looked up" in text_of(page)
    assert browser.post(URL, form_of(page)).status_code == 302
    assert 1 not in busy.clients


def test_a_deletion_that_failed_says_what_is_known_of_projects_and_keeps_what_was_typed(busy, visitor):
    busy.fail(Fault.TOO_MANY, on="DELETE", times=None)
    page = visitor("editor").post(URL, {"confirm": "Müller"})
    assert page.status_code == 503
    assert "2 projects refer to this client" in text_of(page)
    assert form_of(page)["confirm"] == "Müller"
    busy.fail(Fault.SERVER_ERROR, path="projects")
    page = visitor("editor").post(URL, {"confirm": "Mül"})
    assert "could not be looked up" in text_of(page)
    assert form_of(page)["confirm"] == "Mül"


# The answer was lost


@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.HTML_502_AFTER, Fault.SERVER_ERROR_AFTER, Fault.BROKEN_JSON]
)
def test_a_delete_whose_answer_was_lost_and_whose_client_is_gone_is_a_success(muller, visitor, fault):
    muller.fail(fault, on="DELETE")
    browser = visitor("editor")
    assert browser.post(URL).status_code == 302
    assert said(browser.get("/clients/")) == [("success", "The client Müller was deleted.")]


def test_a_delete_that_did_not_happen_says_so(muller, visitor):
    muller.fail(Fault.RESET_BEFORE, on="DELETE")
    page = visitor("editor").post(URL)
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
    browser.post(URL)
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
    browser.post(URL)
    ((level, sentence),) = said(browser.get("/clients/"))
    assert level == "success"
    assert sentence.startswith("The client Müller Müller")
