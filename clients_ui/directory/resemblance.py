"""Which names resemble what was typed, where nothing was found: a letter is wrong, missing or too many. Pure."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

MOST_NAMES = 3
FEWEST_LETTERS = 4


def resembling(typed: str, names: Iterable[str]) -> list[str]:
    """The folded names that are the likest what was typed, best first; else those that have the like within them."""
    typed = _without_dots(typed)
    if len(typed) < FEWEST_LETTERS:
        return []
    one_wrong = 99.9 - 100 / len(typed)
    every = {name: _without_dots(name) for name in names}
    whole = process.extract(typed, every, scorer=fuzz.ratio, score_cutoff=one_wrong, limit=MOST_NAMES)
    longer = {} if whole else {name: text for name, text in every.items() if len(text) >= len(typed)}
    within = process.extract(typed, longer, scorer=fuzz.partial_ratio, score_cutoff=one_wrong, limit=MOST_NAMES)
    return [name for *_, name in whole or within]


def _without_dots(name: str) -> str:
    """A folded name with one letter for what is written as an umlaut, or with two letters."""
    return name.replace("ae", "a").replace("oe", "o").replace("ue", "u")
