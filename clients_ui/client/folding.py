"""Texts folded, so that "Müller" and "MUELLER" are the same: to be searched, compared and sorted by.

Whatever is folded passes `bounded` first: nobody can keep a worker busy by what they type into TimeTrack.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby

from clients_ui.client.letters import APOSTROPHES, BASE, HYPHENS, SPELT
from clients_ui.client.phones import is_number, own_digit, typed_digits
from clients_ui.client.unseen import IGNORED

# CLDR's root order, which is the German one: blanks, then these signs, then digits. Those in a row have one place.
SIGNS = "_ -‐‑‒–—― , ; : !¡ ?¿ .…·• '‘’‚‹› \"“”„«» ( ) [ ] { } §¶ @ * / \\ & # %‰ `´ ^ ° ©® +± ÷× < = > | ~ $¢£¥€"
PLACES = str.maketrans(
    {chr(code): "" for code in range(32)}
    | dict.fromkeys(" \t\n\r\u00a0\u202f", "\x02")
    | {sign: chr(place) for place, signs in enumerate(SIGNS.split(), 3) for sign in signs}
    | BASE
    | {"æ": "ae"}
)
OWN_PLACE = "й"
"""Letters that come behind the one that they are written with."""
IN_FRONT = " \t\u00a0\u200b\u200e\u200f\u2060\ufeff'‘’‚‹›\"“”„«»`´([{<⟨「『"
LONGEST = 10_000
"""Letters of a value that are folded, searched and compared: some four pages."""
MOST_MARKS = 30
"""Marks on one letter, as in Unicode's stream-safe text: to put many in order takes the square of their number."""
MAY_BE_MARKS = re.compile(r"[\u0300-\U0010ffff]{31,}")
AND = {"&": "&", "+": " + ", "und": " und ", "and": " and "}
"""Words that are one between others, each as it stands in a text where another of them was typed."""
INSIDE_WORDS = 3
"""So many letters are found inside words too."""
WORD = re.compile(r"[^\W_]+")
BEGINNING = 0xF0000
"""A run of words begins with a letter that is moved so far, and goes on in capitals: nobody types either."""
WORDS_OF_A_RUN, MOST_RUNS, LONGEST_RUN = 6, 24, 60
"""Words that may be typed as one, words of a text with which such a run begins, and the letters of a run."""
_LEFT_OUT = re.compile(f"{IGNORED.pattern}|[{APOSTROPHES}]")
_BLANK = re.compile(f"[-{HYPHENS}\0-\x1f{chr(BEGINNING)}-\U0010ffff]")
"""What is like a blank: hyphens, and the letters that stand for digits of phone numbers and begin runs."""
_AND_SIGN = re.compile(r"(?<=[^\W\d_])\+(?=[^\W\d_])")
"""A "+" between letters, not that of a phone number."""


def bounded(text: str) -> str:
    """As much of a text as is looked at: its first letters, and of the marks on each of them a few."""
    return MAY_BE_MARKS.sub(lambda run: _with_few_marks(run[0]), text[:LONGEST])


def plain(text: str) -> str:
    """A text in small letters without umlauts, accents, apostrophes and hyphens: "D'Or-Süß" is "dor suess"."""
    return spellings(text)[0]


def bare(text: str) -> str:
    """A text in small letters, each of them its base letter: "Süß & Café" is "suss & cafe"."""
    return spellings(text)[-1]


def spellings(text: str) -> tuple[str, ...]:
    """The one or two ways in which a text is written without umlauts and accents: "Zürich" is "zuerich", "zurich"."""
    composed = spelt = _composed(bounded(text))
    if composed.isascii():
        return (composed,)
    for letter, written in SPELT.items():  # a third of the time of str.translate
        spelt = spelt.replace(letter, written)
    ways = (each if each.isascii() else _without_accents(each) for each in (spelt, composed))
    return tuple(dict.fromkeys(each[:LONGEST] for each in ways))


def alternatives(typed: str) -> tuple[tuple[str, ...], ...]:
    """What was typed, word by word, each in all the ways in which it may be written; the way it was typed first."""
    words = [*zip(plain(typed).split(), bare(typed).split(), strict=True)]
    joining = AND if {spelt for spelt, _ in words} - AND.keys() else {}
    numbers = typed_digits([spelt for spelt, _ in words])
    ways = [
        (*word, *_others(word[0], joining), *filter(None, [number]))
        for word, number in zip(words, numbers, strict=True)
    ]
    return tuple(dict.fromkeys(tuple(dict.fromkeys(way)) for way in ways))


def runs(text: str) -> list[str]:
    """The words of a folded text joined, from each of them on: so "mediamarkt" finds "media markt"."""
    words = WORD.findall(text)
    starts = range(min(len(words) - 1, MOST_RUNS))
    return [as_run("".join(words[start : start + WORDS_OF_A_RUN])[:LONGEST_RUN]) for start in starts]


