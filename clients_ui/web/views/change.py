"""The page of one client: a form for those who may change it, a page to read for the others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord
from clients_ui.reading import one_client
from clients_ui.reading.one_client import Found
from clients_ui.timetrack.errors import NotFound
from clients_ui.web import drafts, marking
from clients_ui.web.access import allowed
from clients_ui.web.answers import (
    clash_page,
    client_page,
    failed,
    form_page,
    name_of,
    onward,
    saved_otherwise,
    say_unusable,
    shown_by,
    unread,
    user_id,
    with_status,
)
from clients_ui.web.forms import AddForm, ChangeForm, read_only_lines
from clients_ui.web.links import list_state, list_url
from clients_ui.web.neighbours import ONWARD, Neighbours, neighbours
from clients_ui.web.permissions import ADD, CHANGE, VIEW
from clients_ui.web.views.add import create_once
from clients_ui.wording import outcomes
from clients_ui.writing import saving
from clients_ui.writing.outcomes import Clashing, Gone, NotSaved, Saved, Unchanged, Unclear
from clients_ui.writing.snapshot import Shown


@allowed(GET=VIEW, POST=CHANGE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the client, save what was changed, or mark what is fine as it is."""
    draft = drafts.given_back(request) if request.user.has_perm(CHANGE) else None
    if draft:
        return form_page(request, pk, ChangeForm(shown_by(request, draft, pk), draft))
    if request.method == "POST":
        form = ChangeForm(shown_by(request, request.POST, pk), request.POST)
        if marking.is_asked(request):
            return marking.answer(request, pk, form)
        return _create_again(request, pk, form) if "_create_again" in request.POST else _save(request, pk, form)
    if ONWARD not in request.GET:
        return _page(request, one_client.client(pk))
    beside = neighbours(request, pk)  # of one that is gone nobody knows it any more
    found = one_client.client_if_any(pk)
    return _page(request, found) if found else _passed_over(request, pk, beside)


def _page(request: HttpRequest, found: Found) -> HttpResponse:
    """The client as TimeTrack has it, or as it was known where TimeTrack cannot be reached."""
    record, pk = found.record, found.record.id
    if not found.stale and (elsewhere := one_client.changed_elsewhere(record)):
        messages.info(request, outcomes.changed_elsewhere(elsewhere))
    if found.stale or not request.user.has_perm(CHANGE):
        return client_page(request, pk, record, read_only_lines(record), judge=True, stale=found.stale)
    return form_page(request, pk, ChangeForm(Shown(record)))


def _passed_over(request: HttpRequest, pk: int, beside: Neighbours | None) -> HttpResponse:
    """On to the client after one that is gone, or to the list."""
    said = gettext("The client #%(id)s is not in TimeTrack any more, and was passed over.")
    messages.warning(request, said % {"id": pk})
    return redirect((beside and beside.onward()) or list_url(list_state(request)))


def _save(request: HttpRequest, pk: int, form: ChangeForm) -> HttpResponse:
    if not form.is_valid():
        return form_page(request, pk, form)
    shown, touched = form.shown, form.touched()
    match saving.change(pk, shown.record if shown else None, touched, user_id(request)):
        case Clashing() as outcome:
            say_unusable(request, pk)
            former = {name: value for name, value in touched.items() if shown and value in shown.held(name)}
            return clash_page(request, outcome, touched, former)
        case Saved(record=None) as outcome:
            unread(request, outcome)
            return form_page(request, pk, form)
        case Saved(record=ClientRecord() as now) as outcome if outcome.altered:
            return saved_otherwise(request, now, outcome, touched)
        case Saved() | Unchanged() as outcome:
            return onward(request, outcome, name_of(shown.record if shown else None, pk))
        case Gone() | NotSaved() | Unclear() as outcome:
            return _not_saved(request, pk, form, outcome)


def _not_saved(request: HttpRequest, pk: int, form: ChangeForm, outcome: Gone | NotSaved | Unclear) -> HttpResponse:
    """The form as it was sent. What is gone may be created again, and need not be tried again."""
    failed(request, outcome, form)
    again = isinstance(outcome.error, NotFound) and form.shown is not None and request.user.has_perm(ADD)
    retry = None if isinstance(outcome, Gone) else outcome.error
    return with_status(form_page(request, pk, form, retry=retry, create_again=again), outcome.error)


def _create_again(request: HttpRequest, pk: int, form: ChangeForm) -> HttpResponse:
    """Create a client that was deleted meanwhile, with what was shown and what was typed."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    say_unusable(request, pk)
    if form.shown is None or not form.is_valid():
        return form_page(request, pk, form)
    return create_once(request, AddForm.again(form.shown.record, form.touched()), gone=pk)
