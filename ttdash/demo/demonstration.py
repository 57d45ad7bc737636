"""What ``manage.py demo`` puts into the environment before the settings read it.

Without an account of TimeTrack it is a demonstration: a sandbox in this process plays TimeTrack. With any of the three
settings of an account, nothing is played. Either way it serves plain HTTP on loopback, and can make its own SECRET_KEY.
"""

import os
import secrets
import signal
from contextlib import suppress
from pathlib import Path
from typing import Final

from ttdash.config import environment
from ttdash.sandbox import Sandbox, demo_clients, demo_projects

ACCOUNT: Final = ("TIMETRACK_API_URL", "TIMETRACK_API_KEY", "TIMETRACK_API_SECRET")
RUNNING: Final[list[Sandbox]] = []


def prepare(arguments: list[str]) -> None:
    """Fill in what the settings need for this command line."""
    end_by_signal()
    environment.load_file()
    if {"--remove", "--help", "-h"} & set(arguments):
        for name, value in environment.PLACEHOLDERS.items():
            if not environment.text(name):
                os.environ[name] = value
        return
    # It is served on loopback over http, under no path and nowhere else, whatever a real deployment's .env says.
    os.environ.update(HTTPS="off", ALLOWED_HOSTS="localhost,127.0.0.1,[::1]", SCRIPT_NAME="")
    if not environment.text("SECRET_KEY"):
        os.environ["SECRET_KEY"] = kept_key(environment.WORKING_FOLDER / ".demo-secret")
    if not any(environment.text(name) for name in ACCOUNT):
        start_sandbox()


def end_by_signal() -> None:
    """Let each signal that asks for an end raise KeyboardInterrupt, even where a shell started us in the background."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # else nohup wants us to stay
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def ignore_signals() -> None:
    """Let nothing interrupt what is left to do."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def kept_key(path: Path) -> str:
    """The key of this folder's demonstration, made at the first call, so that sessions outlive a restart."""
    with suppress(OSError, UnicodeDecodeError):
        key = path.read_text(encoding="ascii").strip()
        if len(key) >= 50:
            return key
    path.unlink(missing_ok=True)
    key = secrets.token_urlsafe(50)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(f"{key}\n", encoding="ascii")
    return key


def start_sandbox() -> None:
    """Start a sandbox on a free port and make it the account. It ends with this process."""
    key, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(24)
    sandbox = Sandbox(port=0, key=key, secret=secret, clients=demo_clients(), projects=demo_projects()).start()
    RUNNING.append(sandbox)
    os.environ.update(zip(ACCOUNT, (sandbox.url, key, secret), strict=True))
