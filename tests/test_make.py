"""The Makefile says what is missing, in a sentence, and leaves no half-made .venv behind."""

import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.project_copy import ROOT, clean_environment

PYTHONS = {
    "old": 'case "$*" in *version_info*) exit 1;; -V) echo Python 3.9.2;; esac',
    "without ensurepip": 'case "$*" in *ensurepip*) exit 1;; esac',
    "with a broken venv": 'case "$*" in "-m venv"*) mkdir -p .venv/bin; exit 1;; esac',
}


def make(folder: Path, *words: str, **values: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment(values)
    return subprocess.run(
        ["make", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def wheel(index: Path, name: str, version: str, *metadata: str) -> str:
    """A package with nothing in it, on offer in this folder; its pin."""
    path = index / f"{name}-{version}-py3-none-any.whl"
    described = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", described)
        archive.writestr(f"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{name}-{version}.dist-info/RECORD", "")
    return f"{version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


@pytest.fixture
def folder(tmp_path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("base.txt", "dev.txt"):
        (tmp_path / "requirements" / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("old", "Python 3.11 or newer is needed, and ./python is Python 3.9.2."),
        ("without ensurepip", "The package python3-venv is missing"),
        ("with a broken venv", ""),
        ("no Python at all", "./python is missing: Python 3.11 or newer is needed."),
    ],
)
def test_a_python_that_cannot_be_used_is_a_sentence(folder, kind, sentence):
    if kind in PYTHONS:
        (folder / "python").write_text(f'#!/bin/sh\n{PYTHONS[kind]}\nexec true "$@"\n')
        (folder / "python").chmod(0o755)
    found = make(folder, "install", "PYTHON=./python")
    assert found.returncode != 0
    assert found.stderr.startswith(sentence)
    assert not (folder / ".venv").exists()


def test_an_index_with_newer_versions_changes_nothing_of_what_is_installed(folder):
    index = folder / "index"
    index.mkdir()
    plugin = wheel(index, "plugin", "1.0", "Requires-Dist: measure[toml]>=1")
    measure = wheel(index, "measure", "1.0", "Provides-Extra: toml")
    wheel(index, "measure", "2.0", "Provides-Extra: toml")
    (folder / "requirements" / "base.txt").write_text(f"measure[toml]=={measure}\nplugin=={plugin}\n")
    made = make(folder, ".venv/.base", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index), PIP_CONFIG_FILE="/dev/null")
    assert made.returncode == 0, made.stderr
    assert "No broken requirements found." in made.stderr
    installed = {path.name for path in folder.glob(".venv/lib/*/site-packages/*.dist-info")}
    assert {"measure-1.0.dist-info", "plugin-1.0.dist-info"} <= installed


def test_a_pin_that_is_missing_is_named(folder):
    index = folder / "index"
    index.mkdir()
    plugin = wheel(index, "plugin", "1.0", "Requires-Dist: measure>=1")
    (folder / "requirements" / "base.txt").write_text(f"plugin=={plugin}\n")
    made = make(folder, ".venv/.base", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index), PIP_CONFIG_FILE="/dev/null")
    assert made.returncode != 0
    assert "plugin 1.0 requires measure, which is not installed." in made.stderr


def test_every_command_has_a_line_of_help(folder):
    lines = make(folder, "help").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "run",
        "test",
        "stores",
        "provider",
        "explore",
        "check",
        "format",
        "words",
        "screenshots",
        "install",
        "release",
        "pins",
        "clean",
        "help",
    ]
    assert all(len(line.split()) > 2 for line in lines)
