"""What is done after the answer: without waiting for it, one thing after the other, bounded, and never silently not."""

import logging
import threading
from smtplib import SMTPRecipientsRefused

import pytest

from tests.people import eventually
from ttdash.signin import afterwards
from ttdash.signin.afterwards import do


@pytest.fixture
def gate(monkeypatch):
    """Whatever is done here waits for this, and touches no connection of the test's."""
    monkeypatch.setattr(afterwards, "connections", type("None", (), {"close_all": staticmethod(lambda: None)}))
    opened = threading.Event()
    yield opened
    opened.set()
    done = threading.Event()
    do("the end", done.set)
    assert done.wait(10)


def test_nobody_waits_for_it_and_it_is_done_in_order_one_at_a_time(gate):
    done, names = [], set()

    def work(number):
        gate.wait(10)
        done.append(number)
        names.add(threading.current_thread().name)

    for number in range(5):
        do("a number", lambda number=number: work(number))
    assert done == []
    gate.set()
    eventually(lambda: len(done) == 5)
    assert done == [0, 1, 2, 3, 4]
    assert len(names) == 1


def test_what_is_too_much_is_not_done_and_the_log_says_so(gate, caplog):
    done = []
    for _ in range(50):
        do("a thing", lambda: (gate.wait(10), done.append(1)))
    do("one more", lambda: done.append("one more"))
    assert [record.getMessage() for record in caplog.records] == ["one more: not done, too much is waiting"]
    gate.set()
    eventually(lambda: len(done) == 50)
    again = threading.Event()
    do("now there is room", again.set)
    assert again.wait(10)
    assert "one more" not in done


@pytest.mark.parametrize(
    ("error", "frames"),
    [(SMTPRecipientsRefused({"vera@office.example": (550, b"no")}), False), (KeyError("x"), True)],
)
def test_what_fails_has_a_line_that_names_nobody_and_the_next_thing_is_done(gate, caplog, error, frames):
    def fails():
        raise error

    do("a mail", fails)
    next_one = threading.Event()
    do("the next", next_one.set)
    assert next_one.wait(10)
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, f"a mail: {type(error).__name__}")
    assert bool(record.exc_info) is frames


def test_its_connections_to_the_database_are_closed(gate, monkeypatch):
    closed = []
    monkeypatch.setattr(afterwards.connections, "close_all", lambda: closed.append(threading.current_thread().name))
    do("nothing", lambda: None)
    eventually(lambda: closed)
    assert closed[0].startswith("afterwards")
