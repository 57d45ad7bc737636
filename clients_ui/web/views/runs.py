"""What was done at once: the runs of a person, of everybody for managers; one of them row by row, and undoing it."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.models import BulkRun, RunKind
from clients_ui.reading.list_query import ListQuery
from clients_ui.transfer import runs, undoing
from clients_ui.web.access import allowed
from clients_ui.web.answers import user_id
from clients_ui.web.permissions import ADD, CHANGE, DELETE, VIEW, VIEW_HISTORY
from clients_ui.wording import runs as wording

PAGE_SIZE = 50


@allowed(GET=VIEW)
def all_runs(request: HttpRequest) -> HttpResponse:
    """The runs that this person may see."""
    found = runs.seen_by(user_id(request), request.user.has_perm(VIEW_HISTORY))
    page = ListQuery.of(request.GET).page
    rows = list(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE + 1])
    content = {
        "title": gettext("Imports and bulk changes"),
        "runs": rows[:PAGE_SIZE],
        "page": page,
        "more": len(rows) > PAGE_SIZE,
    }
    return render(request, "clients/runs.html", content)


@allowed(GET=VIEW, POST=VIEW)
def one_run(request: HttpRequest, run: str) -> HttpResponse:
    """One run with its rows; and undoing it, as far as two seconds go."""
    seen = runs.seen_by(user_id(request), request.user.has_perm(VIEW_HISTORY))
    found = seen.filter(pk=run).first()
    if found is None:
        raise Http404(gettext("There is nothing here, or it is somebody else’s."))
    return _undo(request, found) if request.method == "POST" else _page(request, found)


def _undo(request: HttpRequest, run: BulkRun) -> HttpResponse:
    needed = undoing.needed(run)
    if needed is None:
        messages.error(request, gettext("This cannot be undone any more."))
        return _page(request, run)
    if not _may_undo(request, needed):
        raise PermissionDenied
    before = request.POST.get("before", "")
    undone = undoing.carry_out(run, user_id(request), int(before) if re.fullmatch("[0-9]{1,18}", before) else None)
    if undone.onward is not None:
        return _page(request, run, undone=undone, so_far=BulkRun.objects.filter(pk=undone.run).first())
    if undoing.is_complete(run):
        messages.success(request, gettext("It was undone. What came of each client stands below."))
    else:
        messages.warning(request, gettext("Not everything could be undone. What came of each client stands below."))
    return redirect("clients_ui:run", undone.run)


def _may_undo(request: HttpRequest, needed: undoing.Needed) -> bool:
    takes = ((DELETE, needed.delete), (CHANGE, needed.change), (ADD, needed.add))
    return request.user.has_perms([right for right, is_taken in takes if is_taken])


def _page(request: HttpRequest, run: BulkRun, **more: Any) -> HttpResponse:
    page, needed = ListQuery.of(request.GET).page, undoing.needed(run)
    rows = list(runs.attempts(run)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE + 1])
    content = {
        "title": wording.kind(run),
        "run": run,
        "traces": rows[:PAGE_SIZE],
        "page": page,
        "more": len(rows) > PAGE_SIZE,
        "may_undo": needed is not None and _may_undo(request, needed),
        "undo_this": wording.undo_this(run) if needed else "",
        "would_undo": wording.would_undo(run) if needed else "",
        "undoes": runs.seen_by(user_id(request), request.user.has_perm(VIEW_HISTORY)).filter(pk=run.undoes_id).first(),
        "undone_by": run.undone_by.select_related("person"),
        "left": undoing.left_as_they_are(run) if run.kind == RunKind.UNDO else (),
        **more,
    }
    return render(request, "clients/run.html", content)
