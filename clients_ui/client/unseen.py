"""Characters that nobody sees, and control characters: where they stand in a text, and what they are called. Pure."""

import re
import unicodedata

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Unicode's property Default_Ignorable_Code_Point, as a part of a pattern."""
_OF_NO_WIDTH = "\u2028\u2029\ufff9-\ufffb"
_BLANK = "\u2800\U00013441\U00013442\U00016fe4\U0001d159"
"""Letters and signs whose picture is empty."""
_NO_BREAK = "\u00a0\u2007\u202f"
"""Spaces that look like any other and are none to a program."""
IGNORED = re.compile(f"[{_IGNORABLE}{_BLANK}]")
"""What makes no difference to a search."""
UNSEEN = re.compile(f"[{_IGNORABLE}{_OF_NO_WIDTH}{_BLANK}{_NO_BREAK}]")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
CONTROLS_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""All but TAB and the ends of lines."""
_IN_BOTH_DIRECTIONS = {"R", "AL", "AN"}
"""What is written from right to left: there, a mark that nobody sees may say where the rest stands."""
_EDGE = re.compile(f"[\\s{_IGNORABLE}{_OF_NO_WIDTH}{_BLANK}]*")
_MODIFIER = re.compile("[\ufe00-\ufe0f]|[\U000e0020-\U000e007f]{1,8}")
"""What changes the sign before it: a heart into a red one, a flag into that of Wales."""
_JOINER = re.compile("[\u200c\u200d]")
_TYPED = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\0": "NULL", "\x1b": "ESCAPE", "\x7f": "DELETE"}
PLAIN = frozenset(filter(str.isalnum, map(chr, range(0x300))))
"""The letters and digits of Europe's, which everybody sees."""
BEFORE = 10
"""Letters before a character that are told, so that it can be found."""


def trimmed(text: str) -> str:
    """A text without what nobody sees at both ends; what changes the sign before it stays."""
    if text and text[0] in PLAIN and text[-1] in PLAIN:  # as most are
        return text
    text = text[_end(_EDGE.match(text)) :]
    end = len(text) - _end(_EDGE.match(text[::-1]))  # searched from its end, a text of blanks takes the square
    modifier = _MODIFIER.match(text, end) if end and _can_be_joined(text[end - 1]) else None
    return text[: modifier.end() if modifier else end]


def is_blank(text: str) -> bool:
    """Whether nothing can be seen of a text."""
    return all(unicodedata.category(letter)[0] in "ZC" or UNSEEN.match(letter) for letter in text)


def first_unseen(text: str) -> int | None:
    """Where a character stands that nobody sees, and that changes nothing that is seen; None for nowhere."""
    for found in UNSEEN.finditer(text):
        if not _changes_a_sign(text, found.start()):
            return found.start()
    return None


def seen(text: str) -> str:
    """A text of one line as everybody sees it: without what nobody sees, and with plain blanks alone.

    A text that is written from right to left stays as it is.
    """
    if any(unicodedata.bidirectional(letter) in _IN_BOTH_DIRECTIONS for letter in text):
        return text
    kept = [
        letter if not UNSEEN.match(letter) or _changes_a_sign(text, place) else "" if IGNORED.match(letter) else " "
        for place, letter in enumerate(text)
    ]
    return trimmed("".join(kept))


def name_of(character: str) -> str:
    """The name of a character by Unicode, "" for none."""
    return unicodedata.name(character, _TYPED.get(character, ""))


def _changes_a_sign(text: str, place: int) -> bool:
    """Whether it joins the two signs around it, as in Persian and in pictures, or modifies the one before it."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if _JOINER.match(text[place]):
        return bool(before and after) and _can_be_joined(before) and _can_be_joined(after)
    return bool(before and _MODIFIER.match(text[place])) and _can_be_joined(before)


def _can_be_joined(letter: str) -> bool:
    """Whether it is a picture, a letter or mark of a script without capitals, or has been modified already."""
    modified = _MODIFIER.match(letter) is not None
    return modified or (unicodedata.category(letter) in {"So", "Sk", "Lo", "Mn", "Mc"} and not UNSEEN.match(letter))


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found else 0
