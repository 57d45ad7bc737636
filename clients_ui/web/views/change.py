"""The page of one client: a form for those who may change it, a page to read for the others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from clients_ui.client.record import ClientRecord
from clients_ui.reading import one_client
from clients_ui.reading.one_client import Found
from clients_ui.timetrack.errors import NotFound
from clients_ui.web import drafts
from clients_ui.web.access import allowed
from clients_ui.web.answers import (
    clash_page,
    failed,
    form_page,
    onward,
    page_links,
    saved_otherwise,
    unread,
    user_id,
    warned,
    with_status,
)
from clients_ui.web.forms import AddForm, ChangeForm, fieldsets, read_only_lines
from clients_ui.web.permissions import ADD, CHANGE, VIEW
from clients_ui.web.views.add import create_once
from clients_ui.wording import outcomes
from clients_ui.writing import saving, snapshot
from clients_ui.writing.outcomes import Clashing, Gone, NotSaved, Saved, Unchanged, Unclear
from clients_ui.writing.snapshot import Shown, UnusableSnapshot


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
        return _plain_page(request, found)
    return form_page(request, pk, ChangeForm(Shown(found.record)))


def _plain_page(request: HttpRequest, found: Found) -> HttpResponse:
    """The same page with nothing to type in."""
    record = found.record
    content = {
        "title": record.name or f"#{record.id}",
        "fieldsets": fieldsets(warned(read_only_lines(record), record)),
        "stale": found.stale,
        **page_links(request, record.id),
    }
    return render(request, "clients/change.html", content)


def _save(request: HttpRequest, pk: int) -> HttpResponse:
    form = ChangeForm(_shown(request, pk, request.POST), request.POST)
    if not form.is_valid():
        return form_page(request, pk, form)
    shown, touched = form.shown, form.touched()
    match saving.change(pk, shown.record if shown else None, touched, user_id(request)):
        case Clashing() as outcome:
            opened = snapshot.opened(request.POST.get("snapshot", ""), user_id(request), pk)
            if isinstance(opened, UnusableSnapshot):
                messages.warning(request, outcomes.unusable(opened))
            return clash_page(request, outcome, touched)
        case Saved(record=None) as outcome:
            unread(request, outcome.theirs)
            return form_page(request, pk, form)
        case Saved(record=ClientRecord() as now) as outcome if outcome.altered:
            return saved_otherwise(request, now, outcome, touched)
        case Saved() | Unchanged() as outcome:
            return onward(request, outcome, (shown.record.name if shown else "") or f"#{pk}")
        case Gone() | NotSaved() | Unclear() as outcome:
            return _not_saved(request, pk, form, outcome)


def _not_saved(request: HttpRequest, pk: int, form: ChangeForm, outcome: Gone | NotSaved | Unclear) -> HttpResponse:
    """The form as it was sent. What is gone may be created again, and need not be tried again."""
    failed(request, outcome, form)
    again = isinstance(outcome.error, NotFound) and form.shown is not None and request.user.has_perm(ADD)
    retry = None if isinstance(outcome, Gone) else outcome.error
    return with_status(form_page(request, pk, form, retry=retry, create_again=again), outcome.error)


def _create_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Create a client that was deleted meanwhile, with what was shown and what was typed."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    form = ChangeForm(_shown(request, pk, request.POST), request.POST)
    if form.shown is None or not form.is_valid():
        return form_page(request, pk, form)
    return create_once(request, AddForm.again(form.shown.record, form.touched()))


def _shown(request: HttpRequest, pk: int, typed: QueryDict) -> Shown | None:
    opened = snapshot.opened(typed.get("snapshot", ""), user_id(request), pk)
    return None if isinstance(opened, UnusableSnapshot) else opened
