"""XLSX files made by hand, odd ones too: every part of one can be written as no program would write it."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PREFACE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Raw:
    """The XML of a cell from behind its place on: attributes, then what is in it."""

    attributes: str
    inner: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows by number, each a list of cells from column A on (None: no cell), or by their letters."""

    rows: Mapping[int, Sequence[object] | Mapping[str, object]]
    name: str = "Clients"
    state: str = "visible"
    hidden: Iterable[int] = ()
    merged: Sequence[str] = ()
    before: str = ""


def table(*rows: Sequence[object], **more) -> Sheet:
    """A sheet whose rows follow one another from the first on."""
    return Sheet(dict(enumerate(rows, 1)), **more)


def number(text: object, style: int = 0) -> Raw:
    return Raw(f's="{style}"', f"<v>{text}</v>")


def boolean(value: bool) -> Raw:
    return Raw('t="b"', f"<v>{int(value)}</v>")


def error(text: str) -> Raw:
    return Raw('t="e"', f"<v>{text}</v>")


def formula(text: str, stored: object = None, kind: str = "n") -> Raw:
    return Raw(f't="{kind}"', f"<f>{escape(text)}</f>" + ("" if stored is None else f"<v>{stored}</v>"))


def shared(at: int) -> Raw:
    return Raw('t="s"', f"<v>{at}</v>")


def inline(inner: str) -> Raw:
    """A text as the XML of a string item: `<t>…</t>`, runs of rich text, phonetic ones."""
    return Raw('t="inlineStr"', f"<is>{inner}</is>")


def xlsx(*sheets: Sheet, parts: Mapping[str, str | bytes | None] | None = None, **more) -> bytes:
    """A file with these sheets; `parts` replaces some of its parts by others, or takes them out."""
    return zipped(parts_of(*sheets, **more) | dict(parts or {}))


def zipped(parts: Mapping[str, str | bytes | None], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, part in parts.items():
            if part is not None:
                archive.writestr(name, part)
    return file.getvalue()


def parts_of(
    *sheets: Sheet,
    formats: Sequence[str | int] = (),
    strings: Sequence[str] = (),
    date1904: bool = False,
    kind: str = XLSX,
    namespace: str = MAIN,
) -> dict[str, str | bytes | None]:
    """The parts of a file. `formats`: number formats (codes, or the number of a built-in one) of styles 1, 2, …;
    `strings`: shared strings, each as the XML of a string item."""
    rels = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    entries = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" state="{sheet.state}" r:id="rId{at}"/>'
        for at, sheet in enumerate(sheets, 1)
    )
    return {
        "[Content_Types].xml": f'{PREFACE}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'{PREFACE}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'{PREFACE}<Relationships xmlns="{PACKAGE}/relationships">{rels}'
        f'<Relationship Id="rId98" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId99" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'{PREFACE}<workbook xmlns="{namespace}" xmlns:r="{OFFICE}">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets>{entries}</sheets></workbook>',
        "xl/styles.xml": styles(formats, namespace),
        "xl/sharedStrings.xml": f'{PREFACE}<sst xmlns="{namespace}">'
        + "".join(f"<si>{string}</si>" for string in strings)
        + "</sst>",
    } | {f"xl/worksheets/sheet{at}.xml": worksheet(sheet, namespace) for at, sheet in enumerate(sheets, 1)}


def styles(formats: Sequence[str | int], namespace: str = MAIN) -> str:
    codes = [code for code in formats if isinstance(code, str)]
    ids = [code if isinstance(code, int) else 164 + codes.index(code) for code in formats]
    numbers = "".join(f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(codes))
    return (
        f'{PREFACE}<styleSheet xmlns="{namespace}"><numFmts count="{len(codes)}">{numbers}</numFmts>'
        '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(ids) + 1}"><xf numFmtId="0" xfId="0"/>'
        + "".join(f'<xf numFmtId="{each}" applyNumberFormat="1" xfId="0"/>' for each in ids)
        + "</cellXfs></styleSheet>"
    )


def worksheet(sheet: Sheet, namespace: str = MAIN) -> str:
    rows = "".join(
        f'<row r="{number_}" hidden="{int(number_ in sheet.hidden)}">{_cells(number_, cells)}</row>'
        for number_, cells in sheet.rows.items()
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merged)
    merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'{PREFACE}{sheet.before}<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def letters(column: int) -> str:
    """The name of a column, counted from 0."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name, column = chr(65 + rest) + name, column - 1
    return name


def _cells(row: int, cells: Sequence[object] | Mapping[str, object]) -> str:
    if not isinstance(cells, Mapping):
        cells = {letters(at): cell for at, cell in enumerate(cells)}
    return "".join(_cell(f"{column}{row}", cell) for column, cell in cells.items() if cell is not None)


def _cell(place: str, cell: object) -> str:
    raw = cell if isinstance(cell, Raw) else _plain(cell)
    return f'<c r="{place}" {raw.attributes}>{raw.inner}</c>'


def _plain(cell: object) -> Raw:
    if isinstance(cell, str):
        return inline(f'<t xml:space="preserve">{escape(cell)}</t>')
    return number(cell)
