"""Reading through an outage: what the directory has stands in, marked with its age, and never for a save."""

import pytest

from clients_ui.directory import directory
from tests.filling import filled
from tests.pages import buttons_of, form_of, levels, text_of
from ttdash.sandbox import Fault

OUTAGES = [Fault.RESET_BEFORE, Fault.HTML_502, Fault.UNAVAILABLE, Fault.GATEWAY_TIMEOUT, Fault.HANG]
PAGES = ["/clients/", "/clients/?q=mueller", "/clients/1/"]


@pytest.fixture
def editor(sandbox, visitor, settings, monkeypatch):
    """Somebody whose worker has read all clients a moment ago."""
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    sandbox.add(name="Müller", phone="1")
    filled()
    return visitor("editor")


def break_down(sandbox, fault=Fault.HTML_502):
    """An outage, which the directory has seen."""
    sandbox.fail(fault, times=None)
    directory.current().renew(10)


@pytest.mark.parametrize("fault", OUTAGES)
@pytest.mark.parametrize("url", PAGES)
def test_every_page_stands_in_clearly_marked(sandbox, editor, url, fault):
    break_down(sandbox, fault)
    page = editor.get(url)
    assert page.status_code == 200
    assert "Müller" in text_of(page)
    assert "This is what TimeTrack held less than a minute ago." in text_of(page)


def test_enter_leads_to_the_only_client_that_was_found_but_not_while_the_list_stands_in(sandbox, editor):
    assert editor.get("/clients/?q=mueller&go=1").url == "/clients/1/?list=q%3Dmueller"
    break_down(sandbox)
    assert "This is what TimeTrack held" in text_of(editor.get("/clients/?q=mueller&go=1"))


def test_a_client_that_stands_in_cannot_be_changed(sandbox, editor):
    sandbox.fail(Fault.HTML_502, times=None)
    page = editor.get("/clients/1/")
    assert (form_of(page), buttons_of(page)) == ({}, [])


def test_a_client_that_stands_in_has_ones_own_last_save_in_it(sandbox, editor):
    form = form_of(editor.get("/clients/1/"))
    editor.post("/clients/1/", form | {"phone": "+43 1 777", "_save": ""})
    sandbox.fail(Fault.HTML_502, times=None)
    assert "+43 1 777" in text_of(editor.get("/clients/1/"))


def test_a_client_that_was_created_or_deleted_here_stands_in_or_does_not(sandbox, editor):
    editor.post("/clients/add/", form_of(editor.get("/clients/add/")) | {"name": "Zeman", "_save": ""})
    editor.post("/clients/1/delete/", form_of(editor.get("/clients/1/delete/")))
    sandbox.fail(Fault.HTML_502, times=None)
    assert "Zeman" in text_of(editor.get("/clients/2/"))
    assert editor.get("/clients/1/").status_code == 502


def test_a_page_that_nobody_has_opened_stands_in_too(sandbox, editor, visitor):
    sandbox.fail(Fault.HTML_502, times=None)
    assert "Müller" in text_of(visitor("viewer").get("/clients/1/"))


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.BROKEN_JSON, Fault.TOO_MANY])
def test_where_timetrack_answers_nothing_stands_in(sandbox, editor, fault):
    sandbox.fail(fault, times=None)
    assert editor.get("/clients/1/").status_code in {502, 503}


def test_a_client_that_the_directory_does_not_have_is_the_failure_page(sandbox, editor):
    sandbox.fail(Fault.HTML_502, times=None)
    assert editor.get("/clients/9/").status_code == 502


@pytest.mark.parametrize("url", PAGES)
def test_without_a_directory_nothing_stands_in(sandbox, editor, settings, url):
    editor.get(url)
    settings.DIRECTORY_SECONDS = 0
    sandbox.fail(Fault.HTML_502, times=None)
    assert editor.get(url).status_code == 502


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize(("seconds", "status"), [(0, 502), (3600, 200)])
def test_how_long_a_page_may_stand_in_is_a_setting(sandbox, editor, settings, url, seconds, status):
    settings.STALE_SECONDS = seconds
    break_down(sandbox)
    assert editor.get(url).status_code == status


@pytest.mark.parametrize("url", PAGES)
def test_what_is_too_old_does_not_stand_in(sandbox, editor, monkeypatch, url):
    break_down(sandbox)
    now = directory.monotonic()
    monkeypatch.setattr(directory, "monotonic", lambda: now + 3601)
    assert editor.get(url).status_code == 502


def test_deleting_and_saving_are_never_based_on_it(sandbox, editor):
    sandbox.fail(Fault.HTML_502, times=None)
    assert editor.get("/clients/1/delete/").status_code == 502
    assert editor.post("/clients/1/delete/").status_code == 502
    assert sandbox.clients[1]["name"] == "Müller"


# Failing fast


@pytest.fixture
def breaking(sandbox, settings):
    settings.BREAKER_FAILURES, settings.BREAKER_SECONDS, settings.STALE_SECONDS = 3, 0.5, 0
    return sandbox


def test_after_several_failures_in_a_row_timetrack_is_left_alone_for_a_while(breaking, visitor):
    import time

    browser = visitor("editor")
    breaking.fail(Fault.GATEWAY_TIMEOUT, times=None)
    for _ in range(3):
        assert browser.get("/clients/").status_code == 504
    breaking.calls.clear()
    page = browser.get("/clients/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "1")
    assert "Try again in 1 second." in text_of(page)
    assert breaking.calls == []
    breaking.heal()
    time.sleep(0.6)
    assert browser.get("/clients/").status_code == 200


def test_a_success_in_between_starts_the_count_anew(breaking, visitor):
    browser = visitor("editor")
    for _ in range(3):
        breaking.fail(Fault.GATEWAY_TIMEOUT, times=6)
        assert browser.get("/clients/").status_code == 504
        assert browser.get("/clients/").status_code == 504
        assert browser.get("/clients/").status_code == 200


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.TOO_MANY])
def test_an_answer_of_timetracks_own_is_no_reason_to_fail_fast(breaking, visitor, fault):
    browser = visitor("editor")
    breaking.fail(fault, times=None)
    statuses = {browser.get("/clients/").status_code for _ in range(5)}
    assert statuses <= {502, 503}
    assert len(breaking.calls) >= 5


def test_a_save_while_failing_fast_sends_nothing_and_keeps_the_typing(breaking, visitor):
    breaking.add(name="Müller", phone="1")
    browser = visitor("editor")
    typed = form_of(browser.get("/clients/1/")) | {"phone": "2", "_save": ""}
    breaking.fail(Fault.GATEWAY_TIMEOUT, times=None)
    for _ in range(3):
        browser.get("/clients/?q=x")
    page = browser.post("/clients/1/", typed)
    assert page.status_code == 503
    assert levels(page) == ["error"]
    assert form_of(page)["phone"] == "2"


def test_a_client_of_which_nobody_knows_what_a_save_made_does_not_stand_in(sandbox, editor, settings):
    settings.HISTORY_VALUES = False  # so that only TimeTrack can tell
    form = form_of(editor.get("/clients/1/"))
    editor.post("/clients/1/", form | {"phone": "+43 1 777", "_save": ""})
    sandbox.fail(Fault.HTML_502, times=None)
    assert editor.get("/clients/1/").status_code == 502