def as_run(word: str) -> str:
    """A folded word as the beginning of a run, in letters that nothing else holds."""
    return _moved(word[0]) + word[1:].upper()


def is_run(word: str) -> bool:
    """Whether it is the beginning of a run."""
    return word[:1] >= chr(BEGINNING)


@lru_cache(maxsize=1024)
def pattern(word: str) -> re.Pattern[str]:
    """What finds a folded word in a folded text: one of one or two letters at the beginnings of words alone."""
    if is_run(word):  # in a text each of its words begins a run
        return re.compile(word[0] + "".join(f"[{re.escape(letter + _moved(letter.lower()))}]" for letter in word[1:]))
    return re.compile((r"(?<![^\W_])" if len(word) < INSIDE_WORDS and word.isalnum() else "") + re.escape(word))


def parts(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A text, as far as it is looked at, cut where folded words are found in it; for each part whether it is one."""
    letters = unicodedata.normalize("NFC", bounded(text))
    found = [False] * len(letters)
    for spelt in _letter_by_letter(letters, words):
        ends = [*accumulate(map(len, spelt))]
        whole = "".join(spelt[: bisect_right(ends, LONGEST)])
        for each in (match for word in words for match in pattern(word).finditer(whole)):
            first, last = bisect_right(ends, each.start()), bisect_left(ends, each.end())
            found[first : last + 1] = [True] * (last + 1 - first)
    lengths = [(len([*piece]), is_found) for is_found, piece in groupby(found)]
    stops = accumulate(length for length, _ in lengths)
    return [(letters[stop - length : stop], is_found) for stop, (length, is_found) in zip(stops, lengths, strict=True)]


def _letter_by_letter(letters: str, words: Sequence[str]) -> Iterator[list[str]]:
    """What becomes of each letter (it may be two, or none), in every way in which these words are searched."""
    in_runs = any(map(is_run, words))
    folds = [plain] if letters.isascii() else [plain, bare]
    for fold in [*folds, own_digit] if any(map(is_number, words)) else folds:
        spelt = [_letter(fold, letter) for letter in letters]
        for sign in _AND_SIGN.finditer(letters) if fold is not own_digit else ():
            spelt[sign.start()] = AND["+"]
        yield spelt
        if in_runs and fold is not own_digit:
            beginnings = {match.start() for match in WORD.finditer("".join(spelt))}
            starts = accumulate(map(len, spelt), initial=0)
            yield [
                (as_run(each) if start in beginnings else each.upper()) if each.isalnum() else ""
                for start, each in zip(starts, spelt, strict=False)
            ]


@lru_cache(maxsize=4096)
def _letter(fold: Callable[[str], str], letter: str) -> str:
    """What becomes of one letter: a list marks what was found in some hundred texts."""
    return fold(letter)


def ordering(text: str) -> str:
    """What a text is sorted by, in the order of CLDR for German (DIN 5007-1): ä as a, ß as ss, signs before digits.

    Quotes and brackets in front make no difference; accents do where two texts are otherwise the same.
    """
    text = bounded(text)
    text = text if text.isascii() else IGNORED.sub("", text)
    text = text.lstrip(IN_FRONT) or text
    if text.isascii():
        return text.lower().translate(PLACES)
    key = "".join(map(_place, unicodedata.normalize("NFC", text).casefold()))[:LONGEST]
    return f"{key}\1{text.lower()[:LONGEST]}"  # nothing that a key holds comes before \1


@lru_cache(maxsize=4096)
def _place(letter: str) -> str:
    """What one letter of a text is sorted by."""
    return "".join(_apart(letter)).translate(PLACES) if letter not in OWN_PLACE else letter


def _others(word: str, joining: Mapping[str, str]) -> list[str]:
    return [text for other, text in joining.items() if other != word] if word in joining else []


def _composed(text: str) -> str:
    """A text in small letters without apostrophes and what nobody sees, with blanks for hyphens and around "&"."""
    if text.isascii() and text.isprintable():
        composed = text.lower().replace("'", "").replace("`", "").replace("-", " ")
    else:
        composed = _BLANK.sub(" ", unicodedata.normalize("NFC", _LEFT_OUT.sub("", text)).casefold())
    if "+" in composed:
        composed = _AND_SIGN.sub(AND["+"], composed)
    return composed.replace("&", " & ")


def _without_accents(text: str) -> str:
    return "".join(map(_bare, text))


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    """A letter without its marks, as its base letter."""
    return "".join(BASE.get(part, part) for part in _apart(letter))


def _apart(letter: str) -> list[str]:
    """A letter taken apart, small and without its marks: letter by letter, as some become eighteen."""
    parts_ = unicodedata.normalize("NFKD", letter).casefold()  # a "™" becomes capitals
    return [part for part in parts_ if not unicodedata.combining(part)]


def _moved(letter: str) -> str:
    return chr(BEGINNING + min(ord(letter), 0xFFFF))


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
