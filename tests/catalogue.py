"""The German catalogue without gettext's tools, which a fresh machine has not: read, extracted, compiled, listed.

`make words` runs this file: `locale/de` gets what the code and the templates say and loses what they no longer say, is
compiled, and is listed in `docs/words.md`. What lacks German is printed, to be filled in and made once more.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import jinja2
from django.utils.translation.template import templatize
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "locale/de/LC_MESSAGES/django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
WORDS = ROOT / "docs/words.md"
BEGINS = "<!-- What follows is made by `make words`. -->\n"
HEADER = """\
Project-Id-Version: TimeTrack Clients
Language: de
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit
Plural-Forms: nplurals=2; plural=(n != 1);
"""
STRING = r"""(?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


BORROWED = (
    "A new set of recovery codes has been generated.",
    "Added.",
    "Authenticator app activated.",
    "Authenticator app deactivated.",
    "Authenticator code",
    "Backup key",
    "Change history: %s",
    "Enter a valid email address.",
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
    "Enter the same password as before, for verification.",
    "Incorrect code.",
    "Incorrect password.",
    "Key nr. {number}",
    "Master key",
    "Password changed successfully.",
    "Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
    "Security key added.",
    "Security key removed.",
    "The password is too similar to the %(verbose_name)s.",
    "The two password fields didn’t match.",
    "The {name} “{obj}” was added successfully.",
    "The {name} “{obj}” was added successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully.",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully. You may edit it again below.",
    "This field is required.",
    "This password is entirely numeric.",
    "This password is too common.",
    "Toggle sorting",
    "Use a security key",
    "Use authenticator app or code",
    "Use your password",
    "Username",
    "You may edit it again below.",
    "Your old password was entered incorrectly. Please enter it again.",
    "Your password can’t be a commonly used password.",
    "Your password can’t be entirely numeric.",
    "Your password can’t be too similar to your other personal information.",
    "user",
)
"""What Django and allauth say on our pages, and whose own German is not as ours."""
LENDERS = "Django, allauth"
NOT_OURS = re.compile(
    r"\b(?:[Dd](?:u|ir|ich|ein\w*)|Kennw\w+|Anmeldename\w*|Accounts?|[Ss]ichern|[Ee]inloggen|aufgehoben"
    r"|Blatt(?:e?s)?|Spaltenk[oö]pf\w*|Kopfzeile\w*|Zeichenkodierung\w*|Semikolons?|Kommas?)\b"
)
"""What German pages say nowhere, whoever lent the words: "du", and what we have another word for."""


class Text(NamedTuple):
    """What is translated: its context ("" for none), the English, and its plural where it counts ("" for none)."""

    context: str
    one: str
    many: str = ""


def said() -> dict[Text, list[str]]:
    """All that the code and the templates have translated, and the files that say it."""
    places: dict[Text, list[str]] = {}
    files = [path for folder in ("clients_ui", "ttdash") for path in (ROOT / folder).rglob("*.py")]
    files += [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".jinja"}]
    for path in sorted(files):
        extract = {".py": in_python, ".jinja": in_jinja}.get(path.suffix, in_template)
        for text in extract(path.read_text(encoding="utf-8")):
            files_of = places.setdefault(text, [])
            if (name := str(path.relative_to(ROOT))) not in files_of:
                files_of.append(name)
    return places | {Text("", text): [LENDERS] for text in BORROWED}


def in_python(source: str) -> Iterator[Text]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda node: node.lineno):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        words = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name in CALLS and words:
            yield text_of(name, words)


def in_template(source: str) -> Iterator[Text]:
    for name, words in CALL.findall(templatize(source)):
        yield text_of(name, [ast.literal_eval(word) for word in re.findall(STRING, words)])


def in_jinja(source: str) -> Iterator[Text]:
    for _, name, words in extract_from_ast(jinja2.Environment(autoescape=True).parse(source)):
        if found := [words] if isinstance(words, str) else [word for word in words or () if word]:
            yield text_of(name, found)


def text_of(call: str, words: list[str]) -> Text:
    context = words.pop(0) if "pgettext" in call else ""
    return Text(context, words[0], words[1] if "n" in call.partition("gettext")[0] else "")


