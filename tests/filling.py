"""What tests of the directory share: wait for its fill."""

import time

from clients_ui import directory


def filled(seconds=10.0):
    """Wait until no fill is under way; what is held then."""
    directory.here().held()
    ended(seconds)
    return directory.here().held()


def ended(seconds=10.0):
    """Wait until no fill is under way."""
    until = time.monotonic() + seconds
    while directory.here().filling:
        assert time.monotonic() < until
        time.sleep(0.01)
