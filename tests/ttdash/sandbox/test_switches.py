"""Every switch is shown by a test, and a wrong one is refused."""

import ast
import sys
from pathlib import Path

import pytest

from ttdash.sandbox import Switches

ROOT = Path(__file__).resolve().parents[3]


def test_every_switch_is_shown_by_a_test():
    source = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in Switches.__slots__ if f"switches.{name}" not in source] == []


def test_every_switch_says_which_fact_it_is_for():
    lines = (
        (ROOT / "ttdash/sandbox/switches.py").read_text(encoding="utf-8").split("\n    # Connection")[1].splitlines()
    )
    assert sum(line.startswith("    # ") and "---" not in line for line in lines) >= len(Switches.__slots__) - 5


def test_a_wrong_switch_or_value_is_refused_at_once():
    with pytest.raises(AttributeError):
        Switches().singel = "array"
    with pytest.raises(ValueError, match="'arrray' is no value of the switch single"):
        Switches().single = "arrray"
    with pytest.raises(ValueError, match=r"max_length: int \| None"):
        Switches(max_length="5")
    with pytest.raises(ValueError, match="True is no value of the switch delay"):
        Switches(delay=True)


@pytest.mark.parametrize(
    ("assignment", "value"),
    [
        ("single=array", "array"),
        ("created_status=200", 200),
        ("enabled_default=none", None),
        ("enabled_default=false", False),
        ("limit_cap=100", 100),
        ("limit_cap=none", None),
        ("trims=on", True),
        ("empty_as=", ""),
        ("put_drops=field1, field2", frozenset({"field1", "field2"})),
        ("delay=0.5", 0.5),
        ("delay=1", 1),
    ],
)
def test_switches_can_be_turned_by_text(assignment, value):
    switches = Switches()
    switches.turn(assignment)
    assert getattr(switches, assignment.partition("=")[0]) == value


@pytest.mark.parametrize(
    "assignment", ["single", "unknown=1", "single=x", "trims=maybe", "limit_cap=x", "created_status=1"]
)
def test_a_text_that_turns_no_switch_is_refused(assignment):
    with pytest.raises(ValueError, match="switch"):
        Switches().turn(assignment)


def test_the_sandbox_imports_nothing_but_itself_and_the_standard_library():
    allowed = {*sys.stdlib_module_names, "ttdash.sandbox"}
    for file in (ROOT / "ttdash/sandbox").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert all(".".join(name.split(".")[:2]) in allowed or name.split(".")[0] in allowed for name in modules)
