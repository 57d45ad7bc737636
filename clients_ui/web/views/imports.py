"""The import page: a file is sent and checked as often as it takes, and then its packages are carried out."""

import math
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.transfer import packages, runs
from clients_ui.web.access import allowed, with_file
from clients_ui.web.answers import user_id
from clients_ui.web.fragments import is_fragment
from clients_ui.web.importing import carrying_out, checking, files, page, streamed
from clients_ui.web.importing.asked import Asked, amiss, approvals, asked_by, file_of, number
from clients_ui.web.importing.carrying_out import Rest
from clients_ui.web.importing.checking import Checked
from clients_ui.web.permissions import ADD, CHANGE, VIEW_HISTORY


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
    return _file(request)


def _file(request: HttpRequest) -> HttpResponseBase:
    """What a file would do; or, by another button, a file that is made of it."""
    asked, file = asked_by(request.POST), file_of(request)
    problem = amiss(file, settings.IMPORT_BYTES)
    if problem or file is None:
        return _page(request, Checked(problem), asked)
    if "_outcomes" in request.POST:
        return _outcomes(request, file, asked)
    checked, name = checking.checked(file, asked), file.name or ""
    if "_invalid" in request.POST and checked.table and checked.rows is not None:
        return files.errors(checked.table, checked.rows, name)
    return _page(request, checked, asked, name)


def _page(request: HttpRequest, checked: Checked, asked: Asked, name: str = "") -> HttpResponseBase:
    """What there is to say of a file, and the place to choose one."""
    content = page.content(checked, asked, name, by=user_id(request), by_script=is_fragment(request))
    if is_fragment(request) and checked.rows is not None:
        return streamed.page(request, "clients/import.html", content)
    return render(request, "clients/import.html", content)


def _outcomes(request: HttpRequest, file: "UploadedFile[bytes]", asked: Asked) -> HttpResponseBase:
    """The file of a run with what came of its rows; the page where it is another file, or somebody else's run."""
    seen = runs.seen_by(user_id(request), request.user.has_perm(VIEW_HISTORY))
    run = seen.filter(pk=request.POST["_outcomes"].replace("\0", "")).first()
    checked = checking.of_run(file, asked, run)
    if run and checked.table:
        return files.outcomes(checked.table, run, checked.rows or [], file.name or "")
    return _page(request, checked, asked)


def _package(request: HttpRequest) -> HttpResponse:
    """One package for the script: what came of its rows, what is left, and how long to wait before going on."""
    package = packages.opened(request.POST["package"], user_id(request))
    if package is None:
        return JsonResponse({"error": _too_old()}, status=HTTPStatus.CONFLICT)
    approved, last = approvals(request.POST.get("approved", "[]")), "last" in request.POST
    rows = number(request.POST.get("all", ""))
    progress = carrying_out.carry_out(package, approved, user_id(request), rows, last=last)
    done = [page.done_row(row) for row in progress.done]
    return JsonResponse({"done": done, "left": progress.left, "pause": progress.pause, "why": progress.why})


def _by_button(request: HttpRequest) -> HttpResponseBase:
    """Without script: begin what the plan's form approves, or go on with it."""
    sealed, by = request.POST["packages"].split(), user_id(request)
    if "_apply" not in request.POST:
        approved = approvals(request.POST.get("approved", "[]"))
        return _progress(request, carrying_out.go_on(sealed, approved, by), number(request.POST.get("all", "")) or 0)
    rows = carrying_out.rows_of(sealed, by)
    if "only_clean" in request.POST and page.stands_in_the_way(rows):
        messages.warning(request, gettext("Nothing was imported: there are rows with errors."))
        return _page(request, Checked(), Asked())
    approved = page.approved_by_button(rows, request.POST)
    return _progress(request, carrying_out.go_on(sealed, approved, by, rows=len(approved)), len(approved))


def _progress(request: HttpRequest, rest: Rest | None, whole: int) -> HttpResponseBase:
    """How far the run without script is, with a button that goes on; at its end, what was done."""
    if rest is None:
        messages.error(request, _too_old())
        return _page(request, Checked(), Asked())
    if not whole:
        messages.warning(request, gettext("There is nothing to import."))
        return _page(request, Checked(), Asked())
    if not rest.approved or not rest.packages:
        return redirect("clients_ui:run", rest.run) if rest.run else redirect("clients_ui:runs")
    response = render(request, "clients/import_progress.html", page.progress(rest, whole))
    if rest.pause:
        response["Retry-After"] = str(math.ceil(rest.pause))
    return response


def _too_old() -> str:
    return gettext("This check is too old, or somebody else’s. Check the file once more.")
