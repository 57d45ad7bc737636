"""The countries that can be chosen."""

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
