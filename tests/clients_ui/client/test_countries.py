"""The countries that can be chosen."""

from django.utils import translation

from clients_ui.client.countries import country_choices


def test_countries_are_sorted_as_their_reader_would_look_them_up():
    with translation.override("de"):
        names = [name for _, name in country_choices()]
    assert names.index("Ägypten") < names.index("Albanien")
    assert names.index("Oman") < names.index("Österreich") < names.index("Pakistan")
