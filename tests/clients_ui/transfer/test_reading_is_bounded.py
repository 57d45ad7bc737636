"""Whatever a file holds, reading it takes no more memory and time than were meant for it, and leaves nothing behind."""

import json
import os
import random
import subprocess
import sys
import threading
import zipfile
from contextlib import ExitStack, suppress

import pytest

from clients_ui.transfer import files, xlsx_in
from clients_ui.transfer.table import Choices, UnreadableFile
from tests.clients_ui.transfer.odd_files import DAMAGED, HEAD, MUELLER, SHEET, TOO_MUCH, sheet_xml, with_sheet
from tests.clients_ui.transfer.workbooks import boolean, number, parts_of, shared, table, xlsx, zipped
from tests.project_copy import ROOT

MEASURED = """
import json, resource, sys
import django
django.setup()
from clients_ui.transfer import columns, files
from clients_ui.transfer.table import Choices, UnreadableFile
columns.match(["Name"])
data = sys.stdin.buffer.read()
peak = lambda whose: resource.getrusage(whose).ru_maxrss // 1024
before, rows, sentence = peak(resource.RUSAGE_SELF), 0, ""
try:
    rows = len(files.read(data, Choices()).rows)
except UnreadableFile as refused:
    sentence = str(refused)
after = peak(resource.RUSAGE_SELF)
print(json.dumps({"rows": rows, "sentence": sentence, "more": after - before, "child": peak(resource.RUSAGE_CHILDREN)}))
"""
"""A server that reads one file: what it takes at most more than before, and what its child takes at most, in MiB."""


BUSY = "Other files are being read just now. Please try again in a minute."


def measured(data):
    done = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, cwd=ROOT, check=True)
    return json.loads(done.stdout)


def clients(count):
    """A list of so many clients with 16 columns, as Excel writes it: texts are shared."""
    strings = []

    def text(value):
        strings.append(f"<t>{value}</t>")
        return shared(len(strings) - 1)

    kept = [text(value) for value in ("Wien", "Österreich", "#AABBCC", "")]
    rows = [
        [
            *(
                number(at),
                text(f"Müller {at} GmbH"),
                boolean(True),
                kept[2],
                text(f"Max {at}"),
                text(f"m{at}@example.at"),
            ),
            *(text(f"+43 664 {at:07}"), text(f"Gasse {at}"), kept[3], number(1000 + at % 8999, 1), kept[0], kept[1]),
            *(text(f"K{at}"), number(40_000 + at % 5000, 2), kept[3], text(f"Notiz zu {at}")),
        ]
        for at in range(1, count + 1)
    ]
    head = ["id", "Name", "Aktiv", "Farbe", "Kontakt", "Mail", "Tel", "Straße", "Zusatz", "PLZ", "Ort", "Land"]
    return xlsx(
        table([*head, "field1", "field2", "field3", "Notizen"], *rows), formats=["00000", "dd.mm.yyyy"], strings=strings
    )


def bomb_of_blanks():
    """Less than half a megabyte that is 260 MB unpacked."""
    parts = parts_of(table(["Name"], ["A"]))
    parts[SHEET] = sheet_xml("", before=" " * 260 * 1024 * 1024)
    return zipped(parts)


def bomb_of_one_string():
    """A string of 30,000 letters that 100,000 cells share: 3 GB for whoever gives each of them its own."""

    def row(at):
        return (
            f'<row r="{at}">' + "".join(f'<c r="{column}{at}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ") + "</row>"
        )

    return with_sheet(sheet_xml("".join(map(row, range(1, 10_001)))), strings=[f"<t>{'x' * 30_000}</t>"])


def test_fifty_thousand_clients_take_less_than_200_mb_in_the_server():
    found = measured(clients(50_000))
    assert found["rows"] == 50_000
    assert found["more"] < 200
    assert found["child"] < 800


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(bomb_of_blanks, "This file is larger than 256 MB once it is unpacked.", id="blanks"),
        pytest.param(bomb_of_one_string, TOO_MUCH, id="one string many times"),
        pytest.param(lambda: b"Name;" + b";" * 19_000_000, "The row that begins in line 1 is longer", id="separators"),
        pytest.param(lambda: b"Name\nA" + b"\n" * 19_000_000, "This file has more than 50,000 rows", id="blank rows"),
        pytest.param(lambda: b"Name\n" + b"A\n" * 9_000_000, "This file has more than 50,000 rows", id="rows"),
        pytest.param(lambda: (b"A;" * 255 + b"B\n") * 38_000, "There is more text in this file", id="cells"),
        pytest.param(
            lambda: (b"Name" + b";" * 990_000 + b"\n") * 18 + b"A\0",
            "Line 19 holds a character that is in no text",
            id="blank columns",
        ),
        pytest.param(lambda: b'Name;"' + b"\n" * 19_000_000, "In the row that begins in line 1 a cell", id="one cell"),
        pytest.param(
            lambda: b"Name\n" + b"xxx\xf0\x9f\x98\x80" * 2_500_000, "The row that begins in line 2", id="wide"
        ),
    ],
)
def test_a_bomb_is_refused_with_less_than_200_mb_in_the_server(data, sentence):
    found = measured(data())
    assert found["sentence"].startswith(sentence)
    assert found["more"] < 200
    assert found["child"] <= 1100


@pytest.fixture
def children(monkeypatch):
    """The processes that were started to read."""
    started = []

    class Recorded(subprocess.Popen):
        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            started.append(self)

    monkeypatch.setattr(xlsx_in, "Popen", Recorded)
    return started


