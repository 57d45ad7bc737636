"""The stock project as it would be served: gunicorn with as many workers and threads as the dashboard has."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests
from stage import KEPT_OPEN, ROOT

from tests.served import PASSWORD, free_port

LOGIN, LISTED, FORM = "/admin/login/", "/admin/peer/client/", 'id="client_form"'


@dataclass(frozen=True)
class Peer:
    """A running stock project."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def peer(clients: int) -> Iterator[Peer]:
    """The stock project with so many clients, in a database of its own."""
    port = free_port()
    bind = ["--bind", f"127.0.0.1:{port}", "--workers=2", "--threads=16", "--no-control-socket", *KEPT_OPEN.split()]
    with tempfile.TemporaryDirectory() as folder:
        paths = {
            "DJANGO_SETTINGS_MODULE": "peer.settings",
            "PEER_DATABASE": f"{folder}/peer.sqlite3",
            "PYTHONPATH": str(ROOT),
        }
        inside = {"cwd": ROOT / "bench", "env": os.environ | paths}
        subprocess.run([sys.executable, "-m", "peer.fill", str(clients), PASSWORD], check=True, **inside)
        command = [sys.executable, "-m", "gunicorn", "peer.wsgi", *bind, "--log-level=warning"]
        with subprocess.Popen(command, **inside) as process:
            try:
                yield _answering(Peer(f"http://127.0.0.1:{port}", process))
            finally:
                process.terminate()


def _answering(served: Peer) -> Peer:
    until = time.monotonic() + 30
    with requests.Session() as session:
        session.trust_env = False
        while True:
            try:
                session.get(served.url + LOGIN, timeout=5).raise_for_status()
            except requests.ConnectionError:
                if served.process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return served
