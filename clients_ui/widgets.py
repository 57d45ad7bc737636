"""The inputs of the client form, drawn without templates: filling in one for each took half of a form page's time."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class _Drawn(forms.Widget):
    """What the three of them share: one value and attributes."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        del renderer
        return self.drawn(name, self.format_value(value) or "", flatatt(self.build_attrs(self.attrs, attrs)))

    def drawn(self, name: str, value: str, attrs: SafeString) -> SafeString:
        """The markup of an input that holds this value."""
        raise NotImplementedError


class Line(_Drawn):
    """A single line."""

    def drawn(self, name: str, value: str, attrs: SafeString) -> SafeString:
        held = format_html(' value="{}"', value) if value else ""
        return format_html('<input type="text" name="{}"{}{}>', name, held, attrs)


class Lines(_Drawn):
    """Several lines. A browser swallows the first line end, so that one more is written."""

    def drawn(self, name: str, value: str, attrs: SafeString) -> SafeString:
        return format_html('<textarea name="{}"{}>\r\n{}</textarea>', name, attrs, value)


class LongSelect(_Drawn):
    """A choice among hundreds of (value, label)."""

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.options = options

    def drawn(self, name: str, value: str, attrs: SafeString) -> SafeString:
        options = "\n".join(_option(code, label, code == value) for code, label in self.options)
        return format_html('<select name="{}"{}>{}</select>', name, attrs, mark_safe(options))  # each is escaped


@lru_cache(maxsize=2048)
def _option(value: str, label: str, chosen: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, " selected" if chosen else "", label)
