"""The dashboard as it is served while the disk of its database is full: a small one of the test's own."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.browser import signed_in
from tests.pages import form_of, text_of
from tests.people import Person, newcomer
from tests.served import FILE, PASSWORD, free_port, serve
from tests.stores import WHERE_INSTALLED, PostgreSQL

NO_DISK = "only root may mount a disk for a test"
SIZES = {"sqlite": "8m", "postgresql": "110m"}
pytestmark = [WHERE_INSTALLED, pytest.mark.skipif(os.getuid() != 0, reason=NO_DISK)]


@pytest.fixture(params=SIZES)
def store(request):
    """The name of a database, and a disk for it."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZES[request.param]}", "tmpfs", folder]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip(NO_DISK)
    yield request.param, folder
    subprocess.run(["umount", "--lazy", folder], check=True)
    folder.rmdir()


@pytest.fixture
def dashboard(store, tmp_path, sandbox):
    name, disk = store
    server = None
    if name == "postgresql":
        shutil.chown(disk, "postgres", "postgres")
        server = PostgreSQL(disk, free_port())
        server.initialise()
        address = server.start().url
    else:
        address = f"sqlite:///{disk / FILE}"
    running = serve(tmp_path, sandbox.url, DATABASE_URL=address)
    yield running
    running.stop()
    if server:
        server.stop()


def fill(disk):
    with suppress(OSError), (disk / "full").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    assert shutil.disk_usage(disk).free == 0


def ready(dashboard):
    answer = requests.get(f"{dashboard.url}/readyz", timeout=30)
    return answer.status_code, answer.json()["database"]


def test_it_says_so_gives_forms_back_and_tells_no_right_password_that_there_were_too_many(dashboard, store, sandbox):
    edith = Person(dashboard.url, signed_in(dashboard.url, "edith"))
    typed = {"name": "Müller", "notes": "x" * 20_000, "form_token": edith.form_token()}
    fill(store[1])
    assert ready(dashboard) == (503, "disk")
    for _ in range(3):
        answer = newcomer(dashboard.url).post("/login/", {"username": "vera", "password": PASSWORD})
        assert answer.status in {302, 503}, "where a session finds room in what is left of a page, it is one"
        assert "Too many" not in text_of(answer)
        saved = edith.post("/clients/add/", typed | {"_save": ""})
        assert (saved.status, form_of(saved)["name"], form_of(saved)["notes"]) == (503, "Müller", typed["notes"])
        assert "nothing was sent to TimeTrack" in text_of(saved)
    assert edith.get("/clients/").status == 200
    (store[1] / "full").unlink()
    assert ready(dashboard) == (200, "ok")
    assert edith.post("/clients/add/", typed | {"_save": ""}).status == 302
    assert [client["name"] for client in sandbox.clients.values()] == ["Müller"]
