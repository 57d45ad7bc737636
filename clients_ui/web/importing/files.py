"""The files that the import page gives back: the rows with errors, and the file with its outcomes."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from clients_ui.models import BulkRun
from clients_ui.transfer import left_out, with_outcomes, xlsx_out
from clients_ui.transfer.export import Format
from clients_ui.transfer.planned import PlannedRow
from clients_ui.transfer.table import Table
from clients_ui.wording import texts

LONGEST_NAME = 80


def errors(table: Table, rows: Iterable[PlannedRow], name: str) -> StreamingHttpResponse:
    """The rows with errors of the file of this name."""
    return _file(left_out.rows(table, rows), name, gettext("errors"))


def outcomes(table: Table, run: BulkRun, rows: Iterable[PlannedRow], name: str) -> StreamingHttpResponse:
    """The file of this name with its outcomes; `rows`: what is planned of it by now."""
    return _file(with_outcomes.rows(table, run, rows), name, gettext("outcomes"))


def _file(rows: Iterable[Sequence[str]], name: str, what: str) -> StreamingHttpResponse:
    pieces = xlsx_out.pieces(map(_fitting, rows), what)
    response = StreamingHttpResponse(pieces, content_type=Format.XLSX.content_type)
    called = f"{PurePath(name).stem[:LONGEST_NAME]} ({what}).xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=called) or ""
    return response


def _fitting(row: Sequence[str]) -> list[str]:
    """A row whose texts all fit into cells: one of a CSV file may be longer than any."""
    return [texts.shortened(each, xlsx_out.LONGEST // 2) if xlsx_out.is_too_long(each) else each for each in row]
