"""Errors, problems and outcomes as sentences, for pages, messages and the command line: one place for all words."""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clients_ui import errors
from clients_ui.countries import country_name, country_names
from clients_ui.findings import Finding
from clients_ui.outcome import Done, Outcome
from clients_ui.reading import Lacking, Listing, Whole
from clients_ui.record import FIELDS, ClientRecord, Field, Group, Kind, Value
from clients_ui.rules import Problem
from clients_ui.snapshot import Refused

LONGEST_VALUE = 80

PROBLEMS: dict[Problem, Promise] = {
    Problem.REQUIRED: _("A client needs a name."),
    Problem.LOCKED: _("TimeTrack’s API does not allow this to be changed."),
    Problem.NO_EMAIL: _("This is not an e-mail address. It should look like name@company.at."),
    Problem.NO_COUNTRY: _("Choose a country from the list."),
    Problem.NO_COLOUR: _("A colour is written as # and six digits from 0 to F, such as #1F6FEB."),
}

CAUSES: dict[type[errors.TimeTrackError], tuple[Promise, Promise]] = {
    errors.Unreachable: (
        _("TimeTrack cannot be reached."),
        _("Check the network connection and try again in a moment."),
    ),
    errors.TimedOut: (_("TimeTrack did not answer in time."), _("Try again in a moment.")),
    errors.CredentialsRefused: (
        _("TimeTrack refused this dashboard’s API key or secret."),
        _("Ask the administrator: the secret may have been renewed in TimeTrack under Settings / General / API."),
    ),
    errors.NotFound: (
        _("This client is not in TimeTrack (any more)."),
        _("It may have been deleted. Look for it in the list."),
    ),
    errors.Rejected: (_("TimeTrack rejected this."), _("Correct it as TimeTrack says.")),
    errors.TooManyRequests: (_("TimeTrack is asked too much at the moment."), _("Wait a little, then try again.")),
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


def label(field: Field) -> str:
    """What people call a field; free fields have their names from the settings."""
    own: str = getattr(settings, f"TIMETRACK_{field.name.upper()}_LABEL") if field.group is Group.FREE else ""
    return own or gettext(field.label)


def display(field: Field, value: Value) -> str:
    """A value as text to read."""
    return reading_of(field)(value)


def reading_of(field: Field) -> Callable[[Value], str]:
    """How the values of a field are read: for a column of them, the language is asked for once."""
    if field.kind is Kind.BOOLEAN:
        yes, no = gettext("Yes"), gettext("No")
        return lambda value: "–" if value is None else yes if value else no
    if field.kind is Kind.COUNTRY:
        names = country_names()
        return lambda code: names.get(str(code or ""), str(code or ""))
    return lambda value: str(value or "")


def too_soon(seconds: int) -> str:
    """Why Refresh has not read all clients again."""
    return ngettext(
        "All clients were read a moment ago. They can be read again in %(n)d second.",
        "All clients were read a moment ago. They can be read again in %(n)d seconds.",
        seconds,
    ) % {"n": seconds}


def cause(error: errors.TimeTrackError) -> str:
    """What went wrong, in one sentence."""
    return str(CAUSES[type(error)][0])


def remedy(error: errors.TimeTrackError) -> str:
    """What a person can do about it."""
    if isinstance(error, errors.ComeBack) and not isinstance(error, errors.NotRecorded):
        seconds = error.retry_after
        return ngettext("Try again in %(n)d second.", "Try again in %(n)d seconds.", seconds) % {"n": seconds}
    return str(CAUSES[type(error)][1])


def told(error: errors.TimeTrackError) -> str:
    """Cause, TimeTrack's own words and remedy in a line."""
    return " ".join([cause(error), *(f"“{detail}”" for detail in error.details), remedy(error)])


LACKING: dict[Lacking, Promise] = {
    Lacking.OFF: _("Sorting, filters and totals are switched off here."),
    Lacking.NOT_YET: _(
        "All clients are being read at this moment. Until then the search looks at names only, and there is no "
        "sorting, no filter and no total."
    ),
    Lacking.NOT_NOW: _(
        "Not all clients could be read just now; that is tried again soon. Until then the search looks at names only, "
        "and there is no sorting, no filter and no total."
    ),
    Lacking.FIELDS: _(
        "TimeTrack’s list does not tell all fields, so the search looks at names only, and there is no sorting, no "
        "filter and no total."
    ),
}


# What is wrong: in the list of all findings, and beside the field of a client
FINDINGS: dict[Finding, tuple[Promise, Promise]] = {
    Finding.DUPLICATE: (_("Likely there more than once"), _("This client is likely there more than once.")),
    Finding.NO_COUNTRY: (_("Country missing"), _("The country is missing.")),
    Finding.BAD_COUNTRY: (_("Country that is no code"), _("“%(value)s” is not the code of a country.")),
    Finding.POSTCODE: (
        _("Postcode that does not fit the country"),
        _("No postcode in %(country)s looks like “%(value)s”."),
    ),
    Finding.EMAIL: (_("E-mail that is no address"), _("“%(value)s” is not an e-mail address, or more than one.")),
    Finding.PHONE: (_("Phone that is no number"), _("“%(value)s” cannot be a phone number.")),
    Finding.UNREACHABLE: (_("Neither e-mail nor phone"), _("There is neither an e-mail address nor a phone number.")),
    Finding.VAT: (_("VAT id that fails its check"), _("The check digits of the VAT id “%(value)s” do not agree.")),
}


def title(finding: Finding) -> str:
    """A kind of findings."""
    return str(FINDINGS[finding][0])


def found_wrong(finding: Finding, value: Value, record: ClientRecord) -> str:
    """A finding about a value of a client, in a sentence."""
    country = country_name(str(record["addressCountry"] or ""))
    return str(FINDINGS[finding][1]) % {"value": Truncator(str(value or "")).chars(LONGEST_VALUE), "country": country}


def checking(whole: Whole | None) -> str:
    """That clients are still being checked for what is wrong; "" where they are not."""
    if whole is None or not whole.unchecked:
        return ""
    return ngettext(
        "%(n)d client is being checked at this moment; what is wrong with it is not counted yet.",
        "%(n)d clients are being checked at this moment; what is wrong with them is not counted yet.",
        whole.unchecked,
    ) % {"n": whole.unchecked}


def count(found: Listing) -> str:
    """How many clients there are, where that is known."""
    if found.whole is None:
        return ""
    return ngettext("%(n)d client", "%(n)d clients", found.whole.total) % {"n": found.whole.total}


def lacking(found: Listing) -> str:
    """What a list cannot do, or not yet; "" where nobody would miss it."""
    if found.whole:
        return checking(found.whole) if found.query.finding else ""
    asked = bool(found.query.sort or found.query.filters or found.query.finding)
    if found.lacking is None or (found.lacking is Lacking.OFF and not asked):
        return ""
    said = str(LACKING[found.lacking])
    return f"{said} {gettext('This list is neither sorted nor filtered.')}" if asked else said


def filtered(name: str) -> Callable[[str], str]:
    """How the values that are filtered by are read; in quotes what stands where a country's code should."""
    field, read = FIELDS[name], reading_of(FIELDS[name])
    if field.kind is Kind.COUNTRY:
        names = country_names()
        return lambda code: names.get(code) or f"“{code}”"
    if field.kind is Kind.BOOLEAN:
        return lambda flag: read({"1": True, "0": False}.get(flag))
    return read


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
    return gettext("Somebody else changed this meanwhile, and it was kept: %(fields)s.") % {"fields": _labels(names)}


def not_taken(outcome: Outcome) -> str:
    """The fields that TimeTrack stored otherwise than they were sent."""
    said = gettext("Saved, but TimeTrack did not take this as it was typed: %(fields)s. It is marked below.")
    if outcome.nothing_taken:
        said = gettext("TimeTrack did not take this as it was typed: %(fields)s. It is marked below.")
    return said % {"fields": _labels(outcome.altered)}


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
    return gettext("Changed in TimeTrack itself since it was last saved here: %(fields)s.") % {"fields": _labels(names)}


def typed_otherwise(field: Field, value: Value) -> str:
    """What was typed, where it cannot be typed again: TimeTrack holds something else and locks it."""
    return gettext("You typed “%(value)s”. TimeTrack holds this instead:") % {"value": display(field, value)}


def age(seconds: float) -> str:
    """How long ago something was seen."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return gettext("less than a minute ago")
    return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}


def read(seconds: float) -> str:
    """How old a list is."""
    return gettext("Read from TimeTrack %(age)s.") % {"age": age(seconds)}


def page(number: int) -> str:
    """Which page of a list it is."""
    return gettext("Page %(page)d") % {"page": number}


def more(number: int) -> str:
    """How many choices of a filter are not shown."""
    return ngettext("%(n)d other: search for it.", "%(n)d others: search for one.", number) % {"n": number}


def _labels(names: Iterable[str]) -> str:
    return ", ".join(label(FIELDS[name]) for name in names)


def field_named(detail: str, names: Iterable[str]) -> str | None:
    """The parameter that a text of TimeTrack's names first, if any."""
    text = re.sub(r"e?-?mail address", "email", detail, flags=re.IGNORECASE)
    found = {name: re.search(rf"\b{name}\b", text, re.IGNORECASE) for name in names}
    places = {name: match.start() for name, match in found.items() if match}
    return min(places, key=lambda name: places[name], default=None)
