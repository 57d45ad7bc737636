"""TimeTrack's create and update rules for values, derived from the field table.

Forms and imports ask here, about values that a person changed; a stored value that breaks a rule is nobody's mistake.
Source: docs/timetrack-api.md, "The client object".
"""

from collections.abc import Mapping

from clients_ui.client import unseen
from clients_ui.client.kinds import ValueProblem
from clients_ui.client.record import FIELDS, Field, Value

LOOKED_AT = 1000


def create_problems(values: Mapping[str, Value]) -> dict[str, ValueProblem]:
    """Field name → problem, for a client that is to be created with these values."""
    found = {name: problem for name, value in values.items() if (problem := _problem(FIELDS[name], value))}
    missing = {f.name: ValueProblem.REQUIRED for f in FIELDS.values() if f.required and blank(values.get(f.name))}
    return found | missing


def update_problems(changes: Mapping[str, Value]) -> dict[str, ValueProblem]:
    """Field name → problem, for changes to a client that exists."""
    return {
        name: problem
        for name, value in changes.items()
        if (problem := _problem(FIELDS[name], value) if FIELDS[name].update else ValueProblem.LOCKED)
    }


def blank(value: Value) -> bool:
    """Whether nothing can be seen of a text's beginning: blanks, controls and fillers only."""
    return unseen.is_blank(str(value or "")[:LOOKED_AT])


def _problem(field: Field, value: Value) -> ValueProblem | None:
    if not value or not isinstance(value, str):
        return None
    return ValueProblem.TOO_LONG if len(value) > field.kind.longest else field.kind.problem(value)
