"""Findings that are fine as they are: the marks, and their entries in the history."""

import json
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import DatabaseError
from django.utils import timezone

from clients_ui.history import marks, traces
from clients_ui.history.written_since import Write, position_now, written_since
from clients_ui.models import MARK, UNMARK, Attempt, AttemptOutcome, FineAsItIs
from clients_ui.timetrack.errors import NotRecorded

pytestmark = pytest.mark.django_db
VALUES = ["n/a", "AT"]


@pytest.fixture
def eva(django_user_model):
    return django_user_model.objects.create_user("eva").pk


def mark(eva, client=7, values=VALUES, kind="phone"):
    marks.mark(eva, client, "Huber GmbH", kind, marks.digest(client, kind, values))


def test_a_mark_holds_the_clients_id_and_nothing_else_of_it(eva):
    mark(eva)
    (row,) = FineAsItIs.objects.values()
    assert {row.pop("client"), row.pop("kind"), row.pop("person_id")} == {7, "phone", eva}
    assert set(row) == {"id", "digest", "at"}
    assert not any(value in row["digest"] for value in ("n/a", "AT", "Huber"))


def test_no_two_clients_and_no_two_kinds_can_be_compared_by_their_digests():
    digests = {marks.digest(client, kind, VALUES) for client in (1, 2) for kind in ("phone", "postcode")}
    assert len(digests) == 4


def test_a_digest_is_of_each_value_in_its_place():
    digests = {marks.digest(1, "phone", values) for values in (["a", "b"], ["b", "a"], ["ab"], ["ab", ""], ["", "ab"])}
    assert len(digests) == 5


def test_without_the_secret_key_a_value_cannot_be_guessed_from_it(settings):
    before = marks.digest(1, "phone", VALUES)
    settings.SECRET_KEY = "another-" * 10
    assert marks.digest(1, "phone", VALUES) != before


def test_it_is_an_entry_of_the_history_too_and_so_is_taking_it_back(eva):
    mark(eva)
    assert marks.unmark(eva, 7, "Huber GmbH", "phone") is True
    one, other = LogEntry.objects.order_by("pk")
    assert [(each.action_flag, each.user_id, each.object_id, each.object_repr) for each in (one, other)] == [
        (MARK, eva, "7", "Huber GmbH"),
        (UNMARK, eva, "7", "Huber GmbH"),
    ]
    assert json.loads(one.change_message) == {"fields": {}, "outcome": "noted", "finding": "phone"}
    assert [(each.client, each.outcome, each.finding) for each in Attempt.objects.order_by("pk")] == [
        (7, "noted", "phone"),
        (7, "noted", "phone"),
    ]


def test_pressed_twice_it_is_one_mark_and_one_entry(eva):
    mark(eva)
    mark(eva)
    assert (FineAsItIs.objects.count(), LogEntry.objects.count()) == (1, 1)


def test_a_mark_of_other_values_takes_the_place_of_the_former(eva, django_user_model):
    mark(eva)
    adam = django_user_model.objects.create_user("adam").pk
    mark(adam, values=["none", "AT"])
    assert [(each.person_id, each.digest) for each in FineAsItIs.objects.all()] == [
        (adam, marks.digest(7, "phone", ["none", "AT"]))
    ]


def test_what_is_not_marked_cannot_be_taken_back_and_leaves_no_entry(eva):
    assert marks.unmark(eva, 7, "Huber GmbH", "phone") is False
    assert not LogEntry.objects.exists()


def test_where_it_cannot_be_written_down_there_is_neither_mark_nor_entry(eva, monkeypatch):
    def full(**_):
        raise DatabaseError("disk full")

    monkeypatch.setattr(Attempt.objects, "create", full)
    with pytest.raises(NotRecorded):
        mark(eva)
    assert (FineAsItIs.objects.count(), LogEntry.objects.count()) == (0, 0)


def test_every_worker_is_told_of_it_by_the_position_of_the_history(eva):
    before = position_now()
    mark(eva)
    after, writes = written_since(before)
    assert writes == [Write(LogEntry.objects.get().pk, 7, AttemptOutcome.NOTED, None)]
    assert written_since(after)[1] == []


def test_a_history_that_is_forgotten_takes_no_mark_with_it(eva):
    mark(eva)
    assert traces.forget_before(timezone.now() + timedelta(days=1)) == 1
    assert (FineAsItIs.objects.count(), Attempt.objects.count()) == (1, 0)


def test_an_account_that_is_deleted_takes_no_mark_with_it(eva, django_user_model):
    mark(eva)
    django_user_model.objects.get(pk=eva).delete()
    assert FineAsItIs.objects.get().person is None


def test_it_is_no_write_that_could_be_reverted_or_missed(eva):
    mark(eva)
    attempt = Attempt.objects.get()
    assert (attempt.revertible, attempt.changes, attempt.exported) == (False, [], None)
    assert traces.last_written(7) == {}


def test_the_digests_are_those_of_the_clients_that_are_asked_for_or_of_all(eva, monkeypatch):
    for client in (1, 2, 3):
        mark(eva, client)
    assert set(marks.digests([1, 3, 9])) == {1, 3}
    assert set(marks.digests()) == {1, 2, 3}
    monkeypatch.setattr(marks, "MOST_BY_ID", 1)
    assert set(marks.digests([1])) == {1}
    assert set(marks.digests([1, 3])) == {1, 2, 3}


def test_it_is_not_the_last_that_was_done_to_a_client_whose_end_nobody_saw(eva):
    attempt = traces.begin(eva, CHANGE, 7, "A", {"phone": ("1", "2")})
    mark(eva)
    assert traces.last_of(7) == attempt
