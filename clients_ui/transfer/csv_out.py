"""Rows of texts as a CSV file, a piece at a time: UTF-8 with BOM, every cell quoted, `marked` where it must be."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from clients_ui.client.cells import marked

BOM = "\ufeff"
PIECE = 64 * 1024
"""Characters that are gathered before they are handed on."""


def pieces(rows: Iterable[Sequence[str]], separator: str) -> Iterator[bytes]:
    """The file of these rows, the first of which is its head."""
    text = StringIO(newline="")
    text.write(BOM)
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL)
    for row in rows:
        writer.writerow(marked(each.replace("\0", "\ufffd")) for each in row)  # no file with a NUL is one of text
        if text.tell() >= PIECE:
            yield _taken(text)
    yield _taken(text)


def _taken(text: StringIO) -> bytes:
    taken = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return taken
