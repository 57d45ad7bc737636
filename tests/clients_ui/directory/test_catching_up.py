"""All clients in a worker's memory: what it sees of writes that were made since it was filled."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.database import Database
from clients_ui.directory.directory import Directory
from clients_ui.history import traces, written_since
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimedOut, TimeTrackError, Unreachable
from clients_ui.writing import saving
from tests.filling import filled, names
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db


def written(eva, id_, outcome="saved", action=CHANGE, **fields):
    """A write that another worker made, as its trace tells."""
    entry = traces.begin(eva, action, id_, "x", {name: ("", value) for name, value in fields.items()})
    read_back = ClientRecord(id_, {**EMPTY, **fields})
    traces.complete(entry, outcome, id_, None if outcome == "unclear" else read_back)


def reads(sandbox):
    """The clients that were read alone."""
    return sorted(call.path for call in sandbox.calls if call.path.startswith("clients/"))


def unclear(eva, *ids):
    """Writes whose answers were lost."""
    for id_ in ids:
        written(eva, id_, "unclear")


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


def test_whoever_waits_too_long_for_another_that_asks_gets_the_list_with_a_word_that_it_is_behind(office, monkeypatch):
    filled()
    monkeypatch.setattr(directory, "WAITED_FOR", 0.05)
    assert not directory.current().caught_up().behind
    with directory.current()._catching_up:
        contents = directory.current().caught_up()
    assert (len(contents.database), contents.behind) == (5, True)


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
