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
    in_name: pl.Series | None = None
    for word in sorted(words, key=len, reverse=True):
        place = texts.str.find(word, literal=True)
        found = place.is_not_null()
        rows, texts, lengths = rows.filter(found), texts.filter(found), lengths.filter(found)
        here = place.filter(found) + len(word.encode()) <= lengths
        in_name = here if in_name is None else in_name.filter(found) & here
    steps = pl.repeat(NOT, len(text), dtype=pl.UInt8, eager=True).scatter(rows, ELSEWHERE)
    if in_name is None or not in_name.any():
        return steps
    names = pl.DataFrame({"text": texts.filter(in_name), "named": lengths.filter(in_name)})
    return steps.scatter(rows.filter(in_name), names.select(_in_names(" ".join(words))).to_series())


def _in_names(phrase: str) -> pl.Expr:
    """How well names that hold all words match them in this order."""
    begins = pl.col("text").str.starts_with(phrase)
    whole = begins & (pl.col("named") == len(phrase.encode()))
    word = pl.col("text").str.find(" " + phrase, literal=True) < pl.col("named")
    return pl.when(whole).then(EXACT).when(begins).then(BEGINS).when(word).then(WORD).otherwise(NAMED).cast(pl.UInt8)
