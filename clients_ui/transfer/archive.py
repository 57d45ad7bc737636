"""An archive of XML, as every XLSX file is one: its parts are read as streams, and none is kept unpacked.

By zipfile and expat of the standard library. Pure: the child has it too.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO, Any, Final, NoReturn
from xml.parsers import expat

from clients_ui.transfer.refused import MIB, FileRefused

MOST_UNPACKED = 256 * MIB
CHUNK = 64 * 1024
Attributes = Mapping[str, str]
OTHERS: Final = {
    "xl/workbook.bin": ".xlsb",
    "index/document.iwa": ".numbers",
    "index.zip": ".numbers",
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
}
"""Parts by which other formats that are archives too are known."""
OPEN_DOCUMENT: Final = {"spreadsheet": ".ods", "text": ".odt", "presentation": ".odp"}


class Archive:
    """A file that says that it is a ZIP archive, and its parts, none of which is kept unpacked."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile:
            raise FileRefused("damaged") from None
        self._parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.infolist()}
        if len(self._parts) < len(self._zip.infolist()):
            raise FileRefused("damaged")
        self._left = MOST_UNPACKED
        if "xl/workbook.xml" not in self._parts:
            raise FileRefused("format", format=self._format())

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def size(self, part: str) -> int:
        """How large a part says that it is."""
        return self._parts[part.lower()].file_size if part in self else 0

    def parse(self, part: str, start: Callable[[expat.XMLParserType], Any]) -> None:
        """Read a part as XML, a piece at a time; `start` says what is to be done with its elements."""
        parser = expat.ParserCreate("UTF-8")  # whatever it says: the reader of the values knows nothing else
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _doctype
        parser.StartElementHandler = start(parser)
        try:
            with self._open(part) as stream:
                while piece := stream.read(CHUNK):
                    if b"\0" in piece:  # UTF-16
                        raise FileRefused("damaged")
                    self._left -= len(piece)
                    if self._left < 0:
                        raise FileRefused("unpacked", most=MOST_UNPACKED // MIB)
                    parser.Parse(piece, False)
                parser.Parse(b"", True)
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError):
            raise FileRefused("damaged") from None

    def _open(self, part: str) -> IO[bytes]:
        info = self._parts.get(part.lower())
        if info is None:
            raise FileRefused("damaged")
        if info.flag_bits & 1:
            raise FileRefused("encrypted")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise FileRefused("damaged")
        return self._zip.open(info)

    def _format(self) -> str:
        if "mimetype" in self._parts:
            with self._open("mimetype") as stream:
                kind = stream.read(100).decode("latin-1").rpartition(".")[2].partition("-")[0].strip()
            return OPEN_DOCUMENT.get(kind, ".zip")
        return next((name for part, name in OTHERS.items() if part in self._parts), ".zip")


def local(name: str) -> str:
    """The name of an element or an attribute without its prefix."""
    return name.rpartition(":")[2]


def _doctype(*_: object) -> NoReturn:
    raise FileRefused("doctype")
