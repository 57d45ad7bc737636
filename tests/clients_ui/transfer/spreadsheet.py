"""What other programs find in a file: an XLSX file read by calamine, its XML by expat; a CSV file by Python's csv."""

import csv
import io
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of_xlsx(content):
    """The rows of the only sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def rows_of_csv(content, separator):
    """The rows as they stand there, with the TABs before what would be a number."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def texts_of_csv(content, separator):
    """The rows without these TABs."""
    return [[cell.removeprefix("\t") for cell in row] for row in rows_of_csv(content, separator)]


def part(content, name):
    """A part of the archive as XML, once the whole archive was found in order."""
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return ET.fromstring(archive.read(name))  # noqa: S314 - it is our own


def sheet(content):
    return part(content, "xl/worksheets/sheet1.xml")
