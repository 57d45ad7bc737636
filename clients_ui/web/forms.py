"""The client form, built from the field table. No HTTP.

Its fields carry no validators: `clean` asks `rules` about the values that a person touched, and about no other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.utils.translation import gettext

from clients_ui.client import rules
from clients_ui.client.countries import country_choices, country_codes
from clients_ui.client.merge import Clash
from clients_ui.client.record import FIELDS, UPDATABLE, ClientRecord, Field, Group, Value
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.web.fragments import InputRenderer
from clients_ui.wording import failures, labels, outcomes
from clients_ui.writing.snapshot import Shown


@dataclass(frozen=True, slots=True)
class Versions:
    """A field in conflict, to be read side by side; `chosen` is "mine", "theirs" or nothing yet."""

    original: str
    theirs: str
    mine: str
    chosen: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line of a fieldset: an input, or a value that can only be read.

    `note`: what became of what was typed; `warnings`: what looks wrong with the value that TimeTrack holds;
    `look_alikes`: clients that are likely the same one.
    """

    field: Field
    value: str = ""
    input: forms.BoundField | None = None
    required: bool = False
    note: str = ""
    versions: Versions | None = None
    warnings: tuple[str, ...] = ()
    look_alikes: Sequence[ClientRecord] = ()

    @property
    def label(self) -> str:
        """What people call the field."""
        return labels.label(self.field)

    @property
    def needs_attention(self) -> bool:
        """Whether there is something to look at before it can be saved."""
        return bool(self.note or self.versions or self.errors)

    @property
    def errors(self) -> forms.utils.ErrorList | None:
        """What is wrong with what was typed; Django makes a list for each field, also in a form without any."""
        return self.input.errors if self.input and self.input.form.errors else None


@dataclass(frozen=True, slots=True)
class Fieldset:
    """The lines of a group; `name` is for the page's own references."""

    name: str
    title: str
    lines: list[FormLine]


class LongSelect(forms.Widget):
    """A choice among hundreds of (value, label): Django's own widget takes twenty times as long for it."""

    template_name = "clients/_select.jinja"

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.choices = [*choices]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"choices": self.choices}


WIDGETS: dict[str, type[forms.Widget]] = {
    "line": forms.TextInput,
    "colour": forms.TextInput,
    "lines": forms.Textarea,
    "tick": forms.CheckboxInput,
}


class ClientForm(forms.Form):
    """What the forms for a new and for an existing client share."""

    default_renderer = InputRenderer
    use_required_attribute = False
    offered: tuple[Field, ...] = ()

    def __init__(self, data: Mapping[str, Any] | None = None, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="id_%s")
        for each in self.offered:
            self.fields[each.name] = self._input(each)

    @property
    def unsaved(self) -> bool:
        """Whether the form holds typing that is not saved, from the start."""
        return self.is_bound

    def reject(self, error: TimeTrackError) -> None:
        """Put each of TimeTrack's own texts on the field that it names, else on top."""
        self.full_clean()
        for detail in error.details:
            self.add_error(failures.field_named(detail, self.fields), detail)

    def typed(self, name: str) -> str:
        """What was typed into a field, as it came."""
        return str(self.data.get(name, ""))

    def _input(self, each: Field) -> forms.Field:
        if each.kind.input == "country":
            widget: forms.Widget = LongSelect([("", ""), *self._unlisted(each), *country_choices()])
        else:
            widget = WIDGETS[each.kind.input](each.kind.attributes)
        return forms.Field(required=False, label=labels.label(each), widget=widget)

    def _unlisted(self, each: Field) -> list[tuple[str, str]]:
        """Choices of the values at hand that are no code of a country."""
        at_hand = {str(source.get(each.name) or "") for source in (self.initial, self.data)}
        return [(value, value) for value in sorted(at_hand - country_codes() - {""})]


class AddForm(ClientForm):
    """A client that is to be created; `before` is one that was deleted and is to be created again.

    What it held is sent as it was, whatever today's rules say; only what a person changed in it is checked.
    """

    offered = tuple(FIELDS.values())

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        before: ClientRecord | None = None,
    ) -> None:
        self.before = before
        super().__init__(data, initial)

    @classmethod
    def again(cls, before: ClientRecord, touched: Mapping[str, Value] | None = None) -> Self:
        """The form as if the values of a deleted client, and what was changed in them, had been typed into it."""
        values = {**before.values, **(touched or {})}
        return cls({name: "on" if value is True else value or "" for name, value in values.items()}, before=before)

    def values(self) -> dict[str, Value]:
        """What to send: texts that are not empty, and the tick of a boolean."""
        values = {each.name: self._value(each) for each in self.offered}
        return {name: value for name, value in values.items() if value not in {"", None}}

    def clean(self) -> None:
        checked = {f.name: self._value(f) for f in self.offered if f.required or not self._as_before(f)}
        for name, problem in rules.create_problems(checked).items():
            self.add_error(name, str(failures.PROBLEMS[problem]))

    def lines(self) -> Iterator[FormLine]:
        for each in self.offered:
            yield FormLine(each, input=self[each.name], required=each.required)

    def _value(self, each: Field) -> Value:
        if self.before and self._as_before(each):
            return self.before[each.name]
        return each.kind.cleaned(self.typed(each.name))

    def _as_before(self, each: Field) -> bool:
        return self.before is not None and not each.kind.changed(self.typed(each.name), self.before[each.name])


