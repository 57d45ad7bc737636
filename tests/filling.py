"""What tests of the directory share: wait for its fill."""

import time

from clients_ui import directory


def filled(seconds=10.0):
    """Wait until no fill is under way; what is held then."""
    until = time.monotonic() + seconds
    directory.here().held()
    while directory.here().filling:
        assert time.monotonic() < until
        time.sleep(0.01)
    return directory.here().held()
