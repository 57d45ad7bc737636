"""What a form showed, signed for one person and one client, good for 24 hours."""

from datetime import timedelta
from unittest import mock

import pytest

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.writing import snapshot
from clients_ui.writing.snapshot import Shown, UnusableSnapshot

RECORD = ClientRecord(5, {**EMPTY, "name": "Müller", "enabled": True})
SHOWN = Shown(RECORD, {"phone": "before"})


def test_a_snapshot_comes_back_as_it_was_shown():
    assert snapshot.opened(snapshot.sealed(SHOWN, person=1), person=1, id=5) == SHOWN


@pytest.mark.parametrize(("person", "id_"), [(2, 5), (1, 6)])
def test_a_snapshot_serves_its_own_person_and_client_alone(person, id_):
    assert snapshot.opened(snapshot.sealed(SHOWN, person=1), person, id_) == UnusableSnapshot()


@pytest.mark.parametrize("text", ["", "x", "a:b:c"])
def test_a_text_that_is_no_snapshot_is_refused(text):
    assert snapshot.opened(text, person=1, id=5) == UnusableSnapshot()


def test_a_snapshot_that_was_tampered_with_is_refused():
    sealed = snapshot.sealed(SHOWN, person=1)
    assert snapshot.opened(("a" if sealed[0] != "a" else "b") + sealed[1:], person=1, id=5) == UnusableSnapshot()


@pytest.mark.parametrize(("hours", "refused"), [(23.9, False), (24.1, True)])
def test_a_snapshot_is_good_for_24_hours(hours, refused):
    import time

    sealed = snapshot.sealed(SHOWN, person=1)
    later = time.time() + timedelta(hours=hours).total_seconds()
    with mock.patch("django.core.signing.time.time", return_value=later):
        opened = snapshot.opened(sealed, person=1, id=5)
    assert opened == (UnusableSnapshot(too_old=True) if refused else SHOWN)
