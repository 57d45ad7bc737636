"""The clients of a TimeTrack account, as pages.

A request walks one way: urls → views → reading | saving → repository → transport → TimeTrack.
"""

import os

# Read when polars is imported, whichever module does it first.
os.environ.setdefault("POLARS_MAX_THREADS", "2")  # a worker has seven others
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10,muzzy_decay_ms:0")  # what a fill leaves goes back
