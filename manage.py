#!/usr/bin/env python3
"""Django's commands. A bad setting is one sentence, not a traceback (``--traceback`` shows it)."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main(arguments: list[str]) -> int:
    """Run a command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdash.settings")
    try:
        if arguments[1:2] == ["demo"]:
            from ttdash.demo import demonstration  # noqa: PLC0415 - only where it is asked for

            demonstration.prepare(arguments[2:])
        execute_from_command_line(arguments)
    except ImproperlyConfigured as error:
        if "--traceback" in arguments:
            raise
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0 if arguments[1:2] == ["demo"] else 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