class ChangeForm(ClientForm):
    """A client that exists, as a person was `shown` it (None: that is not known).

    `data` is what was posted; what it does not carry counts as untouched. `typed` fills in a form that was not posted.
    `altered` are values that TimeTrack stored otherwise than they were typed.
    """

    offered = UPDATABLE

    def __init__(
        self,
        shown: Shown | None,
        data: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
        altered: Mapping[str, Value] | None = None,
    ) -> None:
        self.shown = shown
        self.altered = altered or {}
        self.typed_values = typed or {}
        self.choices = {name: data.get(f"use-{name}", "") for name in self._contested} if data is not None else {}
        before = {f.name: shown.record[f.name] if shown else "" for f in self.offered}
        posted = {f.name: data[f.name] for f in self.offered if f.name in data} if data is not None else None
        self._carried = set(posted or {})
        super().__init__(None if posted is None else before | posted, before | dict(self.typed_values))

    @property
    def unsaved(self) -> bool:
        return self.is_bound or bool(self.typed_values)

    def touched(self) -> dict[str, Value]:
        """The values that the person changed, as they are to be sent; all that was typed where nothing is known."""
        offered = [f for f in self.offered if self.choices.get(f.name) != "theirs"]
        return {f.name: f.kind.cleaned(self.typed(f.name)) for f in offered if self._changed(f)}

    def clean(self) -> None:
        if self.shown is None:
            return  # which values are this person's is known only after a comparison
        touched = self.touched()
        for name in self._contested:
            if name in touched and self.choices.get(name) != "mine":
                self.add_error(name, gettext("Choose which value to keep."))
        for name, problem in rules.update_problems(touched).items():
            self.add_error(name, str(failures.PROBLEMS[problem]))

    def lines(self) -> Iterator[FormLine]:
        for each in FIELDS.values():
            value = each.kind.text(self.shown.record[each.name]) if self.shown else "–"
            bound = self[each.name] if each in self.offered else None
            yield FormLine(each, value, bound, note=self._note(each), versions=self._versions(each))

    @property
    def _contested(self) -> Mapping[str, Value]:
        return self.shown.contested if self.shown else {}

    def _note(self, each: Field) -> str:
        if each.name not in self.altered:
            return ""
        if each in self.offered:
            return outcomes.held(each, self.altered[each.name])
        return outcomes.typed_otherwise(each, self.typed_values[each.name])

    def _versions(self, each: Field) -> Versions | None:
        if each.name not in self._contested or self.shown is None:
            return None
        original, mine = self._contested[each.name], str(self[each.name].value() or "")
        return Versions(
            gettext("not known") if original is None else each.kind.text(original),
            each.kind.text(self.shown.record[each.name]),
            each.kind.text(mine),
            self.choices.get(each.name, ""),
        )

    def _changed(self, each: Field) -> bool:
        if self.shown is None:
            return each.name in self._carried
        return each.kind.changed(self.typed(each.name), self.shown.record[each.name])


def in_conflict(now: ClientRecord, clashes: Mapping[str, Clash], touched: Mapping[str, Value]) -> ChangeForm:
    """The form that shows what somebody else saved, with what was typed still in its inputs."""
    shown = Shown(now, {name: clash.original for name, clash in clashes.items()})
    return ChangeForm(shown, typed=touched)


def read_only_lines(record: ClientRecord) -> Iterator[FormLine]:
    """The lines of a client for somebody who may only look."""
    for each in FIELDS.values():
        yield FormLine(each, each.kind.text(record[each.name]))


def fieldsets(lines: Iterable[FormLine]) -> list[Fieldset]:
    """Lines by group, in the order of the groups; no group without lines."""
    listed = list(lines)
    by_group = [(group, [line for line in listed if line.field.group is group]) for group in Group]
    return [Fieldset(group.name.lower(), gettext(group.value), found) for group, found in by_group if found]
