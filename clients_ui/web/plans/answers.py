"""Packages of a plan that were sent back to be carried out: one by a script, several by a button."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from clients_ui.models import RunKind
from clients_ui.transfer import packages
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import Approval
from clients_ui.web.answers import user_id
from clients_ui.web.permissions import ADD, CHANGE, DELETE
from clients_ui.web.plans import carrying_out, shown
from clients_ui.web.plans.carrying_out import Rest

Page = Callable[[HttpRequest], HttpResponseBase]
RIGHTS: Mapping[RunKind, tuple[str, ...]] = {
    RunKind.IMPORT: (ADD, CHANGE),
    RunKind.CHANGE: (CHANGE,),
    RunKind.DELETE: (DELETE,),
}
MOST_DIGITS = 7
"""Of a row's number: a spreadsheet has a million of them."""
LONGEST_TYPED = 20
"""Letters of a number that is typed to confirm."""


def are_packages(request: HttpRequest) -> bool:
    """Whether packages were sent back."""
    return not {"package", "packages"}.isdisjoint(request.POST)


def answer(request: HttpRequest, refused: Page) -> HttpResponseBase:
    """Carry out what was sent back. `refused` answers where nothing is begun, after a message that says why."""
    if "package" in request.POST:
        return _one(request)
    return _by_button(request, refused)


def _one(request: HttpRequest) -> HttpResponseBase:
    """One package for the script: what came of its rows, what is left, and how long to wait before going on."""
    package = _opened(request, request.POST["package"])
    problem = too_old() if package is None else not_confirmed(request, [package])
    if package is None or problem:
        return JsonResponse({"error": problem}, status=HTTPStatus.CONFLICT)
    approved, last = approvals(request.POST.get("approved", "[]")), "last" in request.POST
    rows = number(request.POST.get("all", ""))
    progress = carrying_out.carry_out(package, approved, user_id(request), rows, last=last)
    done = [shown.done_row(row) for row in progress.done]
    return JsonResponse({"done": done, "left": progress.left, "pause": progress.pause, "why": progress.why})


def _by_button(request: HttpRequest, refused: Page) -> HttpResponseBase:
    """Without script: begin what the plan's form approves, or go on with it."""
    sealed = request.POST["packages"].split()
    problem = not_confirmed(request, opened(request, sealed) or [])
    if problem:
        return _refused(request, problem, refused)
    if "_apply" in request.POST:
        return begin(request, sealed, refused)
    approved = approvals(request.POST.get("approved", "[]"))
    whole = number(request.POST.get("all", "")) or len(approved)
    return _progress(request, carrying_out.go_on(sealed, approved, user_id(request)), whole, refused)


def begin(request: HttpRequest, sealed: list[str], refused: Page) -> HttpResponseBase:
    """Carry out what the plan's form approves of these packages."""
    rows = [row for package in opened(request, sealed) or [] for row in package.rows.values()]
    by = user_id(request)
    if "only_clean" in request.POST and shown.stands_in_the_way(rows):
        messages.warning(request, gettext("Nothing was imported: there are rows with errors."))
        return refused(request)
    approved = shown.approved_by_button(rows, request.POST)
    return _progress(request, carrying_out.go_on(sealed, approved, by, rows=len(approved)), len(approved), refused)


def _progress(request: HttpRequest, rest: Rest | None, whole: int, refused: Page) -> HttpResponseBase:
    """How far the run without script is, with a button that goes on; at its end, what was done."""
    if rest is None:
        return _refused(request, too_old(), refused)
    if not whole:
        messages.warning(request, gettext("There is nothing to do."))
        return refused(request)
    if not rest.approved or not rest.packages:
        return redirect("clients_ui:run", rest.run) if rest.run else redirect("clients_ui:runs")
    response = render(request, "clients/going_on.html", shown.progress(rest, whole))
    if rest.pause:
        response["Retry-After"] = str(math.ceil(rest.pause))
    return response


def _refused(request: HttpRequest, problem: str, refused: Page) -> HttpResponseBase:
    messages.error(request, problem)
    return refused(request)


def opened(request: HttpRequest, sealed: Iterable[str]) -> list[Package] | None:
    """What is in packages; None where one of them cannot be used any more."""
    whole = [_opened(request, text) for text in sealed]
    return [package for package in whole if package] if all(whole) else None


def not_confirmed(request: HttpRequest, whole: Iterable[Package]) -> str:
    """Why these packages are not carried out, where a number was to be typed and was not; "" for nothing."""
    typed = re.sub("[^0-9]", "", request.POST.get("confirm", "")[:LONGEST_TYPED])  # 1240, as well as 1,240 or 1.240
    asked_for = next((package.confirm for package in whole if package.confirm and str(package.confirm) != typed), 0)
    if not asked_for:
        return ""
    return gettext("Nothing was done: type the number of clients, {number}, to confirm.").format(number=asked_for)


def _opened(request: HttpRequest, text: str) -> Package | None:
    """A package of this person, who must still have the right to what it does."""
    package = packages.opened(text, user_id(request))
    if package and not request.user.has_perms(RIGHTS[package.kind]):
        raise PermissionDenied
    return package


def approvals(text: str) -> dict[int, Approval]:
    """Row → what was approved of it. Raises BadRequest for what no page of ours sends."""
    try:
        return {row: Approval(_whole(row), None if id_ is None else _whole(id_)) for row, id_ in json.loads(text)}
    except (TypeError, ValueError, RecursionError) as error:
        raise BadRequest("Unreadable approvals") from error


def number(text: str) -> int | None:
    """A number of rows, or of one; None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _whole(number: Any) -> int:
    if type(number) is not int or not 0 <= number < 10**18:
        raise ValueError
    return number


def too_old() -> str:
    """Why packages cannot be carried out."""
    return gettext("This check is too old, or somebody else’s. Check once more.")
