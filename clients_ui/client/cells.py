"""Cells of a CSV file that stay the text that they are, in whatever program somebody opens it. Pure.

A TAB goes before what a spreadsheet would take for a number or a formula: it keeps `+43…` and leading zeros, and
whoever reads the file takes it off again. Where the file is split at TABs it protects nothing, so an apostrophe goes
before each formula, wherever a cell might begin in a file that is split in another way. A space is no separator.
"""

import re
from typing import Final

FORMULA: Final = r"[=+\-@＝＋－＠]"  # full-width ones are formulas in some languages
SEPARATOR: Final = r";,|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029"
BLANK: Final = rf'[\s"\x01-\x1f\x7f\ufeff\u200b-\u200f\u2060{SEPARATOR}]'
# A phone number at the end: whatever comes behind it in the file, a quotation mark comes first, and makes no formula.
HARMLESS: Final = r"[+-][0-9 ()/.\-]*[0-9)]\Z"
# Where a cell might begin: matches what precedes, formula or not, so that no run of blanks is read twice.
BEGINNING: Final = re.compile(rf"((?:\A|[{SEPARATOR}]){BLANK}*+'*+)((?!{HARMLESS}){FORMULA})?")
NUMBER_OR_FORMULA: Final = re.compile(rf"{BLANK}*+'*+(?:{FORMULA}|(?=\D*\d)[\d\s.,:/%()€$£¥'eE+\-]*+\Z)")


def cell(text: str) -> str:
    """A text as a cell of a CSV file whose fields are all quoted. No file can hold a NUL."""
    text = text.replace("\0", "\ufffd")
    tab = "\t" if NUMBER_OR_FORMULA.match(text) else ""
    return tab + BEGINNING.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[0], text)
