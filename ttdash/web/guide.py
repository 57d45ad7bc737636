"""The guide for those who work here: Markdown in `docs/guide`, shown as chapters in the reader's language."""

import struct
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"html": False})


class Chapter(NamedTuple):
    """A part of the guide, and the anchor that leads to it."""

    anchor: str
    title: str
    text: SafeString


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """All chapters on one page: Austria's and Switzerland's readers have the German ones."""
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    content = {"title": gettext("Help"), "language": language, "chapters": chapters(language)}
    return render(request, "guide.html", content)


@cache
def chapters(language: str) -> list[Chapter]:
    """The guide in this language. A heading of the second level begins a chapter."""
    tokens = MARKDOWN.parse((settings.GUIDE / f"{language}.md").read_text(encoding="utf-8"))
    starts = [number for number, token in enumerate(tokens) if (token.type, token.tag) == ("heading_open", "h2")]
    return [_chapter(tokens[start:end]) for start, end in pairwise([*starts, len(tokens)])]


def _chapter(tokens: list[Token]) -> Chapter:
    _opening, heading, _closing, *text = tokens
    for token in text:
        for picture in (part for part in token.children or () if part.type == "image"):
            picture.attrs |= _served(settings.GUIDE / str(picture.attrs["src"]))
    html = MARKDOWN.renderer.render(text, MARKDOWN.options, {})
    return Chapter(slugify(heading.content), heading.content, mark_safe(html))


def _served(picture: Path) -> dict[str, str | int | float]:
    """Where a picture is served, and its size, so that nothing moves when it comes."""
    width, height = struct.unpack_from(">II", picture.read_bytes(), 16)  # where a PNG has them
    return {"src": static(f"guide/{picture.name}"), "width": width, "height": height}
