"""The files of deploy/ for systemd and containers: what of them can be done without either is done."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.browser import signed_in
from tests.confined import ANALYZE
from tests.people import Person
from tests.project_copy import ROOT, clean_environment
from tests.released import SETTINGS, build, install, serve, ttdash
from tests.stores import WHERE_INSTALLED, PostgreSQL, running

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("ttdash*.*") if path.suffix in {".service", ".timer"})
MISSING = "systemd-analyze is missing; this installs it: sudo apt-get install systemd"
WITH_SYSTEMD = pytest.mark.skipif(not ANALYZE and not os.environ.get("CI"), reason=MISSING)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(tmp_path_factory.mktemp("release"))[1]


@pytest.fixture(scope="module")
def command(wheel, tmp_path_factory):
    return install(wheel, tmp_path_factory.mktemp("installed"))


@pytest.fixture
def postgresql():
    yield from running(PostgreSQL)


# systemd


@WITH_SYSTEMD
def test_systemd_finds_nothing_wrong_with_the_units_and_little_that_they_may_do(tmp_path, command):
    assert ANALYZE, MISSING
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


def test_a_reload_looks_at_the_settings_before_it_ends_a_worker():
    reload = re.findall("(?m)^ExecReload=(.*)", (DEPLOY / "ttdash.service").read_text())
    assert reload == ["/opt/ttdash/current/bin/ttdash check", "/bin/kill -HUP $MAINPID"]


def confined(unit, command, folder):
    """The command as the unit runs it, with the system calls that it leaves it."""
    script = folder / unit
    script.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/confined.py {DEPLOY / unit} {command} "$@"\n')
    script.chmod(0o755)
    return script


@WITH_SYSTEMD
def test_with_the_system_calls_that_the_units_leave_them_it_serves_reads_files_and_keeps_itself_up(
    tmp_path, command, sandbox
):
    assert ANALYZE, MISSING
    sandbox.add(name="Huber")
    settings = SETTINGS | {"TIMETRACK_API_URL": sandbox.url}
    dashboard, upkeep = (confined(f"{name}.service", command, tmp_path) for name in ("ttdash", "ttdash-upkeep"))
    served = serve(dashboard, tmp_path, **settings)
    try:
        edith = Person(served.url, signed_in(served.url, "edith"))
        assert "Huber" in edith.get("/clients/").text
        for program, *words in (
            (dashboard, "clients", "export", "clients.xlsx"),
            (dashboard, "clients", "import", "clients.xlsx", "--plan"),
            (upkeep, "upkeep"),
        ):
            done = ttdash(program, tmp_path, *words, **settings)
            assert done.returncode == 0, done.stderr
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
        assert is_well(command, served)
    finally:
        served.stop()
    assert not is_well(command, served)
    assert set(tmp_path.rglob("*")) - before == {served.log}


def is_well(command, served):
    """What the image's health check finds."""
    _, *asked = json.loads(re.search(r"CMD (\[.*\])", said("HEALTHCHECK")[0])[1])
    asked[-1] = asked[-1].replace("8000", served.environment["PORT"])
    environment = clean_environment({"HTTP_PROXY": "http://127.0.0.1:9"})  # as an engine may set it
    python = command.parent / "python3"
    found = subprocess.run(
        [python, *asked], cwd=served.log.parent, env=environment, stderr=subprocess.DEVNULL, check=False
    )
    return found.returncode == 0


def test_the_health_of_a_container_is_asked_under_the_path_that_its_settings_name(tmp_path, command, sandbox):
    (tmp_path / ".env").write_text("SCRIPT_NAME=/clients\n")
    served = serve(command, tmp_path, **SETTINGS, TIMETRACK_API_URL=sandbox.url, SCRIPT_NAME="/clients")
    try:
        assert is_well(command, served)
    finally:
        served.stop()


