"""A row of TimeTrack's list that is no client: the others are shown, and that one is missing is said."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.filling import filled
from tests.pages import text_of
from ttdash.sandbox import Fault

MISSING = "1 client is missing here: what TimeTrack sent of it cannot be read."
BROKEN = ["null", "text", "no id"]


@pytest.fixture
def office(sandbox):
    sandbox.add(name="Huber")
    return sandbox


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("seconds", [0, 60])
def test_the_list_shows_the_others_and_says_how_many_are_missing(office, visitor, settings, broken, seconds):
    office.switches.broken_row = broken
    settings.DIRECTORY_SECONDS = seconds
    if seconds:
        filled()
    page = visitor("viewer").get("/clients/")
    assert page.status_code == 200
    assert "Huber" in text_of(page)
    assert text_of(page).count(MISSING) == 1


@pytest.mark.parametrize("url", ["/", "/findings/"])
def test_where_clients_are_counted_it_is_said_too(office, visitor, settings, url):
    office.switches.broken_row = "no id"
    settings.DIRECTORY_SECONDS = 60
    filled()
    assert text_of(visitor("viewer").get(url)).count(MISSING) == 1


@pytest.mark.parametrize("broken", BROKEN)
def test_a_list_of_which_no_row_can_be_read_is_an_error_and_no_empty_list(sandbox, visitor, broken):
    sandbox.switches.broken_row = broken
    page = visitor("viewer").get("/clients/")
    assert page.status_code == 502
    assert "no clients in TimeTrack yet" not in text_of(page)


def test_where_all_rows_can_be_read_nothing_is_said(office, visitor):
    assert "missing here" not in text_of(visitor("viewer").get("/clients/"))


def test_a_creation_that_was_lost_is_not_said_to_have_failed_where_it_may_be_the_row_that_cannot_be_read(
    office, visitor, monkeypatch
):
    monkeypatch.setattr("clients_ui.writing.saving.search_run", lambda _: "")  # so that the look-up meets that row
    monkeypatch.setattr("clients_ui.writing.lost.BEGINNING", 0)
    office.switches.broken_row = "no id"
    office.fail(Fault.RESET_BEFORE, on="POST")
    page = visitor("editor").post("/clients/add/", {"name": "Neu", "enabled": "on", "_save": ""})
    assert "unclear" in text_of(page)


@pytest.mark.parametrize(("broken", "said"), [("no id", 1), (None, 0)])
def test_a_plan_says_how_many_clients_it_does_not_know_of(office, visitor, settings, broken, said):
    settings.DIRECTORY_SECONDS = 60
    if broken:
        office.switches.broken_row = broken
    filled()
    page = visitor("editor").post("/clients/import/", {"file": SimpleUploadedFile("list.csv", b"Name\nHuber\n")})
    assert text_of(page).count("1 client cannot be read, so a row about it counts as new.") == said
