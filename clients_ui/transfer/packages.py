"""The plan as it lies in a person's browser: packages of rows, signed for them and for 24 hours.

Each is signed JSON in base64, without compression, so that the browser reads the very text that it sends back. What is
empty is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from django.core import signing

from clients_ui.models import RunKind
from clients_ui.transfer.planned import PlannedRow, RowPlan, Update

SALT = "clients_ui.package"
MAX_AGE = timedelta(hours=24)
FULL = 1500
"""Bytes of JSON from which on a package takes no further row: 2 to 3 KB as they are sent."""


@dataclass(frozen=True, slots=True)
class Package:
    """Rows of one file, by their numbers. `run`: what they are done in; `digest` and `sheet`: of the file.

    `kind`: what was asked for. A selection is no file: its digest is the run's own key, so that rows are done once in
    each plan, and in the next one again. `confirm`: the number that has to be typed for it, 0 for none.
    """

    run: str
    digest: str
    sheet: str
    rows: Mapping[int, PlannedRow]
    kind: RunKind = RunKind.IMPORT
    confirm: int = 0


def sealed(whole: Package, by: int) -> Iterator[str]:
    """A package that holds all rows, as small ones for this person (their account's primary key)."""
    of = {"run": whole.run, "digest": whole.digest, "sheet": whole.sheet, "kind": whole.kind, "confirm": whole.confirm}
    for portion in _portions(map(_packed, whole.rows.values())):
        content = {"by": by, **of, "rows": portion}
        yield signing.dumps(content, salt=SALT)


def opened(text: str, by: int) -> Package | None:
    """What was sealed for this person; None where it was not, or is too old."""
    try:
        content = signing.loads(text, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    if content["by"] != by:
        return None
    rows = map(_unpacked, content["rows"])
    by_number, kind = {row.row: row for row in rows}, RunKind(content.get("kind", RunKind.IMPORT))
    return Package(content["run"], content["digest"], content["sheet"], by_number, kind, content.get("confirm", 0))


def _packed(row: PlannedRow) -> dict[str, Any]:
    """A row as JSON has it."""
    packed = {each.name: getattr(row, each.name) for each in fields(row)}
    packed["updates"] = [{"id": one.id, "shown": one.shown, "values": one.values} for one in row.updates]
    return {name: value for name, value in packed.items() if value not in (None, "", 0, {}, [], ())}


def _unpacked(packed: Mapping[str, Any]) -> PlannedRow:
    updates = [Update(**one) for one in packed.get("updates", ())]
    return PlannedRow(**{"name": "", **packed, "outcome": RowPlan(packed["outcome"]), "updates": updates})


def _portions(rows: Iterable[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    portion, size = list[dict[str, Any]](), 0
    for row in rows:
        portion.append(row)
        size += len(signing.JSONSerializer().dumps(row))
        if size >= FULL:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
