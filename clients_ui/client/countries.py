"""The countries of ISO 3166-1, by pycountry: their alpha-2 codes and names in the reader's language. And Kosovo."""

import gettext
from collections.abc import Mapping
from functools import cache

import pycountry
from django.utils.translation import get_language

from clients_ui.client.folding import ordering

LANGUAGES = ("de", "en")
"""A country is known by its name in each of them."""
USER_ASSIGNED = {"XK": "Kosovo"}
"""Codes that ISO 3166-1 leaves to its users, as the EU, the IMF and CLDR use them. TimeTrack may refuse them."""
MENDED = {
    "de": {
        "CX": "Weihnachtsinsel",
        "GS": "Südgeorgien und die Südlichen Sandwichinseln",
        "SX": "Sint Maarten",
        "UM": "Amerikanische Überseeinseln",
    }
}
"""Names, by language, where pycountry's are of another language or of another place."""


@cache
def country_codes() -> frozenset[str]:
    """The 249 alpha-2 codes, and those that are widely used without being any of them."""
    return frozenset(_names("en"))


def country_name(code: str, language: str | None = None) -> str:
    """The name behind a code; any other stored text comes back as it is."""
    return country_names(language).get(code, code)


def country_names(language: str | None = None) -> Mapping[str, str]:
    """Code → name."""
    return _names(language or readers_language())


def readers_language() -> str:
    """The language in which the reader has countries: one for all countries that speak it."""
    return (get_language() or "en").partition("-")[0]


def country_choices() -> list[tuple[str, str]]:
    """(code, name), sorted by name; what is not in ISO 3166-1 comes last."""
    return sorted(country_names().items(), key=lambda choice: (choice[0] in USER_ASSIGNED, ordering(choice[1])))


@cache
def _names(language: str) -> dict[str, str]:
    translated = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True).gettext
    named = {c.alpha_2: translated(getattr(c, "common_name", c.name)) for c in pycountry.countries}
    return named | USER_ASSIGNED | MENDED.get(language, {})
