"""How a client's values look in the list: plain text, or a link or swatch by the field's kind."""

import html
import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from clients_ui.client.folding import parts, plain, spans
from clients_ui.client.record import FIELDS, ClientRecord, Field, Kind, Value
from clients_ui.client.rules import hex_colour
from clients_ui.directory.schema import SEPARATOR
from clients_ui.web.facets import Choice, Filter
from clients_ui.web.forms import Row
from clients_ui.web.views.client_list import Column
from clients_ui.wording import failures, labels, lists, outcomes

BEFORE, AROUND = 20, 80
"""Letters of a value that are shown before, and around, what was found in it."""
NOT_SHOWN = [field for field in FIELDS.values() if field.column is None or field.kind in {Kind.COLOUR, Kind.COUNTRY}]
"""What was found in these cannot be seen in the list: no column has them, or as a picture or a name."""
EXTENSION = re.compile(r"[^0-9+\s()/.\-]")
"""What begins an extension or a remark behind a phone number."""
NOT_DIALLED = re.compile("[^0-9+]")
SIGNS = re.compile("[&<>\"']")
UNQUOTED = re.compile(r"[A-Za-z0-9_.\-~@]*")
"""What stands in an address as it is."""
register = template.Library()


Shown = tuple[Field, Callable[[Value], str]]
"""A column, and how its values are read."""


def escape(text: str) -> str:
    """A text as it stands in a page. Few of the hundreds on a page hold anything to be escaped."""
    return html.escape(text) if SIGNS.search(text) else text


@register.simple_tag
def heads(columns: Iterable[Column]) -> SafeString:
    """The heads of the list's columns; like its rows, written without templates."""
    return SafeString("\n".join(map(_head, columns)))


def _head(column: Column) -> str:
    sortable, order = " sortable" if column.url else "", f" sorted {column.order}" if column.order else ""
    told = f' aria-sort="{column.order}"' if column.order else ""
    label = escape(column.label)
    text = f'<a href="{escape(column.url)}">{label}</a>' if column.url else f"<span>{label}</span>"
    classes = f"column-{column.field.name}{sortable}{order}"
    return f'<th scope="col" class="{classes}"{told}><div class="text">{text}</div></th>'


@register.simple_tag
def choices(filter: Filter) -> SafeString:  # noqa: A002 - what it is called on the page
    """The choices of a filter as items of a list; written without templates, as there may be forty on a page."""
    return SafeString("\n".join(map(_choice, filter.choices)))


def _choice(choice: Choice) -> str:
    number = "" if choice.number is None else f' <span class="number">{choice.number}</span>'
    chosen, current = (' class="selected"', ' aria-current="true"') if choice.selected else ("", "")
    return f'<li{chosen}><a href="{escape(choice.url)}"{current}>{escape(choice.text)}{number}</a></li>'


@register.simple_tag
def rows(found: Iterable[tuple[ClientRecord, str]], columns: Iterable[Field], words: tuple[str, ...]) -> SafeString:
    """The rows of the list, for each client with its page's address.

    Text from TimeTrack is never trusted; the parts of it that were searched for are marked. Written without templates
    and `format_html`, which took half of the list's time: whatever is put in here goes through `escape`.
    """
    _, *others = columns
    shown = [(field, labels.reading_of(field)) for field in others]
    return SafeString("".join(_row(record, link, shown, words) for record, link in found))


def _row(record: ClientRecord, link: str, shown: list[Shown], words: tuple[str, ...]) -> str:
    texts = [(field, read(record[field.name])) for field, read in shown]
    seen = (
        _folded([record.name, *["" if field.kind is Kind.COLOUR else text for field, text in texts]]) if words else ""
    )
    hidden = [word for word in words if word not in seen]
    elsewhere = _elsewhere(record, hidden, words) if hidden else ""
    holding = {seen.count(SEPARATOR, 0, start) for word in words for start, _ in spans(seen, word)}
    name = f'<a href="{escape(link)}">{_marked(record.name or "—", words if 0 in holding else ())}</a>{elsewhere}'
    cells = "".join(
        [
            f'<td class="field-{field.name}">{_cell(field, text, words if number in holding else ())}</td>'
            for number, (field, text) in enumerate(texts, 1)
        ]
    )
    return f'<tr><th scope="row" class="field-name">{name}</th>{cells}</tr>\n'


def _folded(texts: list[str]) -> str:
    """All at once. There are words in lists from the directory alone, where no value holds the separator."""
    return plain(SEPARATOR.join(texts))


def _cell(field: Field, text: str, words: tuple[str, ...]) -> str:
    return SHOWN.get(field.kind, _marked)(text, words) if text else ""