def test_compose_names_files_that_are_there_and_the_addresses_that_nginx_asks():
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = composed["services"]
    mounted = [volume.split(":")[0] for each in services.values() for volume in each.get("volumes", ())]
    ours = {path for path in mounted if path.startswith("./")} - {"./dashboard.env", "./certificate"}
    assert ours == {"./nginx.conf", "./ttdash-down.html"}
    assert all((DEPLOY / path).is_file() for path in ours)
    assert (ROOT / services["one"]["build"]["dockerfile"]).is_file()
    addresses = [services[name]["networks"]["inside"]["ipv4_address"] for name in ("one", "other")]
    assert re.findall(r"server ([\d.]+):8000", (DEPLOY / "nginx.conf").read_text()) == addresses
    proxy = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert f"--forwarded-allow-ips={proxy}" in services["one"]["environment"]["GUNICORN_CMD_ARGS"]
    waited_for = {name for each in services.values() for name in each.get("depends_on", ())}
    assert waited_for <= set(services)


# What puts a release on a host


def put(folder, *words, umask=0o022):
    """Run deploy/install of this folder, into its folder `to`."""
    here = {"DESTDIR": str(folder / "to"), "PATH": "/usr/bin:/bin", "PYTHON": sys.executable, "PIP_NO_INDEX": "1"}
    return subprocess.run(
        [folder / "deploy/install", *words], env=here, umask=umask, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def host(wheel, tmp_path_factory):
    """A folder with a release, as it comes to a server, that is installed there by a root with a strict umask."""
    folder = tmp_path_factory.mktemp("host")
    shutil.copytree(DEPLOY, folder / "deploy")
    (folder / "dist").mkdir()
    shutil.copy(wheel, folder / "dist")
    shutil.copy(ROOT / ".env.example", folder / "dist/env.example")
    (folder / "dist/requirements.txt").touch()  # `.ci/run` installs them too
    done = put(folder, "dashboard.example.com", "127.0.0.1", "10.0.0.12", umask=0o077)
    assert done.returncode == 0, done.stderr
    return folder


def test_whatever_the_umask_of_root_is_the_program_is_there_for_its_user(host):
    program = [path for part in ("opt", "etc", "usr") for path in (host / "to" / part).rglob("*")]
    program = [path for path in program if path.parent.name != "dashboard"]  # nginx's master reads its key as root
    assert len(program) > 500
    assert [path for path in program if path.stat().st_mode & 0o044 != 0o044] == []
    assert (host / "to/opt/ttdash/current/bin/ttdash").stat().st_mode & 0o011 == 0o011


def test_the_settings_are_for_its_user_alone_and_have_a_key_of_their_own(host):
    data = host / "to/var/lib/ttdash"
    assert [path.stat().st_mode & 0o777 for path in (data, data / ".env")] == [0o750, 0o600]
    assert re.search(r"^SECRET_KEY=[\w-]{50,}$", (data / ".env").read_text(), re.MULTILINE)


def test_what_an_administrator_wrote_stays_as_it_is_when_it_is_installed_again(host):
    settings, addresses = (host / "to" / path for path in ("var/lib/ttdash/.env", "etc/default/ttdash"))
    assert addresses.read_text() == "GUNICORN_CMD_ARGS=--bind=127.0.0.1:8000 --forwarded-allow-ips=127.0.0.1\n"
    before = settings.read_text(), addresses.read_text()
    done = put(host)
    assert (done.returncode, "It was there already, and is as it was." in done.stdout) == (0, True)
    assert (settings.read_text(), addresses.read_text()) == before


def test_addresses_of_other_hosts_alone_are_refused(host):
    found = put(host, "dashboard.example.com", "192.0.2.1")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr == "None of 192.0.2.1 is an address of this host's.\n"


def test_without_a_release_nothing_is_installed(tmp_path):
    (tmp_path / "deploy").mkdir()
    shutil.copy(DEPLOY / "install", tmp_path / "deploy")
    found = put(tmp_path)
    assert (found.returncode, found.stderr) == (
        1,
        "dist/ must hold one wheel: make release puts it there, in place of an older one.\n",
    )
    assert not (tmp_path / "to").exists()
