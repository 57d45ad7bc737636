"""All tables, by what they are for. No model holds a client: `Client` has none, and only names the permissions."""

from clients_ui.models.history import (
    EXPORT,
    MARK,
    UNMARK,
    Attempt,
    AttemptOutcome,
    BulkRun,
    Change,
    Exported,
    Pairs,
    RowOfRun,
    RunKind,
)
from clients_ui.models.marks import FineAsItIs, NotDuplicate
from clients_ui.models.once import EndedForms, FormToken, NameClaim, RowState, RowToken
from clients_ui.models.own import Draft, ListColumns, SavedView
from clients_ui.models.permissions import Client
from clients_ui.models.portions import InPortions

__all__ = [
    "EXPORT",
    "MARK",
    "UNMARK",
    "Attempt",
    "AttemptOutcome",
    "BulkRun",
    "Change",
    "Client",
    "Draft",
    "EndedForms",
    "Exported",
    "FineAsItIs",
    "FormToken",
    "InPortions",
    "ListColumns",
    "NameClaim",
    "NotDuplicate",
    "Pairs",
    "RowOfRun",
    "RowState",
    "RowToken",
    "RunKind",
    "SavedView",
]
