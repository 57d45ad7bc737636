"""How well clients match what is searched for. Pure."""

from collections.abc import Iterable

import polars as pl

EXACT, BEGINS, WORD, NAMED, ELSEWHERE, NOT = range(6)
"""The whole name, its beginning, the beginning of a word in it; all words in the name; elsewhere; not found."""


def matches(text: pl.Series, named: pl.Series, words: Iterable[str]) -> pl.Series:
    """For each client, how well it matches these folded words.

    A word is looked for only where those before it were found, the longest first. Each text begins with the name, so
    that a word is in the name if its first place is.
    """
    rows, texts, lengths = pl.int_range(len(text), dtype=pl.UInt32, eager=True), text, named
    in_name = pl.repeat(True, len(text), eager=True)
    for word in sorted(words, key=len, reverse=True):
        place = texts.str.find(word, literal=True)
        found = place.is_not_null()
        in_name = in_name.filter(found) & (place.filter(found) + len(word.encode()) <= lengths.filter(found))
        rows, texts, lengths = rows.filter(found), texts.filter(found), lengths.filter(found)
    steps = pl.repeat(NOT, len(text), dtype=pl.UInt8, eager=True).scatter(rows, ELSEWHERE)
    best = _in_names(texts.filter(in_name), lengths.filter(in_name), " ".join(words))
    return steps.scatter(rows.filter(in_name), best)


def _in_names(texts: pl.Series, lengths: pl.Series, phrase: str) -> pl.Series:
    """How well names that hold all words match them in this order."""
    begins = texts.str.starts_with(phrase)
    whole = begins & (lengths == len(phrase.encode()))
    word = (texts.str.find(" " + phrase, literal=True) < lengths).fill_null(value=False)
    steps = pl.when(whole).then(EXACT).when(begins).then(BEGINS).when(word).then(WORD).otherwise(NAMED)
    return pl.select(steps.cast(pl.UInt8)).to_series()
