"""What a row of the table is, and the clock that it moves."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest

from tests.project_copy import ROOT

PROGRAM = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("clients_ui", "ttdash")
    for path in (ROOT / package).rglob("*.py")
    if not {"sandbox", "demo", "migrations", "placeholders.py", "wsgi.py"} & set(path.parts)
}
"""The modules by name, without those that play another server or change the settings when they are imported."""

READ_CLOCKS = (
    *("clients_ui", "ttdash", "pybreaker"),
    *("django.contrib.auth.tokens", "django.core.cache", "django.utils.timezone"),
)
"""The packages that import a clock by its name."""
SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 86_400


class Clock:
    """Every clock that the program reads: they stand still until they are moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 6, 1, 10, tzinfo=UTC).timestamp()
        standing = type("Standing", (datetime,), {"now": lambda tz=None: datetime.fromtimestamp(self.now, tz)})
        clocks = {time.time: self.time, time.monotonic: self.time, datetime: standing}
        for name in PROGRAM:
            import_module(name)  # one that was imported later would keep this clock
        for module in [each for name, each in sys.modules.items() if name.startswith(READ_CLOCKS)]:
            for name, value in [*vars(module).items()]:
                if isinstance(value, type | type(time.time)) and value in clocks:
                    monkeypatch.setattr(module, name, clocks[value])
        monkeypatch.setattr(time, "time", self.time)

    def time(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


class World:
    """The fixtures that a row asks for, by their names."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._request = request

    def __getattr__(self, name: str) -> Any:
        return self._request.getfixturevalue(name)


@dataclass(frozen=True)
class Boundary:
    """A row: the number, written down a second time, and what is or is not so just before, at and after it."""

    constant: str
    at: float
    step: float
    is_so: tuple[bool, bool, bool]
    probe: Callable[[World, Any], bool]


BOUNDARIES: list[Boundary] = []


def _row(*is_so: bool) -> Callable[..., Callable[[Callable], Callable]]:
    def named(constant: str, at: float, step: float = 1) -> Callable[[Callable], Callable]:
        def add(probe: Callable) -> Callable:
            BOUNDARIES.append(Boundary(constant, at, step, is_so, probe))
            return probe

        return add

    return named


up_to = _row(True, True, False)
below = _row(True, False, False)
from_on = _row(False, True, True)
always = _row(True, True, True)
