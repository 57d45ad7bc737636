"""The countries that can be chosen."""

import pytest
from django.utils import translation

from clients_ui.client.countries import country_choices


def test_countries_are_sorted_as_their_reader_would_look_them_up():
    with translation.override("de"):
        names = [name for _, name in country_choices()]
    assert names.index("Ägypten") < names.index("Albanien")
    assert names.index("Oman") < names.index("Österreich") < names.index("Pakistan")


@pytest.mark.parametrize("languages", [("de", "en"), ("en", "de")])
def test_each_reader_is_offered_the_countries_in_their_own_language_whoever_asked_before(languages):
    first = {}
    for language in languages:
        with translation.override(language):
            first[language] = [name for code, name in country_choices() if code in {"AT", "BE", "DE"}]
    assert first == {"de": ["Belgien", "Deutschland", "Österreich"], "en": ["Austria", "Belgium", "Germany"]}
