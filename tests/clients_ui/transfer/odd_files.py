"""Files as offices have them, and as nobody should: each with what is to come of it."""

import io
import struct
import zipfile
from dataclasses import dataclass, field

from clients_ui.transfer.table import Choices, Odd
from tests.clients_ui.transfer.workbooks import (
    MAIN,
    STRICT,
    XLSM,
    Raw,
    Sheet,
    boolean,
    error,
    formula,
    inline,
    number,
    parts_of,
    shared,
    table,
    xlsx,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["Name", "PLZ", "Ort"]
MUELLER = ["Müller", "01067", "Wien"]
DAMAGED = "This file is damaged or incomplete. Please open it in Excel or LibreOffice and save it as .xlsx."
TOO_MUCH = "This file takes more time or memory to be read than any list should. Please copy the list into a new file."
PASSWORD = "This file is protected by a password. Please save it without one, as .xlsx."


def save_as(format_):
    return f"This is a file of the format {format_}. Please open it in Excel or LibreOffice and save it as .xlsx."


def no_list(format_):
    return f"This is a file of the format {format_}, which holds no list. Please choose a list as .xlsx or .csv."


def not_closed(line):
    return f"In the row that begins in line {line} a quotation mark is not closed, or stands where there may be none."


def no_text(line):
    return f"Line {line} holds a character that is in no text. If this is a list, please save it as .xlsx."


def far(cell):
    return (
        f"The cells of this sheet lie too far apart: it reaches to cell {cell}. Please copy the list into a new file."
    )


@dataclass(frozen=True)
class Case:
    """A file, and what is to come of it: its rows below the head as (number, texts), what is odd, or a sentence."""

    data: bytes
    rows: list = field(default_factory=list)
    odd: dict = field(default_factory=dict)  # (row, column) → how
    sentence: str = ""
    doubtful: tuple = ()
    choices: Choices = field(default_factory=Choices)


def row_of(*cells, formats=(), rows=None, odd=None, **more):
    """One row of an XLSX file below its head "Name"."""
    texts = rows if rows is not None else []
    return Case(
        xlsx(table(["Name"], ["A", *cells]), formats=formats, **more),
        [(2, ["A", *texts])],
        {(2, column): how for column, how in (odd or {}).items()},
    )


def csv(text, encoding="utf-8", **more):
    return Case(text.encode(encoding), **more)


def sheet_xml(rows, before="", behind=""):
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{behind}</worksheet>'


def with_sheet(xml, **more):
    return xlsx(table(["Name"], ["A"]), parts={SHEET: xml}, **more)


def compound(stream):
    """The beginning of an OLE2 file, and the name of a stream in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + stream.encode("utf-16-le") + bytes(1000)


def with_locked_part():
    """An archive whose sheet says that it is encrypted."""
    data = bytearray(xlsx(table(["Name"], ["A"])))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    data[at + 8] |= 1
    return bytes(data)


def with_wrong_sum():
    """An archive whose sheet is another than its checksum says."""
    data = bytearray(zipped(parts_of(table(["Name"], ["Amberg"])), zipfile.ZIP_STORED))
    data[data.index(b"Amberg")] ^= 1
    return bytes(data)


def lying_about_size():
    """An archive whose sheet is larger than it says."""
    data = bytearray(xlsx(table(["Name"], *([f"A{at}"] for at in range(100)))))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET.encode()))
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def twice_the_same_part():
    file = io.BytesIO(xlsx(table(["Name"], ["A"])))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("XL/worksheets/sheet1.xml", sheet_xml(""))
    return file.getvalue()


def bzipped():
    return zipped(parts_of(table(["Name"], ["A"])), zipfile.ZIP_BZIP2)


XLSX_ROWS = {
    "a plain list": Case(xlsx(table(HEAD, MUELLER)), [(2, MUELLER)]),
    "a list of the strict kind": Case(xlsx(table(HEAD, MUELLER), namespace=STRICT), [(2, MUELLER)]),
    "a list with macros": Case(
        xlsx(table(HEAD, MUELLER), kind=XLSM, parts={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), [(2, MUELLER)]
    ),
    "#N/A": row_of(error("#N/A"), rows=["#N/A"], odd={1: Odd.ERROR}),
    "#REF! behind all others": row_of(None, None, error("#REF!"), rows=["", "", "#REF!"], odd={3: Odd.ERROR}),
    "a formula that divided by zero": row_of(formula("1/0", "#DIV/0!", "e"), rows=["#DIV/0!"], odd={1: Odd.ERROR}),
    "a formula without a stored value": row_of(formula("B1&C1"), rows=[""], odd={1: Odd.ERROR}),
    "a formula with a stored number": row_of(formula("1+1", 2), rows=["2"]),
    "a formula with a stored text": row_of(formula('"x"', "x", "str"), rows=["x"]),
    "a formula whose text is empty, and one more cell": row_of(formula('""', "", "str"), "x", rows=["", "x"]),
    "a text that begins like a formula": row_of("=1+1", rows=["=1+1"]),
    "postcode 1067 with format 00000": row_of(number(1067, 1), formats=["00000"], rows=["01067"]),
    "a postcode with its country": row_of(number(1067, 1), formats=['"D-"00000'], rows=["D-01067"]),
    "a phone number with blanks by its format": row_of(
        number(6641234567, 1), formats=["\\+00\\ 000\\ 0000000"], rows=["+00 664 1234567"]
    ),
    "1010 as a number": row_of(1010, "1010.0", rows=["1010", "1010.0"]),
    "1010 as a number with two decimals": row_of(number(1010, 1), formats=["#,##0.00"], rows=["1010"]),
    "a number with thousands": row_of(number(1234567, 1), formats=["#,##0"], rows=["1234567"]),
    "a number that is not whole": row_of(number("0.30000000000000004"), rows=["0.3"]),
    "a number below zero": row_of(-5, rows=["-5"]),
    "a phone number of 13 digits as a number": row_of(4366412345678, rows=["4366412345678"]),
    "15 digits as a number": row_of(999_999_999_999_999, rows=["999999999999999"]),
    "16 digits as a number": row_of(1234567890123456, rows=["1.23456789012346E+15"], odd={1: Odd.DIGITS_LOST}),
    "16 digits as a text": row_of("1234567890123456", rows=["1234567890123456"]),
    "an error and lost digits that were written as texts": row_of(
        "#N/A",
        "1.23456789012346E+15",
        "#1",
        rows=["#N/A", "1.23456789012346E+15", "#1"],
        odd={1: Odd.ERROR, 2: Odd.DIGITS_LOST},
    ),
    "a date": row_of(number(45_000, 1), formats=["dd.mm.yyyy"], rows=["15.03.2023"], odd={1: Odd.DATE}),
    "a date of 1904": row_of(
        number(43_538, 1), formats=["dd.mm.yyyy"], date1904=True, rows=["15.03.2023"], odd={1: Odd.DATE}
    ),
    "a date in words": row_of(
        number(45_000, 1), formats=["[$-C07]d. mmmm yyyy;@"], rows=["15. März 2023"], odd={1: Odd.DATE}
    ),
    "a date by a built-in format": row_of(number(45_000, 1), formats=[14], rows=["15/03/2023"], odd={1: Odd.DATE}),
    "a time of the day": row_of(number(0.4375, 1), formats=["h:mm"], rows=["10:30"], odd={1: Odd.DATE}),
    "more hours than a day has": row_of(number(1.5, 1), formats=["[h]:mm"], rows=["36:00"], odd={1: Odd.DATE}),
    "a date before all dates": row_of(number(-5, 1), formats=["dd.mm.yyyy"], rows=["####"], odd={1: Odd.ERROR}),
    "a date as ISO 8601": row_of(Raw('t="d"', "<v>2023-03-15</v>"), rows=["2023-03-15"], odd={1: Odd.DATE}),
    "a percentage": row_of(number(0.2, 1), formats=["0%"], rows=["20%"], odd={1: Odd.PERCENTAGE}),
    "yes and no": row_of(boolean(True), boolean(False), rows=["TRUE", "FALSE"], odd={1: Odd.YES_NO, 2: Odd.YES_NO}),
    "_x000D_ in a text": row_of("a_x000D_\nb", "_x005F_x000D_", rows=["a\r\nb", "_x000D_"]),
    "a lone CR": row_of(inline("<t>a&#13;b</t>"), rows=["a\rb"]),
    "a CR that XML knows as a line end": row_of(inline("<t>a\r\nb\rc</t>"), rows=["a\nb\nc"]),
    "rich text": row_of(
        inline('<r><t xml:space="preserve">Mül</t></r><r><rPr><b/></rPr><t>ler</t></r>'), rows=["Müller"]
    ),
    "phonetic runs": row_of(
        inline('<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>'), rows=["東京"]
    ),
    "shared strings, rich ones too": row_of(
        shared(0), shared(1), shared(0), strings=["<t>x</t>", "<r><t>y</t></r><r><t>z</t></r>"], rows=["x", "yz", "x"]
    ),
    "blanks around a text": row_of(" x ", "  ", rows=[" x "]),
    "blank rows before, between, behind": Case(
        xlsx(Sheet({3: HEAD, 5: MUELLER, 6: ["", " "], 9: MUELLER, 10: [None], 4_000: [""]})),
        [(5, MUELLER), (9, MUELLER)],
    ),
    "cells with a format alone, down to the last row": Case(
        xlsx(Sheet({1: ["Name"], 2: ["A"], 1_048_576: {"XFD": Raw('s="1"', "")}}), formats=["@"]), [(2, ["A"])]
    ),
    "a list that begins in C5": Case(
        xlsx(Sheet({5: {"C": "Name", "D": "PLZ"}, 6: {"C": "A", "D": number(1067, 1)}}), formats=["00000"]),
        [(6, ["", "", "A", "01067"])],
    ),
    "cells and rows without their places": Case(
        with_sheet(
            sheet_xml(
                '<row><c t="str"><v>Name</v></c><c t="str"><v>PLZ</v></c></row>'
                '<row><c t="str"><v>A</v></c><c s="1"><v>1067</v></c></row>'
            ),
            formats=["00000"],
        ),
        [(2, ["A", "01067"])],
    ),
    "a prefix on every element": Case(
        with_sheet(
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>Name</x:v></x:c></x:row>'
            '<x:row r="2"><x:c r="A2" t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        ),
        [(2, ["#N/A"])],
        {(2, 0): Odd.ERROR},
    ),
    "no styles and no shared strings": Case(
        xlsx(table(HEAD, MUELLER), parts={"xl/styles.xml": None, "xl/sharedStrings.xml": None}), [(2, MUELLER)]
    ),
    "a sheet in UTF-16": Case(
        with_sheet(
            '<?xml version="1.0" encoding="UTF-16"?>'
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>Name</v></c></row>'
            '<row r="2"><c r="A2" t="str"><v>A</v></c></row></sheetData></worksheet>'.encode("utf-16")
        ),
        sentence=DAMAGED,
    ),
    "a part that nobody reads": Case(
        xlsx(table(HEAD, MUELLER), parts={"xl/media/image1.png": b"\x89PNG"}), [(2, MUELLER)]
    ),
}
XLSX_SENTENCES = {
    "one cell at XFD1048576": Case(xlsx(Sheet({1: ["Name"], 1_048_576: {"XFD": "x"}})), sentence=far("XFD1048576")),
    "an error at XFD1048576": Case(
        xlsx(Sheet({1: ["Name"], 1_048_576: {"XFD": error("#N/A")}})), sentence=far("XFD1048576")
    ),
    "more columns than a list has": Case(
        xlsx(table(["Name", *map(str, range(256))], ["A"])),
        sentence="Row 1 has more than 256 columns. Please delete the columns that do not belong to the list.",
    ),
    "a cell longer than Excel's are": Case(
        xlsx(table(["Name"], ["A", "x" * 32_768])),
        sentence="Cell B2 holds more than 32,767 characters. Please shorten it.",
    ),
    "a document type": Case(
        with_sheet(sheet_xml("", before='<!DOCTYPE worksheet [<!ENTITY a "b">]>')),
        sentence="This file holds a document type (DOCTYPE), which no spreadsheet program writes. "
        "Please copy the list into a new file.",
    ),
    "a document type in the shared strings": Case(
        xlsx(table(["Name"], ["A"]), parts={"xl/sharedStrings.xml": f'<!DOCTYPE sst><sst xmlns="{MAIN}"/>'}),
        sentence="This file holds a document type (DOCTYPE), which no spreadsheet program writes. "
        "Please copy the list into a new file.",
    ),
    "an archive that is cut off": Case(xlsx(table(HEAD, MUELLER))[:-50], sentence=DAMAGED),
    "the first bytes of an archive": Case(b"PK\x03\x04", sentence=DAMAGED),
    "a sheet that is cut off": Case(with_sheet(sheet_xml("")[:-20]), sentence=DAMAGED),
    "a sheet that is not XML": Case(with_sheet("Name;PLZ"), sentence=DAMAGED),
    "a sheet that is not there": Case(xlsx(table(["Name"]), parts={SHEET: None}), sentence=DAMAGED),
    "no relationships": Case(xlsx(table(["Name"]), parts={"xl/_rels/workbook.xml.rels": None}), sentence=DAMAGED),
    "a wrong checksum": Case(with_wrong_sum(), sentence=DAMAGED),
    "a part larger than it says": Case(lying_about_size(), sentence=DAMAGED),
    "two parts of one name": Case(twice_the_same_part(), sentence=DAMAGED),
    "parts packed as no spreadsheet packs them": Case(bzipped(), sentence=DAMAGED),
    "a shared string that is not there": Case(xlsx(table(["Name"], [shared(7)])), sentence=DAMAGED),
    "a cell without a column": Case(with_sheet(sheet_xml('<row r="1"><c r="7"><v>1</v></c></row>')), sentence=DAMAGED),
    "a cell in no column": Case(with_sheet(sheet_xml('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>')), sentence=DAMAGED),
    "a row with no number": Case(with_sheet(sheet_xml('<row r="x"><c><v>1</v></c></row>')), sentence=DAMAGED),
    "a part that is encrypted": Case(with_locked_part(), sentence=PASSWORD),
    "a file with a password": Case(compound("EncryptedPackage"), sentence=PASSWORD),
    "no cell at all": Case(xlsx(table()), sentence="There is nothing in this file."),
    "no sheet at all": Case(xlsx(), sentence="There is nothing in this file."),
    "a head alone": Case(xlsx(table(HEAD)), sentence="There is nothing below the column heads in row 1."),
    "an old .xls": Case(compound("Workbook"), sentence=save_as(".xls")),
    "a very old .xls": Case(b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100), sentence=save_as(".xls")),
    "an .ods": Case(
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        sentence=save_as(".ods"),
    ),
    "an .odt": Case(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), sentence=save_as(".odt")),
    "an .xlsb": Case(zipped({"xl/workbook.bin": b"\x83"}), sentence=save_as(".xlsb")),
    "a .numbers": Case(zipped({"Index/Document.iwa": b"\0"}), sentence=save_as(".numbers")),
    "a .docx": Case(zipped({"word/document.xml": "<x/>"}), sentence=save_as(".docx")),
    "any other archive": Case(zipped({"clients.csv": "Name\nA\n"}), sentence=save_as(".zip")),
    "an empty archive": Case(zipped({}), sentence=no_list(".zip")),
    "a .pdf": Case(b"%PDF-1.7\n%\xe2\xe3", sentence=save_as(".pdf")),
    "a page that is called .xls": Case(b"\xef\xbb\xbf\r\n<HTML><table><tr><td>Name", sentence=save_as("HTML")),
    "a sheet of 2003 as XML": Case(b'<?xml version="1.0"?><Workbook/>', sentence=save_as("XML")),
    "a picture": Case(b"\x89PNG\r\n\x1a\n" + bytes(100), sentence=no_list(".png")),
    "a packed file": Case(b"\x1f\x8b\x08\x00" + bytes(20), sentence=no_list(".gz")),
}
CSV_ROWS = {
    "UTF-8": csv("Name;PLZ;Ort\nMüller;01067;Wien\n", rows=[(2, MUELLER)]),
    "UTF-8 with its mark": csv("Name;PLZ;Ort\nMüller;01067;Wien\n", "utf-8-sig", rows=[(2, MUELLER)]),
    "UTF-16 with its mark": csv("Name;PLZ;Ort\nMüller;01067;Wien\n", "utf-16", rows=[(2, MUELLER)]),
    "UTF-16 the other way round": csv("\ufeffName;PLZ\nMüller;01067\n", "utf-16-be", rows=[(2, ["Müller", "01067"])]),
    "what Windows writes": csv(
        "Name;PLZ;Ort\nMüller;01067;Wien\n", "cp1252", rows=[(2, MUELLER)], doubtful=("encoding",)
    ),
    "what DOS wrote, guessed because Windows has no such letter": csv(
        "Name;Ort\nMüller;Wien\n", "cp850", rows=[(2, ["Müller", "Wien"])], doubtful=("encoding",)
    ),
    "what DOS wrote, chosen": csv(
        "Name;Ort\nÖller;Wörth\n", "cp850", rows=[(2, ["Öller", "Wörth"])], choices=Choices(encoding="cp850")
    ),
    "what an old Macintosh wrote, chosen": csv(
        "Name;Ort\rÖller;Wörth\r", "mac_roman", rows=[(2, ["Öller", "Wörth"])], choices=Choices(encoding="mac_roman")
    ),
    "UTF-16 without its mark, chosen": csv(
        "Name;Ort\nÖller;Wörth\n", "utf-16-le", rows=[(2, ["Öller", "Wörth"])], choices=Choices(encoding="utf-16")
    ),
    "sep=;": csv("sep=;\r\nName;Ort\r\nA;Wien, 1. Bezirk\r\n", rows=[(3, ["A", "Wien, 1. Bezirk"])]),
    "sep=| in quotes, behind the mark": csv('"sep=|"\nName|Ort\nA|B\n', "utf-8-sig", rows=[(3, ["A", "B"])]),
    "sep= a sign that nothing else would be split by": csv("SEP=:\nName:Ort\nA:B\n", rows=[(3, ["A", "B"])]),
    "sep= a sign that can separate nothing": csv(
        'sep="\r\nName;Ort\r\nA;B\r\n', rows=[(3, ["A", "B"])], doubtful=("head",)
    ),
    "sep= and nothing": csv("sep=\r\nName;Ort\r\nA;B\r\n", rows=[(3, ["A", "B"])], doubtful=("head",)),
    "sep= a TAB": csv("sep=\t\nName\tOrt\nA\tB\n", rows=[(3, ["A", "B"])]),
    "commas in a list with semicolons": csv(
        "Name;Adresse\nA;Gasse 1, Wien\nB;Gasse 2, Graz\n",
        rows=[(2, ["A", "Gasse 1, Wien"]), (3, ["B", "Gasse 2, Graz"])],
    ),
    "TABs": csv("Name\tOrt\nA; B\tWien\n", rows=[(2, ["A; B", "Wien"])]),
    "more titles than rows": csv(
        "Unsere\nKunden\n2026\nName;Ort\nA;B, C\n", rows=[(5, ["A", "B, C"])], doubtful=("head",)
    ),
    "one column": csv("Name\nA, B\nC\n", rows=[(2, ["A, B"]), (3, ["C"])]),
    "line ends of all kinds": csv(
        "Name;Ort\r\nA;1\rB;2\nC;3", rows=[(2, ["A", "1"]), (3, ["B", "2"]), (4, ["C", "3"])]
    ),
    "line ends and quotation marks in a cell": csv(
        'Name;Notizen\nA;"x\r\n""y"";z"\nB;c\n', rows=[(2, ["A", 'x\r\n"y";z']), (3, ["B", "c"])]
    ),
    "a quotation mark within a text": csv(
        'Name;Ort\nMax "der Bäcker" Huber;Wien\n', rows=[(2, ['Max "der Bäcker" Huber', "Wien"])]
    ),
    "blank rows and blank columns": csv(
        "\n;;\nName;Ort;;\n;;;\nA;B;;\n\n \nC;;;\n", rows=[(5, ["A", "B"]), (8, ["C"])]
    ),
    "a TAB before what looks like a number": csv(
        'Name;Telefon;PLZ\nA;"\t+43 1";"\t01067"\n', rows=[(2, ["A", "+43 1", "01067"])]
    ),
    "an error of Excel": csv(
        "Name;Ort\nA;#N/A\nB;#NV\nC;#BEZUG!\nD;Err:510\n",
        rows=[(2, ["A", "#N/A"]), (3, ["B", "#NV"]), (4, ["C", "#BEZUG!"]), (5, ["D", "Err:510"])],
        odd={(2, 1): Odd.ERROR, (3, 1): Odd.ERROR, (4, 1): Odd.ERROR},
    ),
    "a text that only looks like an error": csv(
        "Name;Ort\nA;\t#N/A\nB;#1\n", rows=[(2, ["A", "#N/A"]), (3, ["B", "#1"])]
    ),
    "digits that Excel has lost": csv(
        "Name;Telefon\nA;4,36641E+12\nB;1E+15\nC;1E5\n",
        rows=[(2, ["A", "4,36641E+12"]), (3, ["B", "1E+15"]), (4, ["C", "1E5"])],
        odd={(2, 1): Odd.DIGITS_LOST, (3, 1): Odd.DIGITS_LOST},
    ),
    "a formula, which is a text": csv("Name;Ort\nA;=1+1\n", rows=[(2, ["A", "=1+1"])]),
    "rows of different lengths": csv("Name;PLZ;Ort\nA\nB;1;2;3\n", rows=[(2, ["A"]), (3, ["B", "1", "2", "3"])]),
    "a head of ID, which some take for SYLK": csv("ID;PLZ;Name\n7;1;A\n", rows=[(2, ["7", "1", "A"])]),
}
CSV_SENTENCES = {
    "nothing": Case(b"", sentence="There is nothing in this file."),
    "the mark of UTF-8 alone": Case(b"\xef\xbb\xbf", sentence="There is nothing in this file."),
    "blank lines alone": csv("\n\n;;\n", sentence="There is nothing in this file."),
    "a head alone as CSV": csv("Name;Ort\n", sentence="There is nothing below the column heads in row 1."),
    "a quotation mark that is not closed": csv('Name;Ort\nA;Wien\nB;"Graz\nC;Linz\n', sentence=not_closed(3)),
    "one that is closed by the next": csv('Name;Ort\nA;"Wien\nB;"Graz"\n', sentence=not_closed(2)),
    "one that begins a cell and closes too early": csv('Name;Ort\nA;"Zum Hirschen" OG\n', sentence=not_closed(2)),
    "one behind cells of several lines": csv('Name;Ort\nA;"1\n2\n3"\nB;"x\n', sentence=not_closed(5)),
    "one before very much": csv(
        'Name;Ort\nA;"' + "x;y\n" * 40_000,
        sentence="In the row that begins in line 2 a cell is too long. Is a quotation mark not closed?",
    ),
    "a very long row": csv(
        "Name;Ort\n" + "A;" * 600_000, sentence="The row that begins in line 2 is longer than 1,000,000 characters."
    ),
    "more columns than a list has, as CSV": csv(
        "Name;Ort\n" + "A;" * 300,
        sentence="Row 2 has more than 256 columns. Please delete the columns that do not belong to the list.",
    ),
    "a NUL": csv("Name;Ort\nA;B\0\n", sentence=no_text(2)),
    "UTF-16 without its mark": csv("Name;Ort\nA;B\n", "utf-16-le", sentence=no_text(1)),
    "UTF-8 by its mark, but not in line 3": Case(
        b"\xef\xbb\xbfName;Ort\nA;B\nM\xfcller;C\n",
        sentence="Line 3 cannot be read as utf-8. Please choose another encoding.",
    ),
    "UTF-8 as chosen, but not in line 2": Case(
        b"Name;Ort\nM\xfcller;C\n",
        sentence="Line 2 cannot be read as utf-8. Please choose another encoding.",
        choices=Choices(encoding="utf-8"),
    ),
    "half a letter of UTF-16": Case(
        b"\xff\xfeN\0a\0m\0e\0\n\0A", sentence="Line 2 cannot be read as utf-16. Please choose another encoding."
    ),
    "an encoding that is not known": csv(
        "Name\nA\n",
        sentence="There is no encoding “klingon”. There are: utf-8, cp1252, cp850, mac_roman, utf-16.",
        choices=Choices(encoding="klingon"),
    ),
    "a separator that is none": csv(
        "Name\nA\n",
        sentence="“x” separates no columns. Please choose another separator.",
        choices=Choices(separator="x"),
    ),
}
CASES = XLSX_ROWS | XLSX_SENTENCES | CSV_ROWS | CSV_SENTENCES
