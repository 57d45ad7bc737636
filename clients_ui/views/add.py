"""The form for a new client."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from clients_ui import saving
from clients_ui.forms import AddForm, fieldsets
from clients_ui.permissions import allowed
from clients_ui.views.places import ADD, list_state, list_url
from clients_ui.views.written import answer


@allowed(GET=ADD, POST=ADD)
def add(request: HttpRequest) -> HttpResponse:
    """Show the form, or create what was typed into it."""
    if request.method == "POST":
        return _create(request)
    return _page(request, AddForm(initial={"enabled": True, "name": request.GET.get("name", "")}))


def _create(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    outcome = saving.create(form.values())
    return answer(request, outcome, form, form.typed("name"), lambda: _page(request, form))


def _page(request: HttpRequest, form: AddForm) -> HttpResponse:
    content = {
        "title": gettext("Add client"),
        "form": form,
        "fieldsets": fieldsets(form.rows()),
        "list_url": list_url(list_state(request)),
    }
    return render(request, "clients/add.html", content)
