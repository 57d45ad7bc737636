"""Clients that were taken out as a file, or why they cannot be."""

from django.utils.translation import gettext, ngettext

from clients_ui.client.record import Field
from clients_ui.wording import labels, texts

LONGEST_NAME = 100


def too_long(name: str, field: Field, letters: int, most: int) -> str:
    """A text that no cell of a spreadsheet holds: whose it is, and what can be done."""
    said = gettext(
        "An Excel file cannot be made: “%(field)s” of the client “%(name)s” has %(letters)s characters, and a cell "
        "holds %(most)s at most. CSV takes all of them."
    )
    return said % {
        "field": labels.label(field),
        "name": texts.shortened(name, LONGEST_NAME),
        "letters": texts.number(letters),
        "most": texts.number(most),
    }


def too_many() -> str:
    """As many files as may be are on their way already."""
    return gettext("Several files are being downloaded at this moment. Try again in a moment.")


def selected(number: int) -> str:
    """Which clients are in a file of so many that were selected one by one."""
    return ngettext("%(n)s selected client", "%(n)s selected clients", number) % {"n": texts.number(number)}


def missing(number: int) -> str:
    """How many clients could not be read, and are not in a file; "" for none."""
    if not number:
        return ""
    return ngettext(
        "%(n)s client is missing in this file: what TimeTrack sent of it cannot be read.",
        "%(n)s clients are missing in this file: what TimeTrack sent of them cannot be read.",
        number,
    ) % {"n": texts.number(number)}
