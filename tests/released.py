"""A release as somebody else installs it: built, put into an environment of its own, started in an empty folder."""

import os
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path

from tests.project_copy import ROOT, clean_environment
from tests.served import ACCOUNTS, Served, await_answer, free_port

SETTINGS = {
    "SECRET_KEY": "for-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "TIMETRACK_API_KEY": "sandbox-key",
    "TIMETRACK_API_SECRET": "sandbox-secret",
    "HTTPS": "off",
    "DIRECTORY_SECONDS": "0",  # each test has clients of its own
}


def build(folder: Path, source: Path = ROOT) -> tuple[Path, Path]:
    """The sdist, and the wheel that is made of what is in it."""
    _hatchling("sdist", source, folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    _hatchling("wheel", folder / sdist.name.removesuffix(".tar.gz"), folder)
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


def _hatchling(target: str, source: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


def install(wheel: Path, folder: Path) -> Path:
    """The command of an installed release. What it needs is found where the tests have it, of the same pins.

    `.ci/run` installs those too, into an empty folder, and names the command by RELEASED.
    """
    if "RELEASED" in os.environ:
        return Path(os.environ["RELEASED"])
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", f"--python={folder}/bin/python"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (packages,) = folder.glob("lib/*/site-packages")
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin/ttdash"


def ttdash(command: Path, folder: Path, *words: str, **values: str) -> subprocess.CompletedProcess:
    """Run a command of a release in this folder, under these settings and what `.env` says there."""
    return subprocess.run(
        [command, *words],
        cwd=folder,
        env=clean_environment(values),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def serve(command: Path, folder: Path, **values: str) -> Served:
    """Migrate, make the tests' accounts, and serve from this folder."""
    port = free_port()
    for words in (["migrate", "--verbosity=0"], ["shell", "--no-imports", "-c", ACCOUNTS]):
        done = ttdash(command, folder, *words, **values)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    log, environment = folder / "served.log", clean_environment(values | {"PORT": str(port)})
    with log.open("wb") as output:
        process = subprocess.Popen(
            [command, "serve"], cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    served = Served(f"http://127.0.0.1:{port}", process, log, environment)
    await_answer(served)
    return served
