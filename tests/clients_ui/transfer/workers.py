"""Workers as processes of their own, which the test begins and kills; `worker` is what they do."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager

from tests.clients_ui.transfer.rows import writes
from tests.project_copy import ROOT

NUMBER = 30
"""Rows that create a client, and as many that change one."""


class Workers:
    """Workers on a database of their own, one after the other."""

    def __init__(self, process, database=None):
        self.process, self.database = process, database

    def begin(self):
        """The number of the worker that begins."""
        self.process.stdin.write("begin\n")
        self.process.stdin.flush()
        word, pid = self.process.stdout.readline().split()
        assert word == "worker"
        return int(pid)

    def ended(self, status=0):
        """The outcomes that it tells before it ends."""
        told = []
        while (line := self.process.stdout.readline().split())[0] != "ended":
            told.append(line[1])
        assert int(line[1]) in {0, status}
        return told

    def killed(self, seconds):
        """The outcomes that one tells before it is killed after so many seconds."""
        pid = self.begin()
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        told = self.ended(signal.SIGKILL)
        self.minute_passes()
        return told

    def minute_passes(self):
        """A minute of the database's clock: no worker is at a row any more, and TimeTrack has done what it was sent."""
        time.sleep(0.2)  # for the sandbox, which sees no other clock
        with closing(sqlite3.connect(self.database, timeout=20)) as rows:
            rows.execute("UPDATE clients_ui_rowtoken SET at = datetime(at, '-60 seconds')")
            rows.execute("UPDATE clients_ui_nameclaim SET at = datetime(at, '-60 seconds')")
            rows.commit()


@contextmanager
def working(database_url, sandbox, person="edith", number=NUMBER):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_"))} | {
        "DATABASE_URL": database_url,
        "TIMETRACK_API_URL": sandbox.url,
        "BREAKER_FAILURES": "0",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.clients_ui.transfer.worker", str(number), person]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        yield Workers(process)
        process.stdin.close()


def filled(sandbox, number=NUMBER):
    """Clients that the file changes; as many are new in it."""
    for each in range(number):
        sandbox.add(name=f"Bestand {each}", phone="1")
    sandbox.switches.delay = 0.005


def assert_done_once(sandbox, number=NUMBER):
    rows = range(2, 2 + number)
    new = [client for client in sandbox.clients.values() if client["name"].startswith("Firma")]
    assert sorted(client["name"] for client in new) == sorted(f"Firma {row}" for row in rows)
    assert {client["phone"] for client in new} == {f"+43 {row}" for row in rows}
    assert [sandbox.clients[id_]["phone"] for id_ in range(1, 1 + number)] == [
        f"+49 {id_ + 1}" for id_ in range(number)
    ]
    assert Counter(writes(sandbox)) == {"POST": number, "PUT": number}


def both_at_once(database_url, sandbox):
    """Two people with the same file at the same moment: what each is told."""
    with working(database_url, sandbox) as edith, working(database_url, sandbox, "erik") as erik:
        edith.begin(), erik.begin()
        return Counter(edith.ended()), Counter(erik.ended())
