"""The countries that can be chosen."""

import pytest
from django.utils import translation

from clients_ui.client.countries import country_choices, country_codes


def test_countries_are_sorted_as_their_reader_would_look_them_up():
    with translation.override("de"):
        names = [name for _, name in country_choices()]
    assert names.index("Ägypten") < names.index("Albanien")
    assert names.index("Oman") < names.index("Österreich") < names.index("Pakistan")


def test_kosovo_can_be_chosen_last_in_the_list_of_every_language():
    for language in ("en", "de", "fr"):
        with translation.override(language):
            assert country_choices()[-1] == ("XK", "Kosovo")  # by CLDR
    assert len(country_codes()) == 250


@pytest.mark.parametrize("languages", [("de", "en"), ("en", "de")])
def test_each_reader_is_offered_the_countries_in_their_own_language_whoever_asked_before(languages):
    first = {}
    for language in languages:
        with translation.override(language):
            first[language] = [name for code, name in country_choices() if code in {"AT", "BE", "DE"}]
    assert first == {"de": ["Belgien", "Deutschland", "Österreich"], "en": ["Austria", "Belgium", "Germany"]}
