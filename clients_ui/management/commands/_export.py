"""`manage.py clients export`: all the clients of a search as a file, which is there whole or not at all."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copymode
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language, gettext, override

from clients_ui.management.commands._list import PATIENCE
from clients_ui.reading.list_query import ListQuery
from clients_ui.transfer import export
from clients_ui.transfer.export import Format, NoExport, Wanted
from clients_ui.transfer.heads import Heads

HELP = "Write all clients, or those that a search finds, into a file that Excel opens."
VIEW = "clients_ui.view_client"


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the file to write; - is standard output")
    parser.add_argument("--q", default="", metavar="TEXT", help="what is searched for, as on the list")
    parser.add_argument("--format", choices=[*Format], help="without it: as the file's name ends, else xlsx")
    parser.add_argument("--heads", choices=[*Heads], default=Heads.WORDS)
    parser.add_argument("--language", choices=["de", "en"], help="of column heads and a CSV file's separator")
    parser.add_argument("--as", dest="user", metavar="USER", help="the account that the history names")


def run(command: BaseCommand, **options: Any) -> None:
    query = ListQuery(q=options["q"].strip())
    wanted = Wanted(query, _format(options["file"], options["format"]), Heads(options["heads"]))
    by = _account(options["user"]) if options["user"] else None
    with override(options["language"] or get_language()):
        file = export.begin(wanted, by, PATIENCE)
        if isinstance(file, NoExport):
            raise CommandError(file.sentence)
        with closing(file.pieces), _whole(options["file"]) as target:
            for piece in file.pieces:
                target.write(piece)
    if file.missing:
        command.stderr.write(file.missing)


def _format(file: str, asked: str | None) -> Format:
    """The format that was asked for, or else that of the file's name; where they contradict each other, neither."""
    suffix = Path(file).suffix.lower().removeprefix(".")
    named = Format(suffix) if suffix in {*Format} else None
    if (asked and named and asked != named) or (not asked and suffix and not named):
        said = gettext("The name %(file)s does not end as the format does: .xlsx or .csv.")
        raise CommandError(said % {"file": file})
    return Format(asked) if asked else named or Format.XLSX


def _account(name: str) -> int:
    """An account that may see clients."""
    account = get_user_model().objects.filter(username=name, is_active=True).first()
    if account is None or not account.has_perm(VIEW):
        raise CommandError(gettext("There is no account “%(name)s” that may see clients.") % {"name": name})
    return account.pk


@contextmanager
def _whole(name: str) -> Iterator[IO[bytes]]:
    """What is written into; a file of this name comes to be when all of it is there."""
    try:
        with _stream(name) as target:
            yield target
    except BrokenPipeError:  # whoever reads has read enough
        raise
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None


@contextmanager
def _stream(name: str) -> Iterator[IO[bytes]]:
    path = Path(name).resolve()  # what a link leads to, and not the link
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif path.exists() and not path.is_file():  # a device or a pipe is written into, and never replaced
        with path.open("wb") as target:
            yield target
    else:
        with NamedTemporaryFile(dir=path.parent, prefix=".clients-", delete=False) as target:  # nobody else's
            try:
                yield target
                target.close()
                if path.exists():
                    copymode(path, target.name)
                Path(target.name).replace(path)
            finally:
                Path(target.name).unlink(missing_ok=True)
