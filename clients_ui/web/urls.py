"""The pages of the clients. An id is a positive whole number; anything else is no page at all."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from clients_ui.web.views.add import add
from clients_ui.web.views.bulk import bulk
from clients_ui.web.views.change import change
from clients_ui.web.views.client_list import client_list
from clients_ui.web.views.delete import delete
from clients_ui.web.views.export import export
from clients_ui.web.views.findings import findings
from clients_ui.web.views.history import client_history, team_history
from clients_ui.web.views.imports import imports
from clients_ui.web.views.merge import merge
from clients_ui.web.views.projects import projects
from clients_ui.web.views.runs import all_runs, one_run
from clients_ui.web.views.seen import seen


class Identifier(IntConverter):
    """A client's id in a path."""

    regex = "[1-9][0-9]{0,17}"


register_converter(Identifier, "id")

app_name = "clients_ui"
urlpatterns = [
    path("clients/", client_list, name="list"),
    path("clients/add/", add, name="add"),
    path("clients/bulk/", bulk, name="bulk"),
    path("clients/import/", imports, name="import"),
    path("clients/merge/", merge, name="merge"),
    path("clients/export/", export, name="export"),
    path("clients/seen/", seen, name="seen"),
    path("clients/<id:pk>/", change, name="change"),
    path("clients/<id:pk>/delete/", delete, name="delete"),
    path("clients/<id:pk>/history/", client_history, name="client_history"),
    path("clients/<id:pk>/projects/", projects, name="projects"),
    path("findings/", findings, name="findings"),
    path("history/", team_history, name="history"),
    path("runs/", all_runs, name="runs"),
    path("runs/<slug:run>/", one_run, name="run"),
]
