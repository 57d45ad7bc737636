"""The migration that gives every entry its attempt, there and back."""

import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from clients_ui.models import Attempt, Client

BEFORE, AFTER = "0003_history_indexes", "0004_attempt_and_draft"
FIELDS = {"phone": ["1", "2"]}


def migrate(name):
    MigrationExecutor(connection).migrate([("clients_ui", name)])


@pytest.fixture
def entries(transactional_db):
    """What lies in the history before: entry after entry."""
    eva, clients = User.objects.create_user("eva"), ContentType.objects.get_for_model(Client)
    migrate(BEFORE)

    def make(object_id, message, kind=clients):
        entry = {"user": eva, "content_type": kind, "object_id": object_id, "change_message": message}
        return LogEntry.objects.create(**entry, object_repr="Müller", action_flag=CHANGE)

    yield make
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes("clients_ui")[0][1])


def ours(outcome):
    return json.dumps({"fields": FIELDS, "outcome": outcome})


def rows():
    return list(Attempt.objects.order_by("pk").values_list("client", "outcome", "read_back"))


def test_every_entry_about_a_client_gets_its_outcome_and_client(entries):
    entries("1", ours("saved"))
    entries(None, ours("begun"))
    entries("2", ours("not_saved"))
    migrate(AFTER)
    assert rows() == [(1, "saved", False), (None, "begun", False), (2, "not_saved", False)]


def test_the_end_of_an_entry_that_says_none_is_unclear(entries):
    messages = ["", "{broken", "[]", "null", "5", "{}", '{"outcome": []}', '{"outcome": "odd"}']
    for message in messages:
        entries("7", message)
    migrate(AFTER)
    assert rows() == [(7, "unclear", False)] * len(messages)


def test_an_id_that_no_client_has_is_not_taken(entries):
    ids = ["", "x", "-1", "1.5", "²", "9" * 30]
    for object_id in ids:
        entries(object_id, ours("saved"))
    migrate(AFTER)
    assert rows() == [(None, "saved", False)] * len(ids)


def test_entries_about_anything_else_get_none(entries):
    entries("1", "[]", ContentType.objects.get_for_model(User))
    migrate(AFTER)
    assert rows() == []


def test_a_long_history_is_taken_in_portions(entries, monkeypatch):
    for number in range(25):
        entries(str(number + 1), ours("saved"))
    from importlib import import_module

    monkeypatch.setattr(import_module(f"clients_ui.migrations.{AFTER}"), "AT_ONCE", 10)
    migrate(AFTER)
    assert [client for client, *_ in rows()] == list(range(1, 26))


def test_going_back_and_there_again_loses_nothing(entries):
    entry = entries("1", ours("saved"))
    migrate(AFTER)
    migrate(BEFORE)
    assert LogEntry.objects.get() == entry
    migrate(AFTER)
    assert rows() == [(1, "saved", False)]
