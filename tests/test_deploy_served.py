"""The files of deploy/ for systemd and containers: what of them can be done without either is done."""

import json
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.browser import signed_in
from tests.confined import ANALYZE
from tests.people import Person
from tests.project_copy import ROOT
from tests.released import SETTINGS, build, install, serve, ttdash
from tests.stores import WHERE_INSTALLED, PostgreSQL, running

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("ttdash*.*") if path.suffix in {".service", ".timer"})
WITH_SYSTEMD = pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is missing: sudo apt-get install systemd")


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    return install(build(folder)[1], folder / "installed")


@pytest.fixture
def postgresql():
    yield from running(PostgreSQL)


# systemd


@WITH_SYSTEMD
def test_systemd_finds_nothing_wrong_with_the_units_and_little_that_they_may_do(tmp_path, command):
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/opt/ttdash/current/bin/ttdash", str(command))
        (tmp_path / name).write_text(text)
    units = [tmp_path / name for name in UNITS]
    assert len(units) == 3
    found = subprocess.run([ANALYZE, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")
    services = [unit for unit in units if unit.suffix == ".service"]
    exposed = subprocess.run(
        [ANALYZE, "security", "--offline=true", "--threshold=30", *services], capture_output=True, check=False
    )
    assert exposed.returncode == 0  # of 10 points of exposure at most 3


def confined(unit, command, folder):
    """The command as the unit runs it, with the system calls that it leaves it."""
    script = folder / unit
    script.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/confined.py {DEPLOY / unit} {command} "$@"\n')
    script.chmod(0o755)
    return script


@WITH_SYSTEMD
def test_with_the_system_calls_that_the_units_leave_them_it_serves_and_keeps_itself_up(tmp_path, command, sandbox):
    sandbox.add(name="Huber")
    settings = SETTINGS | {"TIMETRACK_API_URL": sandbox.url}
    served = serve(confined("ttdash.service", command, tmp_path), tmp_path, **settings)
    try:
        edith = Person(served.url, signed_in(served.url, "edith"))
        assert "Huber" in edith.get("/clients/").text
        done = ttdash(confined("ttdash-upkeep.service", command, tmp_path), tmp_path, "upkeep", **settings)
        assert (done.returncode, done.stderr) == (0, "")
    finally:
        served.stop()


# Containers


def instructions():
    """The lines of the Containerfile: a word and what it says."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text())
    return [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]


def said(word):
    return [text for name, text in instructions() if name == word]


@WHERE_INSTALLED
def test_what_the_image_does_works_in_a_folder_to_which_nothing_is_written_any_more(
    tmp_path, command, postgresql, sandbox
):
    *_, collect = said("RUN")
    program, *words = collect.split()
    assert program == "ttdash"
    done = ttdash(command, tmp_path, *words)
    assert (done.returncode, done.stderr) == (0, "")
    before = set(tmp_path.rglob("*"))
    settings = SETTINGS | {"DATABASE_URL": postgresql.url, "TIMETRACK_API_URL": sandbox.url}
    assert said("CMD") == ['["serve"]']
    served = serve(command, tmp_path, **settings)
    try:
        edith = Person(served.url, signed_in(served.url, "edith"))
        typed = {"name": "Huber", "form_token": edith.form_token(), "_save": ""}
        assert edith.post("/clients/add/", typed).status == 302
        asked = json.loads(re.search(r"CMD (\[.*\])", said("HEALTHCHECK")[0])[1])
        asked[-1] = asked[-1].replace("http://127.0.0.1:8000", served.url)
        assert subprocess.run(asked, check=False).returncode == 0
    finally:
        served.stop()
    assert subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode != 0
    assert set(tmp_path.rglob("*")) - before == {served.log}


def test_compose_names_files_that_are_there_and_the_addresses_that_nginx_asks():
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = composed["services"]
    mounted = [volume.split(":")[0] for each in services.values() for volume in each.get("volumes", ())]
    ours = {path for path in mounted if path.startswith("./")} - {"./.env", "./certificate"}
    assert ours == {"./nginx.conf", "./ttdash-down.html"}
    assert all((DEPLOY / path).is_file() for path in ours)
    assert (ROOT / services["one"]["build"]["dockerfile"]).is_file()
    addresses = [services[name]["networks"]["inside"]["ipv4_address"] for name in ("one", "other")]
    assert re.findall(r"server ([\d.]+):8000", (DEPLOY / "nginx.conf").read_text()) == addresses
    proxy = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert f"--forwarded-allow-ips={proxy}" in services["one"]["environment"]["GUNICORN_CMD_ARGS"]
    waited_for = {name for each in services.values() for name in each.get("depends_on", ())}
    assert waited_for <= set(services)


def test_without_a_release_nothing_is_installed(tmp_path):
    (tmp_path / "deploy").mkdir()
    shutil.copy(DEPLOY / "install", tmp_path / "deploy")
    to = tmp_path / "to"
    here = {"DESTDIR": str(to), "PATH": "/usr/bin:/bin"}
    found = subprocess.run([tmp_path / "deploy/install"], env=here, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (1, "dist/ must hold one wheel: make release puts it there.\n")
    assert not to.exists()
