"""Secrets out of texts, in whatever notation they stand there. Pure.

A secret is found plain, quoted as in Python, JSON or an address, escaped for HTML, broken into lines by pprint, or
several of these. What a text costs grows with its length and no faster, whatever stands in it.
"""

import re
from functools import lru_cache
from html import escape
from typing import Final

STARS: Final = "*" * 20  # as many as Django sets
SHORTEST: Final = 4
"""Characters: anything shorter is part of words everywhere, and no secret."""
ESCAPING: Final = r"\\{0,15}"  # a quotation in a quotation in a quotation
QUOTE: Final = r"(?:'|\"|&#x27;|&#39;|&quot;)"
BREAK: Final = rf"(?:{QUOTE}\s*b?{QUOTE})?"  # pprint breaks a long value into several, each quoted


def hidden(text: str, *secrets: str) -> str:
    """The text with stars for every secret."""
    return pattern(*secrets).sub(STARS, text)


@lru_cache(20)
def pattern(*secrets: str) -> re.Pattern[str]:
    """What finds the secrets; where there are none, it finds nothing."""
    known = sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True)
    return re.compile("|".join(BREAK.join(map(_sign, secret)) for secret in known) or r"(?!)")


def _sign(sign: str) -> str:
    """What finds one character of a secret in all its notations."""
    coded = sign.encode(errors="replace").hex(" ").split()
    units = sign.encode("utf-16-be", errors="replace").hex(" ", 2).split()
    plain = {sign, escape(sign)} | ({"+"} if sign == " " else set())
    written = [_codes("%", coded), *(re.escape(form) for form in sorted(plain, key=len, reverse=True))]
    in_code = [_codes(r"\\{1,15}u", units), _codes(r"\\{1,15}x", coded)]
    return f"(?:{ESCAPING}(?:{'|'.join(written)})|{'|'.join(in_code)})"


def _codes(before: str, codes: list[str]) -> str:
    return "".join(f"{before}(?i:{code})" for code in codes)
