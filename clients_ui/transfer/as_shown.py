"""A cell's value as Excel shows it by its number format. Pure: the child process has it too.

Of the formats only what changes a text that people would keep: zeros in front and signs around the digits of a whole
number, dates and times, percentages. `1,010.00` is 1010: thousands and decimals are a matter of looks.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Final

from clients_ui.transfer.table import Odd

Format = int | str
"""The number of a built-in format, or the code of one of the file's own."""
Value = str | float | bool | date | time | timedelta
GENERAL: Final = 0
SHORT_DATE: Final = {"de": "dd.mm.yyyy", "en": "dd/mm/yyyy"}
BUILT_IN: Final = {
    9: "0%",
    10: "0.00%",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
"""Those that are the same everywhere; 14 and 22, and the dates of East Asia, are the short date of the language."""
SHORT_DATES: Final = {14, 22, *range(27, 37), *range(50, 59)}
GERMAN: Final = {0x0407, 0x0807, 0x0C07, 0x1407}
"""The numbers by which a format says that its words are German."""
MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Jänner Februar März April Mai Juni Juli August September Oktober November Dezember",
}
DAYS: Final = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
}
YES_NO: Final = {"en": ("FALSE", "TRUE"), "de": ("FALSCH", "WAHR")}
DIGITS_KEPT = 10**15
"""A number from here on has more digits than Excel keeps."""
ERROR: Final = re.compile(
    r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|DIV/0!|NUM!|ZAHL!|NULL!|SPILL!|ÜBERLAUF!|CALC!|KALK!|#+)"
    r"|(?:Err|Fehler):[0-9]{3}"
)
"""What Excel and LibreOffice write for a cell that holds an error, in both languages."""
DIGITS_LOST: Final = re.compile(r"-?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}")
"""What Excel writes for a long number in a narrow column."""
TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<gap>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<noon>AM/PM|A/P)|(?P<time>y+|m+|d+|h+|s+)|(?P<fraction>(?<=s)[.,]0+)"
    r"|(?P<digit>[0#?])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lt,
    "<=": le,
    "=": eq,
    ">": gt,
    ">=": ge,
    "<>": ne,
}
BEGINNING: Final = datetime(1900, 1, 1)  # noqa: DTZ001 - a cell knows no time zone
Token = tuple[str, str]


def matters(code: Format) -> bool:
    """Whether a number of this format is not shown as the number that it is."""
    return _kind(_code(code, "en")) != "plain"


def odd_text(text: str) -> Odd | None:
    """What is odd about a text: other programs, and files that were read and written again, hold errors as texts."""
    if text.startswith("#") and ERROR.fullmatch(text):
        return Odd.ERROR
    return Odd.DIGITS_LOST if "E+" in text and DIGITS_LOST.fullmatch(text) else None


@lru_cache(maxsize=100_000, typed=True)  # what a column holds comes again and again
def shown(value: Value, code: Format, language: str) -> tuple[str, Odd | None]:
    """What is seen of a value, and what is odd about it."""
    if isinstance(value, str):
        return value, odd_text(value)
    if isinstance(value, bool):
        return YES_NO[language][value], Odd.YES_NO
    if isinstance(value, int | float):
        return _number(value, _code(code, language), language)
    return _moment(value, _code(code, language), language)


def _number(value: float, code: str, language: str) -> tuple[str, Odd | None]:
    if abs(value) >= DIGITS_KEPT:
        return f"{value:.15G}", Odd.DIGITS_LOST
    match _kind(code):
        case "percent":
            return _percent(value, code, language), Odd.PERCENTAGE
        case "date":  # the reader of the values has found none
            return _plain(value), Odd.DATE
        case "pattern" if value == int(value):
            return _pattern(int(value), code), None
    return _plain(value), None


def _code(code: Format, language: str) -> str:
    if isinstance(code, str):
        return code
    short = SHORT_DATE[language] + (" h:mm" if code == 22 else "")
    return short if code in SHORT_DATES else BUILT_IN.get(code, "")


@lru_cache(maxsize=1024)
def _kind(code: str) -> str:
    """What a format makes of a number: "date", "percent", "pattern" (digits in their places) or "plain"."""
    tokens = _sections(code)[0]
    kinds = {kind for kind, _ in tokens}
    signs = {text for kind, text in tokens if kind == "other"}
    if kinds & {"time", "elapsed"}:
        return "date"
    if "%" in signs and "digit" in kinds:
        return "percent"
    if "digit" not in kinds or "general" in kinds or signs & set(".,/@Ee"):
        return "plain"
    digits = [text for kind, text in tokens if kind == "digit"]
    literal = any(kind in {"quoted", "escaped", "other"} and text.strip() for kind, text in tokens)
    return "pattern" if digits.count("0") > 1 or literal else "plain"


@lru_cache(maxsize=1024)
def _sections(code: str) -> list[list[Token]]:
    """The parts of a format (for positive numbers, negative ones, zero), each as its tokens."""
    found: list[list[Token]] = [[]]
    for match in TOKEN.finditer(code[:1000]):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "other" and text == ";":
            found.append([])
        elif kind == "bracket" and text and set(text.lower()) in ({"h"}, {"m"}, {"s"}):
            found[-1].append(("elapsed", text.lower()))
        else:
            found[-1].append((kind, text))
    return found


