"""The import page: a file is sent and checked as often as it takes, and then its packages are carried out."""

import math
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.transfer import packages
from clients_ui.web import import_files, import_page, importing
from clients_ui.web.access import allowed, with_file
from clients_ui.web.answers import user_id
from clients_ui.web.file_asked import Asked, amiss, approvals, asked_by, file_of, number
from clients_ui.web.fragments import is_fragment
from clients_ui.web.importing import Checked, Rest
from clients_ui.web.permissions import ADD, CHANGE


@with_file
@allowed(GET=(ADD, CHANGE), POST=(ADD, CHANGE))
def imports(request: HttpRequest) -> HttpResponseBase:
    """Show the page; check the file that was sent; or carry out packages: one for a script, several for a button."""
    if request.method != "POST":
        return _page(request, Checked(), Asked())
    if "package" in request.POST:
        return _package(request)
    if "packages" in request.POST:
        return _by_button(request)
    asked, file = asked_by(request.POST), file_of(request)
    problem = amiss(file, settings.IMPORT_BYTES)
    if problem or file is None:
        return _page(request, Checked(problem), asked)
    checked = importing.checked(file, asked, planned="_outcomes" not in request.POST)
    if (answer := import_files.wanted(request, checked, file.name or "")) is not None:
        return answer
    return _page(request, checked, asked, file.name or "")


def _page(request: HttpRequest, checked: Checked, asked: Asked, name: str = "") -> HttpResponse:
    """What there is to say of a file, and the place to choose one."""
    content = import_page.content(checked, asked, name, by=user_id(request), by_script=is_fragment(request))
    return render(request, "clients/import.html", content)


def _package(request: HttpRequest) -> HttpResponse:
    """One package for the script: what came of its rows, what is left, and how long to wait before going on."""
    package = packages.opened(request.POST["package"], user_id(request))
    if package is None:
        return JsonResponse({"error": _too_old()}, status=HTTPStatus.CONFLICT)
    approved, last = approvals(request.POST.get("approved", "[]")), "last" in request.POST
    rows = number(request.POST.get("all", ""))
    progress = importing.carry_out(package, approved, user_id(request), rows, last=last)
    done = [import_page.done_row(row) for row in progress.done]
    return JsonResponse({"done": done, "left": progress.left, "pause": progress.pause, "why": progress.why})


def _by_button(request: HttpRequest) -> HttpResponse:
    """Without script: begin what the plan's form approves, or go on with it."""
    sealed, by = request.POST["packages"].split(), user_id(request)
    if "_apply" not in request.POST:
        approved = approvals(request.POST.get("approved", "[]"))
        return _progress(request, importing.go_on(sealed, approved, by), number(request.POST.get("all", "")) or 0)
    rows = importing.rows_of(sealed, by)
    if "only_clean" in request.POST and import_page.stands_in_the_way(rows):
        messages.warning(request, gettext("Nothing was imported: there are rows with errors."))
        return _page(request, Checked(), Asked())
    approved = import_page.approved_by_button(rows, request.POST)
    return _progress(request, importing.go_on(sealed, approved, by, rows=len(approved)), len(approved))


def _progress(request: HttpRequest, rest: Rest | None, whole: int) -> HttpResponse:
    """How far the run without script is, with a button that goes on; at its end, what was done."""
    if rest is None:
        messages.error(request, _too_old())
        return _page(request, Checked(), Asked())
    if not whole:
        messages.warning(request, gettext("There is nothing to import."))
        return _page(request, Checked(), Asked())
    if not rest.approved or not rest.packages:
        return redirect("clients_ui:run", rest.run) if rest.run else redirect("clients_ui:runs")
    response = render(request, "clients/import_progress.html", import_page.progress(rest, whole))
    if rest.pause:
        response["Retry-After"] = str(math.ceil(rest.pause))
    return response


def _too_old() -> str:
    return gettext("This check is too old, or somebody else’s. Check the file once more.")
