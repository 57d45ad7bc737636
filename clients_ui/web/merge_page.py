"""The page that shows two clients side by side: which of them stays, and what it holds then."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext

from clients_ui.client.record import FIELDS, ClientRecord, Field, Value
from clients_ui.history import told_apart
from clients_ui.models import NotDuplicate, RunKind
from clients_ui.quality.findings import Finding
from clients_ui.reading import summary
from clients_ui.reading.list_query import ListQuery
from clients_ui.transfer import merging, runs, selection
from clients_ui.transfer.merging import Barrier, Choice, Pair, ShownPair, Side
from clients_ui.web.access import may_merge
from clients_ui.web.answers import name_of, shortened, user_id
from clients_ui.web.links import list_state, list_url, page_url
from clients_ui.web.plans import shown
from clients_ui.wording import merging as wording
from clients_ui.wording import outcomes, texts
from clients_ui.writing import form_tokens

MOST_PAIRS = 20
"""Pairs that the page of findings shows; the list has all."""


class OneSide(NamedTuple):
    """One of the two clients; `note`: what is new in its name, or in whether it is enabled."""

    side: Side
    record: ClientRecord
    name: str
    url: str
    projects: Sequence[str] | None
    notes: list[str]


class Version(NamedTuple):
    """What one of them holds in a field; `note`: what was shown there before somebody else changed it."""

    side: Side
    text: str
    note: str


class PairLine(NamedTuple):
    """A field in which the two differ; `joined`: both values one below the other, None where that cannot be."""

    field: Field
    versions: list[Version]
    chosen: str
    joined: bool


class ListedPair(NamedTuple):
    """Two clients that look alike; `url` compares them, "" for nowhere. `mark`: who said that they are two."""

    clients: tuple[ClientRecord, ClientRecord]
    url: str
    mark: NotDuplicate | None = None


def asked(request: HttpRequest) -> tuple[int, int]:
    """Which two clients; raises Http404 where they are not two."""
    ids = selection.of([request.GET.get("a", ""), request.GET.get("b", "")])
    if ids is None or len(ids) != len(Side):
        raise Http404(gettext("There are two clients to compare, each by its id."))
    return ids[0], ids[1]


def choice(pair: Pair, posted: QueryDict) -> Choice:
    """What was chosen, and what is proposed of the rest."""
    keep = posted.get("keep", "")
    kept = Side(keep) if keep in {*Side} else merging.proposed(pair)
    return merging.chosen(pair, kept, {name: str(value) for name, value in posted.items()})


def content(request: HttpRequest, compared: ShownPair, chosen: Choice, **more: Any) -> dict[str, Any]:
    """What the page is drawn of; `before` of `more`: side → field → what was shown before somebody changed it."""
    pair, query = compared.pair, list_state(request)
    before = more.pop("before", {})
    rows = [_row(each, pair, chosen, before) for each in merging.differing(pair)]
    apart = {row.field.name for row in rows}
    held = {each: pair.a[each.name] for each in FIELDS.values() if each.name not in apart and each.update}
    return {
        "title": gettext("Are these two the same client?"),
        "list_url": list_url(query),
        "sides": [_side(request, side, pair, before) for side in Side],
        "keep": chosen.keep,
        "rows": rows,
        "same": [(each, value) for each, value in held.items() if value],
        "barrier": barrier(pair),
        "never": {merging.barrier(pair, side) for side in Side} <= {Barrier.ONE_NAME, Barrier.HAS_PROJECTS},
        "snapshot": merging.sealed(compared, user_id(request)),
        "form_token": form_tokens.new(user_id(request)),
        **shown.promise(request.user, RunKind.MERGE),
        "mark": told_apart.found(pair.a.id, pair.b.id),
        **more,
    }


def pairs_of(request: HttpRequest) -> list[ListedPair]:
    """Some pairs of possible duplicates, each with the page that compares them for whoever may merge."""
    query = ListQuery(finding=Finding.DUPLICATE)
    return [ListedPair(pair, _compared_at(request, pair, query)) for pair in summary.pairs(MOST_PAIRS)]


def told_apart_of(request: HttpRequest, found: summary.Findings) -> list[ListedPair]:
    """The pairs of which somebody said that they are two, each with the page where that can be taken back."""
    return [
        ListedPair((one, other), _compared_at(request, (one, other), ListQuery()), mark)
        for one, other, mark in found.told_apart
    ]


def _compared_at(request: HttpRequest, pair: tuple[ClientRecord, ClientRecord], query: ListQuery) -> str:
    one, other = pair
    return page_url("merge", query, a=str(one.id), b=str(other.id)) if may_merge(request) else ""


def new(pair: Pair) -> ShownPair:
    """A pair that is shown, with the key of the run that may merge it."""
    return ShownPair(pair, runs.new_key())


def barrier(pair: Pair) -> str:
    """What stands in the way whichever is kept, or if the wrong one is; "" for nothing."""
    whys = {side: merging.barrier(pair, side) for side in Side}
    if {*whys.values()} == {Barrier.HAS_PROJECTS}:
        return str(wording.BOTH_HAVE)
    return next((str(why_not(pair, side)) for side, why in whys.items() if why), "")


def why_not(pair: Pair, keep: Side) -> Promise | str:
    """Why the other one cannot go, if this one is kept."""
    other = pair.of(keep.other)
    name = shortened(name_of(other, other.id))
    sentences = {
        Barrier.ONE_NAME: wording.ONE_NAME,
        Barrier.PROJECTS_UNKNOWN: wording.PROJECTS_UNKNOWN,
        Barrier.HAS_PROJECTS: wording.HAS_PROJECTS,
    }
    why = merging.barrier(pair, keep)
    return str(sentences[why]) % {"name": name} if why else ""


def _side(request: HttpRequest, side: Side, pair: Pair, before: Mapping[Side, Mapping[str, Value]]) -> OneSide:
    record = pair.of(side)
    notes = [
        outcomes.shown_before(FIELDS[name], value)
        for name, value in before.get(side, {}).items()
        if not FIELDS[name].update
    ]
    url = page_url("change", list_state(request), record.id)
    return OneSide(side, record, name_of(record, record.id), url, pair.projects.get(record.id), notes)


def _row(each: Field, pair: Pair, chosen: Choice, before: Mapping[Side, Mapping[str, Value]]) -> PairLine:
    versions = []
    for side, record in pair.sides.items():
        was = before.get(side, {})
        note = outcomes.shown_before(each, was[each.name]) if each.name in was else ""
        versions.append(Version(side, texts.read(each, record[each.name]), note))
    return PairLine(each, versions, chosen.use[each.name], merging.joinable(each, pair))
