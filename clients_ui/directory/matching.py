"""How well clients match what is searched for. Pure."""

from collections.abc import Sequence
from functools import reduce

import polars as pl

from clients_ui.directory.texts import Texts

EXACT, BEGINS, WORD, NAMED, ELSEWHERE, NOT = range(6)
"""The whole name, its beginning, the beginning of a word in it; all words in the name; elsewhere; not found."""


def matches(texts: Texts, words: Sequence[str]) -> pl.Series:
    """For each client, how well it matches these folded words."""
    found = [texts.having(word) for word in words]
    steps = reduce(_worse, (_steps(texts.clients, named.clients, elsewhere) for named, elsewhere in found))
    phrase = f" {' '.join(words)}"
    named, _ = found[0]
    if len(words) == 1 and (named.before == 1).all():
        begins = named.clients  # often all do, and there is nothing else to be looked for
    else:
        clients, before = texts.in_names(phrase)
        begins = clients.filter(before == 0)
        steps = steps.scatter(clients, WORD)
    whole = begins.filter(texts.bytes_of_name(begins) == len(phrase.encode()) + 1)
    return steps.scatter(begins, BEGINS).scatter(whole, EXACT)


def match(name: str, others: str, words: Sequence[str]) -> int:
    """The same of one client's texts."""
    phrase = f" {' '.join(words)}"
    if not all(word in name or word in others for word in words):
        return NOT
    if not all(word in name for word in words):
        return ELSEWHERE
    if name.startswith(phrase):
        return EXACT if name == phrase else BEGINS
    return WORD if phrase in name else NAMED


def _steps(clients: int, named: pl.Series, elsewhere: pl.Series) -> pl.Series:
    steps = pl.Series([NOT], dtype=pl.UInt8).new_from_index(0, clients)
    return steps.scatter(elsewhere, ELSEWHERE).scatter(named, NAMED)


def _worse(one: pl.Series, other: pl.Series) -> pl.Series:
    return one.zip_with(one > other, other)
