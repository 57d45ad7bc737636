"""Names folded, so that "Müller GmbH" and "Mueller Ges.m.b.H." are the same; and what to search them by.

Whatever is folded passes `bounded` first: nobody can keep a worker busy by what they type into TimeTrack.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, groupby

UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "a", "ł": "l"}
LEGAL_FORMS = re.compile(
    r"\b(?:ges\.?\s?m\.?\s?b\.?\s?h|gmbh|mbh|kgaa|ohg|gbr|kg|ag|og|ug|se|e\.?\s?u|e\.?\s?k|e\.?\s?v|s[aà]rl|s\.?a|ltd|inc|co)\b\.?",
    re.IGNORECASE,
)
SIGNS = re.compile(r"[\W_]")
# Letters that folding may have made of an umlaut: somebody else may have typed the umlaut.
DOUBTFUL = re.compile("[aou]e|ss|[^a-z]", re.IGNORECASE)
SHORTEST, LONGEST_RUN = 2, 100
"""Letters that TimeTrack is asked for."""
LONGEST = 10_000
"""Letters of a value that are folded, searched and compared: some four pages."""
MOST_MARKS = 30
"""Marks on one letter, as in Unicode's stream-safe text: to put many in order takes the square of their number."""
MAY_BE_MARKS = re.compile(r"[\u0300-\U0010ffff]{31,}")
INSIDE_WORDS = 3
"""So many letters are found inside words too."""


def folded(name: str) -> str:
    """The name in small letters and digits alone, without umlauts, accents, spaces, signs and legal forms."""
    whole = plain(name)
    return SIGNS.sub("", LEGAL_FORMS.sub(" ", whole)) or SIGNS.sub("", whole) or bounded(name).strip().casefold()


def search_run(name: str) -> str:
    """The longest run of letters that every spelling of this name has in common; the name itself where there is none.

    A capital at its start is left off: whether TimeTrack's filter ignores case is not known.
    """
    name = bounded(name)
    rests = LEGAL_FORMS.split(name)
    runs = [run for rest in rests for run in DOUBTFUL.split(rest)]
    longest = max((run[1:] if run[:1].isupper() and len(run) > SHORTEST else run for run in runs), key=len)
    found = longest if len(longest) >= SHORTEST else max(rests, key=len).strip() or name.strip()
    return found[:LONGEST_RUN]


def bounded(text: str) -> str:
    """As much of a text as is looked at: its first letters, and of the marks on each of them a few."""
    return MAY_BE_MARKS.sub(lambda run: _with_few_marks(run[0]), text[:LONGEST])


def plain(text: str) -> str:
    """A text in small letters without umlauts and accents, as it is searched: "Süß & Café" is "suess & cafe"."""
    text = bounded(text)
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text).casefold()
    for letter, spelt in UMLAUTS.items():  # a third of the time of str.translate
        composed = composed.replace(letter, spelt)
    return (composed if composed.isascii() else _without_accents(composed))[:LONGEST]


def pattern(word: str) -> str:
    """What finds a folded word in a folded text: one of one or two letters at the beginnings of words alone."""
    return (r"(?<![^\W_])" if len(word) < INSIDE_WORDS and word.isalnum() else "") + re.escape(word)


def parts(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A text, as far as it is looked at, cut where folded words are found in it; for each part whether it is one."""
    letters = unicodedata.normalize("NFC", bounded(text))
    folds = {letter: plain(letter) for letter in set(letters)}
    spelt = [folds[letter] for letter in letters]  # a letter may be folded into two, or into none
    ends, whole = [*accumulate(map(len, spelt))], "".join(spelt)
    found = [False] * len(letters)
    for each in (match for word in words for match in re.finditer(pattern(word), whole)):
        first, last = bisect_right(ends, each.start()), bisect_left(ends, each.end())
        found[first : last + 1] = [True] * (last + 1 - first)
    pieces = groupby(zip(letters, found, strict=True), key=lambda letter: letter[1])
    return [("".join(letter for letter, _ in piece), is_found) for is_found, piece in pieces]


def ordering(text: str) -> str:
    """What a text is sorted by, as DIN 5007-1 and its Austrian and Swiss like have it: ä as a, ß as ss."""
    text = bounded(text)
    return text.lower() if text.isascii() else _without_accents(text.casefold())[:LONGEST]


def _without_accents(text: str) -> str:
    return "".join(map(_bare, text))


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    """A letter taken apart, without its marks: letter by letter, as some become eighteen."""
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
