"""The page of one client: a form for those who may change it, a page to read for the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from clients_ui import connection, reading, saving, snapshot, wording
from clients_ui.forms import ChangeForm, fieldsets, plain_rows
from clients_ui.permissions import allowed
from clients_ui.record import FIELDS, ClientRecord
from clients_ui.snapshot import Refused
from clients_ui.views.places import CHANGE, DELETE, VIEW, delete_url, list_state, list_url
from clients_ui.views.written import answer


@allowed(GET=VIEW, POST=CHANGE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the client, or save what was changed."""
    if request.method == "POST":
        return _save(request, pk)
    record = reading.client(pk)
    return _page(request, record, ChangeForm(record) if request.user.has_perm(CHANGE) else None)


def _save(request: HttpRequest, pk: int) -> HttpResponse:
    shown = snapshot.opened(request.POST.get("snapshot", ""), request.user.pk or 0, pk)
    if isinstance(shown, Refused):
        nothing = ClientRecord(pk, {name: field.empty for name, field in FIELDS.items()})
        form = ChangeForm(nothing, request.POST)
        form.add_error(None, wording.refused(shown))
        return _page(request, nothing, form)
    form = ChangeForm(shown, request.POST)
    if not form.is_valid():
        return _page(request, shown, form)
    outcome = saving.change(pk, form.touched())
    return answer(request, outcome, form, shown.name, lambda: _page(request, shown, form))


def _page(request: HttpRequest, record: ClientRecord, form: ChangeForm | None) -> HttpResponse:
    query = list_state(request)
    content = {
        "title": record.name or f"#{record.id}",
        "record": record,
        "form": form,
        "snapshot": snapshot.sealed(record, request.user.pk or 0) if form else "",
        "fieldsets": fieldsets(form.rows() if form else plain_rows(record)),
        "web_app": connection.web_app(),
        "list_url": list_url(query),
        "delete_url": delete_url(record.id, query) if request.user.has_perm(DELETE) else None,
    }
    return render(request, "clients/change.html", content)
