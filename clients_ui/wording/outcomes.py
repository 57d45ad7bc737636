"""What became of an attempt to write."""

from collections.abc import Iterable

from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients_ui.client.record import Field, Value
from clients_ui.wording.failures import told
from clients_ui.wording.labels import display, labels
from clients_ui.writing.outcome import Done, Outcome
from clients_ui.writing.snapshot import Refused

ACTIONS: dict[int, Promise] = {ADDITION: _("created"), CHANGE: _("changed"), DELETION: _("deleted")}

OUTCOMES: dict[str, Promise] = {
    "created": _("done"),
    "saved": _("done"),
    "deleted": _("done"),
    "gone": _("the client was gone"),
    "not_saved": _("not saved"),
    "unclear": _("unclear"),
    "begun": _("begun, its end is not known"),
}


def action(flag: int) -> str:
    """What was done."""
    return str(ACTIONS[flag])


def ending(outcome: str) -> str:
    """How an attempt ended, as the history calls it."""
    return str(OUTCOMES[outcome])


def failure(outcome: Outcome) -> str:
    """A write that did not succeed: whether anything was saved, and why."""
    saved = gettext("Nothing was saved.")
    if outcome.done is Done.UNCLEAR:
        saved = gettext("It is unclear whether this was saved: TimeTrack’s answer was lost.")
        if outcome.alike:
            saved = gettext("It is unclear whether this was created: the clients below look like it.")
    return f"{saved} {told(outcome.error)}" if outcome.error else saved


def not_deleted(outcome: Outcome) -> str:
    """A deletion that did not succeed: whether the client is still there, and why."""
    deleted = gettext("The client was not deleted.")
    if outcome.done is Done.NEEDS_NAME:
        deleted = gettext("Nothing was deleted: type the client’s name to confirm.")
    if outcome.done is Done.UNCLEAR:
        deleted = gettext("It is unclear whether the client was deleted: TimeTrack’s answer was lost.")
    return f"{deleted} {told(outcome.error)}" if outcome.error else deleted


def refused(snapshot: Refused) -> str:
    """A form whose snapshot cannot be used, and so is compared with what TimeTrack has now."""
    if snapshot.too_old:
        return gettext("This form is older than 24 hours.")
    return gettext("This form was not made for you and this client.")


def clash() -> str:
    """Both changed the same field."""
    return gettext("Nothing was saved: somebody else changed the same fields. Choose what to keep, then save again.")


def theirs(names: Iterable[str]) -> str:
    """Fields that somebody else changed while the form was open, and that were kept."""
    return gettext("Somebody else changed this meanwhile, and it was kept: %(fields)s.") % {"fields": labels(names)}


def not_taken(outcome: Outcome) -> str:
    """The fields that TimeTrack stored otherwise than they were sent."""
    said = gettext("Saved, but TimeTrack did not take this as it was typed: %(fields)s. It is marked below.")
    if outcome.nothing_taken:
        said = gettext("TimeTrack did not take this as it was typed: %(fields)s. It is marked below.")
    return said % {"fields": labels(outcome.altered)}


def unread() -> str:
    """A write that TimeTrack confirmed, and that could not be looked at afterwards."""
    return gettext(
        "TimeTrack took this, but it could not be read back. It stands below as it was typed: check it later."
    )


def held(field: Field, value: Value) -> str:
    """What TimeTrack holds in a field instead of what was typed."""
    if not value:
        return gettext("TimeTrack holds nothing here instead of what you typed.")
    return gettext("TimeTrack holds “%(value)s” instead of what you typed.") % {"value": display(field, value)}


def changed_elsewhere(names: Iterable[str]) -> str:
    """Fields that TimeTrack holds otherwise than this dashboard wrote them last."""
    return gettext("Changed in TimeTrack itself since it was last saved here: %(fields)s.") % {"fields": labels(names)}


def typed_otherwise(field: Field, value: Value) -> str:
    """What was typed, where it cannot be typed again: TimeTrack holds something else and locks it."""
    return gettext("You typed “%(value)s”. TimeTrack holds this instead:") % {"value": display(field, value)}
