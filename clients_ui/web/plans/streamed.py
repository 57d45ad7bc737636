"""The page of a plan for a script: each package is sealed as it is sent, as all at once take too much memory."""

import secrets
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string


def page(request: HttpRequest, template: str, content: dict[str, Any]) -> StreamingHttpResponse:
    """The page that is drawn of this content, with the list of its packages in the place of `packages`."""
    place = secrets.token_urlsafe(32)
    before, behind = render_to_string(template, {**content, "packages": place}, request).split(place)
    return StreamingHttpResponse(chain([before], _listed(content["packages"]), [behind]))


def _listed(packages: Iterable[str]) -> Iterator[str]:
    """As JSON lists them. In base64, with colons, is nothing that JSON or HTML would take for its own."""
    for at, package in enumerate(packages):
        yield f'{"," if at else ""}"{package}"'
