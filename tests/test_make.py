"""The Makefile says what is missing, in a sentence, and leaves no half-made .venv behind."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.project_copy import ROOT, clean_environment

PYTHONS = {
    "old": 'case "$*" in *version_info*) exit 1;; -V) echo Python 3.9.2;; esac',
    "without ensurepip": 'case "$*" in *ensurepip*) exit 1;; esac',
    "with a broken venv": 'case "$*" in "-m venv"*) mkdir -p .venv/bin; exit 1;; esac',
}


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *words], cwd=folder, env=clean_environment({}), capture_output=True, text=True, timeout=60, check=False
    )


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


def test_every_command_has_a_line_of_help(folder):
    lines = make(folder, "help").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "run",
        "test",
        "provider",
        "explore",
        "check",
        "format",
        "install",
        "pins",
        "clean",
        "help",
    ]
    assert all(len(line.split()) > 2 for line in lines)
