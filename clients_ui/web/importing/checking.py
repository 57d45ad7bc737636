"""From a file, and what a person asks of it, to a plan."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from clients_ui.models import BulkRun
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.transfer import columns, files, plan, row_tokens, with_outcomes, words
from clients_ui.transfer.heads import called
from clients_ui.transfer.plan import Options
from clients_ui.transfer.planned import PlannedRow
from clients_ui.transfer.table import Table, UnreadableFile
from clients_ui.transfer.unreadable import nothing_in
from clients_ui.web.importing.asked import Asked


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a file, as far as it came: `problem` says why there is no plan, or not even a table.

    `missing`: a sentence on clients that the plan does not know of, or "".
    """

    problem: str = ""
    table: Table | None = None
    taken: Mapping[int, str] = field(default_factory=dict)
    proposed: Mapping[int, str] = field(default_factory=dict)
    rows: Sequence[PlannedRow] | None = None
    missing: str = ""


def checked(file: "UploadedFile[bytes]", asked: Asked) -> Checked:
    """Read a file and plan its rows; raises `TimeTrackError` where nobody can tell which clients there are."""
    try:
        table = files.read(file.read(), asked.choices).corrected(asked.cells)
    except UnreadableFile as error:
        return Checked(str(error))
    return _beside_clients(table, asked)


def _beside_clients(table: Table, asked: Asked) -> Checked:
    """What is to happen to the rows of a table."""
    matched = columns.match(table.head.texts)
    chosen = asked.chosen(table.head.texts)
    taken = matched.taken if chosen is None else chosen
    proposed = {at: name for at, name in matched.proposed.items() if at not in taken}
    if problem := str(nothing_in(table) or "") or _problem(taken):
        return Checked(problem, table, taken, proposed)
    options = Options(asked.match, "clear" if asked.clear else "keep")
    clients = plan.clients()
    rows = plan.planned(table, taken, options, clients.portions(), row_tokens.known)
    return Checked("", table, taken, proposed, rows, words.unreadable(clients.unreadable))


def of_run(file: "UploadedFile[bytes]", asked: Asked, run: BulkRun | None) -> Checked:
    """The file that a run imported, read once more, and what is to happen to its rows by now, if that can be told."""
    try:
        table = with_outcomes.table(file.read(), asked.choices, run) if run else None
    except UnreadableFile as error:
        return Checked(str(error))
    if table is None:
        return Checked(gettext("This is not the file of that import. Choose the very file that was imported."))
    try:
        rows = _beside_clients(table.corrected(asked.cells), asked).rows
    except TimeTrackError:  # what was done is known all the same
        rows = None
    return Checked(table=table, rows=rows)


def _problem(taken: Mapping[int, str]) -> str:
    """Why rows with these columns cannot be planned, as a sentence; "" for nothing."""
    if not taken:
        return gettext("No column of this file is known. Choose below which column is what.")
    if doubles := [name for name, count in Counter(taken.values()).items() if count > 1]:
        said = gettext("More than one column is to become: {fields}. Leave all but one of them out.")
        return said.format(fields=", ".join(map(called, doubles)))
    return ""
