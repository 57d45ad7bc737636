"""All clients in a worker's memory: when it is filled, what it sees of later writes, and when it is not there."""

import gc
import time
from concurrent.futures import ThreadPoolExecutor
from sqlite3 import ProgrammingError

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.auth.models import User
from django.db import DatabaseError

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.database import Database
from clients_ui.directory.directory import Directory
from clients_ui.directory.query import ClientQuery
from clients_ui.history import traces, written_since
from clients_ui.quality import findings
from clients_ui.quality.findings import Finding
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimedOut, TimeTrackError, Unreachable
from clients_ui.writing import saving
from tests.filling import filled
from tests.people import eventually
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on(settings):
    settings.DIRECTORY_SECONDS = 60


@pytest.fixture
def office(sandbox):
    for number in range(5):
        sandbox.add(name=f"Client {number}", phone=str(number))
    return sandbox


@pytest.fixture
def eva():
    return User.objects.create_user("eva").pk


def names(contents):
    return [each.name for each in contents.database.find(ClientQuery(), 0, 1000).records]


def reads(sandbox):
    """The clients that were read alone."""
    return sorted(call.path for call in sandbox.calls if call.path.startswith("clients/"))


def written(eva, id_, outcome="saved", action=CHANGE, **fields):
    """A write that another worker made, as its trace tells."""
    entry = traces.begin(eva, action, id_, "x", {name: ("", value) for name, value in fields.items()})
    read_back = ClientRecord(id_, {**EMPTY, **fields})
    traces.complete(entry, outcome, id_, None if outcome == "unclear" else read_back)


def unclear(eva, *ids):
    """Writes whose answers were lost."""
    for id_ in ids:
        written(eva, id_, "unclear")


def walks(sandbox):
    return sum(call.path == "clients" and call.query.get("limit") == "1000" for call in sandbox.calls)


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


def test_an_old_one_is_shown_at_once_and_renewed_behind(office, settings, monkeypatch):
    settings.DIRECTORY_SECONDS = 1
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.add(name="Elsewhere")
    time.sleep(1)
    assert len(directory.current().caught_up().database) == 5
    assert len(filled().database) == 6


def test_it_is_not_filled_sooner_than_20_times_the_last_fill_took(office, settings):
    settings.DIRECTORY_SECONDS = 1
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.2)
    filled()
    time.sleep(1.1)
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


# Writes made here


def test_a_write_of_any_worker_is_seen_by_the_next_request_of_each_without_a_call(office, eva):
    workers = [Directory(), Directory()]
    for worker in workers:
        worker.renew(5)
        worker.caught_up()
    saving.create({"name": "Another", "enabled": True}, eva)
    saving.delete(1, saving.account.current().clients.get(1), eva)
    now = saving.account.current().clients.get(2)
    saving.change(2, now, {"phone": "99"}, eva)
    office.calls.clear()
    for worker in workers:
        contents = worker.caught_up()
        assert names(contents) == ["Another", "Client 1", "Client 2", "Client 3", "Client 4"]
        assert contents.database.get(2)["phone"] == "99"
    assert office.calls == []


def test_an_import_of_any_size_on_another_worker_costs_this_one_no_call(office, eva):
    filled()
    for number in range(1, 6):
        written(eva, number, phone=f"+43 {number}", email=f"{number}@b.example")
    for number in range(6, 500):
        written(eva, number, "created", ADDITION, name=f"Imported {number}", enabled=True)
    office.calls.clear()
    database = directory.current().caught_up().database
    assert (len(database), office.calls) == (499, [])
    assert (database.get(3)["phone"], database.get(3).name) == ("+43 3", "Client 2")
    assert (database.get(499).name, database.get(499)["notes"], database.get(499)["enabled"]) == (
        "Imported 499",
        "",
        True,
    )


def test_where_the_trace_has_no_values_timetrack_is_asked(office, eva, settings):
    settings.HISTORY_VALUES = False
    filled()
    saving.change(2, saving.account.current().clients.get(2), {"phone": "99"}, eva)
    saving.delete(1, saving.account.current().clients.get(1), eva)
    office.calls.clear()
    contents = directory.current().caught_up()
    assert contents.database.get(2)["phone"] == "99"
    assert contents.database.get(1) is None
    assert reads(office) == ["clients/2"], "what is deleted is gone"


