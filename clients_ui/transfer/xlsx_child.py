"""The process that reads one XLSX file: the request and the file on its standard input, the rows on its output.

It knows nothing but the file: no settings, no database, no Django. It gives itself its bounds before it reads. Each
line of its answer is JSON: first what is told of the file, then its rows, in the end perhaps why it is not read.
"""

import gc
import io
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from clients_ui.transfer import guard
from clients_ui.transfer.archive import Archive
from clients_ui.transfer.as_shown import GENERAL, Format, matters, odd_text, shown
from clients_ui.transfer.contents import without_blanks
from clients_ui.transfer.guard import SheetEntry, Surroundings
from clients_ui.transfer.refused import Bounds, FileRefused
from clients_ui.transfer.table import Odd


def main(memory: int, seconds: int) -> None:
    """Answer one request, with so many bytes of memory and so many seconds of the processor."""
    bounds = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for kind, most in bounds.items():
        _, allowed = resource.getrlimit(kind)
        bound = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (bound, bound))
    gc.disable()  # it ends in a moment
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        for line in _answer(data, request["sheet"], request["language"]):
            _say(line)
    except CalamineError:
        _say({"refused": "damaged", "values": {}})
    except FileRefused as refused:
        _say({"refused": refused.why, "values": refused.values})
    except MemoryError:
        raise SystemExit(2) from None  # 1 is a file that nobody foresaw


def _say(line: object) -> None:
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _answer(data: bytes, wanted: str | None, language: str) -> Iterator[object]:
    archive = Archive(data)
    formats = guard.number_formats(archive)
    styled = [matters(code) for code in formats]
    sheets = [sheet for sheet in guard.sheets(archive) if sheet.name == wanted or not _empty(archive, sheet)]
    sheet = _chosen(sheets, wanted)
    around = guard.surroundings(archive, sheet.part, styled)
    guard.check_strings(archive)
    yield {
        "sheet": sheet.name,
        "sheets": [each.name for each in sheets if each.visible],
        "hidden_sheets": [each.name for each in sheets if not each.visible],
        "last_merged": around.last_merged,
    }
    yield from _rows(_values(data, sheet.name), around, formats, language)


def _empty(archive: Archive, sheet: SheetEntry) -> bool:
    """Whether nothing stands in a sheet: Excel makes some that nobody asked for."""
    if archive.size(sheet.part) > guard.SMALL:
        return False
    return not guard.surroundings(archive, sheet.part, []).last_row


def _chosen(sheets: Sequence[SheetEntry], wanted: str | None) -> SheetEntry:
    """The sheet that is wanted, or the first that people see."""
    if wanted is not None:
        found = next((sheet for sheet in sheets if sheet.name == wanted), None)
        if not found:
            raise FileRefused("no such sheet", sheet=wanted)
        return found
    if not sheets:
        raise FileRefused("empty")
    return next((sheet for sheet in sheets if sheet.visible), sheets[0])


def _values(data: bytes, sheet: str) -> Iterator[list[Any]]:
    """The rows of a sheet from the first on, each from column A on."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet)
    if found.start is not None:
        before = [""] * found.start[1]
        yield from (before + values for values in found.iter_rows())


def _rows(
    values: Iterator[list[Any]], around: Surroundings, formats: Sequence[Format], language: str
) -> Iterator[list[object]]:
    """For each row that is not blank: its number, its texts, what is odd about them, whether it is hidden."""
    bounds, hidden = Bounds(), {*around.hidden}
    for number, (_, cells) in enumerate(zip_longest(range(around.last_row), values, fillvalue=()), 1):
        styles, texts = around.styles.get(number, {}), [*cells]
        odd: dict[int, Odd] = {}
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                how = odd_text(cell)
            else:
                texts[at], how = shown(cell, formats[styles[at]] if at in styles else GENERAL, language)
            if how:
                odd[at] = how
        for column, said in around.errors.get(number, {}).items():
            texts += [""] * (column + 1 - len(texts))
            texts[column], odd[column] = said, Odd.ERROR
        texts = without_blanks(texts, odd)
        if texts:
            bounds.admit(number, texts)
            yield [number, texts, odd, number in hidden]
