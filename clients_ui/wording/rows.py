"""Why a row of a run was not done, or not quite: field (or "" for the whole row) → sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from clients_ui.client.merge import Clash
from clients_ui.client.record import FIELDS
from clients_ui.timetrack.errors import Rejected, TimeTrackError
from clients_ui.wording import failures, outcomes, texts
from clients_ui.writing.outcomes import (
    Clashing,
    Created,
    Gone,
    LookAlikes,
    NeedsName,
    NotAsShown,
    NotSaved,
    Outcome,
    Saved,
    Unclear,
)

WHOLE_ROW = ""
"""The key under which a problem stands that is about no single field."""
SAID: dict[type[Outcome], Promise] = {
    LookAlikes: gettext_lazy("There is a client of such a name by now, so none was created."),
    NotAsShown: gettext_lazy("Somebody changed this client since, so it was left as it is."),
    NeedsName: gettext_lazy("This client has projects by now, so it was left as it is."),
}


def problems(outcome: Outcome) -> dict[str, str]:
    """What is to be told of a row beside its outcome."""
    match outcome:
        case Created() | Saved():
            return _stored_otherwise(outcome)
        case Clashing(clashes=clashes):
            return {name: _changed_to(name, clash) for name, clash in clashes.items()}
        case NotSaved(error=Rejected(details=[_, *_]) as error):
            return {failures.field_named(text, FIELDS) or WHOLE_ROW: texts.quoted(text) for text in error.details}
        case NeedsName(projects=[]):
            return {WHOLE_ROW: gettext("Its projects could not be looked up, so it was left as it is.")}
        case Gone() | NotSaved() | Unclear():
            return {WHOLE_ROW: outcomes.failure(outcome)}
    said = SAID.get(type(outcome))
    return {WHOLE_ROW: str(said)} if said else {}


def clash_stays() -> dict[str, str]:
    """The same row comes again that clashed before."""
    said = gettext(
        "Somebody else changed this client after this was first checked, so the row is not sent again. "
        "Change the client on its page."
    )
    return {WHOLE_ROW: said}


def done_otherwise() -> dict[str, str]:
    """The row was done with other values."""
    said = gettext("This row was done meanwhile with other values. Choose the file again to see what is to change.")
    return {WHOLE_ROW: said}


def open_again() -> dict[str, str]:
    """The row was broken off, and nothing was written."""
    return {WHOLE_ROW: gettext("This row was broken off before anything was saved. It may be done once more.")}


def unclear() -> dict[str, str]:
    """The row was broken off, and nobody knows what came of it."""
    said = gettext(
        "This row was broken off, and it is unclear whether TimeTrack has it. It is not sent again: look for the "
        "client."
    )
    return {WHOLE_ROW: said}


def not_planned() -> dict[str, str]:
    """Something else was approved than the plan holds."""
    return {WHOLE_ROW: gettext("This row was checked with another result. Check once more.")}


def waiting(error: TimeTrackError) -> str:
    """Why a run waits."""
    return failures.sentence(error)


def held() -> str:
    """Why a run waits for one of its rows."""
    return gettext("Somebody else is at the same row, or at a client of the same name.")


def _changed_to(name: str, clash: Clash) -> str:
    field, theirs = FIELDS[name], clash.theirs
    if not theirs:
        return gettext("Somebody else emptied this meanwhile, so the row was not sent.")
    said = gettext("Somebody else changed this to “%(value)s” meanwhile, so the row was not sent.")
    return said % {"value": texts.read(field, theirs)}


def _stored_otherwise(outcome: Created | Saved) -> dict[str, str]:
    if outcome.record is None:
        return {WHOLE_ROW: gettext("TimeTrack took this, but it could not be read back: check it later.")}
    return {name: outcomes.held(FIELDS[name], value) for name, value in outcome.altered.items()}
