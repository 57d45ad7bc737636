"""Run a command with the system calls that a unit of systemd leaves a service: the kernel refuses all others.

python tests/confined.py deploy/ttdash.service COMMAND WORD …
"""

import ctypes
import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ANALYZE = shutil.which("systemd-analyze")
ALLOWED, REFUSED = 0x7FFF0000, 0x00050000 | errno.EPERM  # libseccomp's words; the unit says SystemCallErrorNumber=EPERM


def left_by(unit: Path) -> set[str]:
    """The names of the system calls that a unit's lines allow, from the first to the last."""
    left: set[str] = set()
    for groups in re.findall(r"^SystemCallFilter=(.+)$", unit.read_text(), re.MULTILINE):
        named = set().union(*map(_in_group, groups.lstrip("~").split()))
        left = left - named if groups.startswith("~") else left | named
    return left


def _in_group(name: str) -> set[str]:
    """A system call, or those of a group, which may hold others."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run([ANALYZE, "syscall-filter", name], capture_output=True, text=True, check=True).stdout
    return set().union(*map(_in_group, re.findall(r"^ +(@?[\w-]+)$", listed, re.MULTILINE)))


def confine(names: set[str]) -> None:
    """Keep this process, and all that come of it, to these system calls from now on."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(REFUSED)))
    for name in names:
        number = library.seccomp_syscall_resolve_name(name.encode())
        library.seccomp_rule_add(rules, ctypes.c_uint32(ALLOWED), number, 0)  # one that this machine lacks is no rule
    if library.seccomp_load(rules):
        sys.exit("the kernel takes no filter of system calls")


if __name__ == "__main__":
    unit, *command = sys.argv[1:]
    confine(left_by(Path(unit)))
    os.execv(command[0], command)  # noqa: S606 - no shell is meant
