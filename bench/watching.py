"""What can be seen of a process from outside: its memory, and in the dashboard's log when the directory was filled."""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

MEGABYTE = 1024 * 1024
ZONE = ZoneInfo("Europe/Vienna")
FILLED = re.compile(r"^(\S+ \S+) INFO timetrack .*the directory was filled: (\d+) clients in (\d+) ms", re.MULTILINE)
PAUSE = 20
"""As in `directory.PAUSE`."""


@dataclass(frozen=True)
class Fill:
    """One fill: when it began and ended, in seconds since 1970."""

    began: float
    ended: float

    def within(self, began: float, ended: float) -> float:
        """How many of these seconds it filled."""
        return max(min(self.ended, ended) - max(self.began, began), 0)


def fills(log: Path) -> list[Fill]:
    """Every fill that has ended so far, whichever worker's."""
    found = []
    for at, _, milliseconds in FILLED.findall(log.read_text()):
        ended = datetime.strptime(at, "%Y-%m-%d %H:%M:%S,%f").replace(tzinfo=ZONE).timestamp()
        found.append(Fill(ended - int(milliseconds) / 1000, ended))
    return found


def wait_until_due(log: Path) -> None:
    """Wait until each of the two workers may fill its directory again."""
    last = fills(log)[-2:]
    due = max(fill.ended + max(PAUSE * (fill.ended - fill.began), 1) for fill in last)
    time.sleep(max(due - time.time(), 0) + 0.1)


def memory(pid: int) -> tuple[float, float]:
    """Megabytes that a process holds: RSS, and PSS, where what is shared counts by parts (RSS if unknown)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        text = Path(f"/proc/{pid}/status").read_text()
    kilobytes = {name: int(number) for name, number in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}
    rss = kilobytes.get("Rss", kilobytes.get("VmRSS", 0))
    return rss * 1024 / MEGABYTE, kilobytes.get("Pss", rss) * 1024 / MEGABYTE
