"""Every number of the program, just before it, at it and after it."""

import ast
import importlib
from datetime import timedelta

import pytest

from tests.boundaries import (  # noqa: F401 - they fill the table
    ages,
    alike,
    calls,
    lists,
    own_list,
    pages,
    plans,
    sizes,
)
from tests.boundaries.no_boundaries import ELSEWHERE, NO_BOUNDARIES
from tests.boundaries.table import BOUNDARIES, PROGRAM, Clock, World
from tests.project_copy import ROOT

pytestmark = pytest.mark.usefixtures("nothing_counted")

CASES = [
    pytest.param(row, row.at + shift * row.step, is_so, id=f"{row.probe.__name__}-{when}")
    for row in BOUNDARIES
    for shift, when, is_so in zip((-1, 0, 1), ("before", "at", "after"), row.is_so, strict=True)
]


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.mark.parametrize(("row", "amount", "is_so"), CASES)
def test_it_is_otherwise_from_its_boundary_on_and_nowhere_else(row, amount, is_so, clock, request):
    assert row.probe(World(request), amount) is is_so


def numbers():
    """The numbers that are constants of a module."""
    for module, path in PROGRAM.items():
        yield from (f"{module}.{name}" for name in constants(path) if is_number(module, name))


def constants(path):
    for statement in ast.parse(path.read_text()).body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        for each in (name for target in targets if target for name in ast.walk(target)):
            if isinstance(each, ast.Name) and each.id.isupper():
                yield each.id


def is_number(module, name):
    value = getattr(importlib.import_module(module), name)
    return isinstance(value, int | float | timedelta) and not isinstance(value, bool)


def test_every_number_of_the_program_has_a_row_or_is_no_boundary():
    found = {*numbers()}
    assert len(found) > 60
    assert found - {row.constant for row in BOUNDARIES} == {*NO_BOUNDARIES, *ELSEWHERE}


@pytest.mark.parametrize("constant", ELSEWHERE)
def test_what_stands_elsewhere_stands_there(constant):
    file, _, name = ELSEWHERE[constant].partition("::")
    assert f"def {name}(" in (ROOT / "tests" / file).read_text()