def _marked(text: str, words: tuple[str, ...]) -> str:
    if not words:
        return escape(text)
    return "".join([f"<mark>{escape(part)}</mark>" if found else escape(part) for part, found in parts(text, words)])


def _elsewhere(record: ClientRecord, hidden: list[str], words: tuple[str, ...]) -> str:
    """Where a word was found that no column shows: that field, and the text around it."""
    texts = [str(record[field.name] or "") for field in NOT_SHOWN]
    for field, text, folded in zip(NOT_SHOWN, texts, _folded(texts).split(SEPARATOR), strict=True):
        if hidden[0] in folded:
            around = _around(text, hidden[0])
            return f'<div class="elsewhere">{escape(labels.label(field))}: {_marked(around, words)}</div>'
    return ""


def _around(text: str, word: str) -> str:
    """A word of a text that holds it, and some letters before and after it."""
    cut = parts(text, [word])
    at = [found for _, found in cut].index(True)
    before, rest = ("".join(part for part, _ in side) for side in (cut[:at], cut[at:]))
    around = (f"…{before[-BEFORE:]}" if len(before) > BEFORE else before) + rest
    return around if len(around) <= AROUND else str(Truncator(around).chars(AROUND))


@register.simple_tag(takes_context=True)
def lines(context: Context, rows: Iterable[Row]) -> SafeString:
    """The rows of a fieldset. What is out of the ordinary has templates, the ordinary none, as with the list's rows."""
    new = not context.get("snapshot")
    return SafeString("\n".join(_line(row, required=new and row.field.required) for row in rows))


def _line(row: Row, *, required: bool) -> str:
    above = f"{_errors(row)}{_more('_findings', row)}{_more('_versions', row)}"
    drawn = _to_type_in(row, required=required) if row.input else _to_read(row)
    marked = " errors" if row.marked else ""
    return f'<div class="form-row field-{row.field.name}{marked}">{above}<div>{drawn}</div></div>'


def _to_read(row: Row) -> str:
    lines = " lines" if row.field.kind is Kind.LINES else ""
    value = f'<div id="id_{row.field.name}" class="readonly{lines}">{escape(row.value or "–")}</div>'
    return f'<div class="flex-container"><span class="label">{escape(row.label)}:</span>{value}</div>'


def _to_type_in(row: Row, *, required: bool) -> str:
    name, label, drawn = row.field.name, escape(row.label), _drawn(row.input)
    if row.field.kind is Kind.BOOLEAN:
        tick = f'{drawn}<label class="vCheckboxLabel" for="id_{name}">{label}</label>'
        return f'<div class="flex-container checkbox-row">{tick}</div>'
    needed = ' class="required"' if required else ""
    tools = _rendered("_colour", row) if row.field.kind is Kind.COLOUR else ""
    return f'<div class="flex-container"><label for="id_{name}"{needed}>{label}:</label>{drawn}{tools}</div>'


def _drawn(bound: BoundField | None) -> str:
    """The input: as `str(bound)`, which asks for the errors and help texts of each field."""
    if bound is None or bound.form.errors:
        return str(bound or "")
    return str(bound.field.widget.render(bound.html_name, bound.value(), {"id": bound.auto_id}, bound.form.renderer))


def _errors(row: Row) -> str:
    note = f'<ul class="errorlist"><li>{escape(row.note)}</li></ul>' if row.note else ""
    errors = row.errors
    return f"{errors}{note}" if errors else note


def _more(fragment: str, row: Row) -> str:
    wanted = row.versions if fragment == "_versions" else row.warnings or row.twins
    return _rendered(fragment, row) if wanted else ""


def _rendered(fragment: str, row: Row) -> str:
    return render_to_string(f"clients/{fragment}.html", {"row": row})


register.filter("swatch", hex_colour)
register.filter("action", outcomes.action)
register.filter("age", lists.age)
register.filter("label", labels.label)
register.filter("outcome", outcomes.ending)
register.filter("cause", failures.cause)
register.filter("remedy", failures.remedy)
register.filter("read", lists.read)
register.filter("page", lists.page)
register.filter("more", lists.more)


@register.simple_tag
def version(field: Field, value: Value) -> str:
    """An old or new value, as text."""
    return labels.display(field, value) or "–"


def _mail(text: str, words: tuple[str, ...]) -> str:
    address = text if UNQUOTED.fullmatch(text) else escape(quote(text, safe="@"))
    return f'<a href="mailto:{address}">{_marked(text, words)}</a>'


def _phone(text: str, words: tuple[str, ...]) -> str:
    first = EXTENSION.split(text.replace("(0)", ""), maxsplit=1)[0]
    number = NOT_DIALLED.sub("", first)
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
