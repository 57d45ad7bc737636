import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from ttdash.config import environment
from ttdash.demo import accounts, demonstration

HOST: Final = "127.0.0.1"
PATIENCE: Final = 60  # seconds for the first answer
REMOVE: Final = ".venv/bin/python manage.py demo --remove"
MAY: Final = {
    "demo-viewer": "may look at clients",
    "demo-editor": "may add, change and delete clients",
    "demo-manager": "may look after accounts, too",
}


class Command(BaseCommand):
    help = (
        "Run the dashboard on loopback: against a sandbox with demo accounts, or against the account in the settings."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - declared this way by Django

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove the demo accounts from the database")

    def handle(self, *, remove: bool, **_: Any) -> None:
        if remove:
            self.say(removed())
            return
        port = free_port()
        try:
            prepare_database()
            with served(port) as server:
                self.say(welcome(port))
                raise CommandError(f"The dashboard's server ended by itself, with exit code {server.wait()}.")
        finally:
            demonstration.ignore_signals()
            demonstration.stop_sandbox()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def removed() -> str:
    """Remove the demo accounts and say which. A database that was never set up stays as it is."""
    set_up = "auth_user" in connection.introspection.table_names()
    names = accounts.remove() if set_up else []
    return f"Removed: {', '.join(names)}." if names else "There are no demo accounts."


def free_port() -> int:
    """The port to serve on. Raises CommandError where PORT is none, or taken."""
    value = environment.text("PORT", "8000")
    if not value.isascii() or not value.isdecimal() or not 0 < int(value) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {value!r}.")
    port = int(value)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            other = port + 1 if port < 65535 else 8000
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}): choose another one, as in PORT={other} make run."
            ) from None
    return port


def prepare_database() -> None:
    """Tables and demo accounts. Raises CommandError where demo accounts could open a real account of TimeTrack."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise CommandError(f"DATABASE_URL: the database cannot be used ({str(error).splitlines()[0]}).") from None
    if demonstration.RUNNING:
        accounts.keep()
    elif names := accounts.present():
        raise CommandError(
            f"The database holds accounts of the demonstration ({', '.join(names)}), which must not open "
            f"a real TimeTrack account: remove them with {REMOVE}."
        )


@contextmanager
def served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn while it serves, from its first answer on. Raises CommandError where there is none."""
    options = ["--bind", f"{HOST}:{port}", "--graceful-timeout", "5", "--log-level", "warning"]
    # Both are found in the working folder only where that is the project's own.
    options += [
        "--config",
        str(environment.shipped("gunicorn.conf.py")),
        "--pythonpath",
        str(environment.PACKAGE.parent),
    ]
    server = subprocess.Popen(  # noqa: S603 - every word is ours
        [sys.executable, "-m", "gunicorn", "ttdash.wsgi:application", *options],
        stdin=subprocess.DEVNULL,
    )
    try:
        wait_for(server, port)
        yield server
    finally:
        demonstration.ignore_signals()
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers. Raises CommandError where it ends first, or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not answers(port):
        if server.poll() is not None:
            raise CommandError(f"The dashboard's server did not start (exit code {server.returncode}).")
        if time.monotonic() > deadline:
            raise CommandError(f"The dashboard's server gave no answer in {PATIENCE} seconds.")
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether the server is alive. No proxy of the environment is asked."""
    http = HTTPConnection(HOST, port, timeout=5)
    try:
        http.request("GET", "/healthz", headers={"Host": "localhost"})
        return http.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        http.close()


def welcome(port: int) -> str:
    """Where the dashboard is, what it shows and who may sign in."""
    lines = [f"The dashboard runs at http://{HOST}:{port}/"]
    if demonstration.RUNNING:
        lines += ["It shows the made-up clients of a sandbox on this computer. Names and password to sign in with:", ""]
        password = accounts.password()
        lines += [f"  {name:<12}  {password}  {MAY[name]}" for name in accounts.ROLES]
    else:
        lines += [f"It shows the TimeTrack account at {settings.TIMETRACK_API_URL}"]
        lines += ["The first account to sign in with is made by .venv/bin/python manage.py createsuperuser"]
    return "\n".join(["", *lines, "", "Ctrl-C ends it.", ""])
