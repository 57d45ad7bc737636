"""`manage.py clients show`: one client as TimeTrack has it now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clients_ui.client.record import FIELDS
from clients_ui.client.unseen import CONTROLS_IN_LINES
from clients_ui.management.commands._list import as_object
from clients_ui.reading import one_client
from clients_ui.wording import labels

HELP = "Print one client."


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("id", type=int, help="its id in TimeTrack")
    parser.add_argument("--json", action="store_true", help="print an object, by TimeTrack's parameter names")


def run(command: BaseCommand, **options: Any) -> None:
    record = one_client.current(options["id"])
    if options["json"]:
        command.stdout.write(json.dumps(as_object(record), ensure_ascii=False, indent=1))
        return
    command.stdout.write(f"ID: {record.id}")
    for name, field in FIELDS.items():
        text = CONTROLS_IN_LINES.sub(" ", field.kind.text(record[name]))
        command.stdout.write(f"{labels.label(field)}: {text}")
