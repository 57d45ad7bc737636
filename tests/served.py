"""The dashboard as it is served: migrated, behind gunicorn with 2 workers of 16 threads, on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
FILE, PASSWORD = "db.sqlite3", "right-Password-7"
ACCOUNTS = f"""
from django.contrib.auth.models import Group, User
for name, group in (("vera", "Viewers"), ("edith", "Editors"), ("erik", "Editors"), ("max", "Managers")):
    User.objects.create_user(name, password="{PASSWORD}").groups.add(Group.objects.get(name=group))
"""


@dataclass
class Served:
    """A running dashboard."""

    url: str
    process: subprocess.Popen
    log: Path
    environment: dict
    root: Path = ROOT

    def manage(self, *words: str) -> str:
        """Run one of its commands beside it, and return what that prints."""
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=self.root, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)

    def lose_database(self):
        """As where a disk is broken. Workers that had it open would not be told, so that there are new ones."""
        (self.log.parent / FILE).rename(self.log.parent / "away.sqlite3")
        (self.log.parent / FILE).write_bytes(b"no database at all" * 100)
        self.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 60
        while self.log.read_text().count("Booting worker") < 4:
            assert time.monotonic() < until
            time.sleep(0.05)

    def start_again(self):
        """Serve at the same port as before, after it was stopped."""
        again = _started(self.log, int(self.environment["PORT"]), self.environment, self.root)
        self.process = again.process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(folder: Path, timetrack_url: str, port: int | None = None, root: Path = ROOT, **settings: str) -> Served:
    """Serve a database of its own against this TimeTrack: one in this folder, unless it is given another.

    `root`: where the program lies, for another release of it.
    """
    port = port or free_port()
    environment = _environment(folder) | {"TIMETRACK_API_URL": timetrack_url, "PORT": str(port), **settings}
    if "DATABASE_URL" in settings:
        _migrate(environment, root)
    else:
        (folder / FILE).write_bytes(migrated())
    return _started(folder / "served.log", port, environment, root)


def _environment(folder: Path) -> dict:
    measured = ("COV_", "COVERAGE_")
    here = {name: value for name, value in os.environ.items() if not name.startswith(measured)}
    return here | {"DATABASE_URL": f"sqlite:///{folder / FILE}"}


def _migrate(environment: dict, root: Path = ROOT) -> None:
    for arguments in (["migrate", "--verbosity=0"], ["shell", "--no-imports", "-c", ACCOUNTS]):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=root, env=environment, check=True)


@cache
def migrated() -> bytes:
    """The file of a database with all its tables and the accounts, made once."""
    with TemporaryDirectory() as folder:
        _migrate(_environment(Path(folder)))
        return Path(folder, FILE).read_bytes()


def beside(served: Served, root: Path = ROOT, **settings: str) -> Served:
    """One more of it, as on another host: with the same database and the same settings, on a port of its own."""
    port = free_port()
    environment = served.environment | {"PORT": str(port)} | settings
    return _started(served.log.with_name("beside.log"), port, environment, root)


def _started(log: Path, port: int, environment: dict, root: Path) -> Served:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "ttdash.wsgi:application"],
            cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    served = Served(f"http://127.0.0.1:{port}", process, log, environment, root)
    await_answer(served)
    return served


def await_answer(served: Served) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"{served.url}{served.environment.get('SCRIPT_NAME', '')}/healthz", timeout=5):
                return
        except OSError:
            if served.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(served.log.read_text()) from None
            time.sleep(0.05)
