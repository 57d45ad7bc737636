"""How a client's values look in the list: plain text, or a link or swatch by the field's kind."""

import re
from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from clients_ui import wording
from clients_ui.folding import parts, plain
from clients_ui.record import COLUMNS, FIELDS, ClientRecord, Field, Kind, Value
from clients_ui.rules import hex_colour

BEFORE, AROUND = 20, 80
"""Letters of a value that are shown before, and around, what was found in it."""
HIDDEN = [field for field in FIELDS.values() if field.column is None]
EXTENSION = re.compile(r"[^0-9+\s()/.\-]")
"""What begins an extension or a remark behind a phone number."""
register = template.Library()


Shown = tuple[Field, Callable[[Value], str]]
"""A column, and how its values are read."""


@register.simple_tag
def rows(found: Iterable[tuple[ClientRecord, str]], columns: Iterable[Field], words: tuple[str, ...]) -> SafeString:
    """The rows of the list, for each client with its page's address.

    Text from TimeTrack is never trusted; the parts of it that were searched for are marked. Written without templates
    and `format_html`, which took half of the list's time: whatever is put in here goes through `escape`.
    """
    _, *others = columns
    shown = [(field, wording.reading_of(field)) for field in others]
    return SafeString("".join(_row(record, link, shown, words) for record, link in found))


def _row(record: ClientRecord, link: str, shown: list[Shown], words: tuple[str, ...]) -> str:
    name = f'<a href="{escape(link)}">{_marked(record.name or "—", words)}</a>{_elsewhere(record, words)}'
    cells = "".join(
        f'<td class="field-{field.name}">{_cell(field, read(record[field.name]), words)}</td>' for field, read in shown
    )
    return f'<tr><th scope="row" class="field-name">{name}</th>{cells}</tr>\n'


def _cell(field: Field, text: str, words: tuple[str, ...]) -> str:
    return SHOWN.get(field.kind, _marked)(text, words) if text else ""


def _marked(text: str, words: tuple[str, ...]) -> str:
    if not words or not any(map(plain(text).__contains__, words)):
        return escape(text)
    return "".join(f"<mark>{escape(part)}</mark>" if found else escape(part) for part, found in parts(text, words))


def _elsewhere(record: ClientRecord, words: tuple[str, ...]) -> str:
    """Where a word was found in a field that has no column: that field, and the words around it."""
    if not words:
        return ""
    shown = [plain(str(record[column.name] or "")) for column in COLUMNS]
    hidden = [word for word in words if not any(word in text for text in shown)]
    for field in HIDDEN if hidden else ():
        text = str(record[field.name] or "")
        at = plain(text).find(hidden[0])
        if at >= 0:
            around = Truncator(text[max(at - BEFORE, 0) :]).chars(AROUND)
            return f'<div class="elsewhere">{escape(wording.label(field))}: {_marked(around, words)}</div>'
    return ""


register.filter("swatch", hex_colour)
register.filter("action", wording.action)
register.filter("age", wording.age)
register.filter("label", wording.label)
register.filter("outcome", wording.ending)
register.filter("cause", wording.cause)
register.filter("remedy", wording.remedy)


@register.simple_tag
def version(field: Field, value: Value) -> str:
    """An old or new value, as text."""
    return wording.display(field, value) or "–"


def _mail(text: str, words: tuple[str, ...]) -> str:
    return f'<a href="mailto:{escape(quote(text, safe="@"))}">{_marked(text, words)}</a>'


def _phone(text: str, words: tuple[str, ...]) -> str:
    first = EXTENSION.split(text.replace("(0)", ""), maxsplit=1)[0]
    number = re.sub("[^0-9+]", "", first)
    shown = _marked(text, words)
    return f'<a href="tel:{number}">{shown}</a>' if number else shown


def _colour(text: str, words: tuple[str, ...]) -> str:
    fill = hex_colour(text)
    if not fill:
        return _marked(text, words)
    return (
        f'<svg class="swatch" width="16" height="16" role="img" aria-label="{escape(text)}">'
        f'<rect width="16" height="16" fill="{fill}"/></svg>'
    )


SHOWN: dict[Kind, Callable[[str, tuple[str, ...]], str]] = {
    Kind.EMAIL: _mail,
    Kind.PHONE: _phone,
    Kind.COLOUR: _colour,
}
