"""`manage.py clients list`: all the clients of a search, a line each, or as JSON."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clients_ui.client.record import COLUMNS, FIELDS, ClientRecord, Value
from clients_ui.client.unseen import CONTROLS
from clients_ui.reading import whole_list
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import NoDirectory
from clients_ui.wording import lists

HELP = "Print all clients, or those that a search finds."
PATIENCE = 3600
"""Seconds that a command waits for all clients to be read: nobody else waits with it."""


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--q", default="", metavar="TEXT", help="what is searched for, as on the list")
    parser.add_argument("--json", action="store_true", help="print an array of objects, by TimeTrack's parameter names")


def run(command: BaseCommand, **options: Any) -> None:
    whole = whole_list.find(ListQuery(q=options["q"].strip()), PATIENCE)
    if isinstance(whole, NoDirectory):
        raise CommandError(str(lists.NO_DIRECTORY[whole]))
    clients = (record for portion in whole.portions() for record in portion)
    for line in _as_json(clients) if options["json"] else map(_line, clients):
        command.stdout.write(line)
    if sentence := lists.missing(whole.unreadable):
        command.stderr.write(sentence)


def as_object(record: ClientRecord) -> dict[str, Value | int]:
    """A client as JSON has it."""
    return {"id": record.id, **{name: record[name] for name in FIELDS}}


def printable(text: str) -> str:
    """A text in one line, that tells a terminal nothing."""
    return CONTROLS.sub(" ", text)


def _line(record: ClientRecord) -> str:
    values = [field.kind.text(record[field.name]) for field in COLUMNS]
    return "\t".join([str(record.id), *map(printable, values)])


def _as_json(clients: Iterator[ClientRecord]) -> Iterator[str]:
    yield "["
    before = ""
    for record in clients:
        if before:
            yield f"{before},"
        before = json.dumps(as_object(record), ensure_ascii=False)
    yield f"{before}\n]" if before else "]"
