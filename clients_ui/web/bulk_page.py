"""The page that changes many clients at once: which they are, what is asked for, and what would come of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from clients_ui.client.countries import country_choices
from clients_ui.client.record import FIELDS, UPDATABLE, ClientRecord
from clients_ui.models import RunKind
from clients_ui.reading import one_client, whole_list
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import NoDirectory
from clients_ui.transfer import cells, many, runs, selection
from clients_ui.transfer.many import Action, Wanted
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import PlannedRow
from clients_ui.web.plans import shown
from clients_ui.wording import labels, texts

MOST = 10_000
"""Clients that are changed at once."""
TYPED_FROM = 11
"""So many clients are changed only by somebody who types their number."""
FIRST = 5
"""Clients of a selection that are named."""
LONGEST_NAME = 60
"""Letters of such a name."""
EMPTY, HOLDING = "empty", "holding"


@dataclass(frozen=True, slots=True)
class Selected:
    """The clients of a selection, frozen: their ids, and as much as is known of them. `problem`: why there is none."""

    ids: list[int]
    records: Mapping[int, ClientRecord]
    problem: str = ""


def selected(posted: QueryDict, by: int) -> Selected:
    """The clients that were posted: ticked in a list, or sealed by this page."""
    sealed = posted.get("selection", "")
    ids = selection.opened(sealed, by) if sealed else selection.of(posted.getlist("ids"))
    if ids is None:
        return Selected([], {}, gettext("This selection cannot be used any more. Select the clients once more."))
    return _checked(ids, whole_list.of_ids(ids[: MOST + 1], _patience()))


def matching(query: ListQuery) -> Selected:
    """All the clients that a list has at this moment."""
    found = whole_list.find(query, _patience())
    if isinstance(found, NoDirectory):
        return Selected([], {}, gettext("All clients are still being read. Try again in a moment."))
    records = dict[int, ClientRecord]()
    for portion in found.portions():
        records |= {record.id: record for record in portion}
        if len(records) > MOST:
            break
    return _checked([*records], records)


def _checked(ids: list[int], records: Mapping[int, ClientRecord]) -> Selected:
    if not ids:
        return Selected([], {}, gettext("No client is selected."))
    if len(ids) > MOST:
        said = gettext("At most {most} clients can be changed at once. Narrow your search.")
        return Selected([], {}, said.format(most=texts.number(MOST)))
    return Selected(ids, records)


def wanted(posted: QueryDict) -> Wanted | None:
    """What is asked for; None where nothing is, or nothing that there is."""
    action, field = posted.get("action", ""), posted.get("field", "")
    if action == Action.DELETE:
        return Wanted(Action.DELETE)
    if action not in {*Action} or field not in {each.name for each in UPDATABLE}:
        return None
    value = cells.value(FIELDS[field], posted.get("value", "")) if action == Action.SET else FIELDS[field].kind.empty
    only = {EMPTY: "", HOLDING: posted.get("old", "")}.get(posted.get("where", ""))
    return Wanted(Action(action), field, value, None if only is None else cells.value(FIELDS[field], only))


def amiss(asked: Wanted) -> str:
    """Why this cannot be done to any client, as a sentence; "" for nothing."""
    if asked.action is Action.SET and cells.empty(FIELDS[asked.field], str(asked.value)):
        return gettext("Enter a value, or choose to clear the field.")
    return " ".join(asked.problems().values())


def planned(chosen: Selected, asked: Wanted) -> Package:
    """The plan of a change to all these clients."""
    owners = one_client.with_projects() if asked.action is Action.DELETE else frozenset()
    rows = many.planned(chosen.ids, asked, chosen.records, owners)
    return Package(runs.new_key(), many.digest(chosen.ids, asked), "", {row.row: row for row in rows}, asked.kind)


def content(chosen: Selected, posted: QueryDict, by: int, whole: Package | None, problem: str = "") -> dict[str, Any]:
    """What the page is drawn of."""
    number = len(chosen.ids)
    counted = ngettext("{number} client selected", "{number} clients selected", number)
    plan = shown.plan(whole, by, drawn=True, by_script=True) if whole else {}
    return {
        "title": counted.format(number=texts.number(number)) if number else gettext("Change many clients"),
        "problem": chosen.problem or problem,
        "number": number,
        "names": _names(chosen),
        "selection": selection.sealed(chosen.ids, by) if number else "",
        "fields": [(field.name, labels.label(field)) for field in UPDATABLE],
        "countries": country_choices(),
        "asked": {name: posted.get(name, "") for name in ("action", "field", "value", "where", "old")},
        "typed_from": TYPED_FROM,
        **plan,
        **(_apply_words(whole, plan["to_do"]) if whole else {}),
    }


def must_be_typed(rows: Iterable[PlannedRow], typed: str) -> str:
    """Why nothing is done yet, where the number of clients was to be typed; "" for nothing."""
    to_do = sum(row.outcome in shown.TO_DO for row in rows)
    if to_do < TYPED_FROM or typed.strip() == str(to_do):
        return ""
    return gettext("Nothing was done: type the number of clients, {number}, to confirm.").format(number=to_do)


def _apply_words(whole: Package, to_do: int) -> dict[str, str]:
    """What the button says, and what it says of one client and of many."""

    def words(number: int) -> str:
        if whole.kind is RunKind.DELETE:
            return ngettext("Delete {number} client", "Delete {number} clients", number)
        return ngettext("Change {number} client", "Change {number} clients", number)

    said = words(to_do).format(number=texts.number(to_do))
    return {"apply_words": said, "apply_one": words(1).format(number=1), "apply_many": words(2)}


def _names(chosen: Selected) -> list[str]:
    known: Iterable[int] = (id_ for id_ in chosen.ids if id_ in chosen.records)
    return [texts.shortened(chosen.records[id_].name, LONGEST_NAME) or f"#{id_}" for id_ in islice(known, FIRST)]


def _patience() -> float:
    return float(settings.TIMETRACK_DEADLINE) / 3
