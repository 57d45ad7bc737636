"""What is said about a list: how old it is, how long, and what it lacks."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clients_ui.client.record import FIELDS
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import FromDirectory, Listing, NoDirectory
from clients_ui.wording import findings, labels, texts


def too_soon(seconds: int) -> str:
    """Why Refresh has not read all clients again."""
    return ngettext(
        "All clients were read a moment ago. They can be read again in %(n)d second.",
        "All clients were read a moment ago. They can be read again in %(n)d seconds.",
        seconds,
    ) % {"n": seconds}


NO_DIRECTORY: dict[NoDirectory, Promise] = {
    NoDirectory.OFF: _("Sorting, filters and totals are switched off here."),
    NoDirectory.NOT_YET: _(
        "All clients are being read at this moment. Until then the search looks at names only, and there is no "
        "sorting, no filter and no total."
    ),
    NoDirectory.NOT_NOW: _(
        "Not all clients could be read just now; that is tried again soon. Until then the search looks at names only, "
        "and there is no sorting, no filter and no total."
    ),
    NoDirectory.FIELDS: _(
        "TimeTrack’s list does not tell all fields, so the search looks at names only, and there is no sorting, no "
        "filter and no total."
    ),
}


def checking(directory: FromDirectory | None) -> str:
    """That clients are still being checked for what is wrong; "" where they are not."""
    if directory is None or not directory.unchecked:
        return ""
    return ngettext(
        "%(n)s client is being checked at this moment; what is wrong with it is not counted yet.",
        "%(n)s clients are being checked at this moment; what is wrong with them is not counted yet.",
        directory.unchecked,
    ) % {"n": texts.number(directory.unchecked)}


def behind(directory: FromDirectory) -> str:
    """That changes made here are not in a list yet; "" where all are."""
    if not directory.behind:
        return ""
    return gettext("Some of the last changes made here are not in this list yet; all clients are read again soon.")


def missing(number: int) -> str:
    """How many clients could not be read; "" where all could."""
    if not number:
        return ""
    return ngettext(
        "%(n)s client is missing here: what TimeTrack sent of it cannot be read. Tell the administrator.",
        "%(n)s clients are missing here: what TimeTrack sent of them cannot be read. Tell the administrator.",
        number,
    ) % {"n": texts.number(number)}


def lacking(found: Listing) -> list[str]:
    """What a list cannot do, or not yet, in sentences; none where nobody would miss it."""
    return [sentence for sentence in (missing(found.unreadable), *_lacking(found)) if sentence]


def _lacking(found: Listing) -> list[str]:
    if found.directory:
        return [behind(found.directory), checking(found.directory) if found.query.finding else ""]
    asked = bool(found.query.sort or found.query.filters or found.query.finding)
    if found.no_directory is None or (found.no_directory is NoDirectory.OFF and not asked):
        return []
    neither = gettext("This list is neither sorted nor filtered.") if asked else ""
    return [str(NO_DIRECTORY[found.no_directory]), neither]


def age(seconds: float) -> str:
    """How long ago something was read."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return gettext("Read from TimeTrack less than a minute ago.")
    said = ngettext("Read from TimeTrack %(n)d minute ago.", "Read from TimeTrack %(n)d minutes ago.", minutes)
    return said % {"n": minutes}


def stood(seconds: float) -> str:
    """How long ago TimeTrack held what is shown in its place."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return gettext(
            "This is what TimeTrack held less than a minute ago. It may have changed, and cannot be changed here now."
        )
    return ngettext(
        "This is what TimeTrack held %(n)d minute ago. It may have changed, and cannot be changed here now.",
        "This is what TimeTrack held %(n)d minutes ago. It may have changed, and cannot be changed here now.",
        minutes,
    ) % {"n": minutes}


def more(number: int) -> str:
    """How many values of a facet are not shown."""
    said = ngettext("%(n)s other: search for it.", "%(n)s others: search for one.", number)
    return said % {"n": texts.number(number)}


def filter_text(name: str, value: str) -> str:
    """What a filter asks for."""
    field = FIELDS[name]
    if not value:
        return gettext("%(field)s: missing") % {"field": labels.label(field)}
    return f"{labels.label(field)}: {field.kind.filter_text(value)}"


def described(query: ListQuery) -> list[str]:
    """Which clients a list has, one thing that it asks for after the other."""
    searched = [texts.quoted(query.q)] if query.q else []
    found = [findings.title(query.finding)] if query.finding else []
    filters = [filter_text(name, value) for name, values in query.filters.items() for value in values]
    return [*searched, *found, *filters] or [gettext("All clients")]
