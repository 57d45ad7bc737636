"""What became of an attempt to write."""

from collections.abc import Iterable

from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients_ui.client.record import Field, Value
from clients_ui.models import EXPORT, MARK, UNMARK, AttemptOutcome
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.wording.failures import sentence
from clients_ui.wording.labels import labels
from clients_ui.wording.texts import read
from clients_ui.writing.outcomes import BeingCreated, Created, Gone, NeedsName, NotAsShown, NotSaved, Saved, Unclear

ACTIONS: dict[int, Promise] = {
    ADDITION: _("created"),
    CHANGE: _("changed"),
    DELETION: _("deleted"),
    EXPORT: _("exported"),
    MARK: _("marked as fine as it is"),
    UNMARK: _("mark taken back"),
}

OUTCOMES: dict[str, Promise] = {
    AttemptOutcome.CREATED: _("done"),
    AttemptOutcome.SAVED: _("done"),
    AttemptOutcome.DELETED: _("done"),
    AttemptOutcome.EXPORTED: _("done"),
    AttemptOutcome.NOTED: _("done"),
    AttemptOutcome.BROKEN_OFF: _("broken off"),
    AttemptOutcome.GONE: _("the client was gone"),
    AttemptOutcome.NOT_SAVED: _("not saved"),
    AttemptOutcome.UNCLEAR: _("unclear, never found out"),
    AttemptOutcome.BEGUN: _("begun, its end is not known"),
}


def action(flag: int) -> str:
    """What was done."""
    return str(ACTIONS[flag])


def ending(outcome: str) -> str:
    """How an attempt ended, as the history calls it."""
    return str(OUTCOMES[outcome])


def failure(outcome: Gone | NotSaved | Unclear) -> str:
    """A write that did not succeed: whether anything was saved, and why."""
    match outcome:
        case Unclear(alike=[_, *_]):
            saved = gettext("It is unclear whether this was created: the clients below look like it.")
        case Unclear():
            saved = gettext("It is unclear whether this was saved: TimeTrack’s answer was lost.")
        case _:
            saved = gettext("Nothing was saved.")
    return _because(saved, outcome.error)


def not_deleted(outcome: NotAsShown | NeedsName | NotSaved | Unclear) -> str:
    """A deletion that did not succeed: whether the client is still there, and why."""
    match outcome:
        case NotAsShown(before=None):
            return gettext("Nothing was deleted: this page is too old, or not yours. Read it, then confirm once more.")
        case NotAsShown():
            return gettext(
                "Nothing was deleted: somebody else changed this client meanwhile. Read it, then confirm once more."
            )
        case NeedsName():
            return gettext("Nothing was deleted: type the client’s name to confirm.")
        case NotSaved(error):
            return _because(gettext("The client was not deleted."), error)
        case Unclear(error):
            lost = gettext("It is unclear whether the client was deleted: TimeTrack’s answer was lost.")
            return _because(lost, error)


def being_created(outcome: BeingCreated) -> str:
    """Somebody else creates a client of such a name at the same moment."""
    said = gettext("Nothing was created: %(person)s is creating a client of such a name. Try again in a moment.")
    if outcome.unclear:
        said = gettext(
            "Nothing was created: %(person)s tried to create a client of such a name a moment ago, and whether that "
            "succeeded is not known. Try again in half a minute."
        )
    return said % {"person": outcome.by}


def clash() -> str:
    """Two people changed the same fields."""
    return gettext("Nothing was saved: somebody else changed the same fields. Choose what to keep, then save again.")


def theirs(names: Iterable[str]) -> str:
    """Fields that somebody else changed while the form was open, and that were kept."""
    return gettext("Somebody else changed this meanwhile, and it was kept: %(fields)s.") % {"fields": labels(names)}


def not_taken(outcome: Created | Saved) -> str:
    """The fields that TimeTrack stored otherwise than they were sent."""
    said = gettext("Saved, but TimeTrack did not take this as it was typed: %(fields)s.")
    if isinstance(outcome, Saved) and outcome.nothing_taken:
        said = gettext("TimeTrack did not take this as it was typed: %(fields)s.")
    return said % {"fields": labels(outcome.altered)}


def held(field: Field, value: Value) -> str:
    """What TimeTrack holds in a field instead of what was typed."""
    if not value:
        return gettext("TimeTrack holds nothing here instead of what you typed.")
    return gettext("TimeTrack holds “%(value)s” instead of what you typed.") % {"value": read(field, value)}


def shown_before(field: Field, value: Value) -> str:
    """What was shown in a field that somebody else changed since."""
    text = read(field, value)
    if not text:
        return gettext("Somebody else changed this. Before, there was nothing here. Now:")
    return gettext("Somebody else changed this. Before: “%(value)s”. Now:") % {"value": text}


def changed_elsewhere(names: Iterable[str]) -> str:
    """Fields that TimeTrack holds otherwise than this dashboard wrote them last."""
    return gettext("Changed in TimeTrack itself since it was last saved here: %(fields)s.") % {"fields": labels(names)}


def typed_otherwise(field: Field, value: Value) -> str:
    """What was typed, where it cannot be typed again: TimeTrack holds something else and locks it."""
    return gettext("You typed “%(value)s”. TimeTrack holds this instead:") % {"value": read(field, value)}


def _because(said: str, error: TimeTrackError | None) -> str:
    return f"{said} {sentence(error)}" if error else said
