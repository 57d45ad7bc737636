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
            said = gettext("Its projects could not be looked up, so it was left as it is.")
        case Gone(error=error) | NotSaved(error=error):  # that nothing was written says the outcome itself
            said = failures.sentence(error)
        case Unclear(error=error):
            why = [failures.sentence(error)] if error else []
            said = " ".join([gettext("TimeTrack’s answer was lost."), *why])
        case _:
            said = str(SAID.get(type(outcome), ""))
    return {WHOLE_ROW: said} if said else {}


def clash_stays() -> dict[str, str]:
    """The same row comes again that clashed before."""
    said = gettext(
        "Somebody else changed this client after this was first checked, so it is not sent again. "
        "Change the client on its page."
    )
    return {WHOLE_ROW: said}


def done_otherwise() -> dict[str, str]:
    """The row was done with other values."""
    said = gettext("This was done meanwhile with other values. Check once more to see what is to change.")
    return {WHOLE_ROW: said}


def open_again() -> dict[str, str]:
    """The row was broken off, and nothing was written."""
    return {WHOLE_ROW: gettext("An earlier attempt was broken off before this was done. You may try once more.")}


def unclear() -> dict[str, str]:
    """The row was broken off, and nobody knows what came of it."""
    said = gettext(
        "An earlier attempt was broken off, and it is unclear whether TimeTrack has it: look for the client."
    )
    return {WHOLE_ROW: said}


def not_planned() -> dict[str, str]:
    """Something else was approved than the plan holds."""
    return {WHOLE_ROW: gettext("This was checked with another result. Check once more.")}


def waiting(error: TimeTrackError) -> str:
    """Why a run waits."""
    return failures.sentence(error)


def held() -> str:
    """Why a run waits for one of its rows: a worker is at it, or was at it a moment ago and was broken off."""
    return gettext("This is being done already, or a client of the same name is being created.")


def _changed_to(name: str, clash: Clash) -> str:
    field, theirs = FIELDS[name], clash.theirs
    if not theirs:
        return gettext("Somebody else emptied this meanwhile, so the client was left as it is.")
    said = gettext("Somebody else changed this to “%(value)s” meanwhile, so the client was left as it is.")
    return said % {"value": texts.read(field, theirs)}


def _stored_otherwise(outcome: Created | Saved) -> dict[str, str]:
    if outcome.record is None:
        return {WHOLE_ROW: gettext("TimeTrack took this, but it could not be read back: check it later.")}
    return {name: outcomes.held(FIELDS[name], value) for name, value in outcome.altered.items()}
