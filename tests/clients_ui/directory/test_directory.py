"""All clients in a worker's memory: when it is filled, and when it is not there."""

import gc
import time
from concurrent.futures import ThreadPoolExecutor
from sqlite3 import ProgrammingError

import pytest
from django.db import DatabaseError

from clients_ui.directory import directory
from clients_ui.directory.database import Database
from clients_ui.directory.directory import Directory
from clients_ui.directory.query import ClientQuery
from clients_ui.history import written_since
from clients_ui.quality import findings
from clients_ui.quality.findings import Finding
from clients_ui.timetrack.errors import TimedOut
from tests.filling import filled, names, walks
from tests.people import eventually
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db


def test_the_first_request_of_a_small_account_has_it_at_once(office):
    assert len(directory.current().caught_up().database) == 5


def test_the_first_request_of_a_slow_account_does_not_wait_for_it(office):
    office.fail(Fault.DELAY, seconds=0.5)
    started = time.monotonic()
    assert directory.current().caught_up() is None
    assert time.monotonic() - started < 0.5
    assert len(filled().database) == 5


def test_it_is_filled_once_however_many_ask_at_once(office):
    office.fail(Fault.DELAY, seconds=0.4)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: directory.current()._begin(), range(8)))  # as every request does
    filled()
    assert walks(office) == 1


def test_it_is_not_filled_again_while_it_is_young(office):
    filled()
    for _ in range(5):
        directory.current().caught_up()
    assert walks(office) == 1


@pytest.fixture
def passes(monkeypatch):
    """Let so many seconds pass for the directory."""
    passed = []
    monkeypatch.setattr(directory, "monotonic", lambda: time.monotonic() + sum(passed))
    return passed.append


def test_an_old_one_is_shown_at_once_and_renewed_behind(office, monkeypatch, passes):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.add(name="Elsewhere")
    passes(60)
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.3)
    assert len(directory.current().caught_up().database) == 5
    assert len(filled().database) == 6


def test_it_is_not_filled_sooner_than_20_times_the_last_fill_took(office, settings, passes):
    settings.DIRECTORY_SECONDS = 1
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.2)
    filled()
    passes(1.1)
    assert directory.current().caught_up().age > 1
    assert not directory.current().filling
    assert walks(office) == 1


def test_nothing_is_filled_while_nobody_asks(office, settings):
    settings.DIRECTORY_SECONDS = 1
    filled()
    time.sleep(1.3)
    assert walks(office) == 1


def test_it_is_there_before_what_is_wrong_was_looked_for(office, monkeypatch):
    monkeypatch.setattr(Directory, "_check", lambda _: None)
    directory.current().renew(5)
    contents = directory.current().caught_up()
    assert (len(contents.database), contents.database.checks.unchecked) == (5, 5)


