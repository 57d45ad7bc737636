"""The list as each person has chosen it: its columns, and its views, which are searches under a name."""

import unicodedata
from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext, override

from clients_ui.client.record import COLUMNS, FIELDS, POSSIBLE_COLUMNS, Field
from clients_ui.client.unseen import UNSEEN, trimmed
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


class RefusedView(NamedTuple):
    """A name that a view cannot have, as it was typed, and why."""

    name: str
    why: str


class OwnList(NamedTuple):
    """What one person sees of a list: its columns, those that there could be, and the tabs above it."""

    columns: list[Field]
    possible: list[tuple[Field, bool]]
    tabs: list[Tab]
    refused: RefusedView | None

    @property
    def view(self) -> Tab | None:
        """The view that is shown."""
        return next((tab for tab in self.tabs if tab.current and tab.pk), None)

    @property
    def is_new(self) -> bool:
        """Whether it could become one more view."""
        return not any(tab.current for tab in self.tabs)


def own_list(request: HttpRequest, query: ListQuery, refused: RefusedView | None = None) -> OwnList:
    """The list as this person has it; `refused`: the name that has just been typed for a view of it."""
    chosen = _chosen(request)
    columns = query.columns or chosen
    shown = _compared(query, chosen)
    everything = Tab(gettext("All"), list_url(ListQuery()), shown == _compared(ListQuery(), chosen))
    views = [(view, _query_of(view)) for view in SavedView.objects.filter(person=user_id(request))]
    tabs = [Tab(view.name, list_url(kept), shown == _compared(kept, chosen), view.pk) for view, kept in views]
    possible = [(field, field.name in columns) for field in POSSIBLE_COLUMNS if field.name != "name"]
    return OwnList([FIELDS[name] for name in columns], possible, [everything, *tabs], refused)


def choose(request: HttpRequest, query: ListQuery) -> ListQuery | RefusedView:
    """Do what was pressed on a list; the list to show then, or why a view cannot have the name that was typed."""
    posted = request.POST
    if "_columns" in posted:
        columns = ",".join(columns_of(["name", *posted.getlist("columns")]))
        ListColumns.objects.update_or_create(person_id=user_id(request), defaults={"columns": columns})
        return replace(query, columns=())
    if "_keep_view" in posted:
        kept = replace(query, page=1, columns=query.columns or _chosen(request))
        return _answered(request, _keep(request, kept), kept)
    view = SavedView.objects.filter(person=user_id(request), pk=_number(posted.get("view", ""))).first()
    if view and "_rename_view" in posted:
        return _answered(request, _rename(request, view), query)
    if view and "_delete_view" in posted:
        view.delete()
        messages.success(request, gettext("The view “%(name)s” was deleted.") % {"name": view.name})
    return query


def _answered(request: HttpRequest, why_not: str, query: ListQuery) -> ListQuery | RefusedView:
    return RefusedView(request.POST.get("view_name", "")[:LONGEST_NAME], why_not) if why_not else query


def _keep(request: HttpRequest, query: ListQuery) -> str:
    """Give a search a name; a view that had it shows this search from now on. Why not, or nothing."""
    name, text = _name(request), query.encoded()
    if why_not := _why_not(name):
        return why_not
    if len(text) > LONGEST_QUERY:
        return gettext("This search is too long to be kept as a view.")
    if not _put(user_id(request), name, text):
        return gettext("No more views can be kept. Delete one of them first.")
    messages.success(request, gettext("The view “%(name)s” was saved.") % {"name": name})
    return ""


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


def _rename(request: HttpRequest, view: SavedView) -> str:
    """Give a view another name. Why not, or nothing."""
    name = _name(request)
    others = SavedView.objects.filter(person=view.person_id).exclude(pk=view.pk)
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=view.person_id)
        if why_not := _why_not(name):
            return why_not
        if others.filter(name=name).exists():
            return gettext("There is a view “%(name)s” already.") % {"name": name}
        SavedView.objects.filter(pk=view.pk).update(name=name)
        return ""


def _why_not(name: str) -> str:
    """Why no view can have this name, or nothing."""
    if not name:
        return gettext("A view needs a name.")
    if _as_seen(name) in _names_of_all():
        return gettext("“%(name)s” is the whole list. Give the view another name.") % {"name": name}
    return ""


def _names_of_all() -> set[str]:
    """What the whole list is called, in every language: a person may choose another one."""
    names = set()
    for code, _ in settings.LANGUAGES:
        with override(code):
            names.add(_as_seen(gettext("All")))
    return names


def _as_seen(name: str) -> str:
    """A name without what tells no eye apart."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()


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