def refusal(data, **choices):
    with pytest.raises(UnreadableFile) as refused:
        files.read(data, Choices(**choices))
    return str(refused.value)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("import time; time.sleep(600)", id="reads nothing"),
        pytest.param("import sys, time; sys.stdin.read(1); time.sleep(600)", id="stops reading"),
        pytest.param("import sys, time; sys.stdin.buffer.read(); time.sleep(600)", id="says nothing"),
        pytest.param("import sys, time; print('x' * 10**6, end='', flush=True); time.sleep(600)", id="talks first"),
    ],
)
def test_a_child_that_hangs_is_ended_and_waited_for(program, children, monkeypatch):
    monkeypatch.setattr(xlsx_in, "PROGRAM", program)
    monkeypatch.setattr(xlsx_in, "SECONDS", 0.5)
    assert refusal(b"PK\x03\x04" + bytes(1_000_000)) == TOO_MUCH
    assert [child.returncode for child in children] == [-9]


def test_a_child_that_dies_at_once_is_a_file_that_cannot_be_read(children, monkeypatch):
    for program, sentence in (("raise SystemExit(2)", TOO_MUCH), ("raise ValueError", DAMAGED)):
        monkeypatch.setattr(xlsx_in, "PROGRAM", program)
        assert refusal(b"PK\x03\x04" + bytes(1_000_000)) == sentence
    assert [child.returncode for child in children] == [2, 1]


def test_a_child_without_enough_memory_is_a_file_that_cannot_be_read(children, monkeypatch):
    monkeypatch.setattr(xlsx_in, "CHILD_MEMORY", 64 * 1024 * 1024)
    assert refusal(bomb_of_one_string()) == TOO_MUCH
    assert children[0].returncode != 0


def test_no_second_file_is_begun_before_the_child_that_was_refused_has_ended(children, settings, monkeypatch):
    ended = []

    class Lock:
        acquire = staticmethod(lambda timeout: True)
        release = staticmethod(lambda: ended.append(children[0].returncode is not None))

    settings.IMPORT_ROWS = 10
    monkeypatch.setattr(xlsx_in, "_one_at_a_time", Lock)
    assert refusal(clients(5_000)).startswith("This file has more than 10 rows.")
    assert ended == [True]


def test_a_child_is_ended_as_soon_as_its_file_has_too_many_rows(children, settings):
    settings.IMPORT_ROWS = 10
    assert refusal(clients(5_000)) == "This file has more than 10 rows. Please split it into several files."
    assert children[0].returncode is not None


def test_the_child_has_its_bounds_and_nothing_of_the_servers_environment(monkeypatch):
    told = {}
    monkeypatch.setattr(
        xlsx_in,
        "PROGRAM",
        "import sys; sys.path.insert(0, {root!r}); from clients_ui.transfer import xlsx_child\n"
        "import os, json, resource, sys\n"
        "xlsx_child._answer = lambda *_: iter([[os.environ.get('SECRET_KEY'), 'django' in sys.modules,"
        " resource.getrlimit(resource.RLIMIT_AS)[1], resource.getrlimit(resource.RLIMIT_CPU)[1]]])\n"
        "{call}",
    )
    told = [*xlsx_in._lines(b"", {"sheet": None, "language": "en"})]
    assert os.environ["SECRET_KEY"]
    assert told == [[None, False, 1024 * 1024 * 1024, 30]]


def test_only_one_file_is_read_at_a_time_and_who_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(xlsx_in, "SECONDS", 0.1)
    with xlsx_in._one_at_a_time:
        assert refusal(xlsx(table(HEAD, MUELLER))) == BUSY
    assert xlsx_in._places._value == xlsx_in.AT_ONCE


def test_who_comes_while_three_others_wait_is_told_at_once():
    with ExitStack() as others:
        for _ in range(xlsx_in.AT_ONCE):
            others.enter_context(xlsx_in._places)
        assert refusal(xlsx(table(HEAD, MUELLER))) == BUSY
    assert len(files.read(xlsx(table(HEAD, MUELLER)), Choices()).rows) == 1


def test_many_at_once_are_all_read():
    read = []
    data = xlsx(table(HEAD, MUELLER))
    threads = [threading.Thread(target=lambda: read.append(len(files.read(data, Choices()).rows))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [1] * 4


def test_a_file_larger_than_the_bound_is_not_looked_at(settings):
    settings.IMPORT_BYTES = 2048
    data = b"Name\n".ljust(2048, b"A")
    assert len(files.read(data, Choices()).rows) == 1
    assert refusal(data + b"A") == "This file is larger than 2.0\xa0KB. Please split it into several files."


def test_as_many_rows_as_are_allowed_are_read_and_no_more(settings):
    settings.IMPORT_ROWS = 3
    for data in (b"Name\nA\n\nB\nC\n", xlsx(table(["Name"], ["A"], [None], ["B"], ["C"]))):
        assert len(files.read(data, Choices()).rows) == 3
    for data in (b"Name\nA\n\nB\nC\nD\n", xlsx(table(["Name"], ["A"], ["B"], ["C"], ["D"]))):
        assert refusal(data) == "This file has more than 3 rows. Please split it into several files."


@pytest.mark.parametrize("seed", range(30))
def test_a_file_with_wrong_bytes_is_read_or_refused(seed):
    chance = random.Random(seed)
    data = bytearray(
        zipped(parts_of(table(HEAD, MUELLER, MUELLER)), chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    )
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    with suppress(UnreadableFile):
        assert len(files.read(bytes(data), Choices()).rows) <= 2
