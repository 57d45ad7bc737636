"""Which clients a person has selected: ticked in a list, sealed by a page that showed their number, or all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext

from clients_ui.client.record import ClientRecord
from clients_ui.quality.findings import Finding
from clients_ui.reading import one_client, whole_list
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import NoDirectory
from clients_ui.transfer import selection
from clients_ui.wording import lists, texts

FIRST = 5
"""Clients of a selection that are named."""
LONGEST_NAME = 60
"""Letters of such a name."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The clients of a selection, frozen: their ids, and those of them that there are. `problem`: why there is none."""

    ids: list[int]
    records: Mapping[int, ClientRecord]
    problem: str = ""


def ids_of(posted: QueryDict, by: int) -> list[int] | str:
    """The ids that were posted by the account `by`; a sentence where there are none, or not in this way."""
    sealed = posted.get("selection", "")
    ids = selection.opened(sealed, by) if sealed else selection.of(posted.getlist("ids"))
    if ids is None:
        return gettext("This selection cannot be used any more. Select the clients once more.")
    return _problem(len(ids)) or ids


def selected(posted: QueryDict, by: int) -> Selected:
    """The clients that were posted by the account `by`; raises TimeTrackError where they cannot be read."""
    ids = ids_of(posted, by)
    return _none(ids) if isinstance(ids, str) else Selected(ids, whole_list.of_ids(ids, patience()))


def matching(query: ListQuery) -> Selected:
    """All the clients that a list has at this moment; raises TimeTrackError where they cannot be read."""
    found = whole_list.find(query, patience())
    if isinstance(found, NoDirectory):
        return _none(str(lists.NO_DIRECTORY[found]))
    records = dict[int, ClientRecord]()
    for portion in found.portions():
        records |= {record.id: record for record in portion}
        if len(records) > selection.MOST:
            break
    problem = _problem(len(records))
    return _none(problem) if problem else Selected([*records], records)


def mendable(finding: Finding) -> Selected:
    """The clients that can be mended with certainty at this moment, as many as can be taken at once."""
    found = whole_list.find(ListQuery(finding=finding), patience())
    if isinstance(found, NoDirectory):
        return _none(str(lists.NO_DIRECTORY[found]))
    clients = (record for portion in found.portions() for record in portion if one_client.mended(record, finding))
    records = {record.id: record for record in islice(clients, selection.MOST)}
    return Selected([*records], records) if records else _none(gettext("There is nothing to mend here any more."))


def names(chosen: Selected) -> list[str]:
    """What the first of them are called."""
    known: Iterable[int] = (id_ for id_ in chosen.ids if id_ in chosen.records)
    return [texts.client_called(chosen.records[id_].name, id_, LONGEST_NAME) for id_ in islice(known, FIRST)]


def patience() -> float:
    """Seconds that all clients are waited for."""
    return float(settings.TIMETRACK_DEADLINE) / 3


def _none(problem: str) -> Selected:
    return Selected([], {}, problem)


def _problem(number: int) -> str:
    if number > selection.MOST:
        said = gettext("At most {most} clients can be taken at once. Narrow your search.")
        return said.format(most=texts.number(selection.MOST))
    return "" if number else gettext("No client is selected.")
