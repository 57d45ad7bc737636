"""Which column of a file is which field: by the name at its head.

A name is matched where it is, letter by letter, what some language, TimeTrack, the settings or people usually call a
field. What is only similar is proposed, and a person decides.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from rapidfuzz import fuzz, process

from clients_ui.client.folding import plain
from clients_ui.client.record import FIELDS, Group
from clients_ui.transfer.heads import by_head
from clients_ui.wording.labels import label

HEAD_WITHIN = 20
"""The head is looked for in so many rows of a file."""
SIMILAR = 85
"""Of a hundred: from here on two names are similar. "Umsatz" and "Zusatz" have 83, "Addresse" and "Adresse" 93."""
SHORTEST = 4
"""Letters of a name to which another may be similar: of "Ort" all and nothing is."""
BRACKETS: Final = re.compile(r"\(.*?\)|\[.*?\]")
_TABLE: Final = tomllib.loads(Path(__file__).with_name("usual_heads.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file are: index → "id" or parameter, for those that are sure and those that are proposed.

    `unknown`: the heads of all others, which are left out; `doubled`: those of them that another column is better for.
    """

    taken: Mapping[int, str]
    proposed: Mapping[int, str]
    unknown: Sequence[str]
    doubled: Sequence[str] = ()


def match(heads: Sequence[str]) -> Columns:
    """What the columns with these heads are. Each field is one column's: the one whose head is the better known."""
    meanings = _meanings(*_own())
    named = {at: key for at, head in enumerate(heads) if (key := folded(head))}
    ranked = sorted((meanings[key][1], at) for at, key in named.items() if key in meanings)
    taken: dict[int, str] = {}
    doubled = []
    for _, at in ranked:
        if (field := meanings[named[at]][0]) in taken.values():
            doubled.append(at)
        else:
            taken[at] = field
    proposed = _proposed(heads, {at: key for at, key in named.items() if at not in taken}, taken)
    left = [at for at in named if at not in taken and at not in proposed]
    return Columns(
        dict(sorted(taken.items())),
        proposed,
        [heads[at].strip() for at in left],
        [heads[at].strip() for at in left if at in doubled],
    )


def known_heads(texts: Sequence[str]) -> int:
    """How many fields are named by a row: it is the head where that is most."""
    meanings = _meanings(*_own())
    return len({meanings[key][0] for text in texts if (key := folded(text)) in meanings})


def folded(head: str) -> str:
    """A head in small letters and digits alone: "E-Mail-Adresse:" is "emailadresse"."""
    return "".join(filter(str.isalnum, plain(head[:200])))


def _proposed(heads: Sequence[str], left: Mapping[int, str], taken: Mapping[int, str]) -> dict[int, str]:
    """The fields that are still free for columns that are left, by the best likeness first."""
    meanings = _meanings(*_own())
    found: dict[int, str] = {}
    for _, at, field in sorted(_similar(heads, left, meanings)):
        if at not in found and field not in found.values() and field not in taken.values():
            found[at] = field
    return dict(sorted(found.items()))


def _similar(
    heads: Sequence[str], left: Mapping[int, str], meanings: Mapping[str, tuple[str, int]]
) -> Iterator[tuple[float, int, str]]:
    """How far a column is from a field that it may be, its index, and the field."""
    for at, key in left.items():
        if key in OTHERWISE:
            yield 0, at, OTHERWISE[key]
        without = folded(BRACKETS.sub("", heads[at]))
        if key in meanings or {key, without} & UNLIKE:
            continue
        if without in meanings:
            yield 0, at, meanings[without][0]
        elif len(key) >= SHORTEST:
            alike = process.extract(key, meanings.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3)
            yield from ((100 - score, at, meanings[name][0]) for name, score, _ in alike if len(name) >= SHORTEST)


def _own() -> tuple[tuple[str, ...], str]:
    """What the settings call the free fields, and which of them holds a VAT id."""
    free = tuple(label(field) for field in FIELDS.values() if field.group is Group.FREE)
    return free, settings.TIMETRACK_VAT_FIELD


@lru_cache(maxsize=8)
def _meanings(_free: Sequence[str], vat_field: str) -> Mapping[str, tuple[str, int]]:
    """Folded head → the field that it means, and how good a name for it that is: the less, the better."""
    usual = {name: [*map(folded, heads)] for name, heads in _TABLE["heads"].items()}
    vat = usual.pop("vat")
    if vat_field:
        usual[vat_field] = vat
    found: dict[str, tuple[str, int]] = {}
    for head, name in by_head().items():
        key, listed = folded(head), usual.get(name, [])
        found.setdefault(key, (name, listed.index(key) + 1 if key in listed else 0))
    for name, listed in usual.items():
        for rank, key in enumerate(listed, 1):
            found.setdefault(key, (name, rank))
    return found


UNLIKE: Final = {folded(head) for head in _TABLE["unlike"]["heads"]}
OTHERWISE: Final = {folded(head): field for head, field in _TABLE["otherwise"].items()}
