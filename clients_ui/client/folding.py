"""Names folded, so that "Müller GmbH" and "Mueller Ges.m.b.H." are the same; and what to search them by."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "a", "ł": "l"}
LEGAL_FORMS = re.compile(
    r"\b(?:ges\.?\s?m\.?\s?b\.?\s?h|gmbh|mbh|kgaa|ohg|gbr|kg|ag|og|ug|se|e\.?\s?u|e\.?\s?k|e\.?\s?v|s[aà]rl|s\.?a|ltd|inc|co)\b\.?"
)
# Letters that folding may have made of an umlaut: somebody else may have typed the umlaut.
DOUBTFUL = re.compile("[aou]e|ss|[^a-z]", re.IGNORECASE)
SHORTEST = 2


def folded(name: str) -> str:
    """The name in small letters and digits alone, without umlauts, accents, spaces, signs and legal forms."""
    whole = plain(name)
    return _letters(LEGAL_FORMS.sub(" ", whole)) or _letters(whole) or name.strip().casefold()


def search_run(name: str) -> str:
    """The longest run of letters that every spelling of this name has in common; the name itself where there is none.

    A capital at its start is left off: whether TimeTrack's filter ignores case is not known.
    """
    without_form = _cut_legal_forms(name)
    runs = [run[1:] if run[:1].isupper() and len(run) > SHORTEST else run for run in DOUBTFUL.split(without_form)]
    longest = max(runs, key=len)
    return longest if len(longest) >= SHORTEST else without_form.strip() or name.strip()


def _cut_legal_forms(name: str) -> str:
    """The name with spaces where legal forms stood, letter for letter where lower case keeps the length."""
    lower = name.lower()
    if len(lower) != len(name):
        return name
    cut = LEGAL_FORMS.sub(lambda form: " " * len(form[0]), lower)
    return "".join(letter if kept != " " else " " for letter, kept in zip(name, cut, strict=True))


def plain(text: str) -> str:
    """A text in small letters without umlauts and accents, as it is searched: "Süß & Café" is "suess & cafe"."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFC", text).casefold()
    for letter, spelt in UMLAUTS.items():  # a third of the time of str.translate
        composed = composed.replace(letter, spelt)
    return composed if composed.isascii() else _without_accents(composed)


def parts(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A text cut where folded words are found in it, and for each part whether it is one of them."""
    text = unicodedata.normalize("NFC", text)
    whole = plain(text)
    found = sorted([span for word in words for span in spans(whole, word)])
    if not text[: max((end for _, end in found), default=0)].isascii():
        found = _in_letters(text, words)
    cut: list[tuple[str, bool]] = []
    done = 0
    for start, end in _joined(found):
        cut += [(text[done:start], False), (text[start:end], True)]
        done = end
    cut.append((text[done:], False))
    return [each for each in cut if each[0]]


def _in_letters(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words are found in a text with letters that may be folded into two."""
    letters = [*map(_letter, text)]
    ends, whole = [*accumulate(map(len, letters))], "".join(letters)
    found = sorted([span for word in words for span in spans(whole, word)])
    return [(bisect_right(ends, start), bisect_left(ends, end) + 1) for start, end in found]


@lru_cache(maxsize=2048)
def _letter(letter: str) -> str:
    return plain(letter)


def spans(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where a text has this word, which is not empty."""
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, those that overlap or touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def ordering(text: str) -> str:
    """What a text is sorted by, as DIN 5007-1 and its Austrian and Swiss like have it: ä as a, ß as ss."""
    return text.lower() if text.isascii() else _without_accents(text.casefold())


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
