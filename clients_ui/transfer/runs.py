"""Runs: many writes that one person approved at once, and what became of their rows.

A run is begun by its first rows; its key comes signed with the plan. It and its entries of the history stay linked as
long as the history is kept.
"""

import secrets
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from clients_ui import metrics
from clients_ui.history.recording import not_recorded
from clients_ui.models import Attempt, BulkRun, RowState, RowToken, RunKind
from clients_ui.transfer import row_tokens
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Done

UNTRIED = {
    (RowState.DONE, True): Done.UNCHANGED,
    (RowState.DONE, False): Done.ALREADY_DONE,
    (RowState.CLASH, True): Done.CLASH,
}
"""What came of a row that a run did not try: by the state of its token, and whether the run was the last to hold it."""


def new_key() -> str:
    """The key of a run to come."""
    return secrets.token_urlsafe(16)


def begin(key: str, by: int, kind: RunKind, *, file: str = "", undoes: str | None = None) -> BulkRun:
    """The run of the account `by`, begun if it was not; raises NotRecorded where that cannot be written down."""
    try:
        row_tokens.forget_some()
        run, is_new = BulkRun.objects.get_or_create(
            key=key, defaults={"person_id": by, "kind": kind, "file": file, "undoes_id": undoes}
        )
    except DatabaseError as error:
        raise not_recorded(error) from error
    if run.person_id != by:
        raise PermissionDenied
    if is_new:
        metrics.RUNS.labels(kind).inc()
    return run


def begin_whole(package: Package, by: int, rows: int) -> None:
    """Begin the run of a package, of which so many rows were approved in all; once more, where that is more."""
    run = begin(package.run, by, package.kind, file=row_tokens.file_of(package.digest, package.sheet))
    BulkRun.objects.filter(pk=run.pk).update(rows=rows, ended=False)


def end(key: str, by: int) -> None:
    """Note that the person's browser or command went through all rows."""
    BulkRun.objects.filter(pk=key, person=by).update(ended=True, at=timezone.now())


def seen_by(person: int, everybodys: bool) -> QuerySet[BulkRun]:
    """The runs that a person may see, from the newest to the oldest."""
    runs = BulkRun.objects.select_related("person", "undoes").order_by("-begun_at", "-pk")
    return runs if everybodys else runs.filter(person=person)


def attempts(run: BulkRun) -> QuerySet[Attempt]:
    """The entries of a run, in the order of its rows."""
    return run.attempts.select_related("entry__user").order_by("row", "pk")


def outcomes(run: BulkRun, rows: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """Row → what came of its last attempt in this run, and its client; where it has none, what its token tells."""
    tokens = RowToken.objects.filter(file=run.file, row__in=rows).values_list("row", "state", "run", "client")
    known = {row: (UNTRIED.get((state, holder == run.pk)), client) for row, state, holder, client in tokens}
    told = {row: (str(outcome), client) for row, (outcome, client) in known.items() if outcome}
    tried = run.attempts.filter(row__in=rows).order_by("pk").values_list("row", "outcome", "client")
    return told | {row: (outcome, client) for row, outcome, client in tried if row is not None}
