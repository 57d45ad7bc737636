"""The page of one client: a form for those who may change it, a page to read for the others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict

from clients_ui.client.record import Value
from clients_ui.reading import one_client
from clients_ui.timetrack.errors import NotFound
from clients_ui.web import drafts
from clients_ui.web.access import allowed
from clients_ui.web.answers import failed, onward, person, unread, with_status
from clients_ui.web.client_page import form_page, plain_page, saved_otherwise
from clients_ui.web.creating import create_once
from clients_ui.web.forms import AddForm, ChangeForm, in_conflict
from clients_ui.web.permissions import ADD, CHANGE, VIEW
from clients_ui.wording import outcomes
from clients_ui.writing import saving, snapshot
from clients_ui.writing.outcome import Done, Outcome
from clients_ui.writing.snapshot import Refused, Shown


@allowed(GET=VIEW, POST=CHANGE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the client, or save what was changed."""
    draft = drafts.given_back(request) if request.user.has_perm(CHANGE) else None
    if draft:
        return form_page(request, pk, ChangeForm(_shown(request, pk, draft), draft))
    if request.method == "POST":
        return _create_again(request, pk) if "_create_again" in request.POST else _save(request, pk)
    found = one_client.client(pk)
    elsewhere = [] if found.stale else one_client.changed_elsewhere(found.record)
    if elsewhere:
        messages.info(request, outcomes.changed_elsewhere(elsewhere))
    if found.stale or not request.user.has_perm(CHANGE):
        return plain_page(request, found)
    return form_page(request, pk, ChangeForm(Shown(found.record)))


def _save(request: HttpRequest, pk: int) -> HttpResponse:
    form = ChangeForm(_shown(request, pk, request.POST), request.POST)
    if not form.is_valid():
        return form_page(request, pk, form)
    shown, touched = form.shown, form.touched()
    outcome = saving.change(pk, shown.record if shown else None, touched, person(request))
    if outcome.done is Done.CLASH:
        return _clash(request, outcome, touched, shown)
    if outcome.altered:
        return saved_otherwise(request, outcome, touched)
    if outcome.done is Done.SAVED and not outcome.checked:
        unread(request, outcome)
        return form_page(request, pk, form)
    if outcome.done in {Done.SAVED, Done.UNCHANGED}:
        return onward(request, outcome, (shown.record.name if shown else "") or f"#{pk}")
    failed(request, outcome, form)
    offer = isinstance(outcome.error, NotFound) and shown is not None and request.user.has_perm(ADD)
    return with_status(
        form_page(request, pk, form, retry=None if outcome.done is Done.GONE else outcome.error, create_again=offer),
        outcome,
    )


def _clash(request: HttpRequest, outcome: Outcome, touched: dict[str, Value], shown: Shown | None) -> HttpResponse:
    if shown is None:
        refused = snapshot.opened(request.POST.get("snapshot", ""), person(request))
        messages.warning(request, outcomes.refused(refused if isinstance(refused, Refused) else Refused()))
    messages.error(request, outcomes.clash())
    if outcome.theirs:
        messages.warning(request, outcomes.theirs(outcome.theirs))
    if outcome.now is None or outcome.id is None:
        raise ValueError("a clash is with something that was read")
    return form_page(request, outcome.id, in_conflict(outcome.now, outcome.clashes, touched))


def _create_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Create a client that was deleted meanwhile, with what was shown and what was typed."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    form = ChangeForm(_shown(request, pk, request.POST), request.POST)
    if form.shown is None or not form.is_valid():
        return form_page(request, pk, form)
    return create_once(request, AddForm.again(form.shown.record, form.touched()))


def _shown(request: HttpRequest, pk: int, typed: QueryDict) -> Shown | None:
    opened = snapshot.opened(typed.get("snapshot", ""), person(request), pk)
    return None if isinstance(opened, Refused) else opened