def test_what_is_wrong_is_looked_for_in_new_and_changed_clients_alone(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    looked_at = []
    of = findings.of
    monkeypatch.setattr(findings, "of", lambda client, vat_field: looked_at.append(client.id) or of(client, vat_field))
    before = filled().database.checks.counts
    assert looked_at == [1, 2, 3, 4, 5]
    looked_at.clear()
    office.clients[2]["email"] = "nonsense"
    office.clients.pop(1)  # all others move up
    office.add(name="Another", email="another@b.example")
    directory.current().renew(5)
    after = filled().database.checks.counts
    assert looked_at == [2, 6]
    assert (before[Finding.EMAIL], after[Finding.EMAIL]) == (0, 1)
    assert (before[Finding.NO_COUNTRY], after[Finding.NO_COUNTRY]) == (5, 5)


def test_a_refill_keeps_the_database_and_reads_over_what_differs(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    before = filled()
    office.clients[2]["phone"] = "99"
    office.clients.pop(1)
    office.add(name="Another")
    directory.current().renew(5)
    after = filled()
    assert after.database is before.database
    assert names(after) == ["Another", "Client 1", "Client 2", "Client 3", "Client 4"]
    assert after.database.get(2)["phone"] == "99"


# When it is not there


def test_a_database_that_failed_once_does_not_keep_it_from_being_filled(office, monkeypatch):
    def broken():
        raise DatabaseError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(written_since, "position_now", broken)
        with pytest.raises(DatabaseError):
            directory.current().caught_up()
    assert len(filled().database) == 5


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.HANG, Fault.TRUNCATED, Fault.NULL])
def test_a_walk_that_failed_leaves_none_and_is_tried_again_later(office, fault, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    office.fail(fault, times=None)
    directory.current().renew(10)
    assert directory.current().contents is None
    office.heal()
    assert len(filled().database) == 5


def test_what_was_held_stays_when_it_cannot_be_renewed_and_says_why(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.fail(Fault.HANG, times=None)
    directory.current().renew(10)
    contents = directory.current().caught_up()
    assert len(contents.database) == 5
    assert isinstance(contents.error, TimedOut)


def test_refused_credentials_take_it_away(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.fail(Fault.UNAUTHORIZED, times=None)
    directory.current().renew(10)
    assert directory.current().contents is None


def test_a_moment_without_a_place_for_its_calls_is_no_outage(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.fail(Fault.TOO_MANY, times=None)
    directory.current().renew(10)
    assert directory.current().contents.error is None


def test_one_that_failed_slowly_is_tried_again_soon(office, monkeypatch):
    monkeypatch.setattr(directory, "PAUSE", 1_000_000)
    office.fail(Fault.RESET_BEFORE, times=None)
    directory.current().renew(10)
    assert 0 < directory.current().renew(0) <= directory.RETRY


def test_an_error_that_nobody_expected_is_logged_and_the_next_fill_begins(office, monkeypatch, caplog):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Database, "refill", lambda *_: 1 / 0)
        directory.current().renew(5)
        eventually(lambda: "could not be filled or checked" in caplog.text)
    assert len(filled().database) == 5


def test_a_value_that_a_library_cannot_cope_with_keeps_nobody_from_the_list(office, monkeypatch):
    monkeypatch.setattr(findings, "is_phone", lambda *_: 1 / 0)
    office.clients[1]["email"] = "strange"
    contents = filled()
    assert (len(contents.database), contents.database.checks.unchecked) == (5, 0)


@pytest.mark.parametrize(("places", "at_once"), [(1, 1), (2, 1), (4, 2), (6, 3), (100, 3)])
def test_people_have_at_least_as_many_places_for_calls_as_a_fill(settings, places, at_once):
    settings.TIMETRACK_CONCURRENCY = places
    assert directory.at_once() == at_once


def test_all_threads_of_a_worker_have_the_same_one():
    directory.forget()
    with ThreadPoolExecutor(8) as pool:
        assert len({id(each) for each in pool.map(lambda _: directory.current(), range(64))}) == 1


def test_a_list_that_lacks_fields_makes_no_directory(office):
    office.switches.list_fields = "few"
    directory.current().renew(10)
    assert directory.current().caught_up() is None
    assert directory.current().useless


@pytest.mark.parametrize("empty_as", ["", "null", "missing"])
def test_fields_that_nobody_fills_in_are_no_lack(office, empty_as):
    office.switches.empty_as = empty_as
    assert len(filled().database) == 5


@pytest.mark.parametrize(("cap", "count"), [(100, 250), (1000, 2500), (1000, 2000)])
@pytest.mark.parametrize("paging", ["works", "repeats_last"])
def test_several_pages_at_once_bring_every_client_once(sandbox, cap, count, paging):
    for number in range(count):
        sandbox.add(name=f"C{number}")
    sandbox.switches.limit_cap, sandbox.switches.page_number = cap, paging
    contents = filled(30)
    found = contents.database.find(ClientQuery(), 0, 10_000).records
    assert sorted(each.id for each in found) == list(range(1, count + 1))
    assert contents.sure


def test_the_database_of_a_directory_that_is_forgotten_is_closed(office):
    database = filled().database._db
    directory.forget()
    gc.collect()
    with pytest.raises(ProgrammingError, match="closed"):
        database.execute("SELECT 1")
