"""A copy of the project for tests that start it as people do: without the developer's .env, database and key."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("ttdash", "clients_ui", "templates", "locale", "docs/guide", "manage.py", "gunicorn.conf.py")
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def copy_project(target: Path) -> Path:
    """Copy what is needed to run."""
    target.mkdir(exist_ok=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, target / part)
    return target


def clean_environment(values: Mapping[str, str]) -> dict[str, str]:
    """These settings and no other."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | dict(values)


def run(project: Path, *words: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these words in the copy, under these settings alone, to its end."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env=clean_environment(values),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
