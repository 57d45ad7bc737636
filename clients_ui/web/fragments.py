"""Parts of pages. What stands on one many times is drawn by Jinja2, faster than by Django's templates (decision 17)."""

from typing import Any

from django.forms.renderers import BaseRenderer
from django.http import HttpRequest
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined

from clients_ui.wording import labels, texts


def environment(**options: Any) -> Environment:
    """The second engine of the settings."""
    strict = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**{**options, **strict})  # noqa: S701 - it does escape
    made.globals |= {"_": gettext, "url": reverse}
    made.filters |= {
        "label": labels.label,
        "number": texts.number,
        "shortened": texts.shortened,
        "client_called": texts.client_called,
        "may_scroll": texts.may_scroll,
    }
    return made


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a page without its frame, to put it into the page at hand."""
    return "X-Fragment" in request.headers


def is_quiet(request: HttpRequest) -> bool:
    """Whether that script shows no messages, so that they have to be left to the next page."""
    return request.headers.get("X-Fragment") == "quiet"


def fragment(template: str, **content: Any) -> SafeString:
    """A part of a page; the engine has escaped what was put into it."""
    return mark_safe(get_template(template, using="jinja2").render(content))


class InputRenderer(BaseRenderer):
    """Draws the inputs of a form by Jinja2."""

    def get_template(self, template_name: str) -> Any:
        return get_template(template_name, using="jinja2")
