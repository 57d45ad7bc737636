"""Twenty texts of 1 MB that one person could store, each of them made to keep a program busy."""

SIZE = 1_000_000
"""Bytes of each in UTF-8, or a little less."""
PIECES = {
    "legal forms": "x ges. m. b. h ",
    "legal forms in one word": "gmbh.",
    "one letter with marks": ("a", "\u0301\u0327\u0323"),
    "marks alone, in the order that takes longest to mend": "\u0301\u0334",
    "letters with thirty marks": "e" + "\u0316\u0301" * 15,
    "characters of no width": "\u200b\u200d\u2060\ufeff",
    "right to left": "\u202eשלום\u2066",
    "sharp s": "ß",
    "ligatures that fold into eighteen letters": "\ufdfa",
    "capitals that fold into three": "\u0390İ",
    "families": "👩\u200d👩\u200d👧\u200d👦",
    "digits": "1",
    "a number with gaps": "1 ( / ",
    "at signs": "a@",
    "dots": ("a@", "."),
    "markup": "<b>&\"'",
    "percent signs": "%_%25",
    "spaces": ("x", " ", "x"),
    "line ends": ("x", "\r\n\n\r", "x"),
    "halves of characters": "\ud800",
    "NUL and separators": "\0\x1e\x1f",
    "a colour with gaps": ("rgb(1", " ", ",2,3)"),
    "words": "aaa ",
}


def _text(piece):
    first, repeated, last = ("", piece, "") if isinstance(piece, str) else (*piece, "")[:3]
    return first + repeated * (SIZE // len(repeated.encode(errors="surrogatepass"))) + last


TEXTS = {name: _text(piece) for name, piece in PIECES.items()}
