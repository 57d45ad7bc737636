"""How well clients match what is searched for. Pure."""

from collections.abc import Sequence

import polars as pl

EXACT, BEGINS, WORD, NAMED, ELSEWHERE, NOT = range(6)
"""The whole name, its beginning, the beginning of a word in it; all words in the name; elsewhere; not found."""


def matches(text: pl.Series, named: pl.Series, words: Sequence[str]) -> pl.Series:
    """For each client, how well it matches these folded words.

    A word is looked for only where those before it were found, the longest first. Each text begins with the name, so
    that a word is in the name if its first place is.
    """
    rows, texts, lengths = pl.int_range(len(text), dtype=pl.UInt32, eager=True), text, named
    in_name, place = pl.Series([True]).new_from_index(0, len(text)), pl.Series(dtype=pl.UInt32)
    for word in sorted(words, key=len, reverse=True):
        places, found = _places(texts, word)
        rows, texts, lengths, place = (each.filter(found) for each in (rows, texts, lengths, places))
        in_name = in_name.filter(found) & (place + len(word.encode()) <= lengths)
    steps = pl.Series([NOT], dtype=pl.UInt8).new_from_index(0, len(text)).scatter(rows, ELSEWHERE)
    rows, texts, lengths, place = (each.filter(in_name) for each in (rows, texts, lengths, place))
    phrase = " ".join(words)
    begins = place == 0 if len(words) == 1 else _places(texts, phrase)[0].eq_missing(0)
    whole = begins & (lengths == len(phrase.encode()))
    steps = steps.scatter(rows.filter(begins), BEGINS).scatter(rows.filter(whole), EXACT)
    rows, texts, lengths = (each.filter(~begins) for each in (rows, texts, lengths))
    if rows.is_empty():
        return steps
    within = _places(texts, f" {phrase}")[0] < lengths
    return steps.scatter(rows, NAMED).scatter(rows.filter(within), WORD)


def _places(texts: pl.Series, word: str) -> tuple[pl.Series, pl.Series]:
    """Where each text has a word first, in bytes, and whether it has. A frame is searched in several threads."""
    place = pl.col("text").str.find(word, literal=True)
    places, found = texts.to_frame("text").select(place, found=place.is_not_null())
    return places, found
