import os
import sys

from django.core.management.base import BaseCommand

from ttdash.config import environment
from ttdash.web import static_files


class Command(BaseCommand):
    help = "Serve the dashboard with gunicorn, which takes the options: ttdash serve --bind 127.0.0.1:9000"

    def run_from_argv(self, argv: list[str]) -> None:
        """Become gunicorn: signals of whoever started this process are for it.

        What `.env` says does not go with it, or it would stay as it is now: each worker reads that file as it starts,
        after SIGHUP and in place of one that was killed.
        """
        static_files.collect()
        sys.stdout.flush()
        command = gunicorn(*argv[2:])
        os.execve(command[0], command, environment.AT_START)  # noqa: S606 - no shell is meant


def gunicorn(*options: str) -> list[str]:
    """The command that serves the dashboard. In a folder of data neither package nor file is found by itself."""
    ours = [f"--config={environment.shipped('gunicorn.conf.py')}", f"--pythonpath={environment.PACKAGE.parent}"]
    return [sys.executable, "-m", "gunicorn", "ttdash.wsgi:application", *ours, *options]
