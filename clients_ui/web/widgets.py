"""The inputs of the client form, drawn without templates: filling in one for each took half of a form page's time."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.safestring import SafeString


class _Drawn(forms.Widget):
    """What the three of them share: one value, and attributes. All that is put into the markup is escaped."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        del renderer
        held = escape(self.format_value(value) or "")
        attributes = _attributes(tuple(self.build_attrs(self.attrs, attrs).items()))
        return SafeString(self.drawn(escape(name), held, attributes))

    def drawn(self, name: str, held: str, attributes: str) -> str:
        """The markup of an input of this name that holds this value; all three are escaped."""
        raise NotImplementedError


class Line(_Drawn):
    """A single line."""

    def drawn(self, name: str, held: str, attributes: str) -> str:
        value = f' value="{held}"' if held else ""
        return f'<input type="text" name="{name}"{value}{attributes}>'


class Lines(_Drawn):
    """Several lines. A browser swallows the first line end, so that one more is written."""

    def drawn(self, name: str, held: str, attributes: str) -> str:
        return f'<textarea name="{name}"{attributes}>\r\n{held}</textarea>'


class LongSelect(_Drawn):
    """A choice among hundreds of (value, label), and before them a few values as they are."""

    def __init__(self, options: tuple[tuple[str, str], ...], strange: Iterable[str] = ()) -> None:
        super().__init__()
        self.options = options
        self.strange = [(escape(value), escape(value)) for value in ("", *strange)]

    def drawn(self, name: str, held: str, attributes: str) -> str:
        every = {value: _option(value, label) for value, label in self.strange} | _drawn_options(self.options)
        if held in every:
            every[held] = every[held].replace(">", " selected>", 1)
        options = "\n".join(every.values())
        return f'<select name="{name}"{attributes}>{options}</select>'


@lru_cache(maxsize=8)
def _drawn_options(options: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {escape(value): _option(escape(value), escape(label)) for value, label in options}


def _option(value: str, label: str) -> str:
    return f'<option value="{value}">{label}</option>'


@lru_cache(maxsize=1024)
def _attributes(given: tuple[tuple[str, Any], ...]) -> str:
    """As Django has it: True for one without a value, False and None for none at all."""
    told = [(name, value) for name, value in given if value is not None and value is not False]
    return "".join(f" {name}" if value is True else f' {name}="{escape(str(value))}"' for name, value in told)
