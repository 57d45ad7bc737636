"""One account per process, whose transport, call slots and breaker all threads share; a new one for other settings."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest

from clients_ui.directory import directory
from clients_ui.timetrack import account
from clients_ui.timetrack.account import Latest
from ttdash.sandbox import Fault


def test_threads_that_start_together_share_one_account(sandbox):
    barrier = Barrier(8)

    def first_call(_):
        barrier.wait()
        return account.current()

    with ThreadPoolExecutor(8) as pool:
        assert len({id(made) for made in pool.map(first_call, range(8))}) == 1


def test_while_one_thread_makes_it_another_waits_and_makes_no_second():
    made, two = [], Barrier(2)

    def make(key):
        made.append(key)
        with suppress(BrokenBarrierError):
            two.wait(0.5)  # long enough for a second maker to come
        return object()

    latest = Latest(make)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(latest.of, ["key", "key"])
    assert first is second
    assert made == ["key"]


def test_clients_and_projects_of_an_account_share_its_transport(sandbox):
    number = sandbox.add(name="Huber")
    sandbox.projects.append({"ID": 1, "projectName": "Website", "clientName": "Huber", "projectEnabled": True})
    sandbox.projects.append({"ID": 2, "projectName": "Shop", "clientName": "Huber & Co", "projectEnabled": True})
    current = account.current()
    assert current.projects.of_client(current.clients.get(number).name) == ["Website"]


def test_projects_that_cannot_be_looked_up_are_not_taken_for_none(sandbox):
    sandbox.fail(Fault.SERVER_ERROR, times=None)
    assert account.current().projects.of_client("Huber") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIMETRACK_API_URL", "http://127.0.0.1:9/"), ("TIMETRACK_DEADLINE", 7), ("BREAKER_FAILURES", 1)],
)
def test_other_settings_make_another_account_with_a_directory_of_its_own(sandbox, settings, name, value):
    before = account.current(), directory.current()
    assert (account.current(), directory.current()) == before
    setattr(settings, name, value)
    assert account.current() is not before[0]
    assert directory.current() is not before[1]


def test_one_call_forgets_the_account_and_its_directory(sandbox):
    before = account.current(), directory.current()
    account.forget()
    assert account.current() is not before[0]
    assert directory.current() is not before[1]
