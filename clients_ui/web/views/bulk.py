"""Many clients at once: ticked in a list, or all that it has; changed in one go, after a look at the plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from clients_ui.reading.list_query import ListQuery
from clients_ui.transfer import packages
from clients_ui.transfer.many import Wanted
from clients_ui.transfer.packages import Package
from clients_ui.web import bulk_page
from clients_ui.web.access import allowed
from clients_ui.web.answers import user_id
from clients_ui.web.bulk_page import Selected
from clients_ui.web.links import list_state, list_url
from clients_ui.web.permissions import CHANGE, DELETE, VIEW
from clients_ui.web.plans import answers


@allowed(GET=VIEW, POST=VIEW)
def bulk(request: HttpRequest) -> HttpResponse:
    """Show who is selected, and ask what for; show what would come of it; or carry that out.

    A GET selects all the clients of the list that its URL has; a POST brings ids.
    """
    if not (request.user.has_perm(CHANGE) or request.user.has_perm(DELETE)):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, bulk_page.matching(ListQuery.of(request.GET)))
    if "package" in request.POST or ("packages" in request.POST and "_apply" not in request.POST):
        return answers.answer(request, refused=_list)
    chosen = bulk_page.selected(request.POST, user_id(request))
    asked = bulk_page.wanted(request.POST)
    problem = bulk_page.amiss(asked) if asked else ""
    if chosen.problem or asked is None or problem:
        return _page(request, chosen, problem=problem)
    if not request.user.has_perms(answers.RIGHTS[asked.kind]):
        raise PermissionDenied
    if "_apply" in request.POST:
        return _apply(request, chosen, asked)
    return _page(request, chosen, bulk_page.planned(chosen, asked))


def _apply(request: HttpRequest, chosen: Selected, asked: Wanted) -> HttpResponse:
    """Carry out the plan that was shown; the plan of this moment for whoever was shown none."""
    sealed = request.POST.get("packages", "").split()
    if not sealed:
        sealed = [*packages.sealed(bulk_page.planned(chosen, asked), user_id(request))]
    rows = answers.rows_of(request, sealed)
    problem = answers.too_old() if rows is None else bulk_page.must_be_typed(rows, request.POST.get("confirm", ""))
    if problem:
        messages.error(request, problem)
        return _page(request, chosen, bulk_page.planned(chosen, asked))
    return answers.begin(request, sealed, refused=_list)


def _page(request: HttpRequest, chosen: Selected, whole: Package | None = None, problem: str = "") -> HttpResponse:
    content = bulk_page.content(chosen, request.POST, user_id(request), whole, problem)
    return render(request, "clients/bulk.html", {**content, "list_url": list_url(list_state(request))})


def _list(request: HttpRequest) -> HttpResponse:
    return redirect(list_url(list_state(request)))
