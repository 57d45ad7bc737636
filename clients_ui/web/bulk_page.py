"""The page that changes many clients at once: who is selected, what is asked for, and what would come of it."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from clients_ui.client.record import FIELDS, UPDATABLE
from clients_ui.models import RunKind
from clients_ui.quality import mending
from clients_ui.quality.findings import BY_WORD, Finding
from clients_ui.reading import one_client
from clients_ui.transfer import cells, many, runs, selection
from clients_ui.transfer.many import Action, Intent
from clients_ui.transfer.packages import Package
from clients_ui.web.forms import CountrySelect
from clients_ui.web.fragments import InputRenderer
from clients_ui.web.plans import shown
from clients_ui.web.selected import Selected, names
from clients_ui.wording import findings, labels, texts
from clients_ui.writing import form_tokens

TYPED_FROM = 11
"""So many clients are changed only by somebody who types their number."""
EMPTY, HOLDING = "empty", "holding"
ASKED = ("action", "field", "value", "where", "old", "finding")


def wanted(posted: QueryDict) -> Intent | None:
    """What is asked for; None where nothing is, or nothing that there is."""
    action, field = posted.get("action", ""), posted.get("field", "")
    if action == Action.DELETE:
        return Intent(Action.DELETE)
    if action == Action.MEND:
        finding = finding_of(posted)
        return Intent(Action.MEND, finding=finding) if finding else None
    if action not in {*Action} or field not in {each.name for each in UPDATABLE}:
        return None
    value = cells.value(FIELDS[field], posted.get("value", "")) if action == Action.SET else FIELDS[field].kind.empty
    only = {EMPTY: "", HOLDING: posted.get("old", "").strip()}.get(posted.get("where", ""))
    return Intent(Action(action), field, value, only)


def finding_of(posted: QueryDict) -> Finding | None:
    """What is to be mended; None for what nobody can."""
    finding = BY_WORD.get(posted.get("finding", ""))
    return None if finding in mending.NEVER else finding


def amiss(posted: QueryDict, asked: Intent | None) -> str:
    """Why this cannot be done to any client, as a sentence; "" for nothing, and where nothing is asked for yet."""
    if asked is None:
        return gettext("Choose a field.") if posted.get("action") in {Action.SET, Action.CLEAR} else ""
    if asked.action is Action.SET and cells.empty(FIELDS[asked.field], str(asked.value)):
        return gettext("Enter a value, or choose to clear the field.")
    if posted.get("where") == HOLDING and asked.only == "":
        return gettext("Enter the value that is to be replaced.")
    return " ".join(asked.problems().values())


def planned(chosen: Selected, asked: Intent) -> Package:
    """The plan of a change to all these clients. Each plan is one of its own: checked again, it may be done again."""
    owners = one_client.with_projects() if asked.action is Action.DELETE else frozenset()
    rows = {row.row: row for row in many.planned(chosen.ids, asked, chosen.records, owners)}
    key, to_do = runs.new_key(), shown.to_do(rows.values())
    return Package(key, key, "", rows, asked.kind, confirm=to_do if to_do >= TYPED_FROM else 0)


def content(chosen: Selected, posted: QueryDict, by: int, whole: Package | None, problem: str) -> dict[str, Any]:
    """What the page is drawn of."""
    number = len(chosen.ids)
    plan = shown.plan(whole, by, drawn=True) if whole else {}
    return {
        "title": _title(number, finding_of(posted) if posted.get("action") == Action.MEND else None),
        "mends": posted.get("action") == Action.MEND,
        "problem": chosen.problem or problem,
        "number": number,
        "names": names(chosen),
        "ids": chosen.ids,
        "selection": selection.sealed(chosen.ids, by) if number else "",
        "form_token": form_tokens.new(by),
        "fields": [(field.name, labels.label(field), field.kind.input) for field in UPDATABLE],
        "country": CountrySelect([]).render("value", "", {"id": "id_value"}, InputRenderer()),
        "asked": {name: posted.get(name, "") for name in ASKED},
        **plan,
        **(_apply_words(whole, plan["to_do"]) if whole else {}),
    }


def _title(number: int, mended: Finding | None) -> str:
    if mended:
        return gettext("Mend: {finding}").format(finding=findings.title(mended))
    counted = ngettext("{number} client selected", "{number} clients selected", number)
    return counted.format(number=texts.number(number)) if number else gettext("Change many")


def _apply_words(whole: Package, to_do: int) -> dict[str, Any]:
    """What the button says, and what it says of one client and of many."""

    def words(number: int) -> str:
        if whole.kind is RunKind.DELETE:
            return ngettext("Delete {number} client", "Delete {number} clients", number)
        return ngettext("Change {number} client", "Change {number} clients", number)

    said = words(to_do).format(number=texts.number(to_do))
    return {
        "apply_words": said,
        "apply_one": words(1).format(number=1),
        "apply_many": words(2),
        "confirm": whole.confirm,
        "deletes": whole.kind is RunKind.DELETE,
    }
