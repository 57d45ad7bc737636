"""The page that asks before a client is deleted."""

import pytest

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