def german() -> dict[Text, tuple[str, ...]]:
    """The catalogue: what stands for each text, one form or two."""
    found: dict[Text, tuple[str, ...]] = {}
    for block in CATALOGUE.read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#~"):
                break
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                key = match[1]
                parts[key] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                parts[key] += ast.literal_eval(line)
        if parts.get("msgid"):
            text = Text(parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", ""))
            found[text] = tuple(value for name, value in parts.items() if name.startswith("msgstr"))
    return found


def as_po(places: dict[Text, list[str]], translated: dict[Text, tuple[str, ...]]) -> str:
    """The catalogue's file."""
    blocks = [f'msgid ""\nmsgstr {quoted(HEADER)}']
    for text, files in places.items():
        lines = [f"#: {' '.join(files)}"]
        lines += [f"msgctxt {quoted(text.context)}"] if text.context else []
        lines += [f"msgid {quoted(text.one)}"]
        forms = translated.get(text) or (("", "") if text.many else ("",))
        if text.many:
            lines += [f"msgid_plural {quoted(text.many)}"]
            lines += [f"msgstr[{number}] {quoted(form)}" for number, form in enumerate(forms)]
        else:
            lines += [f"msgstr {quoted(forms[0])}"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def quoted(text: str) -> str:
    """A text as a catalogue has it: a line of its own for each of its lines."""
    lines = [
        '"{}"'.format(line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n"))
        for line in text.splitlines(keepends=True)
    ]
    return lines[0] if len(lines) == 1 else "\n".join(['""', *lines])


def as_mo(translated: dict[Text, tuple[str, ...]]) -> bytes:
    """The catalogue as `gettext` of Python reads it: two tables of lengths and offsets, then the texts."""
    pairs = {"": HEADER}
    for text, forms in translated.items():
        key = f"{text.context}\4{text.one}" if text.context else text.one
        pairs[f"{key}\0{text.many}" if text.many else key] = "\0".join(forms)
    coded = sorted((key.encode(), value.encode()) for key, value in pairs.items() if value.strip("\0"))
    start, tables, texts = 28 + 16 * len(coded), [list[int](), list[int]()], b""
    for table, column in zip(tables, zip(*coded, strict=True), strict=True):
        for each in column:
            table += [len(each), start + len(texts)]
            texts += each + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(coded), 28, 28 + 8 * len(coded), 0, 0)
    return head + b"".join(struct.pack(f"<{len(table)}I", *table) for table in tables) + texts


def as_list(places: dict[Text, list[str]], translated: dict[Text, tuple[str, ...]]) -> str:
    """What a second pair of eyes reads: for each file the English, the German, and where else it is said."""
    by_file: dict[str, list[Text]] = {}
    for text, files in places.items():
        by_file.setdefault(files[0], []).append(text)
    chapters = []
    for file, texts in sorted(by_file.items()):
        rows = [f"\n## `{file}`\n", "| English | German | also in |", "| --- | --- | --- |"]
        for text in texts:
            english = [text.one, *filter(None, [text.many])]
            others = ", ".join(f"`{name}`" for name in places[text][1:])
            rows.append(f"| {_cell(english)} | {_cell(translated.get(text, ()))} | {others} |")
        chapters.append("\n".join(rows))
    return "\n".join(chapters) + "\n"


def _cell(texts: list[str] | tuple[str, ...]) -> str:
    escaped = [text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*") for text in texts]
    return "<br>".join(re.sub(r"\n+", "<br>", text.strip()) for text in escaped)


def main() -> int:
    places, known = said(), german()
    translated = {text: known[text] for text in places if all(known.get(text, ("",)))}
    CATALOGUE.write_text(as_po(places, translated), encoding="utf-8")
    COMPILED.write_bytes(as_mo(translated))
    head = WORDS.read_text(encoding="utf-8").partition(BEGINS)[0]
    WORDS.write_text(head + BEGINS + as_list(places, translated), encoding="utf-8")
    lacking = [text for text in places if text not in translated]
    for text in lacking:
        sys.stdout.write(f"lacks German: {text.one!r} ({places[text][0]})\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    raise SystemExit(main())
