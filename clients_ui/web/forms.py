"""The client form, built from the field table. No HTTP.

Its fields carry no validators: `clean` asks `rules` about the values that a person touched, and about no other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

from django import forms
from django.utils.translation import gettext

from clients_ui.client import rules
from clients_ui.client.countries import LANGUAGES, country_choices, country_codes, country_name
from clients_ui.client.kinds import ValueProblem
from clients_ui.client.record import FIELDS, UPDATABLE, ClientRecord, Field, Group, Value
from clients_ui.reading import summary
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.web.fragments import InputRenderer
from clients_ui.wording import failures, labels, outcomes, texts
from clients_ui.writing.snapshot import Shown


class Versions(NamedTuple):
    """A field in conflict, to be read side by side; `chosen` is "mine", "theirs" or nothing yet."""

    original: str
    theirs: str
    mine: str
    chosen: str


class Hint(NamedTuple):
    """What looks wrong with a value, as a sentence; `word`: its kind, as it is marked as fine by."""

    sentence: str
    word: str


class FormLine(NamedTuple):
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
    warnings: Sequence[Hint] = ()
    look_alikes: Sequence[ClientRecord] = ()


class CountrySelect(forms.Widget):
    """Texts that are no codes, the countries of most clients, all: Django's own widget takes twenty times as long."""

    template_name = "clients/_country.jinja"

    def __init__(self, no_codes: Iterable[str]) -> None:
        super().__init__()
        self.no_codes = [*no_codes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        every, used = dict(country_choices()), summary.countries_in_use()
        return super().get_context(name, value, attrs) | {
            "no_codes": self.no_codes,
            "used": [(code, every[code]) for code in used if code in every],
            "every": [*every.items()],
            "elsewhere": {
                code: "/".join(sorted({country_name(code, each) for each in LANGUAGES} - {every[code]}))
                for code in every
            },
        }


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
        super().__init__(data, initial=dict(initial or {}))
        self.unsaved = self.is_bound  # whether it holds typing that is not saved, from the start
        for each in self.offered:
            self.fields[each.name] = forms.Field(required=False, label=labels.label(each), widget=self._widget(each))

    def reject(self, error: TimeTrackError) -> None:
        """Put each of TimeTrack's own texts on the field that it names, else on top."""
        self.full_clean()
        for detail in error.details:
            self.add_error(failures.field_named(detail, self.fields), texts.quoted(detail))

    def typed(self, name: str) -> str:
        """What was typed into a field, as it came."""
        return str(self.data.get(name, ""))

    def held(self, each: Field) -> set[Value]:  # noqa: ARG002 - a form knows it of each field
        """The values of a field that TimeTrack is known to hold or to have held: they can be chosen again."""
        return set()

    def _add_problems(self, problems: Mapping[str, ValueProblem], values: Mapping[str, Value]) -> None:
        for name, problem in problems.items():
            self.add_error(name, failures.problem(problem, FIELDS[name], values.get(name)))

    def _widget(self, each: Field) -> forms.Widget:
        if each.kind.input != "country":
            return WIDGETS[each.kind.input](each.kind.attributes)
        at_hand = {str(value or "") for value in (self.initial.get(each.name), self.data.get(each.name))}
        at_hand |= {str(value or "") for value in self.held(each)}
        return CountrySelect(sorted(at_hand - country_codes() - {""}))


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

    def held(self, each: Field) -> set[Value]:
        return {self.before[each.name]} if self.before else set()

    def clean(self) -> None:
        checked = {f.name: self._value(f) for f in self.offered if f.required or not self._as_before(f)}
        self._add_problems(rules.create_problems(checked), checked)

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
        typed: Mapping[str, Value] | None = None,
        altered: Mapping[str, Value] | None = None,
    ) -> None:
        self.shown, self.typed_values, self.altered = shown, typed or {}, altered or {}
        before = {f.name: shown.record[f.name] for f in self.offered} if shown else {}
        super().__init__(None if data is None else before | dict(data.items()), before | dict(self.typed_values))
        self.unsaved = self.is_bound or bool(typed)

    def touched(self) -> dict[str, Value]:
        """The values that the person changed, as they are to be sent; all that was typed where nothing is known."""
        offered = [f for f in self.offered if self._choice(f.name) != "theirs"]
        return {f.name: f.kind.cleaned(self.typed(f.name)) for f in offered if self._changed(f)}

    def held(self, each: Field) -> set[Value]:
        return self.shown.held(each.name) if self.shown else set()

    def clean(self) -> None:
        if self.shown is None:
            return  # which values are this person's is known only after a comparison
        touched = self.touched()
        for name in self.shown.contested:
            if name in touched and self._choice(name) != "mine":
                self.add_error(name, gettext("Choose which value to keep."))
        checked = {name: value for name, value in touched.items() if value not in self.held(FIELDS[name])}
        self._add_problems(rules.update_problems(checked), checked)

    def lines(self) -> Iterator[FormLine]:
        for each in FIELDS.values():
            value = each.kind.text(self.shown.record[each.name]) if self.shown else "–"
            bound = self[each.name] if each in self.offered else None
            yield FormLine(each, value, bound, note=self._note(each), versions=self._versions(each))

    def _choice(self, name: str) -> str:
        """Which value is to be kept of a field in conflict."""
        return self.typed(f"use-{name}") if self.shown and name in self.shown.contested else ""

    def _note(self, each: Field) -> str:
        if each.name not in self.altered:
            return ""
        if each in self.offered:
            return outcomes.held(each, self.altered[each.name])
        return outcomes.typed_otherwise(each, self.typed_values[each.name])

    def _versions(self, each: Field) -> Versions | None:
        if self.shown is None or each.name not in self.shown.contested:
            return None
        original = self.shown.contested[each.name]
        return Versions(
            gettext("not known") if original is None else texts.read(each, original),
            texts.read(each, self.shown.record[each.name]),
            texts.read(each, str(self[each.name].value() or "")),
            self._choice(each.name),
        )

    def _changed(self, each: Field) -> bool:
        if self.shown is None:
            return each.name in self.data
        return each.kind.changed(self.typed(each.name), self.shown.record[each.name])


def read_only_lines(record: ClientRecord, typed: Mapping[str, Value] | None = None) -> Iterator[FormLine]:
    """The lines of a client for somebody who may only look; `typed` is what TimeTrack stored otherwise."""
    for each in FIELDS.values():
        note = outcomes.typed_otherwise(each, typed[each.name]) if typed and each.name in typed else ""
        yield FormLine(each, each.kind.text(record[each.name]), note=note)


def fieldsets(lines: Iterable[FormLine]) -> list[tuple[Group, list[FormLine]]]:
    """Lines by group, in the order of the groups; no group without lines."""
    listed = list(lines)
    by_group = [(group, [line for line in listed if line.field.group is group]) for group in Group]
    return [(group, found) for group, found in by_group if found]
