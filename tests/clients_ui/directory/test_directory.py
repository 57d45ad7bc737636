"""All clients in a worker's memory: when it is filled, what it sees of later writes, and when it is not there."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.auth.models import User
from django.db import DatabaseError

from clients_ui.directory import directory, index
from clients_ui.directory.directory import Directory
from clients_ui.directory.index import Wanted
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


def names(held):
    return [each.name for each in held.index.records(held.index.find(Wanted()).rows)]


def walks(sandbox):
    return sum(call.path == "clients" and call.query.get("limit") == "1000" for call in sandbox.calls)


def test_the_first_request_of_a_small_account_has_it_at_once(office):
    assert len(directory.current().held().index) == 5


def test_the_first_request_of_a_slow_account_does_not_wait_for_it(office):
    office.fail(Fault.DELAY, seconds=0.5)
    started = time.monotonic()
    assert directory.current().held() is None
    assert time.monotonic() - started < 0.5
    assert len(filled().index) == 5


def test_it_is_filled_once_however_many_ask_at_once(office):
    office.fail(Fault.DELAY, seconds=0.4)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: directory.current()._begin(), range(8)))  # as every request does
    filled()
    assert walks(office) == 1


def test_it_is_not_filled_again_while_it_is_young(office):
    filled()
    for _ in range(5):
        directory.current().held()
    assert walks(office) == 1


def test_an_old_one_is_shown_at_once_and_renewed_behind(office, settings, monkeypatch):
    settings.DIRECTORY_SECONDS = 1
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.add(name="Elsewhere")
    time.sleep(1)
    assert len(directory.current().held().index) == 5
    assert len(filled().index) == 6


def test_it_is_not_filled_sooner_than_20_times_the_last_fill_took(office, settings):
    settings.DIRECTORY_SECONDS = 1
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.2)
    filled()
    time.sleep(1.1)
    assert directory.current().held().age > 1
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
    held = directory.current().held()
    assert (len(held.index), held.index.wrong.unchecked) == (5, 5)


def test_what_is_wrong_is_looked_for_in_new_and_changed_clients_alone(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    looked_at = []
    of = findings.of
    monkeypatch.setattr(findings, "of", lambda client, vat_field: looked_at.append(client.id) or of(client, vat_field))
    before = filled().index.wrong.counts
    assert looked_at == [1, 2, 3, 4, 5]
    looked_at.clear()
    office.clients[2]["email"] = "nonsense"
    office.clients.pop(1)  # all others move up
    office.add(name="Another", email="another@b.example")
    directory.current().renew(5)
    after = filled().index.wrong.counts
    assert looked_at == [2, 6]
    assert (before[Finding.EMAIL], after[Finding.EMAIL]) == (0, 1)
    assert (before[Finding.NO_COUNTRY], after[Finding.NO_COUNTRY]) == (5, 5)


def test_a_write_during_the_checks_is_not_lost(office, eva, monkeypatch):
    monkeypatch.setattr(Directory, "_check", lambda _: None)
    directory.current().renew(5)
    monkeypatch.undo()
    index = directory.current()._held.index
    done = index.check(lambda: None, lambda: False)
    written = index.with_client(3, None)
    assert written.with_checked(done).get(3) is None
    assert written.with_checked(done).wrong.unchecked == 4, "its page is checked the next time round"


def test_a_page_that_did_not_change_is_not_held_twice(office, monkeypatch, settings):
    settings.DIRECTORY_SECONDS = 0.01
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    index = filled().index
    time.sleep(0.05)
    assert filled().index is index


# Writes made here


def test_a_write_of_any_worker_is_seen_by_the_next_request_of_each(office, eva):
    workers = [Directory(), Directory()]
    for worker in workers:
        worker.renew(5)
    saving.create({"name": "Another", "enabled": True}, eva)
    saving.delete(1, eva)
    now = saving.account.current().clients.get(2)
    saving.change(2, now, {"phone": "99"}, eva)
    office.calls.clear()
    for worker in workers:
        held = worker.held()
        assert names(held) == ["Another", "Client 1", "Client 2", "Client 3", "Client 4"]
        assert held.index.get(2)["phone"] == "99"
    assert sorted((call.method, call.path) for call in office.calls) == [
        ("GET", f"clients/{id_}") for id_ in (1, 2, 6) for _ in workers
    ]


def test_what_this_worker_has_read_after_its_own_write_is_not_read_again(office, eva):
    filled()
    saving.change(2, saving.account.current().clients.get(2), {"phone": "99"}, eva)
    office.calls.clear()
    assert directory.current().held().index.get(2)["phone"] == "99"
    assert office.calls == []


def test_what_was_written_twice_or_before_the_fill_ended_is_read_again(office, eva):
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.5)
    assert directory.current().held() is None
    saving.change(2, saving.account.current().clients.get(2), {"phone": "98"}, eva)
    office.clients[2]["phone"] = "of somebody else"
    assert filled().index.get(2)["phone"] == "of somebody else"
    for phone in ("99", "100"):
        saving.change(3, saving.account.current().clients.get(3), {"phone": phone}, eva)
    office.calls.clear()
    assert directory.current().held().index.get(3)["phone"] == "100"
    assert [call.path for call in office.calls] == ["clients/3"]


def test_a_write_is_read_again_once(office, eva):
    filled()
    saving.delete(1, eva)
    directory.current().held()
    office.calls.clear()
    directory.current().held()
    assert office.calls == []


def test_a_write_during_a_fill_is_not_missed(office, eva):
    office.fail(Fault.DELAY, on="GET", path="clients", seconds=0.5)
    assert directory.current().held() is None
    office.clients.pop(1)
    entry = traces.begin(eva, DELETION, 1, "Client 0", {})
    traces.complete(entry, "deleted", 1)
    assert "Client 0" not in names(filled())


def test_an_attempt_that_had_begun_before_the_fill_is_seen_when_it_ends(office, eva):
    entry = traces.begin(eva, CHANGE, 1, "Client 0", {})
    filled()
    office.clients[1]["phone"] = "changed"
    traces.complete(entry, "saved", 1)
    assert directory.current().held().index.get(1)["phone"] == "changed"


def test_however_many_attempts_had_begun_before_the_fill_each_is_seen_when_it_ends(office, eva):
    entries = [traces.begin(eva, CHANGE, id_, "Client", {}) for id_ in (1, 2, 3)]
    filled()
    for entry, id_ in zip(entries, (1, 2, 3), strict=True):
        office.clients[id_]["phone"] = f"changed {id_}"
        traces.complete(entry, "saved", id_)
        assert directory.current().held().index.get(id_)["phone"] == f"changed {id_}"


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
    assert "Client 0" not in names(directory.current().held())


def test_one_query_finds_what_was_written(office, django_assert_num_queries):
    filled()
    with django_assert_num_queries(1):
        directory.current().held()


def test_more_writes_than_can_be_read_again_are_for_the_next_fill(office, eva):
    filled()
    for number in range(directory.MOST_READ_AGAIN + 1):
        traces.complete(traces.begin(eva, CHANGE, number + 1, "x", {}), "saved", number + 1)
    assert directory.current().held() is None


def test_a_client_that_was_written_and_cannot_be_read_again_is_never_shown_as_it_was(office, eva):
    filled()
    saving.delete(1, eva)
    office.fail(Fault.TOO_MANY, times=None)
    with pytest.raises(TimeTrackError):
        directory.current().held()


def test_during_an_outage_what_was_written_last_does_not_take_the_list_away(office, eva):
    filled()
    traces.complete(traces.begin(eva, CHANGE, 2, "Client 1", {}), "unclear", 2)
    office.stop()
    held = directory.current().held()
    office.start()
    assert (len(held.index), type(held.error)) == (5, Unreachable)
    assert directory.current().held().error is None


def test_after_more_writes_than_that_it_is_filled_as_soon_as_may_be(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.clients[1]["phone"] = "changed"
    for _ in range(directory.MOST_READ_AGAIN):
        traces.complete(traces.begin(eva, CHANGE, 2, "x", {}), "saved", 2)
    for number in range(directory.MOST_READ_AGAIN + 1):
        traces.complete(traces.begin(eva, CHANGE, number + 1, "x", {}), "saved", number + 1)
    directory.current().held()
    assert filled().index.get(1)["phone"] == "changed"


def test_a_client_whose_reading_hangs_leaves_the_list_and_asks_for_a_new_fill(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    made = saving.create({"name": "Another", "enabled": True}, eva)
    office.fail(Fault.HANG, path=f"clients/{made.id}", times=None)
    started = time.monotonic()
    with within(3):
        held = directory.current().held()
    assert time.monotonic() - started < 2
    assert isinstance(held.error, TimedOut)
    assert directory.current().at_hand.due
    directory.current().renew(5)
    assert "Another" in names(directory.current().held())


def test_a_client_that_cannot_be_read_alone_does_not_stand_in_its_way(office):
    office.fail(Fault.SERVER_ERROR, path="clients/1", times=None)
    assert len(filled().index) == 5


def test_several_writes_are_read_again_at_once_and_once_each(office, eva):
    filled()
    for number in (1, 2, 3, 1, 2, 3):
        office.clients[number]["phone"] = "changed"
        traces.complete(traces.begin(eva, CHANGE, number, "x", {}), "saved", number)
    office.calls.clear()
    held = directory.current().held()
    assert [held.index.get(number)["phone"] for number in (1, 2, 3)] == ["changed"] * 3
    assert len(office.calls) == 3


def test_after_very_many_writes_all_texts_are_laid_out_anew_by_a_fill_and_nothing_else_is(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    monkeypatch.setattr(index, "MOST_WRITTEN", 0)
    filled()
    office.clients[1]["phone"] = "changed"
    traces.complete(traces.begin(eva, CHANGE, 1, "x", {}), "saved", 1)
    worn = directory.current().held()
    assert (worn.due, list(worn.index.searched.written)) == (True, [0])
    renewed = filled()
    assert (renewed.due, renewed.index.searched.written) == (False, {})
    assert renewed.index.wrong is worn.index.wrong
    assert [each.id for each in renewed.index.records(renewed.index.find(Wanted(("changed",))).rows)] == [1]


def test_a_client_created_without_an_id_asks_for_a_new_fill(office, eva, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.add(name="Nameless")
    traces.complete(traces.begin(eva, ADDITION, None, "Nameless", {}), "created", None)
    directory.current().held()
    assert "Nameless" in names(filled())


# When it is not there


def test_a_database_that_failed_once_does_not_keep_it_from_being_filled(office, monkeypatch):
    def broken():
        raise DatabaseError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(written_since, "position_now", broken)
        with pytest.raises(DatabaseError):
            directory.current().held()
    assert len(filled().index) == 5


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.HANG, Fault.TRUNCATED, Fault.NULL])
def test_a_walk_that_failed_leaves_none_and_is_tried_again_later(office, fault, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    office.fail(fault, times=None)
    directory.current().renew(10)
    assert directory.current()._held is None
    office.heal()
    assert len(filled().index) == 5


def test_what_was_held_stays_when_it_cannot_be_renewed_and_says_why(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.fail(Fault.HANG, times=None)
    directory.current().renew(10)
    held = directory.current().held()
    assert len(held.index) == 5
    assert isinstance(held.error, TimedOut)


def test_refused_credentials_take_it_away(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.fail(Fault.UNAUTHORIZED, times=None)
    directory.current().renew(10)
    assert directory.current()._held is None


def test_a_moment_without_a_place_for_its_calls_is_no_outage(office, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    filled()
    office.fail(Fault.TOO_MANY, times=None)
    directory.current().renew(10)
    assert directory.current()._held.error is None


def test_one_that_failed_slowly_is_tried_again_soon(office, monkeypatch):
    monkeypatch.setattr(directory, "PAUSE", 1_000_000)
    office.fail(Fault.RESET_BEFORE, times=None)
    directory.current().renew(10)
    assert 0 < directory.current().renew(0) <= directory.RETRY


def test_an_error_that_nobody_expected_is_logged_and_the_next_fill_begins(office, monkeypatch, caplog):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(directory, "page_of", lambda *_: 1 / 0)
        directory.current().renew(5)
        eventually(lambda: "could not be filled or checked" in caplog.text)
    assert len(filled().index) == 5


def test_a_value_that_a_library_cannot_cope_with_keeps_nobody_from_the_list(office, monkeypatch):
    monkeypatch.setattr(findings, "is_email", lambda _: 1 / 0)
    office.clients[1]["email"] = "strange"
    held = filled()
    assert (len(held.index), held.index.wrong.unchecked) == (5, 0)


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
    assert directory.current().held() is None
    assert directory.current().useless


@pytest.mark.parametrize("empty_as", ["", "null", "missing"])
def test_fields_that_nobody_fills_in_are_no_lack(office, empty_as):
    office.switches.empty_as = empty_as
    assert len(filled().index) == 5


@pytest.mark.parametrize(("cap", "count"), [(100, 250), (1000, 2500), (1000, 2000)])
@pytest.mark.parametrize("paging", ["works", "repeats_last"])
def test_several_pages_at_once_bring_every_client_once(sandbox, cap, count, paging):
    for number in range(count):
        sandbox.add(name=f"C{number}")
    sandbox.switches.limit_cap, sandbox.switches.page_number = cap, paging
    held = filled(30)
    assert sorted(each.id for each in held.index) == list(range(1, count + 1))
    assert held.sure


def test_what_was_read_after_a_write_does_not_replace_what_was_read_later(office, eva, monkeypatch):
    here, there = directory.current(), Directory()
    for worker in (here, there):
        worker.renew(5)
    saw = Directory.saw

    def meanwhile(self, *seen):
        """Another saves the same client and this worker sees it, before the first one's trace is complete."""
        saw(self, *seen)
        monkeypatch.undo()
        office.clients[2]["phone"] = "newer"
        entry = traces.begin(eva, CHANGE, 2, "Client 1", {})
        traces.complete(entry, "saved", 2)
        assert self.held().index.get(2)["phone"] == "newer"

    monkeypatch.setattr(Directory, "saw", meanwhile)
    saving.change(2, saving.account.current().clients.get(2), {"phone": "older"}, eva)
    assert here.held().index.get(2)["phone"] == "newer"


def test_nothing_is_held_of_a_write_where_no_directory_is(office, eva, settings):
    settings.DIRECTORY_SECONDS = 0
    saving.change(2, saving.account.current().clients.get(2), {"phone": "99"}, eva)
    assert directory.current()._seen == {}
    settings.DIRECTORY_SECONDS = 60
    saving.change(2, saving.account.current().clients.get(2), {"phone": "100"}, eva)
    assert directory.current()._seen == {}
    filled()
    saving.change(2, saving.account.current().clients.get(2), {"phone": "101"}, eva)
    assert len(directory.current()._seen) == 1
    directory.current().held()
    assert directory.current()._seen == {}
