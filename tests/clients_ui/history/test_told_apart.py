"""Pairs that were told apart: remembered for the team by their ids alone, and known to every worker at once."""

import pytest
from django.db import OperationalError, connection

from clients_ui.directory import directory
from clients_ui.directory.directory import Directory
from clients_ui.history import told_apart
from clients_ui.models import NotDuplicate
from clients_ui.quality.findings import Finding
from clients_ui.reading import listing, one_client, summary
from clients_ui.reading.list_query import ListQuery
from clients_ui.timetrack.errors import NotRecorded
from clients_ui.writing import saving
from tests.filling import filled

DUPLICATES = ListQuery(finding=Finding.DUPLICATE)


@pytest.fixture
def eva(account):
    return account("editor", "eva").pk


@pytest.fixture
def office(db, sandbox, settings):
    """Two that share a number, and three of such a name."""
    settings.DIRECTORY_SECONDS = 60
    for name, phone in (("Auer", "+43 1 5811234"), ("Bauer", "+43 1 5811234"), *[("Huber", "")] * 3):
        sandbox.add(name=name, phone=phone, enabled=True)
    filled()
    return sandbox


def listed():
    return sorted(row.id for row in listing.find(DUPLICATES).rows)


def seen():
    """What each page shows of possible duplicates: the list, the number, the hint of Auer's form, the pairs."""
    alike = [each.id for each in one_client.alike(listing.find(ListQuery("Auer")).rows[0])]
    return listed(), summary.findings().counts[Finding.DUPLICATE], alike, [(a.id, b.id) for a, b in summary.pairs(20)]


OTHERS = [(3, 4), (3, 5), (4, 5)]


def test_a_pair_that_was_told_apart_is_in_no_list_no_number_and_no_hint_until_it_is_taken_back(office, eva):
    together = ([1, 2, 3, 4, 5], 5, [2], [(1, 2), *OTHERS])
    assert seen() == together
    told_apart.mark(2, 1, eva)
    assert seen() == ([3, 4, 5], 3, [], OTHERS)
    told_apart.take_back(1, 2)
    assert seen() == together


def test_the_work_list_goes_on_behind_those_that_were_told_apart(office, eva):
    assert listed() == [1, 2, 3, 4, 5]
    told_apart.mark(1, 2, eva)
    assert listing.still_there(DUPLICATES, [2, 3]) == 3


def test_of_three_that_are_alike_each_stays_as_long_as_there_is_one_more_like_it(office, eva):
    told_apart.mark(3, 4, eva)
    assert listed() == [1, 2, 3, 4, 5]
    told_apart.mark(3, 5, eva)
    assert listed() == [1, 2, 4, 5]
    told_apart.mark(4, 5, eva)
    assert listed() == [1, 2]


@pytest.fixture
def workers(office, monkeypatch):
    """Two workers, each with all clients in a memory of its own; `at` one of them."""
    both = [Directory(), Directory()]
    for each in both:
        each.renew(5)
        filled_directory(each)

    def at(number):
        monkeypatch.setattr(directory, "current", lambda: both[number])

    return at


def filled_directory(worker):
    contents = worker.caught_up()
    while contents.database.checks.unchecked:
        contents.database.checks.check_next(0, 1000)


def test_what_one_worker_was_told_each_knows_at_its_next_question_and_without_a_call(workers, office, eva):
    for number in (0, 1):
        workers(number)
        assert seen()[:3] == ([1, 2, 3, 4, 5], 5, [2])
    office.calls.clear()
    for do, found in ((told_apart.mark, ([3, 4, 5], 3, [])), (told_apart.take_back, ([1, 2, 3, 4, 5], 5, [2]))):
        do(1, 2, *([eva] if do is told_apart.mark else []))
        for number in (1, 0):
            workers(number)
            assert seen()[:3] == found
    assert office.calls == []


def test_one_that_comes_as_another_goes_is_noticed_too(office, eva):
    told_apart.mark(1, 2, eva)
    assert listed() == [3, 4, 5]
    told_apart.take_back(1, 2)
    told_apart.mark(3, 4, eva)
    told_apart.mark(3, 5, eva)
    told_apart.take_back(3, 4)
    assert listed() == [1, 2, 3, 4, 5]
    assert [other.id for other in one_client.alike(listing.find(ListQuery("3")).rows[0])] == [4]


def test_a_list_that_is_about_nothing_of_the_kind_asks_nothing_more(office, eva, django_assert_num_queries):
    listed()
    with django_assert_num_queries(1):
        listing.find(ListQuery("Auer"))
    with django_assert_num_queries(2):
        listed()


def test_it_survives_a_fill_and_a_change_of_the_clients(office, eva):
    told_apart.mark(1, 2, eva)
    assert listed() == [3, 4, 5]
    saving.change(1, saving.account.current().clients.get(1), {"notes": "x"}, eva)
    assert listed() == [3, 4, 5]
    directory.forget()
    filled()
    assert listed() == [3, 4, 5]


def test_it_is_said_once_by_whoever_says_it_first_in_whichever_order(eva, account):
    told_apart.mark(5, 2, eva)
    told_apart.mark(2, 5, account("editor").pk)
    assert [*NotDuplicate.objects.values_list("a", "b", "person")] == [(2, 5, eva)]
    assert told_apart.found(5, 2).person.username == "eva"
    assert told_apart.found(2, 4) is None


def test_what_was_said_of_a_client_is_forgotten_when_it_is_deleted_and_ids_that_are_gone_do_no_harm(office, eva):
    for other in (2, 4, 99):
        told_apart.mark(1, other, eva)
    told_apart.mark(98, 99, eva)
    saving.delete(1, saving.account.current().clients.get(1), eva)
    assert [*NotDuplicate.objects.values_list("a", "b")] == [(98, 99)]
    assert listed() == [3, 4, 5]


def test_it_is_remembered_when_the_account_is_deleted_that_said_it(eva):
    from django.contrib.auth.models import User

    told_apart.mark(1, 2, eva)
    User.objects.filter(pk=eva).delete()
    assert told_apart.found(1, 2).person is None


@pytest.mark.parametrize("do", [lambda by: told_apart.mark(1, 2, by), lambda by: told_apart.take_back(1, 2)])
def test_what_cannot_be_written_down_is_said_and_an_error_in_the_log(eva, do, caplog):
    def gone(*args):
        raise OperationalError

    with connection.execute_wrapper(gone), pytest.raises(NotRecorded):
        do(eva)
    assert [line.levelname for line in caplog.records] == ["ERROR"]