def _pattern(value: int, code: str) -> str:
    """A whole number with its digits in the places of the format: 1067 by `00000` is 01067."""
    tokens, value = _section(value, _sections(code))
    digits = list(str(abs(value)))
    written: list[str] = []
    places = sum(kind == "digit" for kind, _ in tokens)
    for kind, text in reversed(tokens):
        if kind == "digit":
            places -= 1
            taken = digits.pop() if digits else {"0": "0", "?": " "}.get(text, "")
            written.append("".join(digits) + taken if not places else taken)
        elif kind in {"quoted", "escaped", "other"}:
            written.append(text)
        elif kind == "gap":
            written.append(" ")
    return ("-" if value < 0 else "") + "".join(reversed(written)).strip()


def _section(value: int, sections: list[list[Token]]) -> tuple[list[Token], int]:
    """The part of a format that is meant for a value, and the value as it is shown by it: with its sign, or without."""
    for tokens in sections:
        condition = next(
            (found for kind, text in tokens if kind == "bracket" and (found := CONDITION.match(text))), None
        )
        if condition and _holds(value, condition[1], float(condition[2])):
            return tokens, value
    if any(kind == "bracket" and CONDITION.match(text) for kind, text in sections[0]):
        return sections[min(1, len(sections) - 1)], value
    if value < 0 and len(sections) > 1:
        return sections[1], abs(value)
    return sections[2 if not value and len(sections) > 2 else 0], value


def _holds(value: float, sign: str, other: float) -> bool:
    return COMPARED[sign](value, other)


def _percent(value: float, code: str, language: str) -> str:
    signs = "".join(text for kind, text in _sections(code)[0] if kind in {"digit", "other"})
    places = len(re.findall("[0#?]", signs.partition(".")[2]))
    exact = (Decimal(repr(value)) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:f}%".replace(".", "," if language == "de" else ".")


def _plain(value: float) -> str:
    """A number without an empty fraction, in the 15 digits that Excel keeps: 1010.0 is 1010."""
    return str(int(value)) if value == int(value) else f"{value:.15g}"


def _moment(value: date | time | timedelta, code: str, language: str) -> tuple[str, Odd]:
    """A date, a time of the day or a span of time; what is no day at all is shown as `####`."""
    tokens = _sections(code)[0]
    if not any(kind in {"time", "elapsed"} for kind, _ in tokens):
        return str(value), Odd.DATE
    days = any(kind == "time" and text[0] in "yYdD" for kind, text in tokens)
    if days and not isinstance(value, date):
        return "####", Odd.ERROR
    if any(kind == "bracket" and _german(text) for kind, text in tokens):
        language = "de"
    seconds_split = any(kind == "fraction" for kind, _ in tokens)
    moment, elapsed = _rounded(value, exact=seconds_split)
    return "".join(_parts(tokens, moment, elapsed, language)).strip(), Odd.DATE


def _rounded(value: date | time | timedelta, *, exact: bool) -> tuple[datetime, float]:
    """The moment, to the second, and the seconds that went by since the beginning of the calendar."""
    if isinstance(value, timedelta):
        seconds = value.total_seconds() if exact else round(value.total_seconds())
        return BEGINNING + timedelta(seconds=seconds % 86_400), seconds
    if isinstance(value, time):
        value = datetime.combine(BEGINNING, value)
    elif not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not exact:
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    return value, (value - BEGINNING).total_seconds()


def _german(bracket: str) -> bool:
    found = re.search(r"-([0-9A-Fa-f]{3,8})$", bracket)
    return bool(found) and int(found[1], 16) & 0xFFFF in GERMAN if found else False


def _parts(tokens: list[Token], moment: datetime, elapsed: float, language: str) -> Iterator[str]:
    half_days = any(kind == "noon" for kind, _ in tokens)
    for at, (kind, text) in enumerate(tokens):
        match kind:
            case "time":
                minutes = text[0] in "mM" and len(text) < 3 and _is_minute(tokens, at)
                yield _part("n" * len(text) if minutes else text.lower(), moment, language, half_days=half_days)
            case "elapsed":
                yield f"{int(elapsed // {'h': 3600, 'm': 60, 's': 1}[text[0]]):0{len(text)}}"
            case "noon":
                yield "AM" if moment.hour < 12 else "PM"
            case "fraction":
                yield f".{moment.microsecond:06}"[: len(text)]
            case "quoted" | "escaped":
                yield text
            case "other" if text != "@":
                yield text


def _is_minute(tokens: list[Token], at: int) -> bool:
    """Whether an `m` stands behind hours or before seconds."""
    times = [(place, text[0].lower()) for place, (kind, text) in enumerate(tokens) if kind in {"time", "elapsed"}]
    here = next(number for number, (place, _) in enumerate(times) if place == at)
    before = times[here - 1][1] if here else ""
    behind = times[here + 1][1] if here + 1 < len(times) else ""
    return before == "h" or behind == "s"


def _part(letters: str, moment: datetime, language: str, *, half_days: bool) -> str:
    """One part of a date or a time: `dd` is 05, `mmmm` is May; `n` stands for minutes."""
    count = len(letters)
    match letters[0]:
        case "y":
            return f"{moment.year:04}" if count > 2 else f"{moment.year % 100:02}"
        case "m" if count > 2:
            return _word(MONTHS[language].split()[moment.month - 1], count, {3: 3, 5: 1})
        case "d" if count > 2:
            return _word(DAYS[language].split()[moment.weekday()], count, {3: 2 if language == "de" else 3})
    hour = (moment.hour % 12 or 12) if half_days else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[letters[0]]
    return f"{number:0{min(count, 2)}}"


def _word(word: str, count: int, cut: dict[int, int]) -> str:
    return word[: cut.get(count, len(word))]
