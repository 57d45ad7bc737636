"""`manage.py clients import FILE`: what a file would change (`--plan`), or have it done (`--apply`)."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.utils.translation import gettext, ngettext

from clients_ui.client.record import FIELDS
from clients_ui.management import applying
from clients_ui.management.commands._list import PATIENCE, printable
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.transfer import columns, files, plan, row_tokens, words
from clients_ui.transfer.as_json import as_json, changes
from clients_ui.transfer.columns import Columns
from clients_ui.transfer.heads import called
from clients_ui.transfer.left_out import AT_FAULT
from clients_ui.transfer.matching import MATCHED_BY
from clients_ui.transfer.packages import Package
from clients_ui.transfer.plan import Options
from clients_ui.transfer.planned import Done, DoneRow, PlannedRow, RowPlan
from clients_ui.transfer.table import Choices, Table, UnreadableFile
from clients_ui.transfer.unreadable import nothing_in
from clients_ui.web.permissions import ADD, CHANGE
from clients_ui.wording import failures, texts

HELP = "Say what a file of clients would change, or change it."
AT_FAULT_EXIT, NO_PLAN_EXIT = 1, 2
"""Exit codes: some row cannot be done as it is; there is no plan at all."""
ASKED = {"sheet": "--sheet", "hidden": "--hidden", "encoding": "--encoding"}
"""What is asked for where it could only be guessed."""


class Planned(NamedTuple):
    """A file and what is to happen to its rows."""

    table: Table
    rows: list[PlannedRow]


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="XLSX or CSV")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--plan", action="store_true", help="change nothing, say what would be changed")
    what.add_argument("--apply", action="store_true", help="do it; the same file again goes on where it stopped")
    parser.add_argument("--as", dest="user", metavar="USER", help="the account that does it, with its rights")
    parser.add_argument("--create-look-alikes", action="store_true", help="create look-alikes too, as new clients")
    parser.add_argument("--json", action="store_true", help="print JSON")
    named = ", ".join(MATCHED_BY)
    parser.add_argument("--match", choices=MATCHED_BY, metavar="FIELD", help=f"find clients by it, too: {named}")
    parser.add_argument(
        "--empty", choices=["keep", "clear"], default="keep", help="what an empty cell does; without it: keep"
    )
    parser.add_argument("--sheet", metavar="NAME", help="the sheet that is read")
    parser.add_argument("--hidden", choices=["skip", "take"], help="whether hidden rows are read")
    parser.add_argument("--encoding", metavar="NAME", help="of a CSV file: utf-8, cp1252, cp850, mac_roman, utf-16")


def run(command: BaseCommand, **options: Any) -> None:
    person = _person(options["user"]) if options["apply"] else None
    found = planned(options, command.stderr)
    if person:
        _apply(found, person, options, command.stdout)
    else:
        show(found, options, command.stdout)


def planned(options: dict[str, Any], stderr: OutputWrapper) -> Planned:
    """What is to happen to the rows of a file; raises CommandError with exit code 2 where that cannot be told."""
    try:
        with options["file"].open("rb") as file:
            table = files.read(file.read(settings.IMPORT_BYTES + 1), _choices(options))
        found = _columns(table, stderr)
        meant = Options(options["match"], options["empty"])
        clients = plan.clients(PATIENCE)
        if missing := words.unreadable(clients.unreadable):
            stderr.write(missing)
        return Planned(table, plan.planned(table, found.taken, meant, clients.portions(), row_tokens.known))
    except UnreadableFile as error:
        raise CommandError(str(error), returncode=NO_PLAN_EXIT) from None
    except OSError as error:
        raise CommandError(f"{options['file']}: {error.strerror}", returncode=NO_PLAN_EXIT) from None
    except TimeTrackError as error:
        raise CommandError(failures.sentence(error), returncode=NO_PLAN_EXIT) from None


def _columns(table: Table, stderr: OutputWrapper) -> Columns:
    """The columns that are known, where there is nothing to ask; raises UnreadableFile."""
    if asked := [ASKED[name] for name in table.read_as.doubtful if name in ASKED]:
        raise UnreadableFile(gettext("Say how to read this file: %(options)s.") % {"options": ", ".join(asked)})
    if nothing := nothing_in(table):
        raise nothing
    found = columns.match(table.head.texts)
    if not found.taken:
        raise UnreadableFile(gettext("No column of this file is known."))
    proposed = (table.head.texts[column] for column in found.proposed)
    if left := [*proposed, *found.unknown, *map(words.column, table.headless())]:
        said = gettext("Columns that are not known, and left out: %(columns)s.")
        stderr.write(printable(said % {"columns": ", ".join(left)}))
    return found


def show(found: Planned, options: dict[str, Any], stdout: OutputWrapper) -> None:
    """Print a plan; raises CommandError with exit code 1 where a row cannot be done as it is."""
    if options["json"]:
        stdout.write(json.dumps(as_json(found.rows), ensure_ascii=False, indent=2))
    else:
        _show_plan(found.rows, options["empty"], stdout)
    if faulty := sum(row.outcome in AT_FAULT for row in found.rows):
        said = ngettext("%(n)s row cannot be done as it is.", "%(n)s rows cannot be done as they are.", faulty) % {
            "n": texts.number(faulty)
        }
        raise CommandError(said, returncode=AT_FAULT_EXIT)


def _person(username: str | None) -> User:
    """The account that is to do it; raises CommandError where it may not."""
    person = User.objects.filter(username=username, is_active=True).first() if username else None
    if person is None:
        raise CommandError(gettext("Say with --as which account does this."), returncode=NO_PLAN_EXIT)
    if not person.has_perms((ADD, CHANGE)):
        said = gettext("The account %(person)s may not create and change clients.")
        raise CommandError(said % {"person": person.get_username()}, returncode=NO_PLAN_EXIT)
    return person


def _apply(found: Planned, person: User, options: dict[str, Any], stdout: OutputWrapper) -> None:
    """Do what is clear; raises CommandError with exit code 1 where some of it is not done."""
    rows = {row.row: row for row in found.rows}
    package = Package(uuid4().hex, found.table.digest, found.table.read_as.choices.sheet or "", rows)
    approved = applying.approvals(found.rows, look_alikes=options["create_look_alikes"])
    applied = applying.apply(package, approved, person.pk)
    done = {row.row: row for row in applied.done}
    told: list[PlannedRow | DoneRow] = [done.get(row.row, row) for row in found.rows]
    if options["json"]:
        stdout.write(json.dumps(as_json(told, [*RowPlan, *Done], applied.run), ensure_ascii=False, indent=2))
    else:
        for row in told:
            _show_row(row, rows[row.row].name, _sentences(row.problems), stdout)
        _show_counts(told, stdout)
    if applied.left:
        why = f"{applied.why} " if applied.why else ""
        again = gettext("Rows that are left: %(n)s. The same command goes on with them.")
        raise CommandError(why + again % {"n": texts.number(applied.left)}, returncode=AT_FAULT_EXIT)
    if not applied.whole:
        raise CommandError(gettext("Some rows that were to be imported were not."), returncode=AT_FAULT_EXIT)


def _show_plan(rows: list[PlannedRow], empty: str, stdout: OutputWrapper) -> None:
    """A line for each row that asks for something, and the numbers of all."""
    for row in rows:
        told = [f"{called(name)}: {old} → {new}" for name, (old, new) in _changes(row).items()]
        _show_row(row, row.name, told + _sentences({**row.problems, **row.warnings}), stdout)
    _show_counts(rows, stdout)
    if (number := plan.would_clear(rows)) and empty == "keep":
        said = ngettext(
            "%(n)s value stands beside an empty cell and is kept; --empty clear would clear it.",
            "%(n)s values stand beside empty cells and are kept; --empty clear would clear them.",
            number,
        )
        stdout.write(said % {"n": texts.number(number)})


def _show_row(row: PlannedRow | DoneRow, name: str, told: list[str], stdout: OutputWrapper) -> None:
    if told:
        stdout.write("\t".join(map(printable, [str(row.row), row.outcome, name, "; ".join(told)])))


def _show_counts(rows: Iterable[PlannedRow | DoneRow], stdout: OutputWrapper) -> None:
    for outcome, number in Counter(str(row.outcome) for row in rows).items():
        stdout.write(f"{outcome}: {texts.number(number)}")


def _sentences(problems: Mapping[str, str]) -> list[str]:
    return [f"{called(name)}: {said}" if name else said for name, said in problems.items()]


def _changes(row: PlannedRow) -> dict[str, tuple[str, str]]:
    """What an update changes, as people read it; of a new client nothing but its name, which is told anyway."""
    if row.create:
        return {}
    return {
        name: (texts.read(FIELDS[name], old), texts.read(FIELDS[name], new))
        for name, (old, new) in changes(row).items()
    }


def _choices(options: dict[str, Any]) -> Choices:
    hidden = {None: None, "skip": False, "take": True}[options["hidden"]]
    return Choices(encoding=options["encoding"], sheet=options["sheet"], hidden=hidden)
