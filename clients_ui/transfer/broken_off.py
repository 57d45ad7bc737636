"""Rows whose worker was killed and for which nobody came back: their ends, as far as their traces tell by now."""

from functools import partial

from clients_ui.models import Attempt, AttemptOutcome, BulkRun, RowState, RowToken, RunKind
from clients_ui.transfer import one_by_one, row_tokens, undoing
from clients_ui.transfer.row_tokens import Claimed


def settle_all() -> int:
    """Write down these ends, and count them in their runs; how many there were. It is no error to do so twice."""
    return sum(_settled(token) for token in row_tokens.broken_off().select_related("run").iterator())


def _settled(token: RowToken) -> bool:
    attempt = Attempt.objects.filter(run=token.run_id, claim=token.holder).select_related("entry").first()
    state = one_by_one.told_by_trace(token, attempt)
    if attempt and attempt.outcome == AttemptOutcome.UNCLEAR:
        state = RowState.UNCLEAR
    if state is None:
        return False
    if attempt is None or state != RowState.DONE:
        row_tokens.settle(Claimed(token), state)
    else:
        also = partial(_undone, token.run, token.row)
        row_tokens.settle(Claimed(token), state, client=attempt.client, count=attempt.outcome, also=also)
    return True


def _undone(run: BulkRun | None, entry: int) -> None:
    """Where the run is an undo, this is the entry that its row has undone; it may be gone, after HISTORY_DAYS."""
    if run and run.kind == RunKind.UNDO and run.undoes:
        for undone in Attempt.objects.select_related("entry").filter(pk=entry):
            undoing.set_back(run.undoes, undone)
