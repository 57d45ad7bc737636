"""The page that asks before a client is deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui import reading, saving, snapshot
from clients_ui.forms import fieldsets, plain_rows
from clients_ui.permissions import allowed
from clients_ui.record import ClientRecord
from clients_ui.snapshot import Refused
from clients_ui.views.places import DELETE, client_url, list_state
from clients_ui.views.written import deleted


@allowed(GET=DELETE, POST=DELETE)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who this is, or delete it."""
    if request.method != "POST":  # HEAD is a question too
        return _page(request, pk, reading.client(pk))
    opened = snapshot.opened(request.POST.get("snapshot", ""), request.user.pk or 0, pk)
    shown = None if isinstance(opened, Refused) else opened
    name = shown.name if shown else f"#{pk}"
    return deleted(request, saving.delete(pk), name, lambda: _page(request, pk, shown))


def _page(request: HttpRequest, pk: int, record: ClientRecord | None) -> HttpResponse:
    content = {
        "title": gettext("Delete client"),
        "name": record.name if record else f"#{pk}",
        "snapshot": snapshot.sealed(record, request.user.pk or 0) if record else "",
        "fieldsets": fieldsets(row for row in plain_rows(record) if row.value) if record else [],
        "client_url": client_url(pk, list_state(request)),
    }
    return render(request, "clients/delete.html", content)
