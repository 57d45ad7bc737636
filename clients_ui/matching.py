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
    longest, *others = sorted(words, key=len, reverse=True)
    place, rows = _places(text, longest)
    texts, lengths, place = text[rows], named[rows], place[rows]
    in_name = _within(place, longest, lengths)
    for word in others:
        place, hits = _places(texts, word)
        rows, texts, lengths, place = rows[hits], texts[hits], lengths[hits], place[hits]
        in_name = in_name[hits] & _within(place, word, lengths)
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
    """Where each text has a word first, in bytes, and which have it. A frame is searched in several threads."""
    places = texts.to_frame("text").select(pl.col("text").str.find(word, literal=True)).to_series()
    return places, places.is_not_null().arg_true()


def _within(place: pl.Series, word: str, lengths: pl.Series) -> pl.Series:
    return place + len(word.encode()) <= lengths
