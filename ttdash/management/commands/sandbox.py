import argparse
import contextlib
import errno
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ttdash.sandbox import Sandbox, demo_clients, demo_projects, many_clients


class Command(BaseCommand):
    help = "Run the sandbox alone: an emulated TimeTrack API on this machine's loopback address."
    requires_system_checks: list[str] = []  # noqa: RUF012 - declared this way by Django

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=_natural, default=8001, help="default 8001; 0 takes a free one")
        parser.add_argument("--clients", type=_natural, metavar="N", help="so many invented clients; default: the 240")
        parser.add_argument("--delay", type=_natural, default=0, metavar="MS", help="milliseconds before every answer")
        switches = "how TimeTrack behaves where its documentation is silent; ttdash/sandbox/switches.py lists them"
        parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help=switches)

    def handle(self, *, port: int, clients: int | None, delay: int, switch: list[str], **_: Any) -> None:
        if clients is None:
            sandbox = Sandbox(port, clients=demo_clients(), projects=demo_projects())
        else:
            sandbox = Sandbox(port, clients=many_clients(clients))
        sandbox.switches.delay = delay / 1000
        try:
            for assignment in switch:
                sandbox.switches.turn(assignment)
        except ValueError as error:
            raise CommandError(str(error)) from None
        with contextlib.suppress(KeyboardInterrupt), _listening(sandbox):
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            self.stdout.write(f"Sandbox with {len(sandbox.clients)} clients. It ends with Ctrl-C.")
            for name, value in (("URL", sandbox.url), ("KEY", sandbox.key), ("SECRET", sandbox.secret)):
                self.stdout.write(f"TIMETRACK_API_{name}={value}")
            self.stdout.flush()
            while True:  # signal.pause() would miss a signal that comes just before it
                time.sleep(0.5)


def _listening(sandbox: Sandbox) -> Sandbox:
    """The sandbox, started by the `with` around it, or one sentence on why it cannot be."""
    try:
        return sandbox.start()
    except OverflowError:
        raise CommandError(f"{sandbox.port} is no port: they end at 65535.") from None
    except OSError as error:
        fault = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise CommandError(f"Port {sandbox.port} {fault}: choose another with --port.") from None


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no whole number.")
    return int(text)
