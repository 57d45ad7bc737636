"""Reading through an outage: what this worker saw lately, marked with its age, and never for a save."""

import pytest

from tests.pages import buttons_of, form_of, levels, text_of
from ttdash.sandbox import Fault

OUTAGES = [Fault.RESET_BEFORE, Fault.HTML_502, Fault.UNAVAILABLE, Fault.GATEWAY_TIMEOUT, Fault.HANG]
SEEN = ["/clients/", "/clients/?q=M", "/clients/1/"]


@pytest.fixture
def seen(sandbox, visitor):
    """Somebody who has seen these pages a moment ago."""
    sandbox.add(name="Müller", phone="1")
    browser = visitor("editor")
    for url in SEEN:
        browser.get(url)
    return browser


@pytest.mark.parametrize("fault", OUTAGES)
@pytest.mark.parametrize("url", SEEN)
def test_a_page_that_was_seen_stands_in_clearly_marked(sandbox, seen, url, fault):
    sandbox.fail(fault, times=None)
    page = seen.get(url)
    assert page.status_code == 200
    assert "Müller" in text_of(page)
    assert "This is what TimeTrack held less than a minute ago." in text_of(page)


def test_a_client_that_stands_in_cannot_be_changed(sandbox, seen):
    sandbox.fail(Fault.HTML_502, times=None)
    page = seen.get("/clients/1/")
    assert (form_of(page), buttons_of(page)) == ({}, [])


def test_what_somebody_saw_others_of_the_team_see_too(sandbox, seen, visitor):
    sandbox.fail(Fault.HTML_502, times=None)
    assert "Müller" in text_of(visitor("viewer").get("/clients/1/"))


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.BROKEN_JSON, Fault.TOO_MANY])
def test_where_timetrack_answers_nothing_stands_in(sandbox, seen, fault):
    sandbox.fail(fault, times=None)
    assert seen.get("/clients/").status_code in {502, 503}


def test_a_page_that_was_not_seen_is_the_failure_page(sandbox, seen):
    sandbox.fail(Fault.HTML_502, times=None)
    assert seen.get("/clients/?q=other").status_code == 502


@pytest.mark.parametrize(("seconds", "status"), [(0, 502), (3600, 200)])
def test_how_long_a_page_may_stand_in_is_a_setting(sandbox, seen, settings, seconds, status):
    settings.STALE_SECONDS = seconds
    sandbox.fail(Fault.HTML_502, times=None)
    assert seen.get("/clients/").status_code == status


def test_a_page_that_is_too_old_does_not_stand_in(sandbox, seen, monkeypatch):
    from clients_ui.reading import outage

    now = outage.monotonic()
    monkeypatch.setattr(outage, "monotonic", lambda: now + 3601)
    sandbox.fail(Fault.HTML_502, times=None)
    assert seen.get("/clients/").status_code == 502


def test_deleting_and_saving_are_never_based_on_it(sandbox, seen):
    sandbox.fail(Fault.HTML_502, times=None)
    assert seen.get("/clients/1/delete/").status_code == 502
    assert seen.post("/clients/1/delete/").status_code == 502
    assert sandbox.clients[1]["name"] == "Müller"


def test_memory_is_bounded():
    from clients_ui.reading.outage import Seen

    seen = Seen(most=3)
    for number in range(5):
        seen.remember(number, str(number))
    assert [seen.recall(number, 60) is not None for number in range(5)] == [False, False, True, True, True]


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
