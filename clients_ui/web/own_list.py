"""The list as each person has chosen it: its columns, and its views, which are searches under a name."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from clients_ui.client.record import COLUMNS, FIELDS, POSSIBLE_COLUMNS, Field
from clients_ui.client.unseen import trimmed
from clients_ui.models import ListColumns, SavedView
from clients_ui.reading.list_query import ListQuery, columns_of
from clients_ui.web.answers import user_id
from clients_ui.web.links import list_url

MOST_VIEWS = 20
LONGEST_NAME = 60
LONGEST_QUERY = 2000
"""Characters of a view's query: the pages of its clients carry it in their addresses, encoded once more."""


class Tab(NamedTuple):
    """A view above the list, or the whole list (no `pk`); `current`: this is what is shown."""

    name: str
    url: str
    current: bool
    pk: int | None = None


class OwnList(NamedTuple):
    """What one person sees of a list: its columns, those that there could be, and the tabs above it."""

    columns: list[Field]
    possible: list[tuple[Field, bool]]
    tabs: list[Tab]

    @property
    def view(self) -> Tab | None:
        """The view that is shown."""
        return next((tab for tab in self.tabs if tab.current and tab.pk), None)

    @property
    def is_new(self) -> bool:
        """Whether it could become one more view."""
        return not any(tab.current for tab in self.tabs)


def own_list(request: HttpRequest, query: ListQuery) -> OwnList:
    """The list as this person has it."""
    chosen = _chosen(request)
    columns = query.columns or chosen
    shown = _compared(query, chosen)
    everything = Tab(gettext("All"), list_url(ListQuery()), shown == _compared(ListQuery(), chosen))
    views = [(view, _query_of(view)) for view in SavedView.objects.filter(person=user_id(request))]
    tabs = [Tab(view.name, list_url(kept), shown == _compared(kept, chosen), view.pk) for view, kept in views]
    possible = [(field, field.name in columns) for field in POSSIBLE_COLUMNS if field.name != "name"]
    return OwnList([FIELDS[name] for name in columns], possible, [everything, *tabs])


def choose(request: HttpRequest, query: ListQuery) -> ListQuery:
    """Do what was pressed on a list; the list to show then."""
    posted = request.POST
    if "_columns" in posted:
        columns = ",".join(columns_of(["name", *posted.getlist("columns")]))
        ListColumns.objects.update_or_create(person_id=user_id(request), defaults={"columns": columns})
        return replace(query, columns=())
    if "_keep_view" in posted:
        return _keep(request, replace(query, page=1, columns=query.columns or _chosen(request)))
    view = SavedView.objects.filter(person=user_id(request), pk=_number(posted.get("view", ""))).first()
    if view and "_rename_view" in posted:
        _rename(request, view)
    elif view and "_delete_view" in posted:
        view.delete()
        messages.success(request, gettext("The view “%(name)s” was deleted.") % {"name": view.name})
    return query


def _keep(request: HttpRequest, query: ListQuery) -> ListQuery:
    """Give a search a name; a view that had it shows this search from now on."""
    name, text = _name(request), query.encoded()
    if not name:
        messages.error(request, gettext("A view needs a name."))
    elif len(text) > LONGEST_QUERY:
        messages.error(request, gettext("This search is too long to be kept as a view."))
    elif not _put(user_id(request), name, text):
        messages.error(request, gettext("No more views can be kept. Delete one of them first."))
    else:
        messages.success(request, gettext("The view “%(name)s” was saved.") % {"name": name})
    return query


def _put(person: int, name: str, query: str) -> bool:
    """Write a view, unless it were one too many."""
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=person)  # two tabs write one after the other
        views = SavedView.objects.filter(person=person)
        if views.filter(name=name).update(query=query):
            return True
        if views.count() >= MOST_VIEWS:
            return False
        SavedView.objects.create(person_id=person, name=name, query=query)
        return True


def _rename(request: HttpRequest, view: SavedView) -> None:
    name = _name(request)
    others = SavedView.objects.filter(person=view.person_id).exclude(pk=view.pk)
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=view.person_id)
        if not name:
            messages.error(request, gettext("A view needs a name."))
        elif others.filter(name=name).exists():
            messages.error(request, gettext("There is a view “%(name)s” already.") % {"name": name})
        else:
            SavedView.objects.filter(pk=view.pk).update(name=name)


def _chosen(request: HttpRequest) -> tuple[str, ...]:
    """The columns that this person has chosen, or those that there are for everybody."""
    row = ListColumns.objects.filter(person=user_id(request)).first()
    return columns_of(row.columns.split(",") if row else ()) or tuple(field.name for field in COLUMNS)


def _query_of(view: SavedView) -> ListQuery:
    return ListQuery.of(QueryDict(view.query))


def _compared(query: ListQuery, chosen: Collection[str]) -> tuple[object, ...]:
    """What makes a list another one, its page and the order of a filter's values apart."""
    filters = {name: frozenset(values) for name, values in query.filters.items()}
    return query.q, query.sort, filters, query.finding, query.columns or chosen


def _name(request: HttpRequest) -> str:
    return trimmed(" ".join(request.POST.get("view_name", "").replace("\0", "").split()))[:LONGEST_NAME].strip()


def _number(text: str) -> int:
    return int(text[:18]) if text.isascii() and text.isdigit() else 0
