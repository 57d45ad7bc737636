"""Many clients at once: ticked in a list, or all that it has; changed in one go, after a look at the plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.quality.findings import Finding
from clients_ui.reading.list_query import ListQuery
from clients_ui.transfer import packages
from clients_ui.transfer.many import Action, Intent
from clients_ui.transfer.packages import Package
from clients_ui.web import bulk_page, drafts, selected
from clients_ui.web.access import allowed
from clients_ui.web.answers import user_id
from clients_ui.web.fragments import is_fragment
from clients_ui.web.links import ALL, list_state, list_url, page_url
from clients_ui.web.permissions import CHANGE, DELETE, VIEW
from clients_ui.web.plans import answers, shown, streamed
from clients_ui.web.selected import Selected

EITHER = frozenset({(VIEW, CHANGE), (VIEW, DELETE)})


@allowed(GET=EITHER, POST=EITHER)
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Show who is selected, and ask what for; show what would come of it; or carry that out.

    A POST brings ids. A GET that asks for it selects all the clients of the list that its URL has, or those that can be
    mended of a finding; any other brings back what was not sent on, or nothing: never all.
    """
    if request.method == "POST":
        return _posted(request)
    draft = drafts.given_back(request)
    if draft:
        return _asked(request, draft)
    finding = bulk_page.finding_of(request.GET) if request.GET.get("action") == Action.MEND else None
    if finding:
        return _mend(request, finding)
    if ALL in request.GET:
        return _page(request, request.POST, selected.matching(ListQuery.of(request.GET)))
    if is_fragment(request):  # a script that asks whether somebody is signed in again
        return _nobody(request)
    if not messages.get_messages(request):  # else it is told already why there are none
        messages.warning(request, gettext("Select clients first."))
    return redirect(list_url(list_state(request)))


def _mend(request: HttpRequest, finding: Finding) -> HttpResponseBase:
    """The plan of all that can be mended of a finding at this moment; nothing is changed by it."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    chosen, asked = selected.mendable(finding), Intent(Action.MEND, finding=finding)
    return _page(request, request.GET, chosen, None if chosen.problem else bulk_page.planned(chosen, asked))


def _posted(request: HttpRequest) -> HttpResponseBase:
    if answers.are_packages(request) and "_apply" not in request.POST:
        return answers.answer(request, refused=_nobody)
    return _asked(request, request.POST)


def _asked(request: HttpRequest, posted: QueryDict) -> HttpResponseBase:
    """What would come of it; where the button was pressed that applies it, and not a draft given back, do so."""
    asked = bulk_page.wanted(posted)
    if asked and not request.user.has_perms(answers.RIGHTS[asked.kind]):
        raise PermissionDenied
    problem = bulk_page.amiss(posted, asked)
    chosen = selected.selected(posted, user_id(request))
    if chosen.problem or asked is None or problem:
        return _page(request, posted, chosen, problem=problem)
    if "_apply" in request.POST:
        return _apply(request, chosen, asked)
    return _page(request, posted, chosen, bulk_page.planned(chosen, asked))


def _apply(request: HttpRequest, chosen: Selected, asked: Intent) -> HttpResponseBase:
    """Carry out the plan that was shown; the plan of this moment for whoever was shown none."""
    sealed = request.POST.get("packages", "").split()
    if not sealed:
        sealed = [*packages.sealed(bulk_page.planned(chosen, asked), user_id(request))]
    whole, too_much = answers.opened(request, sealed), shown.too_much(len(chosen.ids), len(" ".join(sealed)))
    problem = too_much or (answers.too_old() if whole is None else answers.not_confirmed(request, whole))
    if problem:
        messages.error(request, problem)
        return _page(request, request.POST, chosen, bulk_page.planned(chosen, asked))
    return answers.begin(request, sealed, refused=_nobody)


def _page(
    request: HttpRequest, posted: QueryDict, chosen: Selected, whole: Package | None = None, problem: str = ""
) -> HttpResponseBase:
    content, state = bulk_page.content(chosen, posted, user_id(request), whole, problem), list_state(request)
    content |= {"list_url": list_url(state), "own_url": page_url("bulk", state)}
    if whole:
        content |= shown.promise(request.user, whole.kind)
    if content.get("too_much"):  # for whoever has no script, who alone gets all packages in the form
        return streamed.page(request, "clients/bulk.html", content)
    return render(request, "clients/bulk.html", content)


def _nobody(request: HttpRequest) -> HttpResponseBase:
    return _page(request, QueryDict(), Selected([], {}))
