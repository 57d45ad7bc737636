"""Why something failed, and what can be done about it."""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clients_ui.client import unseen
from clients_ui.client.kinds import ValueProblem
from clients_ui.client.record import Field, Value
from clients_ui.timetrack import errors
from clients_ui.wording import characters, texts

PROBLEMS: dict[ValueProblem, Promise] = {
    ValueProblem.REQUIRED: _("A client needs a name."),
    ValueProblem.LOCKED: _("TimeTrack’s API does not allow this to be changed."),
    ValueProblem.NO_EMAIL: _("This is not an e-mail address. It should look like name@company.at."),
    ValueProblem.NO_COUNTRY: _("Choose a country from the list."),
    ValueProblem.TOO_LONG: _("This is too long: no more than %(most)s characters are sent to TimeTrack."),
    ValueProblem.NO_COLOUR: _("A colour is written as #1F6FEB, 1F6FEB, #16E or rgb(31, 111, 235)."),
    ValueProblem.CONTROL: _("A character in this controls a device and is no text: %(character)s. Delete it."),
    ValueProblem.UNSEEN: _("A character in this cannot be seen: %(character)s. Delete it, or type the text anew."),
}
BEHIND: dict[ValueProblem, Promise] = {
    ValueProblem.CONTROL: _(
        "A character in this controls a device and is no text: %(character)s behind “%(before)s”. Delete it."
    ),
    ValueProblem.UNSEEN: _(
        "A character in this cannot be seen: %(character)s behind “%(before)s”. Delete it, or type the text anew."
    ),
}
"""The same where something stands before it."""

CAUSES: dict[type[errors.TimeTrackError], tuple[Promise, Promise]] = {
    errors.Unreachable: (
        _("TimeTrack cannot be reached."),
        # No word of a network: this page came over the reader's own.
        _("Try again in a moment; if it happens again, tell the administrator."),
    ),
    errors.TimedOut: (
        _("TimeTrack did not answer in time."),
        _("Try again in a moment; if it happens again, tell the administrator."),
    ),
    errors.CredentialsRefused: (
        _("TimeTrack refused access."),
        _(
            "Tell the administrator: this dashboard’s API key or secret may have been renewed in TimeTrack under "
            "Settings / General / API."
        ),
    ),
    errors.NotFound: (
        _("This client is not in TimeTrack (any more)."),
        _("It may have been deleted. Look for it in the list."),
    ),
    errors.Rejected: (_("TimeTrack rejected this."), _("Correct it as TimeTrack says.")),
    errors.TooManyRequests: (_("TimeTrack is too busy at the moment."), _("Wait a little, then try again.")),
    errors.Unavailable: (_("TimeTrack is not available at the moment."), _("Wait a little, then try again.")),
    errors.Busy: (
        _("TimeTrack is slow at the moment, and all connections to it are in use."),
        _("Try again in a moment."),
    ),
    errors.FailingFast: (
        _("TimeTrack failed several times in a row, so it is left alone for a moment."),
        _("Try again in a moment."),
    ),
    errors.NotRecorded: (
        _("The history cannot be written, so nothing was sent to TimeTrack."),
        _("Try again in a moment; if it happens again, tell the administrator."),
    ),
    errors.Unintelligible: (
        _("TimeTrack sent an answer that makes no sense."),
        _("Try again in a moment; if it happens again, tell the administrator."),
    ),
}


def problem(found: ValueProblem, field: Field, value: Value) -> str:
    """Why a value may not be sent, in one sentence."""
    most = field.kind.longest  # a text that is longer has that problem first
    character, before = unseen_in(str(value or "")[:most], field)
    said = BEHIND.get(found, PROBLEMS[found]) if before else PROBLEMS[found]
    return str(said) % {"most": texts.number(most), "character": character, "before": before}


def unseen_in(text: str, field: Field) -> tuple[str, str]:
    """The first character for which a text may not be sent, as nobody sees it, and what it stands behind, if any."""
    place = field.kind.unseen_at(text)
    if place is None:
        return "", ""
    return characters.named(text[place]), text[max(place - unseen.BEFORE, 0) : place]


def cause(error: errors.TimeTrackError) -> str:
    """What went wrong, in one sentence."""
    return str(CAUSES[type(error)][0])


def remedy(error: errors.TimeTrackError) -> str:
    """What a person can do about it."""
    if isinstance(error, errors.ComeBack) and not isinstance(error, errors.NotRecorded):
        seconds = error.retry_after
        return ngettext("Try again in %(n)d second.", "Try again in %(n)d seconds.", seconds) % {"n": seconds}
    return str(CAUSES[type(error)][1])


def sentence(error: errors.TimeTrackError) -> str:
    """Cause, TimeTrack's own words and remedy in a line."""
    return " ".join([cause(error), *map(texts.quoted, error.details), remedy(error)])


def field_named(detail: str, names: Iterable[str]) -> str | None:
    """The parameter that a text of TimeTrack's names first, if any."""
    text = re.sub(r"e?-?mail address", "email", detail, flags=re.IGNORECASE)
    by_word = {name.lower(): name for name in names}
    found = re.search(rf"\b({'|'.join(by_word)})\b", text.lower())
    return by_word[found[1]] if found else None
