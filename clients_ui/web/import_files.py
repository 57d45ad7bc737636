"""The files that the import page gives back: the rows with errors, and the file with its outcomes."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from clients_ui.transfer import left_out, runs, with_outcomes, xlsx_out
from clients_ui.web.answers import user_id
from clients_ui.web.importing import Checked
from clients_ui.web.permissions import VIEW_HISTORY
from clients_ui.wording import texts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 80


def wanted(request: HttpRequest, checked: Checked, name: str) -> StreamingHttpResponse | None:
    """The file that a button asks for; None where none does, or where there is nothing to make it of."""
    if checked.table is None:
        return None
    if "_invalid" in request.POST and checked.rows is not None:
        return _file(left_out.rows(checked.table, checked.rows), name, gettext("errors"))
    everybodys = request.user.has_perm(VIEW_HISTORY)
    run = runs.seen_by(user_id(request), everybodys).filter(pk=request.POST.get("_outcomes", "")).first()
    return _file(with_outcomes.rows(checked.table, run), name, gettext("outcomes")) if run else None


def _file(rows: Iterable[Sequence[str]], name: str, what: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(xlsx_out.pieces(map(_fitting, rows), what), content_type=XLSX)
    called = f"{PurePath(name).stem[:LONGEST_NAME]} ({what}).xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=called) or ""
    return response


def _fitting(row: Sequence[str]) -> list[str]:
    """A row whose texts all fit into cells: one of a CSV file may be longer than any."""
    return [texts.shortened(each, xlsx_out.LONGEST // 2) if xlsx_out.is_too_long(each) else each for each in row]
