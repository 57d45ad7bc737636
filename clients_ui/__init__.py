"""The clients of a TimeTrack account, as pages.

A request walks one way: urls → views → reading | saving → repository → transport → TimeTrack.
"""

import ctypes
import os
from contextlib import suppress

# What a fill of the directory leaves behind goes back to the system. Polars reads these when it is imported, whichever
# module does it first.
os.environ.setdefault("POLARS_MAX_THREADS", "1")  # to wake a second takes longer than what it would save
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10,muzzy_decay_ms:0")

# glibc gives large pieces back at once, and calls fewer of them large with each that comes back, unless it is told what
# is large. Other C libraries have no such call.
MMAP_THRESHOLD, LARGE = -3, 128 * 1024
with suppress(OSError, AttributeError):
    ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)
