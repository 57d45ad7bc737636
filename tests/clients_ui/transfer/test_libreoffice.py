"""A file that LibreOffice has opened and saved again still says of every client that nothing is to change."""

import os
import shutil
import subprocess

import pytest
from django.utils import translation

from clients_ui.transfer.heads import Heads
from tests.clients_ui.transfer.planning import client, outcomes
from tests.clients_ui.transfer.test_there_and_back import plans_of, taken_out

NOT_INSTALLED = "LibreOffice is missing; this installs it: sudo apt-get install libreoffice-calc"
pytestmark = pytest.mark.skipif(not shutil.which("soffice") and not os.environ.get("CI"), reason=NOT_INSTALLED)
TEXTS = [
    "+43 1 000 40 23", "0664 123", "01067", "1010", "00000", "=1+1", "-5", "@home", "1.2.", "3/4", "1e5",
    "12345678901234567890", "TRUE", "wahr", "50 %", "#N/A", "'quoted", '"quoted"', "a;b,c\td", "  blanks  ",
    "Öllinger & Söhne <b>", "Ǆ ß ŋ 漢字 🎈",
    "_x000D_", "31.12.2025", "1 2", "€ 5",
]  # fmt: skip
LINES = ["one\ntwo", "one\r\ntwo\r\n\r\nfour", "\n\nthree", "tab\tand\nline", "x" * 32_767]
SECONDS = 120
CSV = "59,34,76,1"
"""How LibreOffice says: a semicolon between cells, quotes, UTF-8, from row 1 on."""
SAVED_AS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "csv": f"csv:Text - txt - csv (StarCalc):{CSV},,0,false,true"}


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


def saved_again(content, format_, profile, folder):
    """The file after LibreOffice has opened and saved it."""
    before = folder / f"clients.{format_}"
    before.write_bytes(content)
    opened = [f"--infilter=Text - txt - csv (StarCalc):{CSV}"] if format_ == "csv" else []
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", *opened]
    after = folder / "again"
    subprocess.run(
        [*command, "--convert-to", SAVED_AS[format_], "--outdir", after, before],
        check=True, timeout=SECONDS, capture_output=True,
    )  # fmt: skip
    return (after / before.name).read_bytes()


def account():
    return [
        *(
            client(number, text.strip() or text, contactPerson=text, phone=text, field1=text)
            for number, text in enumerate(TEXTS, 1)
        ),
        *(
            client(number, f"Novak {number}", notes=text, addressZipCode="01067")
            for number, text in enumerate(LINES, 101)
        ),
    ]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("format_", SAVED_AS)
def test_every_row_is_unchanged_after_libreoffice_has_saved_the_file(format_, language, profile, tmp_path):
    with translation.override(language):
        content = saved_again(taken_out(account(), format_, Heads.WORDS), format_, profile, tmp_path)
        assert [*map(outcomes, plans_of(content, account()))] == [["unchanged"] * len(account())] * 2
