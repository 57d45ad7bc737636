"""How a client's values look in the list: plain text, or a link or swatch by the field's kind."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from clients_ui import wording
from clients_ui.folding import parts, plain
from clients_ui.record import COLUMNS, FIELDS, ClientRecord, Field, Kind, Value
from clients_ui.rules import hex_colour

BEFORE, AROUND = 20, 80
"""Letters of a value that are shown before, and around, what was found in it."""
register = template.Library()


@register.simple_tag
def cells(record: ClientRecord, columns: Iterable[Field], words: tuple[str, ...], link: str) -> SafeString:
    """The cells of a client's row: its name as a link, then a value for each further column.

    Text from TimeTrack is never trusted; the parts of it that were searched for are marked.
    """
    _, *others = columns
    first = format_html(
        '<th scope="row" class="field-name"><a href="{}">{}</a>', link, _marked(record.name or "—", words)
    )
    elsewhere = _elsewhere(record, words)
    rest = format_html_join("", '<td class="field-{}">{}</td>', ((f.name, _cell(record, f, words)) for f in others))
    return format_html("{}{}</th>{}", first, elsewhere, rest)


def _cell(record: ClientRecord, field: Field, words: tuple[str, ...]) -> SafeString:
    text = wording.display(field, record[field.name])
    if not text:
        return SafeString("")
    return SHOWN[field.kind](text, words) if field.kind in SHOWN else _marked(text, words)


def _marked(text: str, words: tuple[str, ...]) -> SafeString:
    folded_text = plain(text) if words else ""
    if not any(word in folded_text for word in words):
        return conditional_escape(text)
    cut = ((format_html("<mark>{}</mark>", part) if mark else part,) for part, mark in parts(text, words))
    return format_html_join("", "{}", cut)


def _elsewhere(record: ClientRecord, words: tuple[str, ...]) -> SafeString:
    """Where a word was found in a field that has no column: that field, and the words around it."""
    shown = [plain(str(record[column.name] or "")) for column in COLUMNS]
    hidden = [word for word in words if not any(word in text for text in shown)]
    for field in FIELDS.values() if hidden else ():
        text = str(record[field.name] or "")
        at = plain(text).find(hidden[0]) if field.column is None else -1
        if at >= 0:
            around = Truncator(text[max(at - BEFORE, 0) :]).chars(AROUND)
            return format_html('<div class="elsewhere">{}: {}</div>', wording.label(field), _marked(around, words))
    return SafeString("")


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


def _mail(text: str, words: tuple[str, ...]) -> SafeString:
    return format_html('<a href="mailto:{}">{}</a>', quote(text, safe="@"), _marked(text, words))


def _phone(text: str, words: tuple[str, ...]) -> SafeString:
    first = re.split(r"[^0-9+\s()/.\-]", text.replace("(0)", ""), maxsplit=1)[0]  # the rest is an extension or a remark
    number = re.sub("[^0-9+]", "", first)
    shown = _marked(text, words)
    return format_html('<a href="tel:{}">{}</a>', number, shown) if number else shown


def _colour(text: str, words: tuple[str, ...]) -> SafeString:
    fill = hex_colour(text)
    if not fill:
        return _marked(text, words)
    return format_html(
        '<svg class="swatch" width="16" height="16" role="img" aria-label="{}"><rect width="16" height="16" fill="{}"/>'
        "</svg>",
        text,
        fill,
    )


SHOWN: dict[Kind, Callable[[str, tuple[str, ...]], SafeString]] = {
    Kind.EMAIL: _mail,
    Kind.PHONE: _phone,
    Kind.COLOUR: _colour,
}
