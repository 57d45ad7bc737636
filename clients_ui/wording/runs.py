"""Runs in words: what they did, and whether they go on."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from clients_ui.models import BulkRun, RunKind
from clients_ui.wording import texts

SILENT = timedelta(minutes=2)
"""A run that is going on writes down a row more often than this."""


def kind(run: BulkRun) -> str:
    """What it was."""
    if run.kind == RunKind.UNDO:
        return gettext("Undo of an import")
    if run.kind == RunKind.MERGE:
        return gettext("Two clients made one")
    return gettext("Import")


def counted(run: BulkRun) -> list[str]:
    """How many rows ended well, and how."""
    said = (
        (run.created, ngettext("%(n)s client created", "%(n)s clients created", run.created)),
        (run.saved, ngettext("%(n)s client changed", "%(n)s clients changed", run.saved)),
        (run.deleted, ngettext("%(n)s client deleted", "%(n)s clients deleted", run.deleted)),
        (run.unchanged, ngettext("%(n)s row without change", "%(n)s rows without change", run.unchanged)),
        (left := max(run.rows - run.done, 0), ngettext("%(n)s row not done", "%(n)s rows not done", left)),
    )
    return [text % {"n": texts.number(number)} for number, text in said if number] or [gettext("nothing done")]


def state(run: BulkRun) -> str:
    """Whether it goes on."""
    if run.ended:
        return gettext("ended")
    return gettext("stopped") if run.at < timezone.now() - SILENT else gettext("under way")
