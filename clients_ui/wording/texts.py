"""Texts as far as a page shows them: TimeTrack may hold any length, and a form alone shows all of it."""

from django.utils.formats import number_format
from django.utils.translation import gettext

from clients_ui.client.record import FIELDS, Field, Value
from clients_ui.client.unseen import is_blank

LETTERS_SHOWN_WHOLE, LINES_SHOWN_WHOLE = 90, 5
"""So much of a value lies in view beside another one, in the narrowest window."""


def shortened(text: str, most: int) -> str:
    """A text, or where it is longer than so many letters its beginning."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def visible(text: str) -> str:
    """A text, or "" where nothing of it can be seen: then a page has a word of its own for it."""
    return "" if is_blank(text) else text


def read(field: Field, value: Value) -> str:
    """A value as a reader sees it; what could be typed into its field is whole."""
    return shortened(field.kind.text(value), field.kind.longest)


def client_called(name: str, id: int | None, most: int = FIELDS["name"].kind.longest) -> str:  # noqa: A002
    """What a client is called, in so many letters: by its id where nothing can be seen of its name."""
    if not is_blank(name):
        return shortened(name, most)
    return gettext("(no name) #%(id)s") % {"id": id} if id else gettext("(no name)")


def may_scroll(value: object) -> bool:
    """Whether a value may be too high to be shown whole: it scrolls then, and so is reached by the keyboard."""
    text = str(value)
    return len(text) > LETTERS_SHOWN_WHOLE or text.count("\n") >= LINES_SHOWN_WHOLE


def number(counted: int) -> str:
    """A number as its reader groups digits: 12.345, 12,345 or 12’345."""
    return number_format(counted, force_grouping=True)


def quoted(text: str) -> str:
    """Words of somebody else, such as TimeTrack's own, which nobody translates."""
    return gettext("“%(text)s”") % {"text": text}
