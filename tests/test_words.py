"""The German catalogue: complete, sound, compiled and listed. See `docs/words.md`."""

import gettext
import re
from pathlib import Path
from string import Formatter

import allauth
import django
import pytest

from tests import catalogue
from tests.catalogue import CATALOGUE, COMPILED, NOT_OURS, WORDS, Text

GERMAN = catalogue.german()
SAID = catalogue.said()
AS_IN_ENGLISH = {
    *("Name", "name", "Person", "Browser", "CSV", "Parameter", "parameter", "Passkeys", "TimeTrack Clients"),
    *(
        "person",
        "ID",
        "Import",
        "UTF-8",
        "Windows (cp1252)",
        "DOS (cp850)",
        "Mac (MacRoman)",
        "UTF-16",
    ),
    *("Excel (XLSX)",),
}
"""What is the same word in German, or differs in a capital alone."""


def placeholders(text):
    """What is filled into a text."""
    by_percent = re.findall(r"%(?:\(\w+\))?[sd]|%%", text)
    return sorted(by_percent), sorted(name for _, name, _, _ in Formatter().parse(text) if name)


def test_the_catalogue_holds_what_the_code_and_the_templates_say_and_nothing_else():
    assert len(SAID) > 350
    places = {place for files in SAID.values() for place in files} - {catalogue.LENDERS}
    assert {Path(place).suffix for place in places} == {".py", ".html", ".jinja", ".txt"}
    assert list(GERMAN) == list(SAID)


def test_no_entry_is_empty_fuzzy_or_left_over():
    assert {text.one: forms for text, forms in GERMAN.items() if not all(forms)} == {}
    assert not re.search("^#(, .*fuzzy|~)", CATALOGUE.read_text(), re.MULTILINE)


def test_every_text_that_counts_has_two_forms_and_every_other_has_one():
    assert {len(forms) for text, forms in GERMAN.items() if text.many} == {2}
    assert {len(forms) for text, forms in GERMAN.items() if not text.many} == {1}


def test_english_and_german_are_filled_with_the_same():
    filled = {text.one: {str(placeholders(form)) for form in forms} for text, forms in GERMAN.items()}
    assert filled == {text.one: {str(placeholders(text.many or text.one))} for text in GERMAN}


def test_german_ends_and_quotes_as_german_does():
    for text, forms in GERMAN.items():
        for form in forms:
            assert (text.one[-1] in ".?…") == (form[-1] in ".?…"), form
            assert form.count("„") == form.count("“"), form
            assert not set(form) & set("”\"!'"), form
            assert not re.search(r"\b(?:man|klicken|Client|Klient)\b", form), form
            assert not NOT_OURS.search(form), form


def test_what_is_borrowed_from_django_and_allauth_is_still_said_there():
    lent = set()
    for lender in (django, allauth):
        for file in Path(lender.__file__).parent.rglob("locale/de/LC_MESSAGES/django.mo"):
            with file.open("rb") as compiled:
                lent |= {text for text in gettext.GNUTranslations(compiled)._catalog if isinstance(text, str)}
    assert [text for text in catalogue.BORROWED if text not in lent] == []


def test_only_words_that_are_german_too_are_the_same_in_both_languages():
    same = {text.one for text, forms in GERMAN.items() if forms[0] == text.one}
    assert same <= AS_IN_ENGLISH


def test_the_compiled_catalogue_is_the_catalogues():
    assert COMPILED.read_bytes() == catalogue.as_mo(GERMAN)
    with COMPILED.open("rb") as file:
        read = gettext.GNUTranslations(file)
    for text, forms in GERMAN.items():
        if text.many:
            assert tuple(read.ngettext(text.one, text.many, number) for number in (1, 2)) == forms
        else:
            said = read.pgettext(text.context, text.one) if text.context else read.gettext(text.one)
            assert (said,) == forms


def test_the_list_for_a_second_pair_of_eyes_has_every_text_with_its_place():
    head, _, rest = WORDS.read_text().partition(catalogue.BEGINS)
    assert "# Words" in head
    assert rest == catalogue.as_list(SAID, GERMAN)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("_('One')", [Text("", "One")]),
        ('gettext_lazy("One " "line")', [Text("", "One line")]),
        ('ngettext("%(n)s a", "%(n)s b", n)', [Text("", "%(n)s a", "%(n)s b")]),
        ('translation.pgettext("head", "One")', [Text("head", "One")]),
        ("print('One', _(one))", []),
    ],
)
def test_texts_are_found_in_code(source, found):
    assert list(catalogue.in_python(source)) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>One {% translate 'Two' %}</p>", [Text("", "Two")]),
        ('{% translate "It’s" %}{% include "a.html" with b="c" %}', [Text("", "It’s")]),
        ("{% blocktranslate with a=b %}Of {{ a }}{% endblocktranslate %}", [Text("", "Of %(a)s")]),
        (
            "{% blocktranslate count n=b %}{{ n }} a{% plural %}{{ n }} b{% endblocktranslate %}",
            [Text("", "%(n)s a", "%(n)s b")],
        ),
    ],
)
def test_texts_are_found_in_templates(source, found):
    assert list(catalogue.in_template("{% load i18n %}" + source)) == found


def test_texts_are_found_in_fragments():
    assert list(catalogue.in_jinja('{{ _("One") }} {{ _(one) }} {{ x|label }}')) == [Text("", "One")]
