"""Every switch for an unknown fact, with every value that is not the default; and pairs of them."""

from dataclasses import fields
from itertools import combinations
from typing import Literal, get_args, get_origin, get_type_hints

from ttdash.sandbox import Switches

TYPES = get_type_hints(Switches)
DEFAULTS = {each.name: getattr(Switches(), each.name) for each in fields(Switches)}
CHOSEN = {
    "rate_limit": [None, 9],
    "delay": [0.0, 0.01],
    "limit_cap": [None, 50, 60],
    "max_length": [None, 20],
    "put_drops": [frozenset(), frozenset({"phone"}), frozenset({"notes", "color"})],
}
"""The values of the switches that take any number or any set."""

NEEDS = {
    "too_long": {"max_length": 20},
    "errors": {"max_length": 20},
    "error_list_has_several": {"max_length": 20},
    "deleted": {"deleted_status": 200},
}
"""Switches that mean nothing without another one."""


def values(name):
    """All values of a switch that are worth a round, the default first."""
    kinds = get_args(TYPES[name]) if get_origin(TYPES[name]) not in {None, Literal, frozenset} else (TYPES[name],)
    named = [choice for kind in kinds if get_origin(kind) is Literal for choice in get_args(kind)]
    both = [False, True] if bool in kinds else []
    none = [None] if type(None) in kinds else []
    found = CHOSEN.get(name) or [*named, *both, *none]
    return sorted(found, key=lambda value: value != DEFAULTS[name])


ALL = {name: values(name) for name in DEFAULTS}
SINGLE = [(name, value) for name, several in ALL.items() for value in several[1:]]


def turned(name, value):
    """The switches of a round in which this one stands otherwise than by default."""
    return NEEDS.get(name, {}) | {name: value}


def all_pairs(parameters):
    """Rows that hold one value of each parameter, so that every two values of two parameters meet in one of them.

    Greedy and always the same: each row begins with a pair that has not met yet and takes, parameter by parameter,
    the value that brings most new pairs.
    """
    names = sorted(parameters, key=lambda name: -len(parameters[name]))
    pairs = [
        frozenset({(one, first), (other, second)})
        for one, other in combinations(names, 2)
        for first in parameters[one]
        for second in parameters[other]
    ]
    missing, rows = set(pairs), []
    for pair in pairs:
        if pair in missing:
            row = _filled_up(dict(sorted(pair, key=lambda part: part[0])), names, parameters, missing)
            missing -= met_in(row)
            rows.append(row)
    return rows


def met_in(row):
    """The pairs of this row."""
    return {frozenset(pair) for pair in combinations(row.items(), 2)}


def _filled_up(row, names, parameters, missing):
    for name in names:
        if name not in row:
            news = [
                sum(frozenset({(name, value), known}) in missing for known in row.items()) for value in parameters[name]
            ]
            row[name] = parameters[name][news.index(max(news))]
    return {name: row[name] for name in parameters}


def name_of_test(row):
    """What does not stand at its default, as the name of a test."""
    return " ".join(f"{name}={_text(value)}" for name, value in row.items() if DEFAULTS.get(name, "") != value)


def _text(value):
    return "+".join(sorted(value)) if isinstance(value, frozenset) else str(value)
