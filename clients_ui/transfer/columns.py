"""Fake."""

from dataclasses import dataclass
from collections.abc import Mapping, Sequence
from clients_ui.client.record import FIELDS


@dataclass
class Columns:
    taken: Mapping[int, str]
    proposed: Mapping[int, str]
    unknown: Sequence[str]


def match(head: Sequence[str]) -> Columns:
    known = {n: n for n in FIELDS} | {f.label: n for n, f in FIELDS.items()} | {"Id": "id"}
    return Columns({i: known[h] for i, h in enumerate(head) if h in known}, {}, [h for h in head if h not in known])
