"""What tests of the directory share: wait for its fill, and until all clients were checked."""

import time

from clients_ui.directory import directory
from clients_ui.directory.query import ClientQuery


def filled(seconds=10.0):
    """Wait until no fill is under way and nothing is left to check; what there is then."""
    until = time.monotonic() + seconds
    here = directory.current()
    here.caught_up()
    ended(seconds)
    while here.contents and here.contents.database.checks.unchecked:
        assert time.monotonic() < until
        time.sleep(0.01)
    return here.caught_up()


def ended(seconds=10.0):
    """Wait until no fill is under way."""
    until = time.monotonic() + seconds
    while directory.current().filling:
        assert time.monotonic() < until
        time.sleep(0.01)


def names(contents):
    """The names of all clients, in their order."""
    return [each.name for each in contents.database.find(ClientQuery(), 0, 1000).records]


def walks(sandbox):
    """How many times all clients were read."""
    return sum(call.path == "clients" and call.query.get("limit") == "1000" for call in sandbox.calls)
