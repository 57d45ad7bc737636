"""A part of a plan, as the browser sends it back."""

from collections.abc import Mapping
from dataclasses import dataclass

from clients_ui.transfer.planned import PlannedRow


@dataclass(frozen=True, slots=True)
class Package:
    """Some rows of a plan: of which run, of which file (its digest) and sheet."""

    run: str
    digest: str
    sheet: str
    rows: Mapping[int, PlannedRow]
