"""Every operation that writes, with a database that goes away: before TimeTrack is called, and just after it was."""

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from clients_ui.timetrack.repository import ClientRepository
from tests.matrix.operations import STORED, WRITES, filled_form
from tests.matrix.oracle import holds
from tests.pages import form_of, said

NAMES = pytest.mark.parametrize("name", WRITES)
WRITING = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def operation(name, timetrack, visitor):
    """An operation, its filled form, and whoever sends it."""
    browser = visitor("editor")
    form = filled_form(WRITES[name], timetrack, browser)
    return WRITES[name], form, browser


def written(timetrack):
    return [call.method for call in timetrack.calls if call.method != "GET"]


@NAMES
def test_one_that_goes_away_once_timetrack_was_called_makes_no_error_of_what_was_done(operation, timetrack, caplog):
    """It answers to no statement at all from then on."""
    what, form, browser = operation

    def gone(execute, sql, *rest):
        if written(timetrack):
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(gone):
        answer = browser.post(what.url, form)
    assert answer.status_code == 302
    assert written(timetrack) == [what.method]
    if what.method == "DELETE":
        assert 1 not in timetrack.clients
    else:
        wanted = what.sends if what.method == "POST" else STORED | what.sends
        assert any(holds(client, wanted) for client in timetrack.clients.values())
    assert "could not be written" in caplog.text


@NAMES
def test_one_that_takes_nothing_stops_it_before_timetrack_is_called_and_the_typing_stays(operation, timetrack):
    what, form, browser = operation

    def full(execute, sql, *rest):
        if sql.startswith(WRITING):
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(full):
        page = browser.post(what.url, form)
    assert page.status_code == 503
    assert written(timetrack) == []
    assert form_of(page).items() >= what.typed.items()
    assert "nothing was sent to TimeTrack" in said(page)[0][1]


@NAMES
def test_who_signs_out_in_another_tab_meanwhile_is_told_no_error_of_what_was_done(operation, timetrack, monkeypatch):
    what, form, browser = operation
    method = {"POST": "create", "PUT": "update", "DELETE": "delete"}[what.method]
    call = getattr(ClientRepository, method)

    def and_sign_out(*args):
        Session.objects.all().delete()
        return call(*args)

    monkeypatch.setattr(ClientRepository, method, and_sign_out)
    assert browser.post(what.url, form).status_code == 302
    assert written(timetrack) == [what.method]
