"""The client form, built from the field table. No HTTP.

Its fields carry no validators: `clean` asks `rules` about the values that a person touched, and about no other.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext

from clients_ui import rules, wording
from clients_ui.countries import country_choices, country_codes
from clients_ui.errors import TimeTrackError
from clients_ui.record import FIELDS, UPDATABLE, ClientRecord, Field, Group, Kind, Value

INPUTS: dict[Kind, dict[str, str]] = {
    Kind.TEXT: {"class": "vTextField"},
    Kind.EMAIL: {"class": "vTextField", "inputmode": "email"},
    Kind.PHONE: {"class": "vTextField", "inputmode": "tel"},
    Kind.COLOUR: {"class": "vTextField colour", "placeholder": "#RRGGBB"},
    Kind.LINES: {"class": "vLargeTextField", "rows": "8"},
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a fieldset: an input to type in, or a value that is only shown."""

    field: Field
    label: str
    input: forms.BoundField | None
    value: str


class ClientForm(forms.Form):
    """What the forms for a new and for an existing client share."""

    use_required_attribute = False
    offered: tuple[Field, ...] = ()

    def __init__(self, data: Mapping[str, Any] | None = None, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="id_%s")
        for field in self.offered:
            self.fields[field.name] = self._input(field)

    def reject(self, error: TimeTrackError) -> None:
        """Put each of TimeTrack's own texts on the field that it names, else on top."""
        for detail in error.details:
            self.add_error(wording.field_named(detail, self.fields), detail)

    def typed(self, name: str) -> str:
        """What was typed into a field, as it came."""
        return str(self.data.get(name, ""))

    def _input(self, field: Field) -> forms.Field:
        name = wording.label(field)
        if field.kind is Kind.BOOLEAN:
            return forms.BooleanField(required=False, label=name)
        widget: forms.Widget
        if field.kind is Kind.COUNTRY:
            widget = forms.Select(choices=self._countries(field))
        elif field.kind is Kind.LINES:
            widget = forms.Textarea(INPUTS[field.kind])
        else:
            widget = forms.TextInput(INPUTS[field.kind] | {"autocomplete": "off"})
        return forms.Field(required=False, label=name, widget=widget)

    def _countries(self, field: Field) -> list[tuple[str, str]]:
        """The ISO list, and the value at hand as it is where the list does not have it."""
        at_hand = {str(source.get(field.name) or "") for source in (self.initial, self.data)}
        strange = sorted(at_hand - country_codes() - {""})
        return [("", ""), *((value, value) for value in strange), *country_choices()]


class AddForm(ClientForm):
    """A client that is to be created."""

    offered = tuple(FIELDS.values())

    def values(self) -> dict[str, Value]:
        """What to send: texts that are not empty, and always the tick of a boolean."""
        texts = {f.name: rules.cleaned(f, self.typed(f.name)) for f in self.offered if f.kind is not Kind.BOOLEAN}
        values: dict[str, Value] = {name: text for name, text in texts.items() if text}
        ticks = {f.name: bool(self.cleaned_data[f.name]) for f in self.offered if f.kind is Kind.BOOLEAN}
        return values | ticks

    def clean(self) -> None:
        for name, problem in rules.create_problems(self.values()).items():
            self.add_error(name, str(wording.PROBLEMS[problem]))

    def rows(self) -> Iterator[Row]:
        for field in self.offered:
            yield Row(field, wording.label(field), self[field.name], "")


class ChangeForm(ClientForm):
    """A client that exists, as a person was `shown` it; what the request does not carry counts as untouched."""

    offered = UPDATABLE

    def __init__(self, shown: ClientRecord, data: Mapping[str, Any] | None = None) -> None:
        self.shown = shown
        posted = {f.name: data[f.name] for f in self.offered if f.name in data} if data is not None else None
        initial = {f.name: shown[f.name] for f in self.offered}
        super().__init__(None if posted is None else initial | posted, initial)

    def touched(self) -> dict[str, Value]:
        """The values that the person changed, as they are to be sent."""
        typed = {f: rules.cleaned(f, self.typed(f.name)) for f in self.offered if self._differs(f)}
        return {f.name: text for f, text in typed.items() if text != self.shown[f.name]}

    def clean(self) -> None:
        for name, problem in rules.update_problems(self.touched()).items():
            self.add_error(name, str(wording.PROBLEMS[problem]))

    def rows(self) -> Iterator[Row]:
        for field in FIELDS.values():
            bound = self[field.name] if field in self.offered else None
            yield Row(field, wording.label(field), bound, wording.display(field, self.shown[field.name]))

    def _differs(self, field: Field) -> bool:
        return as_posted(field, self.typed(field.name)) != as_posted(field, str(self.shown[field.name] or ""))


def as_posted(field: Field, value: str) -> str:
    """A value as a browser gives it back untouched: other line ends in a text area, none in a single line."""
    value = value.replace("\0", "\ufffd")
    return re.sub("\r\n?", "\n", value) if field.kind is Kind.LINES else re.sub("[\r\n]", "", value)


def plain_rows(record: ClientRecord) -> Iterator[Row]:
    """The rows of a client for somebody who may only look."""
    for field in FIELDS.values():
        yield Row(field, wording.label(field), None, wording.display(field, record[field.name]))


def fieldsets(rows: Iterator[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by group, in the order of the groups, with the group's title."""
    listed = list(rows)
    return [(gettext(group.value), [row for row in listed if row.field.group is group]) for group in Group]
