"""The text of a cell and the value of a field: what a text means, and whether it says what TimeTrack holds. Pure.

A file that was made of an account says of every client what TimeTrack holds, whatever that is: line ends that were
exchanged on the way, and characters that no file can hold, are no difference.
"""

import re
from collections.abc import Callable, Mapping

from clients_ui.client import country_words, unseen
from clients_ui.client.kinds import BOOLEAN, COUNTRY, LINES, ValueProblem, one_line_end
from clients_ui.client.record import FIELDS, Field, Value
from clients_ui.transfer import words
from clients_ui.transfer.lines import blank
from clients_ui.transfer.table import Odd
from clients_ui.wording import failures

NO_FILE_HOLDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_xFFF[EF]_")
"""What XML has no place for: it may come back as the sign for a character that is lost."""
YES = {*("true", "1", "yes", "y", "ja", "j", "wahr", "x", "✓", "✔", "aktiv", "enabled", "active")}
NO = {*("false", "0", "no", "n", "nein", "falsch", "inaktiv", "disabled", "inactive")}
DASHES = {"-", "–", "—"}
"""What stands in place of a yes or no that is not known."""


def filed(text: str) -> str:
    """A text as any file may give it back."""
    return NO_FILE_HOLDS.sub("\ufffd", one_line_end(text))


def empty(field: Field, text: str) -> bool:
    """Whether nothing can be seen in a cell, so that it says nothing of a field."""
    return blank(text) or (field.kind is BOOLEAN and text.strip() in DASHES)


def value(field: Field, text: str) -> Value:
    """What a text means, as it is sent; a text that means nothing in this field comes back as it was typed."""
    if field.kind is BOOLEAN:
        word = unseen.trimmed(text).casefold()
        return True if word in YES else False if word in NO else text
    if field.kind is COUNTRY and (code := country_words.code_of(text)):
        return code
    return field.kind.cleaned(text)


def says(field: Field, text: str, stored: Value) -> bool:
    """Whether a cell says what TimeTrack holds, in whatever notation, so that there is nothing to change."""
    if field.kind is BOOLEAN:
        said = value(field, text)
        return isinstance(said, bool) and stored in {None, said}
    held = str(stored or "")
    if text == held or filed(text) == filed(held):
        return True
    if field.kind is LINES:
        return field.kind.same(text, held)
    return not empty(field, text) and field.kind.equal(value(field, text), held)


def unread(field: Field, text: str) -> bool:
    """Whether a text means nothing in a field of yes and no."""
    return field.kind is BOOLEAN and not isinstance(value(field, text), bool)


def fits(field: Field, odd: Odd) -> bool:
    """Whether it is no surprise in a field that a cell is odd in this way."""
    return field.kind is BOOLEAN and odd is Odd.YES_NO


def problems(
    values: Mapping[str, Value], judge: Callable[[Mapping[str, Value]], Mapping[str, ValueProblem]]
) -> dict[str, str]:
    """Parameter → why its value may not be sent, in a sentence; `judge` is one of `rules`."""
    found = {name: _sentence(problem, FIELDS[name], values.get(name)) for name, problem in judge(values).items()}
    neither = {name for name, each in values.items() if FIELDS[name].kind is BOOLEAN and isinstance(each, str)}
    return found | {name: words.neither_yes_nor_no() for name in neither}


def _sentence(problem: ValueProblem, field: Field, value: Value) -> str:
    if problem is ValueProblem.NO_COUNTRY:
        return words.no_country(country_words.meant(str(value)))
    return failures.problem(problem, field, value)