def test_what_was_written_twice_or_before_the_fill_ended_is_read_again(office, eva):
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.5)
    assert directory.current().caught_up() is None
    saving.change(2, saving.account.current().clients.get(2), {"phone": "98"}, eva)
    office.clients[2]["phone"] = "of somebody else"
    assert filled().database.get(2)["phone"] == "of somebody else"
    for phone in ("99", "100"):
        saving.change(3, saving.account.current().clients.get(3), {"phone": phone}, eva)
    office.calls.clear()
    assert directory.current().caught_up().database.get(3)["phone"] == "100"
    assert [call.path for call in office.calls] == ["clients/3"]


def test_what_a_fill_read_is_not_undone_by_a_write_that_was_read_back_before_it(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    entry = traces.begin(eva, CHANGE, 2, "Client 1", {"phone": ("1", "2")})
    office.clients[2]["phone"] = "3"  # by somebody else, after the write of 2 was read back
    assert directory.current().renew(5) == 0
    traces.complete(entry, "saved", 2, ClientRecord(2, {**EMPTY, "phone": "2"}))
    assert filled().database.get(2)["phone"] == "3"


def test_different_fields_of_one_client_are_taken_from_the_trace_each(office, eva):
    filled()
    written(eva, 3, phone="99")
    written(eva, 3, email="c@b.example")
    office.calls.clear()
    record = directory.current().caught_up().database.get(3)
    assert (record["phone"], record["email"], office.calls) == ("99", "c@b.example", [])


def test_what_is_written_while_all_are_read_again_is_not_lost(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    refill = Database.refill

    def late(pages):
        """The clients were read before the writes, and arrive after them."""
        listed = list(pages)
        saving.change(2, saving.account.current().clients.get(2), {"phone": "99"}, eva)
        saving.delete(1, saving.account.current().clients.get(1), eva)
        saving.create({"name": "Another", "enabled": True}, eva)
        directory.current().caught_up()
        yield from listed

    fill = Directory._run
    monkeypatch.setattr(Directory, "_run", lambda *_: None)
    begun = directory.current()._begin()
    monkeypatch.setattr(Database, "refill", lambda database, pages: refill(database, late(pages)))
    fill(directory.current(), None)  # in this thread, as tests see what they write in one alone
    assert begun.is_set()
    contents = directory.current().caught_up()
    assert names(contents) == ["Another", "Client 1", "Client 2", "Client 3", "Client 4"]
    assert contents.database.get(2)["phone"] == "99"


def test_a_write_is_read_again_once(office, eva):
    filled()
    saving.delete(1, saving.account.current().clients.get(1), eva)
    directory.current().caught_up()
    office.calls.clear()
    directory.current().caught_up()
    assert office.calls == []


def test_a_write_during_a_fill_is_not_missed(office, eva):
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.5)
    assert directory.current().caught_up() is None
    office.clients.pop(1)
    entry = traces.begin(eva, DELETION, 1, "Client 0", {})
    traces.complete(entry, "deleted", 1)
    assert "Client 0" not in names(filled())


def test_an_attempt_that_had_begun_before_the_fill_is_seen_when_it_ends(office, eva):
    entry = traces.begin(eva, CHANGE, 1, "Client 0", {"phone": ("0", "changed")})
    filled()
    office.clients[1]["phone"] = "changed"
    traces.complete(entry, "saved", 1)
    assert directory.current().caught_up().database.get(1)["phone"] == "changed"


def test_however_many_attempts_had_begun_before_the_fill_each_is_seen_when_it_ends(office, eva):
    entries = [traces.begin(eva, CHANGE, n, "Client", {"phone": (str(n), f"changed {n}")}) for n in (1, 2, 3)]
    filled()
    for entry, id_ in zip(entries, (1, 2, 3), strict=True):
        office.clients[id_]["phone"] = f"changed {id_}"
        traces.complete(entry, "saved", id_)
        assert directory.current().caught_up().database.get(id_)["phone"] == f"changed {id_}"


def test_a_trace_that_comes_after_one_with_a_higher_number_is_seen(office, eva):
    first = traces.begin(eva, DELETION, 1, "Client 0", {})
    number = first.pk
    first.delete()
    traces.complete(traces.begin(eva, CHANGE, 2, "Client 1", {}), "saved", 2)
    filled()
    office.clients.pop(1)
    first.pk = number
    first.save(force_insert=True)
    traces.complete(first, "deleted", 1)
    assert "Client 0" not in names(directory.current().caught_up())


def test_one_query_finds_what_was_written(office, django_assert_num_queries):
    filled()
    with django_assert_num_queries(1):
        directory.current().caught_up()


def test_of_more_than_thirty_unclear_writes_none_is_asked_for_and_the_list_says_that_it_is_behind(office, eva):
    filled()
    unclear(eva, *range(1, directory.MOST_ASKED + 2))
    office.calls.clear()
    contents = directory.current().caught_up()
    assert (len(contents.database), contents.behind, reads(office)) == (5, True, [])


def test_each_unclear_write_is_asked_for_once_however_many_threads_ask(office, eva):
    """Eight threads wait for the one that asks; in their own threads they would not see what this test has written."""
    filled()
    unclear(eva, 1, 2, 3)
    with directory.current()._lock:
        position, writes = written_since.written_since(directory.current().contents.position)
    office.calls.clear()
    office.fail(Fault.DELAY, on="GET", path="clients/1", seconds=0.2)

    def trace(before):
        return position, [] if before == position else writes

    with pytest.MonkeyPatch.context() as meanwhile, ThreadPoolExecutor(8) as pool:
        meanwhile.setattr(written_since, "written_since", trace)
        found = list(pool.map(lambda _: directory.current().caught_up(), range(8)))
    assert reads(office) == ["clients/1", "clients/2", "clients/3"]
    assert not any(contents.behind for contents in found)


def test_a_client_that_was_written_and_cannot_be_read_again_is_never_shown_as_it_was(office, eva):
    filled()
    unclear(eva, 1)
    office.fail(Fault.TOO_MANY, times=None)
    with pytest.raises(TimeTrackError):
        directory.current().caught_up()


def test_during_an_outage_what_was_written_last_does_not_take_the_list_away(office, eva):
    filled()
    traces.complete(traces.begin(eva, CHANGE, 2, "Client 1", {}), "unclear", 2)
    office.stop()
    contents = directory.current().caught_up()
    office.start()
    assert (len(contents.database), type(contents.error)) == (5, Unreachable)
    assert directory.current().caught_up().error is None


def test_after_more_writes_than_that_it_is_filled_as_soon_as_may_be(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.clients[1]["phone"] = "changed"
    unclear(eva, *range(1, directory.MOST_ASKED + 2))
    assert directory.current().caught_up().behind
    contents = filled()
    assert contents.database.get(1)["phone"] == "changed"
    assert not contents.behind


def test_a_client_whose_reading_hangs_leaves_the_list_and_asks_for_a_new_fill(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.add(name="Another")
    unclear(eva, 6)
    office.fail(Fault.HANG, path="clients/6", times=None)
    with within(3):
        contents = directory.current().caught_up()
    assert isinstance(contents.error, TimedOut)
    assert directory.current().contents.behind
    directory.current().renew(5)
    assert "Another" in names(directory.current().caught_up())


def test_a_client_that_cannot_be_read_alone_does_not_stand_in_its_way(office):
    office.fail(Fault.SERVER_ERROR, path="clients/1", times=None)
    assert len(filled().database) == 5


def test_several_unclear_writes_are_read_again_at_once_and_once_each(office, eva):
    filled()
    for number in (1, 2, 3):
        office.clients[number]["phone"] = "changed"
    unclear(eva, 1, 2, 3, 1, 2, 3)
    office.calls.clear()
    contents = directory.current().caught_up()
    assert [contents.database.get(number)["phone"] for number in (1, 2, 3)] == ["changed"] * 3
    assert len(office.calls) == 3


def test_a_client_created_without_an_id_asks_for_a_new_fill(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.add(name="Nameless")
    traces.complete(traces.begin(eva, ADDITION, None, "Nameless", {}), "created", None)
    directory.current().caught_up()
    assert "Nameless" in names(filled())


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
    assert directory._at_once() == at_once


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


def test_what_was_written_before_does_not_replace_what_was_written_later(office, eva, monkeypatch):
    filled()
    complete = traces.complete

    def meanwhile(*ended):
        """Another saves the same client and this worker sees it, before the first one's trace is complete."""
        monkeypatch.undo()
        office.clients[2]["phone"] = "newer"
        written(eva, 2, phone="newer")
        assert directory.current().caught_up().database.get(2)["phone"] == "newer"
        complete(*ended)

    monkeypatch.setattr(traces, "complete", meanwhile)
    saving.change(2, saving.account.current().clients.get(2), {"phone": "older"}, eva)
    assert directory.current().caught_up().database.get(2)["phone"] == "newer"


def test_the_database_of_a_directory_that_is_forgotten_is_closed(office):
    database = filled().database._db
    directory.forget()
    gc.collect()
    with pytest.raises(ProgrammingError, match="closed"):
        database.execute("SELECT 1")
