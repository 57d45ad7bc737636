"""Which clients are likely the same one: by name, e-mail, phone. Pure: no I/O, no Django.

Alike are clients whose folded names are equal (legal forms are ignored), or that share an e-mail address or a phone
number with few others: what more than five share is a switchboard or the office@ of a group, and tells nothing. Alike
are also names that differ by a letter or two, if no digit differs ("Branch 12" and "Branch 13" are two) and both are in
one city or have one postcode, or nobody knows where one of them is. Being enabled or not does not matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from clients_ui.client.folding import plain
from clients_ui.client.record import ClientRecord
from clients_ui.quality.findings import CANNOT_COPE, phone_number, text_of

MOST_SHARED = 5
MOST_EDITS = 2
"""Letters put in or taken out between two names that are near each other; another letter is both."""
LETTERS_PER_EDIT = 12
"""How many letters both names together have for each of them."""
SHORTEST_PHONE = 6


class Keys(NamedTuple):
    """What of a client is compared with others besides its name; None for nothing. It is only compared whole."""

    email: int | None = None
    phone: int | None = None
    city: int | None = None
    postcode: int | None = None


def keys(record: ClientRecord) -> Keys:
    """What of a client is compared with others besides its name; nothing where that cannot be told."""
    try:
        email, phone = text_of(record, "email").casefold(), text_of(record, "phone")
        digits = digits_of(phone)
        number = phone_number(phone, text_of(record, "addressCountry")) or digits
        return Keys(
            _hashed(email if "@" in email else ""),
            _hashed(number if len(digits) >= SHORTEST_PHONE else ""),
            _hashed(plain(text_of(record, "addressCity"))),
            _hashed(text_of(record, "addressZipCode").replace(" ", "")),
        )
    except CANNOT_COPE:
        return Keys()


def _hashed(text: str) -> int | None:
    return hash(text) if text else None


def digits_of(text: str) -> str:
    """The digits of a text: two names are only near each other if theirs are equal."""
    return "".join(filter(str.isdigit, text))


def near_lengths(name: str) -> Iterator[tuple[int, int]]:
    """How long a name near this one may be, and how many letters at its beginning or its end it then shares with it."""
    for length in range(len(name) - MOST_EDITS, len(name) + MOST_EDITS + 1):
        fewest = abs(length - len(name)) or MOST_EDITS
        half = min(length, len(name)) // 2 - 1
        if half > 0 and fewest * LETTERS_PER_EDIT <= length + len(name):
            yield length, half


def is_near(name: str, other: str) -> bool:
    """Whether two names that are not equal differ by a letter or two."""
    edits = Indel.distance(name, other, score_cutoff=MOST_EDITS)
    return 0 < edits <= MOST_EDITS and edits * LETTERS_PER_EDIT <= len(name) + len(other)


def same_place(one: Keys, other: Keys) -> bool:
    """Whether two clients are in one city or have one postcode, or nobody knows where one of them is."""
    places = [(each.city, each.postcode) for each in (one, other)]
    return (None, None) in places or any(a == b is not None for a, b in zip(*places, strict=True))


def parts(group: list[int], apart: Mapping[int, AbstractSet[int]]) -> Iterator[list[int]]:
    """A group of clients that are alike, in the parts that hang together still where some were told apart.

    Who was told apart from all the others is in none. `apart`: a client → those that it was told apart from.
    """
    rest = {*group}
    while rest:
        part, met = set[int](), {rest.pop()}
        while met:
            part.add(one := met.pop())
            near = rest - apart.get(one, frozenset())
            rest -= near
            met |= near
        if len(part) > 1:
            yield [id_ for id_ in group if id_ in part]


def together(order: list[int], groups: Iterable[list[int]]) -> list[int]:
    """These clients in this order, but those of a group one after the other, where the first of them stands."""
    place_of = {id_: place for place, id_ in enumerate(order)}
    first = list(range(len(order)))  # for each place one before it in the same group, or itself
    for group in groups:
        for one, other in pairwise(group):
            earlier, later = sorted((_first(first, place_of[one]), _first(first, place_of[other])))
            first[later] = earlier
    return sorted(order, key=lambda id_: (_first(first, place_of[id_]), place_of[id_]))


def _first(first: list[int], place: int) -> int:
    while first[place] != place:
        first[place] = place = first[first[place]]
    return place
