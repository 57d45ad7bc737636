"""The guide: in the reader's language, with its pictures, and with the very words of the pages that it speaks of."""

import re
import struct
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.utils import translation

from tests import catalogue, screenshots
from tests.pages import links_of, text_of
from tests.project_copy import ROOT
from ttdash.models import Preferences
from ttdash.web import guide

GUIDE = ROOT / "docs" / "guide"
LANGUAGES = ("en", "de")
KB = 1024
KEYS = {"X", "?", "/", "↓", "E", "J", "K", "N", "S", "Esc"}
"""Keys that are called the same in both languages."""


def source(language):
    return (GUIDE / f"{language}.md").read_text()


def pictures_in(text):
    return re.findall(r"!\[([^\]]*)\]\((?:docs/guide/)?pictures/([\w-]+\.png)\)", text)


def said_on_pages(language):
    """Every text of the catalogue as a reader of this language has it."""
    if language == "en":
        return {text.one for text in catalogue.said()}
    return {forms[0] for forms in catalogue.german().values()}


# Who reads what


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("browser", "language", "chapter"),
    [
        ("en-GB", "en", "Find a client"),
        ("de", "de", "Kunden finden"),
        ("de-AT", "de", "Kunden finden"),
        ("de-CH", "de", "Kunden finden"),
        ("fr", "en", "Find a client"),
    ],
)
def test_it_is_in_the_readers_language_and_says_which_that_is(visitor, browser, language, chapter):
    page = visitor("viewer").get("/help/", headers={"accept-language": browser}).content.decode()
    assert f'<article class="stack" lang="{language}">' in page
    assert f">{chapter}</h2>" in page


@pytest.mark.django_db
def test_what_the_account_chose_comes_before_what_the_browser_asks_for(visitor):
    reader = visitor("viewer")
    Preferences.objects.create(account=reader.person, language="de-at")
    assert "Kunden finden" in text_of(reader.get("/help/", headers={"accept-language": "en"}))


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "is_offered"), [("viewer", True), ("manager", True), ("nobody", False)])
def test_the_account_menu_leads_there_for_whoever_has_a_role(visitor, role, is_offered):
    assert ("/help/" in links_of(visitor(role).get("/password_change/"))) == is_offered


def test_a_language_is_read_and_drawn_once():
    assert guide.chapters("en") is guide.chapters("en")


# How it is drawn


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_contents_lead_to_every_chapter_and_nowhere_else(visitor, language):
    page = visitor("viewer").get("/help/", headers={"accept-language": language}).content.decode()
    headings = re.findall(r'<h2 id="([\w-]+)">([^<]+)</h2>', page[page.index("<article") : page.index("</article>")])
    contents = re.search(r'<nav class="module in.*?</nav>', page, re.DOTALL)[0]
    assert re.findall(r'<a class="button" href="#([\w-]+)">([^<]+)</a>', contents) == headings
    assert [title for _, title in headings] == re.findall("^## (.+)$", source(language), re.MULTILINE)
    assert len({anchor for anchor, _ in headings}) == len(headings) > 10


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_served_and_has_a_text_and_its_size(visitor, language):
    page = visitor("viewer").get("/help/", headers={"accept-language": language}).content.decode()
    drawn = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall("<img [^>]+>", page)]
    assert [(each["alt"], each["src"]) for each in drawn] == [
        (text, f"/static/guide/{name}") for text, name in pictures_in(source(language))
    ]
    for each in drawn:
        found = finders.find(each["src"].removeprefix("/static/"))
        size = struct.unpack(">II", Path(found).read_bytes()[16:24])
        assert (int(each["width"]), int(each["height"])) == size
        assert each["alt"]


def test_markup_in_it_is_text(tmp_path, settings):
    text = "<script>x</script>\n\n<img src=x onerror=x> [y](javascript:x)"
    (tmp_path / "xx.md").write_text(f"# T\n\n## C <i>\n\n{text}\n")
    settings.GUIDE = tmp_path
    (chapter,) = guide.chapters.__wrapped__("xx")
    assert chapter.title == "C <i>"
    assert not re.search("<(?:script|img|i|a)[ >]", chapter.text)


# What it says


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_a_page_is_quoted_as_the_page_has_it(language):
    quoted = set(re.findall(r"\*\*(.+?)\*\*", source(language)))
    assert len(quoted) > 30
    assert quoted - said_on_pages(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_is_called_as_the_dialog_of_keys_calls_it(language):
    named = set(re.findall("`(.+?)`", source(language)))
    with translation.override(language):
        called = {translation.pgettext("key", key) for key in ("Enter", "Space", "Shift")} | {
            translation.gettext("Ctrl")
        }
    assert named == KEYS | called


def test_both_languages_have_the_same_chapters_with_the_same_pictures():
    def shape(language):
        chapters = source(language).split("\n## ")[1:]
        return [[name.replace(f"-{language}.", ".") for _, name in pictures_in(chapter)] for chapter in chapters]

    assert shape("en") == shape("de")
    assert sum(map(len, shape("en"))) > 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_one_title_and_chapters_and_no_other_heading(language):
    levels = re.findall("^(#+) ", source(language), re.MULTILINE)
    assert levels == ["#", *["##"] * (len(levels) - 1)]


def test_german_quotes_as_german_does_and_calls_no_customer_a_client():
    german = source("de").replace("TimeTrack Clients", "")
    assert german.count("„") == german.count("“")
    assert not set(german) & set("”\"'")
    assert not re.search(r"\b(?:man|klicken|Client|Klient)\b", german)


# Its pictures


def test_every_picture_is_shown_and_is_one_that_make_screenshots_takes():
    texts = [*map(source, LANGUAGES), (ROOT / "README.md").read_text()]
    shown = {name for text in texts for _, name in pictures_in(text)}
    taken = {f"{shot.__name__}-{language}.png" for shot in screenshots.SHOTS for language in screenshots.READERS}
    assert shown == taken == {path.name for path in (GUIDE / "pictures").iterdir()}


def test_no_picture_weighs_more_than_80_kb():
    assert {path.name for path in (GUIDE / "pictures").iterdir() if path.stat().st_size > 80 * KB} == set()


def test_every_language_that_can_be_chosen_has_a_guide():
    assert {code.partition("-")[0] for code, _ in django_settings.LANGUAGES} == set(LANGUAGES)
