"""Django's commands, as ``ttdash COMMAND``. A bad setting and a database that is away are one sentence.

``--traceback`` shows where it was found.
"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from ttdash import __version__
from ttdash.config.environment import COMMAND


def main() -> int:
    """Run the command of this process's command line and return its exit code."""
    arguments = sys.argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdash.settings")
    if arguments[1:] == ["--version"]:  # not Django's
        sys.stdout.write(f"{__version__}\n")
        return 0
    try:
        if arguments[1:2] == ["demo"]:
            from ttdash.demo import demonstration  # noqa: PLC0415 - only where it is asked for

            demonstration.prepare(arguments[2:])
        execute_from_command_line(arguments)
    except (ImproperlyConfigured, OperationalError) as error:
        if "--traceback" in arguments:
            raise
        away = f"The database cannot be used. {COMMAND} doctor says why, and what to do."
        sys.stderr.write(f"{error if isinstance(error, ImproperlyConfigured) else away}\n")
        return 1
    except KeyboardInterrupt:
        return 0 if arguments[1:2] == ["demo"] else 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
