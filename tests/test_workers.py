"""What gunicorn's settings do to each worker."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOOK = """
import gc, runpy
runpy.run_path("gunicorn.conf.py")["post_worker_init"](None)
print(gc.get_threshold()[0], gc.get_freeze_count() > 0, gc.isenabled())
"""


def test_reference_cycles_are_looked_for_seldom_and_not_in_what_was_loaded_before():
    told = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout  # fmt: skip
    assert told.split() == ["10000", "True", "True"]
