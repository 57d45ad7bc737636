"""XLSX files, read by another process that is bounded in memory and in time, whatever the file holds.

The file goes through a pipe, never to a disk. The child reads all of it before it answers, so neither waits for the
other with a full pipe; it is ended when its time is over, and always waited for.
"""

import json
import logging
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import BoundedSemaphore, Lock, Timer
from typing import Any, Final

from clients_ui.transfer.columns import HEAD_WITHIN
from clients_ui.transfer.contents import FileContents
from clients_ui.transfer.refused import MIB, FileRefused
from clients_ui.transfer.table import Choices, Odd, Row

log = logging.getLogger(__name__)

PROCESSOR_SECONDS = 30
"""What the child may use, so that no honest file is refused because the server is busy."""
SECONDS = 90
"""When the child is ended whatever it does, and how long somebody waits while the file of somebody else is read."""
AT_ONCE: Final = 4
"""People whose files a worker has in hand: one is read, the others wait, and each holds a thread."""
CHILD_MEMORY = 1024 * MIB
PROGRAM: Final = "import sys; sys.path.insert(0, {root!r}); from clients_ui.transfer import xlsx_child; {call}"
ROOT: Final = Path(__file__).resolve().parents[2]
_places = BoundedSemaphore(AT_ONCE)
_one_at_a_time = Lock()


def read(data: bytes, choices: Choices, language: str, most_rows: int) -> FileContents:
    """The rows of a sheet: of the one that is chosen, or of the first that people see. Raises FileRefused."""
    with _turn():
        return _read(data, choices, language, most_rows)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn, unless enough others do. Raises FileRefused."""
    if not _places.acquire(blocking=False):
        raise FileRefused("busy")
    try:
        if not _one_at_a_time.acquire(timeout=SECONDS):
            raise FileRefused("busy")
        try:
            yield
        finally:
            _one_at_a_time.release()
    finally:
        _places.release()


def _read(data: bytes, choices: Choices, language: str, most_rows: int) -> FileContents:
    told: dict[str, Any] = {}
    rows: list[Row] = []
    hidden: set[int] = set()
    with closing(_lines(data, {"sheet": choices.sheet, "language": language})) as lines:
        for line in lines:
            match line:
                case [number, texts, odd, is_hidden]:
                    rows.append(Row(number, texts, {int(column): Odd(how) for column, how in odd.items()}))
                    hidden |= {number} if is_hidden else set()
                case {"refused": why, "values": values}:
                    raise FileRefused(why, **values)
                case _:
                    told = line
            if len(rows) > most_rows + HEAD_WITHIN:
                raise FileRefused("rows", most=most_rows)
    return FileContents(
        "xlsx",
        Choices(sheet=told["sheet"]),
        rows,
        doubtful=["sheet"] if choices.sheet is None and len(told["sheets"]) > 1 else [],
        sheets=told["sheets"],
        hidden_sheets=told["hidden_sheets"],
        hidden=hidden,
        last_merged=told["last_merged"],
    )


def _lines(data: bytes, request: dict[str, Any]) -> Generator[Any]:
    """What the child says of a file, line by line. Raises FileRefused where it did not come to its end."""
    program = PROGRAM.format(root=str(ROOT), call=f"xlsx_child.main({CHILD_MEMORY}, {PROCESSOR_SECONDS})")
    command = [sys.executable, "-I", "-c", program]
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}) as child:  # noqa: S603 - nothing of a person's
        assert child.stdin and child.stdout  # noqa: S101, PT018 - for mypy
        timer = Timer(SECONDS, child.kill)
        timer.start()
        try:
            with suppress(BrokenPipeError), child.stdin as requests:  # it has ended: below it says how
                requests.write(json.dumps(request).encode() + b"\n")
                requests.write(data)
            yield from (json.loads(line) for line in child.stdout if line.endswith(b"\n"))
            status = child.wait()
        finally:
            timer.cancel()
            child.kill()
    if status:
        log.warning("The process that read a file has ended with status %s.", status)
        raise FileRefused("damaged" if status == 1 else "too much")
