import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from ttdash.config import environment
from ttdash.demo import accounts, demonstration
from ttdash.management.commands.serve import gunicorn
from ttdash.web import static_files

HOST: Final = "127.0.0.1"
PATIENCE: Final = 60  # seconds for the first answer


class Command(BaseCommand):
    help = "Run the dashboard on loopback: with a sandbox and demo accounts, or with the account in the settings."
    requires_system_checks: list[str] = []  # noqa: RUF012 - declared this way by Django

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove the demo accounts from the database")

    def handle(self, *, remove: bool, **_: Any) -> None:
        if remove:
            set_up = "auth_user" in connection.introspection.table_names()
            names = accounts.remove() if set_up else []
            self.stdout.write(f"Removed: {', '.join(names)}." if names else "There are no demo accounts.")
            return
        port = free_port()
        prepare_database()
        static_files.collect()
        with served(port) as server:
            self.stdout.write(welcome(port))
            self.stdout.flush()
            raise CommandError(f"The dashboard's server ended by itself, with exit code {server.wait()}.")


def free_port() -> int:
    """The port to serve on. Raises CommandError where it is taken."""
    port = environment.whole("PORT", 8000, 1, 65535)
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        other = 8000 if port != 8000 else 8001
        sentence = f"Port {port} cannot be used ({reason}): choose another one, as in PORT={other} make run."
        raise CommandError(sentence) from None
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
            f"a real TimeTrack account: remove them with {environment.COMMAND} demo --remove."
        )


@contextmanager
def served(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn while it serves, from its first answer on. Raises CommandError where there is none."""
    command = gunicorn(f"--bind={HOST}:{port}", "--graceful-timeout=5", "--log-level=warning")
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - every word is ours
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
    while server.poll() is None and time.monotonic() < deadline:
        # No proxy of the environment is asked.
        with suppress(OSError, HTTPException), closing(HTTPConnection(HOST, port, timeout=5)) as http:
            http.request("GET", "/healthz", headers={"Host": "localhost"})
            if http.getresponse().status < 500:
                return
        time.sleep(0.05)
    if server.poll() is None:
        raise CommandError(f"The dashboard's server gave no answer in {PATIENCE} seconds.")
    raise CommandError(f"The dashboard's server did not start (exit code {server.returncode}).")


def welcome(port: int) -> str:
    """Where the dashboard is, what it shows and who may sign in."""
    lines = [f"The dashboard runs at http://{HOST}:{port}/"]
    if demonstration.RUNNING:
        lines += ["It shows the made-up clients of a sandbox on this computer. Names and password to sign in with:", ""]
        lines += [f"  {name:<12}  {accounts.password()}  {may}" for name, (_, may) in accounts.ACCOUNTS.items()]
    else:
        lines += [f"It shows the TimeTrack account at {settings.TIMETRACK_API_URL}"]
        lines += [f"The first account to sign in with is made by {environment.COMMAND} createsuperuser"]
    return "\n".join(["", *lines, "", "Ctrl-C ends it.", ""])
