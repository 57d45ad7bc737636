"""Rows of a plan as a test writes them, and a browser that sends them until none is left."""

from datetime import timedelta

from django.db.models import F

from clients_ui.models import NameClaim, RowToken
from clients_ui.transfer import doing
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval, PlannedRow, RowPlan, Update

RUN, DIGEST, SHEET = "run-1", "digest-1", "Kunden"


def creation(row=2, name="Öllinger", outcome=RowPlan.CREATE, **values):
    return PlannedRow(row, outcome, name, create={"name": name, "enabled": True, **values})


def update(row=2, id_=1, shown=None, outcome=RowPlan.UPDATE, **values):
    return PlannedRow(row, outcome, "Müller", id_, updates=[Update(id_, shown or {"phone": "1"}, values)])


def package(*rows, run=RUN, digest=DIGEST, sheet=SHEET):
    return Package(run, digest, sheet, {row.row: row for row in rows})


def approved(sent):
    """What a person approves who agrees with the whole plan."""
    return [Approval(row.row, row.updates[0].id if row.create is None else None) for row in sent.rows.values()]


def send(sent, by, approvals=None):
    """One request of the browser."""
    return doing.carry_out(sent, approved(sent) if approvals is None else approvals, by.pk)


def told(sent, by, approvals=None):
    """Row → outcome of one request that leaves nothing."""
    progress = send(sent, by, approvals)
    assert progress.left == []
    return {row.row: str(row.outcome) for row in progress.done}


def later(seconds=60):
    """So much time passes for the database's clock: by then no worker is at a row any more."""
    for model in (RowToken, NameClaim):
        model.objects.update(at=F("at") - timedelta(seconds=seconds))


def names(sandbox):
    return sorted(client["name"] for client in sandbox.clients.values())


def writes(sandbox):
    return [call.method for call in sandbox.calls if call.method != "GET"]
