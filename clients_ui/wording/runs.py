"""Runs in words, each kind in its own: what they did, whether they go on, what taking them back would do."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clients_ui.models import BulkRun, RunKind
from clients_ui.wording import texts

SILENT = timedelta(minutes=2)
"""A run that is going on writes down a row more often than this."""
KINDS: Mapping[str, Promise] = {
    RunKind.IMPORT: _("Import"),
    RunKind.CHANGE: _("Bulk change"),
    RunKind.DELETE: _("Bulk deletion"),
    RunKind.MERGE: _("Two clients made one"),
    RunKind.UNDO: _("Undo"),
}
UNDO_OF: Mapping[str, Promise] = {
    RunKind.IMPORT: _("Undo of an import"),
    RunKind.CHANGE: _("Undo of a bulk change"),
    RunKind.DELETE: _("Undo of a bulk deletion"),
    RunKind.MERGE: _("Two clients made one, undone"),
}
UNDO_THIS: Mapping[str, Promise] = {
    RunKind.IMPORT: _("Undo this import"),
    RunKind.CHANGE: _("Undo this bulk change"),
    RunKind.DELETE: _("Undo this bulk deletion"),
    RunKind.MERGE: _("Undo: have two clients again"),
}
WOULD_UNDO: Mapping[str, Promise] = {
    RunKind.IMPORT: _(
        "What was created is deleted, what was changed is changed back. What somebody edited since is left as it is, "
        "and named."
    ),
    RunKind.CHANGE: _(
        "Each client gets back what it held before. What somebody edited since is left as it is, and named."
    ),
    RunKind.DELETE: _("Each client is created again with all that it held, under a new ID."),
    RunKind.MERGE: _(
        "The client that was deleted is created again under a new ID, and the other one gets back what it held before. "
        "What somebody edited since is left as it is, and named."
    ),
}


def kind(run: BulkRun) -> str:
    """What it was."""
    of = run.undoes.kind if run.undoes else ""
    return str(UNDO_OF.get(of) or KINDS[run.kind])


def undo_this(run: BulkRun) -> str:
    """What the button says that takes it back."""
    return str(UNDO_THIS[run.kind])


def would_undo(run: BulkRun) -> str:
    """What taking it back would do."""
    return str(WOULD_UNDO[run.kind])


def promise(kind: RunKind, *, days: int, may_undo: bool) -> str:
    """What is said of undoing a run before it is begun.

    `days`: for so long the history keeps what clients held, 0: not at all. `may_undo`: whoever begins it has the rights
    that undoing takes.
    """
    if kind is RunKind.IMPORT:
        never = gettext("The import cannot be undone: the history of this installation keeps no values.")
        not_you = gettext("If the import creates clients, you cannot undo it: that takes the right to delete clients.")
        said = ngettext("The import can be undone for %(n)s day.", "The import can be undone for %(n)s days.", days)
    else:
        never = gettext("This cannot be undone: the history of this installation keeps no values.")
        not_you = gettext("You cannot undo this yourself: that takes the right to add clients.")
        said = ngettext("This can be undone for %(n)s day.", "This can be undone for %(n)s days.", days)
    return (said % {"n": days} if may_undo else not_you) if days else never


def counted(run: BulkRun) -> list[str]:
    """How many rows ended well, and how."""
    left = max(run.rows - run.done, 0)
    if run.kind == RunKind.IMPORT:
        unchanged = ngettext("%(n)s row without change", "%(n)s rows without change", run.unchanged)
        not_done = ngettext("%(n)s row not done", "%(n)s rows not done", left)
    else:
        unchanged = ngettext("%(n)s client without change", "%(n)s clients without change", run.unchanged)
        not_done = ngettext("%(n)s client left as it is", "%(n)s clients left as they are", left)
    said = (
        (run.created, ngettext("%(n)s client created", "%(n)s clients created", run.created)),
        (run.saved, ngettext("%(n)s client changed", "%(n)s clients changed", run.saved)),
        (run.deleted, ngettext("%(n)s client deleted", "%(n)s clients deleted", run.deleted)),
        (run.unchanged, unchanged),
        (left, not_done),
    )
    return [text % {"n": texts.number(number)} for number, text in said if number] or [gettext("nothing done")]


def state(run: BulkRun) -> str:
    """Whether it goes on."""
    if run.ended:
        return gettext("ended")
    return gettext("stopped") if run.at < timezone.now() - SILENT else gettext("under way")
