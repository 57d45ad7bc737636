"""What tests of plans share: an account, a file as it was read, and the plan of the one beside the other."""

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.transfer.plan import Options, planned
from clients_ui.transfer.table import Choices, ReadAs, Row, Table

PARAMETERS = (
    *("name", "enabled", "color", "contactPerson", "email", "phone", "address", "address2", "addressZipCode"),
    *("addressCity", "addressCountry", "field1", "field2", "field3", "notes"),
)
"""All parameters, written down a second time."""


def client(id_, name, **values):
    """A client as TimeTrack holds it."""
    return ClientRecord(id_, {**EMPTY, "name": name, "enabled": True, **values})


def table(head, *rows, odd=None):
    """A file whose head stands in row 1; `odd`: (row, column) → what is odd about a cell."""
    read = [
        Row(number, list(texts), {column: how for (row, column), how in (odd or {}).items() if row == number})
        for number, texts in enumerate(rows, 2)
    ]
    return Table("digest", ReadAs("csv", Choices(sheet="Sheet")), Row(1, list(head)), read)


def plan_of(clients, head, *rows, odd=None, known=None, typed=None, **options):
    """The plan of a file whose heads are parameters, row by row; `typed`: (row, column) → a cell typed anew."""
    read = table(head, *rows, odd=odd).corrected(typed or {})
    return planned(read, dict(enumerate(head)), Options(**options), [clients], known)


def outcomes(rows):
    return [str(row.outcome) for row in rows]


def as_text(value):
    """A value as a file holds it."""
    return {True: "true", False: "false", None: ""}.get(value, value)


def exported(clients):
    """The rows of a file with all values of these clients, behind their ids."""
    return [[str(each.id), *(as_text(each[name]) for name in PARAMETERS)] for each in clients]
