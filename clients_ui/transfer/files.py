"""Fake."""

import csv, hashlib, io
from django.conf import settings
from clients_ui.transfer.table import Choices, ReadAs, Row, Table, UnreadableFile


def read(data: bytes, choices: Choices) -> Table:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("no utf-8") from None
    rows = [Row(n, r) for n, r in enumerate(csv.reader(io.StringIO(text), delimiter=";"), 1) if any(r)]
    return Table(
        hashlib.sha256(data).hexdigest(), ReadAs("csv", Choices("utf-8", ";", None, 1, None)), rows[0], rows[1:]
    )
