"""Reading sessions. What ends them is with the accounts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from ttdash.signin.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    store = SessionStore()
    store["word"] = "held"
    store.save()
    return store.session_key


def test_a_session_holds_what_was_put_into_it(key, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert SessionStore(key)["word"] == "held"


def test_a_session_that_ran_out_holds_nothing_and_is_not_used_again(key):
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    store = SessionStore(key)
    assert store.get("word") is None
    assert store.session_key is None


def test_an_unknown_session_holds_nothing():
    assert SessionStore("a" * 32).get("word") is None
