"""`manage.py clients …`: what the pages of the clients do, for administrators and cron.

Each part is a module beside this one with `HELP`, `add_arguments(parser)` and `run(command, **options)`.
"""

import logging
import os
import sys
from argparse import SUPPRESS
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext

from clients_ui.management.commands import _export, _import, _list, _show
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.wording import failures

PARTS = {"list": _list, "show": _show, "export": _export, "import": _import}
WITH_LOG = 2
"""The verbosity from which on the lines of the log are printed too."""


class Command(BaseCommand):
    help = "List the clients, show one, take them out as a file, or read a file of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="|".join(PARTS))
        for name, part in PARTS.items():
            own = parts.add_parser(name, help=part.HELP, description=part.HELP)
            own.add_argument("-v", "--verbosity", type=int, choices=range(4), default=SUPPRESS, help=SUPPRESS)
            part.add_arguments(own)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        before = logging.root.manager.disable
        logging.disable(before if options["verbosity"] >= WITH_LOG else logging.CRITICAL)
        try:
            PARTS[options["part"]].run(self, **options)
        except TimeTrackError as error:
            raise CommandError(failures.sentence(error)) from None
        except (OperationalError, ProgrammingError) as error:
            said = gettext(
                "The dashboard’s database cannot be used: %(error)s. Run this in the dashboard’s folder, after "
                "manage.py migrate."
            )
            raise CommandError(said % {"error": error}, returncode=2) from None
        except BrokenPipeError:  # whoever reads has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        finally:
            logging.disable(before)
