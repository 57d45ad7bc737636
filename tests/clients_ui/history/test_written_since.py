"""What was written since a moment: one query, nothing missed, with what TimeTrack kept."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.history import traces
from clients_ui.history.written_since import LATEST, Write, position_now, written_since
from clients_ui.models import Attempt, AttemptOutcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva():
    return User.objects.create_user("eva").pk


def record(id_, **values):
    return ClientRecord(id_, {**EMPTY, **values})


def change(by, id_=1, **values):
    return traces.begin(by, CHANGE, id_, "Müller", {name: ("", value) for name, value in values.items()})


def test_a_change_is_found_once_with_the_values_that_timetrack_kept(eva):
    before = position_now()
    attempt = change(eva, phone="123456789")
    traces.complete(attempt, "saved", 1, record(1, phone="12345", email="not written"))
    after, writes = written_since(before)
    assert writes == [Write(attempt.pk, 1, AttemptOutcome.SAVED, {"phone": "12345"})]
    assert written_since(after) == (after, [])


def test_a_creation_is_found_with_the_whole_client(eva):
    before = position_now()
    attempt = traces.begin(eva, ADDITION, None, "Neu", {"name": ("", "Neu")})
    new = record(7, name="Neu", enabled=True)
    traces.complete(attempt, "created", 7, new)
    assert written_since(before)[1] == [Write(attempt.pk, 7, AttemptOutcome.CREATED, new.values)]


@pytest.mark.parametrize("outcome", ["saved", "deleted", "gone", "unclear"])
def test_of_what_was_not_read_back_the_values_are_not_known(eva, outcome):
    before = position_now()
    traces.complete(change(eva, phone="2"), outcome)
    ((write,), outcome_found) = (written_since(before)[1], AttemptOutcome(outcome))
    assert (write.client, write.outcome, write.values) == (1, outcome_found, None)


def test_without_values_in_the_history_they_are_not_known(eva, settings):
    settings.HISTORY_VALUES = False
    before = position_now()
    traces.complete(change(eva, phone="2"), "saved", 1, record(1, phone="2"))
    ((write,),) = written_since(before)[1:]
    assert write.values is None


def test_what_was_not_saved_is_no_write(eva):
    before = position_now()
    traces.complete(change(eva, phone="2"), "not_saved")
    assert written_since(before)[1] == []


def test_what_is_under_way_is_no_write_yet(eva):
    before = position_now()
    attempt = change(eva, phone="2")
    position, writes = written_since(before)
    assert writes == []
    traces.complete(attempt, "saved")
    assert [write.entry for write in written_since(position)[1]] == [attempt.pk]


def test_writes_come_in_the_order_of_their_entries(eva):
    before = position_now()
    attempts = [change(eva, id_) for id_ in (3, 1, 2)]
    for attempt in reversed(attempts):
        traces.complete(attempt, "saved")
    assert [write.client for write in written_since(before)[1]] == [3, 1, 2]


def test_an_attempt_that_began_long_before_many_others_is_found_when_it_ends(eva):
    slow = change(eva, 77)
    for _ in range(60):
        traces.complete(change(eva), "saved")
    position = position_now()
    assert slow.pk in position.open
    traces.complete(slow, "saved")
    assert [write.client for write in written_since(position)[1]] == [77]


def test_an_attempt_that_never_ended_is_not_waited_for_after_an_hour(eva):
    lost = change(eva)
    LogEntry.objects.update(action_time=timezone.now() - timedelta(minutes=61))
    for _ in range(LATEST):
        traces.complete(change(eva), "saved")
    assert lost.pk not in position_now().open


def test_an_entry_that_is_committed_after_one_with_a_higher_number_is_found(eva):
    late = traces.begin(eva, DELETION, 1, "Müller", {})
    number = late.pk
    late.delete()
    traces.complete(change(eva, 2), "saved")
    position = position_now()
    Attempt.objects.create(entry_id=number, client=1, outcome=AttemptOutcome.DELETED)
    assert [write.client for write in written_since(position)[1]] == [1]


def test_it_costs_one_query_to_find_out(eva, django_assert_num_queries):
    change(eva)
    position = position_now()
    with django_assert_num_queries(1):
        written_since(position)
