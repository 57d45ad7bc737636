"""How a client's values look in the list: plain text, or a link or swatch by the field's kind."""

import re
from collections.abc import Callable
from urllib.parse import quote

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from clients_ui import wording
from clients_ui.record import ClientRecord, Field, Kind, Value
from clients_ui.rules import hex_colour

register = template.Library()


@register.simple_tag
def cell(record: ClientRecord, field: Field) -> SafeString:
    """The value of a column as HTML; text from TimeTrack is never trusted."""
    text = wording.display(field, record[field.name])
    return SHOWN.get(field.kind, conditional_escape)(text) if text else SafeString("")


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


def _mail(text: str) -> SafeString:
    return format_html('<a href="mailto:{}">{}</a>', quote(text, safe="@"), text)


def _phone(text: str) -> SafeString:
    first = re.split(r"[^0-9+\s()/.\-]", text.replace("(0)", ""), maxsplit=1)[0]  # the rest is an extension or a remark
    number = re.sub("[^0-9+]", "", first)
    return format_html('<a href="tel:{}">{}</a>', number, text) if number else conditional_escape(text)


def _colour(text: str) -> SafeString:
    fill = hex_colour(text)
    if not fill:
        return conditional_escape(text)
    return format_html(
        '<svg class="swatch" width="16" height="16" role="img" aria-label="{}"><rect width="16" height="16" fill="{}"/>'
        "</svg>",
        text,
        fill,
    )


SHOWN: dict[Kind, Callable[[str], SafeString]] = {Kind.EMAIL: _mail, Kind.PHONE: _phone, Kind.COLOUR: _colour}
