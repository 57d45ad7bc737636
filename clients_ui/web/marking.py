"""The answer to whoever marks a finding as fine as it is on a client's page, or has it checked again.

The client's form carries it, so that what was typed there is not lost: it comes back, and is not saved by this.
"""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord
from clients_ui.quality.findings import BY_WORD, LOOKED_AT, Finding
from clients_ui.reading import one_client
from clients_ui.web.answers import current_page, form_page, name_of, say_unusable, user_id
from clients_ui.web.forms import ChangeForm
from clients_ui.web.fragments import is_fragment
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.web.neighbours import neighbours
from clients_ui.wording import findings
from clients_ui.writing import fine_as_it_is

FINE, CHECK_AGAIN = "_fine", "_check_again"


def is_asked(request: HttpRequest) -> bool:
    """Whether one of these buttons was pressed."""
    return not {FINE, CHECK_AGAIN}.isdisjoint(request.POST)


def answer(request: HttpRequest, pk: int, form: ChangeForm) -> HttpResponse:
    """Mark what the form showed, or take the mark back; then the next client of a work list, or the same page."""
    record = form.shown.record if form.shown else None
    if CHECK_AGAIN in request.POST:
        check_again(request, pk, name_of(record, pk), request.POST[CHECK_AGAIN])
    elif record is None:
        say_unusable(request, pk)
        return form_page(request, pk, form)
    else:
        _mark(request, record, finding_of(request.POST[FINE]))
    if form.touched():
        messages.warning(request, gettext("What you typed is not saved yet."))
        return form_page(request, pk, form)
    if is_fragment(request):
        return current_page(request, one_client.current(pk))
    return redirect(_onward(request, pk))


def check_again(request: HttpRequest, pk: int, name: str, word: str) -> None:
    """Take a mark back, and say so."""
    finding = finding_of(word)
    fine_as_it_is.take_back(pk, name, finding, user_id(request))
    said = gettext("No longer marked as fine: {finding}.")
    messages.info(request, said.format(finding=findings.title(finding)))


def finding_of(word: str) -> Finding:
    """The kind of this name; raises BadRequest for what no page of ours sends."""
    finding = BY_WORD.get(word)
    if finding not in LOOKED_AT:
        raise BadRequest("No such finding")
    return finding


def _mark(request: HttpRequest, record: ClientRecord, finding: Finding) -> None:
    said = gettext("This is not to be found there any more: {finding}.")
    if fine_as_it_is.mark(record, finding, user_id(request)):
        said = gettext("Marked as fine as it is: {finding}. It comes back when the value changes.")
    messages.info(request, said.format(finding=findings.title(finding)))


def _onward(request: HttpRequest, pk: int) -> str:
    query = list_state(request)
    if FINE not in request.POST or not query.finding:
        return page_url("change", query, pk)
    beside = neighbours(request, pk)
    return (beside and beside.onward()) or list_url(query)
