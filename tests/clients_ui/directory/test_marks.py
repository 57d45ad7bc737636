"""Findings that are fine as they are, in each worker's memory: they leave its numbers and come back by themselves."""

import pytest

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.database import Database
from clients_ui.directory.directory import Directory
from clients_ui.directory.query import ClientQuery
from clients_ui.history import marks, traces
from clients_ui.quality.findings import LOOKED_AT, Finding
from clients_ui.timetrack import account
from clients_ui.writing import fine_as_it_is, saving
from tests.filling import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sandbox, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    for name in ("Auer", "Berger"):
        sandbox.add(name=name, phone="n/a", email="none", addressCountry="AT")
    sandbox.add(name="Cerny", phone="0664 1234567", email="c@b.at", addressCountry="Österreich")
    return sandbox


def current(id_):
    return account.current().clients.get(id_)


def mark(eva, id_=1, finding=Finding.PHONE):
    return fine_as_it_is.mark(current(id_), finding, eva)


def found(contents, finding=Finding.PHONE):
    """How many clients have it by the numbers, and which by the list."""
    listed = contents.database.find(ClientQuery(finding=finding), 0, 100)
    assert listed.total == len(listed.records)
    return contents.database.checks.counts[finding], [each.name for each in listed.records]


def worker():
    """One more worker, which has read and checked all clients."""
    made = Directory()
    made.renew(10)
    made.caught_up()
    made._check()
    return made


def test_a_mark_takes_its_finding_alone_out_of_numbers_and_list(office, eva):
    filled()
    assert found(filled()) == (2, ["Auer", "Berger"])
    mark(eva)
    contents = directory.current().caught_up()
    assert found(contents) == (1, ["Berger"])
    assert found(contents, Finding.EMAIL) == (2, ["Auer", "Berger"])


def test_every_worker_knows_a_mark_and_that_it_was_taken_back_by_its_next_request(office, eva):
    workers = [worker(), worker()]
    mark(eva)
    assert [found(each.caught_up())[1] for each in workers] == [["Berger"]] * 2
    fine_as_it_is.take_back(1, "Auer", Finding.PHONE, eva)
    assert [found(each.caught_up())[1] for each in workers] == [["Auer", "Berger"]] * 2


def test_a_worker_that_begins_later_knows_it_too(office, eva):
    mark(eva)
    assert found(worker().caught_up()) == (1, ["Berger"])


def test_it_comes_back_when_the_value_is_changed_here(office, eva):
    filled()
    mark(eva)
    saving.change(1, current(1), {"phone": "none"}, eva)
    assert found(directory.current().caught_up()) == (2, ["Auer", "Berger"])


def test_it_comes_back_when_the_value_is_changed_in_timetrack_itself(office, eva):
    filled()
    mark(eva)
    office.clients[1]["phone"] = "none"
    directory.current().renew(10)
    assert found(filled()) == (2, ["Auer", "Berger"])


def test_it_comes_back_when_what_it_was_judged_by_changes(office, eva):
    filled()
    mark(eva)
    saving.change(1, current(1), {"addressCountry": "DE"}, eva)
    assert found(directory.current().caught_up()) == (2, ["Auer", "Berger"])


def test_any_other_change_of_the_client_leaves_it_marked(office, eva):
    filled()
    mark(eva)
    saving.change(1, current(1), {"addressCity": "Wien", "email": "still none"}, eva)
    assert found(directory.current().caught_up()) == (1, ["Berger"])


def test_with_the_same_value_again_it_is_fine_again(office, eva):
    filled()
    mark(eva)
    for phone in ("none", "n/a"):
        saving.change(1, current(1), {"phone": phone}, eva)
    assert found(directory.current().caught_up()) == (1, ["Berger"])


def test_a_mark_of_a_value_that_is_gone_already_hides_nothing(office, eva):
    filled()
    shown = current(1)
    office.clients[1]["phone"] = "none"
    directory.current().renew(10)
    assert fine_as_it_is.mark(shown, Finding.PHONE, eva)
    assert found(filled()) == (2, ["Auer", "Berger"])


def test_what_nobody_finds_cannot_be_marked(office, eva):
    assert not mark(eva, 3)
    assert not marks.FineAsItIs.objects.exists()


def test_of_a_client_that_is_deleted_no_mark_is_left(office, eva):
    mark(eva)
    mark(eva, 2)
    saving.delete(1, current(1), eva)
    assert [each.client for each in marks.FineAsItIs.objects.all()] == [2]


def test_news_that_were_forgotten_before_a_worker_read_them_reach_it_with_its_next_fill(office, eva):
    filled()
    mark(eva)
    marks.LogEntry.objects.all().delete()
    assert found(directory.current().caught_up()) == (2, ["Auer", "Berger"]), "it has not heard of it"
    directory.current().renew(10)
    assert found(filled()) == (1, ["Berger"])


def test_a_history_that_is_forgotten_brings_no_finding_back(office, eva):
    filled()
    mark(eva)
    directory.current().caught_up()
    traces.forget_before(traces.timezone.now())
    assert found(directory.current().caught_up()) == (1, ["Berger"])
    assert found(worker().caught_up()) == (1, ["Berger"])


def test_marks_cost_a_request_nothing_where_nobody_marked(office, eva, django_assert_num_queries):
    filled()
    with django_assert_num_queries(1):
        directory.current().caught_up()


def test_a_mark_costs_no_call(office, eva):
    filled()
    shown = current(1)
    office.calls.clear()
    fine_as_it_is.mark(shown, Finding.PHONE, eva)
    directory.current().caught_up()
    assert office.calls == []


def test_what_can_be_mended_is_counted_and_what_is_marked_is_not(office, eva):
    checks = filled().database.checks
    mendable = {each: number for each, number in checks.mendable.items() if number}
    assert mendable == {Finding.BAD_COUNTRY: 1}, "whose country is no code has no number that is certain"
    mark(eva, 3, Finding.BAD_COUNTRY)
    directory.current().caught_up()
    assert not any(checks.mendable.values())


def test_a_client_that_is_checked_after_its_mark_came_is_fine_at_once():
    database = Database(digest=lambda client, kind, values: f"{client} {kind} {values}")
    record = ClientRecord(1, {**EMPTY, "name": "Auer", "phone": "n/a", "email": "a@b.at", "addressCountry": "AT"})
    database.checks.take_marks({1: {"phone": "1 phone ['n/a', 'AT']", "nonsense": "x", "duplicate": "x"}})
    database.write({1: record})
    assert not any(database.checks.counts.values())
    database.checks.take_marks({}, [1])
    assert database.checks.counts[Finding.PHONE] == 1


def test_every_kind_but_duplicates_and_notations_can_be_marked():
    assert set(LOOKED_AT) == {each for each in Finding if each is not Finding.DUPLICATE and not each.of_notation}
