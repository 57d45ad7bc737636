"""The clients of a list, or those that were selected in it, as a file."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from clients_ui.timetrack.errors import Busy
from clients_ui.transfer import export as files
from clients_ui.transfer.export import Format, NoExport, Wanted
from clients_ui.web import failure, selected
from clients_ui.web.access import allowed
from clients_ui.web.answers import user_id
from clients_ui.web.links import export_url, list_state, list_url
from clients_ui.web.permissions import VIEW

COME_BACK = 5
"""Seconds after which a file may be had that could not be made now."""


@allowed(GET=VIEW, POST=VIEW)
def export(request: HttpRequest) -> HttpResponseBase:
    """All the clients of the list that the URL asks for, as XLSX or CSV; a page where there can be no file.

    A POST, or a URL that says `ids`, as that to which a POST was sent, is about those and never about all.
    """
    asked = request.POST if request.method == "POST" else request.GET
    wanted = Wanted.of(asked)
    if _of_selection(request):
        ids = selected.ids_of(asked, user_id(request))
        if isinstance(ids, str):
            return _refusal(request, wanted, NoExport(ids))
        wanted = replace(wanted, ids=ids)
    if request.method == "HEAD":
        return HttpResponse(content_type=wanted.format.content_type)
    file = files.begin(wanted, user_id(request), settings.TIMETRACK_DEADLINE / 3)
    if isinstance(file, NoExport):
        return _refusal(request, wanted, file)
    response: HttpResponseBase = StreamingHttpResponse(file.pieces, content_type=wanted.format.content_type)
    if wanted.format is Format.CSV and request.META.get("SERVER_PROTOCOL") == "HTTP/1.0":
        # Such an answer ends where its connection does: an archive that broke off is none, but a text would look whole.
        response = HttpResponse(b"".join(file.pieces), content_type=wanted.format.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    return response


def _of_selection(request: HttpRequest) -> bool:
    return request.method == "POST" or "ids" in request.GET


def _refusal(request: HttpRequest, wanted: Wanted, refused: NoExport) -> HttpResponse:
    in_url = not _of_selection(request)
    as_csv = export_url(wanted.query, format=Format.CSV, heads=wanted.heads)
    content = {
        "title": gettext("No file was made"),
        "refused": refused,
        "as_csv": as_csv if in_url and refused.as_csv else None,
        "retry": request.get_full_path() if in_url and refused.later else None,
        "list_url": list_url(wanted.query if in_url else list_state(request)),
    }
    if not refused.later:
        return render(request, "clients/no_file.html", content, status=422)
    return failure.marked(render(request, "clients/no_file.html", content), Busy(retry_after=COME_BACK))
