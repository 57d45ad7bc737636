"""The import page: a file is sent and checked as often as it takes, and then its packages are carried out."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from clients_ui.models import RunKind
from clients_ui.transfer import runs
from clients_ui.web.access import allowed, with_file
from clients_ui.web.answers import user_id
from clients_ui.web.fragments import is_fragment
from clients_ui.web.importing import checking, files, page
from clients_ui.web.importing.asked import Asked, amiss, asked_by, file_of
from clients_ui.web.importing.checking import Checked
from clients_ui.web.permissions import ADD, CHANGE, VIEW_HISTORY
from clients_ui.web.plans import answers, shown, streamed


@with_file
@allowed(GET=(ADD, CHANGE), POST=(ADD, CHANGE))
def imports(request: HttpRequest) -> HttpResponseBase:
    """Show the page; check the file that was sent; or carry out packages: one for a script, several for a button."""
    if request.method != "POST":
        return _page(request, Checked(), Asked())
    if answers.are_packages(request):
        return answers.answer(request, refused=lambda request: _page(request, Checked(), Asked()))
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
    content |= shown.promise(request.user, RunKind.IMPORT)
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
