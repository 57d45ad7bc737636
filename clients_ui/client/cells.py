"""Cells of a CSV file that stay the text that they are, in whatever program somebody opens it. Pure.

A TAB goes before what a spreadsheet would take for a number, a date or a formula: it keeps `+43…` and leading zeros,
and whoever reads the file takes it off again (`marked`, `unmarked`: the text comes back as it was). In a file that
nobody reads back (`cell`) an apostrophe goes besides before each formula, wherever a cell might begin in a file that
is split in another way, at TABs for example. A space is no separator.
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
# What stands beside digits in a date, a time or an amount: "5. Mai", "12 a" (a time to a spreadsheet), "5 EUR".
BESIDE_DIGITS: Final = (
    "jan(?:uary|uar|ner)?|jän(?:ner)?|feb(?:ruary|ruar|er)?|mar(?:ch)?|märz?|mrz|apr(?:il)?|may|mai|june?|juni|jul[iy]?"
    "|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|eur|chf|usd|fr|(?<=[\\d\\s])[ap]m?"
)
NUMBER: Final = rf"(?=\D*\d)(?:{BESIDE_DIGITS}|[\d\s.,:/%()€$£¥'e+\-])*+\Z"
NO_TEXT: Final = r"(?:true|false|wahr|falsch|#(?:n/a|nv|#+|[a-zäöü/0]+[!?]))\s*\Z"
NUMBER_OR_FORMULA: Final = re.compile(rf"{BLANK}*+'*+(?:{FORMULA}|{NUMBER}|{NO_TEXT})", re.IGNORECASE)
MARKED: Final = ("\t", "'")
"""What would be lost, or taken for our own mark, at the beginning of a cell."""


def marked(text: str) -> str:
    """A text as a cell of a CSV file that is read back, by us or by a spreadsheet."""
    return f"\t{text}" if text.startswith(MARKED) or NUMBER_OR_FORMULA.match(text) else text


def unmarked(cell: str) -> str:
    """The text that was `marked`."""
    return cell.removeprefix("\t")


def cell(text: str) -> str:
    """A text as a cell of a CSV file whose fields are all quoted. No file can hold a NUL."""
    text = text.replace("\0", "\ufffd")
    tab = "\t" if NUMBER_OR_FORMULA.match(text) else ""
    return tab + BEGINNING.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[0], text)
