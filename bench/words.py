"""What is searched for in the measurements: another word each time, so that no remembered result answers."""

from stage import searched

from clients_ui.client.folding import plain
from ttdash.sandbox.data import NAMES

TRADES, SURNAMES = NAMES["trades"], NAMES["surnames"]
FREQUENT = [plain(surname) for surname in SURNAMES]
"""In the name, the contact person or the address of some 3 of 100 clients."""
SORTS = ("addressCity", "-addressCity", "email", "-email", "contactPerson", "-contactPerson", "phone", "-phone")
CITIES = [town["city"] for town in NAMES["at_home"]]


def rare(clients: int, number: int) -> str:
    """The number at the end of a name, as long as such numbers get: it is in that name and in a few phone numbers."""
    least = max(clients // 10, 1)
    return str(least + (number * 7919) % (clients - least))


def frequent(number: int) -> str:
    """A surname."""
    return FREQUENT[number % len(FREQUENT)]


def two(number: int) -> tuple[str, str]:
    """A trade and a surname, as most names hold one of each."""
    return TRADES[number % len(TRADES)], SURNAMES[number * 7 % len(SURNAMES)]


def frequent_two(number: int) -> tuple[str, str]:
    """Two words that many clients hold."""
    return ("gmbh", "co", "office", "info")[number % 4], FREQUENT[number % len(FREQUENT)]


def letter(number: int) -> str:
    """A single letter."""
    return "abdefghklmrstw"[number % 14]


def lists(clients: int, number: int) -> dict[str, str]:
    """Name → path of every kind of list."""
    return {
        "list": "/clients/",
        "search, a rare word": searched(rare(clients, number)),
        "search, a frequent word": searched(frequent(number)),
        "search, two words": searched(*two(number)),
        "search, two frequent words": searched(*frequent_two(number)),
        "search, one letter": searched(letter(number)),
        "sorted list": f"/clients/?sort={SORTS[number % len(SORTS)]}",
        "filtered list": f"/clients/?addressCity={CITIES[number % len(CITIES)]}",
    }
