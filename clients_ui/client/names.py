"""Names compared: "Müller GmbH" and "Mueller Ges.m.b.H." are likely one; and how TimeTrack is asked for both."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from clients_ui.client.folding import bounded, plain

WORD = re.compile(r"[^\W_]+|[&+]")
AND = {"&", "+", "and", "und"}
# Letters that folding may have made of an umlaut: somebody else may have typed the umlaut, or a blank before a capital.
DOUBTFUL = re.compile("[aou]e|ss|[^a-z]|(?-i:(?<=[a-z])(?=[A-Z]))", re.IGNORECASE)
SHORTEST, LONGEST_RUN = 2, 100
"""Letters that TimeTrack is asked for."""


def folded(name: str) -> str:
    """The name in small letters and digits alone: no umlauts, accents, blanks and signs, no "and", no legal forms."""
    words = _words(plain(name))
    return "".join(words[at] for at in _naming(words)) or bounded(name).strip().casefold()


def search_run(name: str) -> str:
    """The longest run of letters that every spelling of this name has in common; its longest word where there is none.

    A capital at its start is left off: whether TimeTrack's filter ignores case is not known.
    """
    name = bounded(name).strip()
    written = WORD.findall(unicodedata.normalize("NFC", name))
    written = [word for word in written if plain(word) not in AND]
    words = [written[at] for at in _naming([*map(plain, written)])] or [name]
    runs = [run for word in words for run in DOUBTFUL.split(word)]
    longest = max((run[1:] if run[:1].isupper() and len(run) > SHORTEST else run for run in runs), key=len)
    return (longest if len(longest) >= SHORTEST else max(words, key=len))[:LONGEST_RUN]


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word not in AND]


def _naming(words: Sequence[str]) -> Iterable[int]:
    """Which of these words name a company, and do not say of which legal form it is; one must.

    What a name begins with names it, but for the forms that stand before names too.
    """
    first = end = _end_of_form(words, 0)
    naming = [*range(first)] if "".join(words[:first]) not in BEFORE else []
    while end < len(words):
        at, end = end, _end_of_form(words, end)
        if at == end:
            naming.append(at)
            end += 1
    return naming or range(first)


def _end_of_form(words: Sequence[str], at: int) -> int:
    """Where the longest legal form ends that begins here, blanks and points left out; here itself if there is none."""
    spelt, end = "", at
    for last in range(at, len(words)):
        spelt += words[last]
        if spelt in FORMS:
            end = last + 1
        if spelt not in BEGINNINGS:
            break
    return end


_TABLE = tomllib.loads(Path(__file__).with_name("legal_forms.toml").read_text(encoding="utf-8"))
FORMS = {"".join(_words(plain(form))) for forms in _TABLE["forms"].values() for form in forms}
BEFORE = {"".join(_words(plain(form))) for form in _TABLE["before"]}
BEGINNINGS = {form[:length] for form in FORMS for length in range(1, len(form))}
