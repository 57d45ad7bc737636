"""Two clients that may be one: merged into one of them, or told apart."""

import math
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from clients_ui import request_number
from clients_ui.client.record import ClientRecord
from clients_ui.history import told_apart
from clients_ui.models import RunKind
from clients_ui.transfer import merging, one_of_two, selection
from clients_ui.transfer.merging import Choice, ShownPair, Side
from clients_ui.transfer.one_of_two import Barred, ChangedMeanwhile, HaltedMerge, Merged, OneIsGone
from clients_ui.web import drafts, failure, merge_page
from clients_ui.web.access import allowed
from clients_ui.web.answers import name_of, shortened, user_id, with_status
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.web.permissions import CHANGE, DELETE
from clients_ui.web.plans import shown
from clients_ui.wording import failures
from clients_ui.wording import merging as wording


@allowed(GET=(CHANGE, DELETE), POST=(CHANGE, DELETE))
def merge(request: HttpRequest) -> HttpResponse:
    """Show both side by side; make one of them, or remember whether they are two. Two ticked in a list lead here."""
    typed = request.POST if request.method == "POST" else drafts.given_back(request)
    if "ids" in typed or {"a", "b"}.isdisjoint(request.GET):
        return _two_of_a_list(request, typed)
    a, b = merge_page.asked(request)
    if "_not_duplicate" in request.POST or "_duplicate" in request.POST:
        return _told(request, a, b)
    if "_merge" in request.POST:
        compared = merging.opened(request.POST.get("snapshot", ""), user_id(request), [a, b])
        if compared:
            return _merge(request, compared)
        messages.error(request, wording.too_old())
    pair = one_of_two.read(a, b)
    return _page(request, merge_page.new(pair), merge_page.choice(pair, typed))


def _two_of_a_list(request: HttpRequest, typed: QueryDict) -> HttpResponse:
    ids = selection.of(typed.getlist("ids"))
    if ids is None or len(ids) != len(Side):
        if not messages.get_messages(request):  # else it is told already why there are none
            messages.warning(request, gettext("Select two clients to compare them."))
        return redirect(list_url(list_state(request)))
    return redirect(page_url("merge", list_state(request), a=str(ids[0]), b=str(ids[1])))


def _told(request: HttpRequest, a: int, b: int) -> HttpResponse:
    """Remember what a person says of these two, and where to take it back."""
    if "_duplicate" in request.POST:
        told_apart.take_back(a, b)
        messages.success(request, gettext("These two count as possible duplicates again, if they look alike."))
        return redirect(page_url("merge", list_state(request), a=str(a), b=str(b)))
    told_apart.mark(a, b, user_id(request))
    said = gettext("These two are no duplicates: nobody is asked about them again. {link}")
    here = page_url("merge", list_state(request), a=str(a), b=str(b))
    link = format_html('<a href="{}">{}</a>', here, gettext("Look at them again"))
    messages.success(request, format_html(said, link=link))
    return redirect(list_url(list_state(request)) if "list" in request.GET else reverse("clients_ui:findings"))


def _merge(request: HttpRequest, compared: ShownPair) -> HttpResponse:
    choice = merge_page.choice(compared.pair, request.POST)
    kept, other = compared.pair.of(choice.keep), compared.pair.of(choice.keep.other)
    match one_of_two.merge(compared, choice, user_id(request)):
        case Merged(run):
            _say_merged(request, kept, other, run)
            return redirect(page_url("change", list_state(request), kept.id))
        case OneIsGone(saved):
            names = shortened(name_of(kept, kept.id)), shortened(name_of(other, other.id))
            messages.warning(request, wording.gone(*names, saved=saved))
            return redirect(list_url(list_state(request)))
        case ChangedMeanwhile(now):
            messages.error(request, wording.changed())
            chosen = merge_page.choice(now, request.POST)
            before = merging.changed(compared.pair, now)
            return _page(request, merge_page.new(now), chosen, before=before)
        case Barred(_, now):
            messages.error(request, wording.barred(merge_page.why_not(now, choice.keep)))
            return _page(request, ShownPair(now, compared.run), choice)
        case HaltedMerge() as outcome:
            return _halted(request, compared, choice, outcome)


def _say_merged(request: HttpRequest, kept: ClientRecord, other: ClientRecord, run: str) -> None:
    said = gettext("“{other}” was merged into “{kept}” and deleted. {undo}")
    names = {"kept": shortened(name_of(kept, kept.id)), "other": shortened(name_of(other, other.id))}
    may_undo = shown.promise(request.user, RunKind.MERGE)["may_undo"]
    url, word = reverse("clients_ui:run", args=[run]), gettext("Undo") if may_undo else gettext("Details")
    messages.success(request, format_html(said, **names, undo=format_html('<a href="{}">{}</a>', url, word)))


def _halted(request: HttpRequest, compared: ShownPair, choice: Choice, outcome: HaltedMerge) -> HttpResponse:
    """The page with what was chosen, and what came of it."""
    pair = outcome.now or compared.pair
    kept, other = pair.of(choice.keep), pair.of(choice.keep.other)
    names = shortened(name_of(kept, kept.id)), shortened(name_of(other, other.id))
    stage = wording.stopped(*names, saved=outcome.saved, deleting=outcome.deleting, unclear=outcome.unclear)
    why = [failures.sentence(outcome.error)] if outcome.error else wording.reasons(outcome.problems)
    said = failure.told(" ".join([stage, *why]), outcome.error)
    messages.error(request, said if outcome.pause is None else request_number.behind(said))
    if outcome.saved:  # it holds what was chosen
        choice = Choice(choice.keep, {each.name: choice.keep for each in merging.differing(pair)})
    page = _page(request, ShownPair(pair, compared.run), choice)
    if outcome.pause is not None:
        page.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        page["Retry-After"] = str(math.ceil(outcome.pause))
    return with_status(page, outcome.error)


def _page(request: HttpRequest, compared: ShownPair, choice: Choice, **more: Any) -> HttpResponse:
    return render(request, "clients/merge.html", merge_page.content(request, compared, choice, **more))
