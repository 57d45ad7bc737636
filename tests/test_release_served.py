"""What is given out installs in another place with its pins, and is whole there."""

import re
import shutil
import signal
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
import requests

from tests.browser import signed_in
from tests.people import Person, eventually
from tests.project_copy import ROOT, clean_environment
from tests.released import SETTINGS, build, install, serve, ttdash
from tests.served import free_port
from ttdash import __version__

STRAY = ("clients.xlsx", ".env.production", "backup/dashboard.dump", ".env", "db.sqlite3", "deploy/dashboard.env")
STRAY += ("deploy/.env", "deploy/certificate/privkey.pem")
TOKENS = ("the-first-of-two-tokens", "the-second-of-two-tokens")
NOWHERE = {"TIMETRACK_API_URL": "http://127.0.0.1:9/"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def command(built, tmp_path_factory):
    return install(built[1], tmp_path_factory.mktemp("elsewhere") / "release")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where it is started: nothing lies there but its settings."""
    folder = tmp_path_factory.mktemp("data")
    written = SETTINGS | {"METRICS_TOKEN": TOKENS[0]}
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in written.items()))
    return folder


@pytest.fixture(scope="module")
def dashboard(command, folder, _listening):
    served = serve(command, folder, TIMETRACK_API_URL=_listening.url)
    yield served
    served.stop()


def packages(command):
    return next(command.parent.parent.glob("lib/*/site-packages"))


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return listed.splitlines()


def given(sdist):
    with tarfile.open(sdist) as archive:
        return {str(Path(*Path(name).parts[1:])) for name in archive.getnames()}


def test_somebody_signs_in_looks_at_the_list_and_saves(dashboard, sandbox):
    sandbox.add(name="Huber")
    edith = Person(dashboard.url, signed_in(dashboard.url, "edith"))
    assert "Huber" in edith.get("/clients/").text
    snapshot = re.search('name="snapshot" value="([^"]+)"', edith.get("/clients/1/").text)[1]
    assert edith.post("/clients/1/", {"snapshot": snapshot, "phone": "+43 1 234", "_save": ""}).status == 302
    assert sandbox.clients[1]["phone"] == "+43 1 234"


def test_every_style_sheet_script_and_picture_is_there(dashboard, sandbox):
    edith = Person(dashboard.url, signed_in(dashboard.url, "edith"))
    pages = "".join(edith.get(path).text for path in ("/login/", "/", "/clients/", "/clients/import/", "/help/"))
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', pages))
    assert len(named) > 15
    assert {name: requests.head(dashboard.url + name, timeout=20).status_code for name in named} == dict.fromkeys(
        named, 200
    )


def test_it_speaks_german(dashboard):
    page = requests.get(f"{dashboard.url}/login/", headers={"Accept-Language": "de-AT"}, timeout=20).text
    assert "Benutzername oder E-Mail" in page


def test_its_data_lies_in_the_working_folder_and_none_in_the_packages(dashboard, folder, command):
    assert {".env", "db.sqlite3", "staticfiles"} <= {path.name for path in folder.iterdir()}
    ours = [path for name in ("ttdash", "clients_ui") for path in (packages(command) / name).rglob("*")]
    assert ours
    assert [path for path in ours if path.name in {"staticfiles", "db.sqlite3", ".env"}] == []


def test_what_env_says_counts_anew_after_a_reload(dashboard, folder):
    first, second = TOKENS

    def statuses():
        metrics = f"{dashboard.url}/metrics"
        heads = [{"Authorization": f"Bearer {token}"} for token in (first, second)]
        return [requests.get(metrics, headers=head, timeout=20).status_code for head in heads]

    assert statuses() == [200, 404]
    (folder / ".env").write_text((folder / ".env").read_text().replace(first, second))
    dashboard.process.send_signal(signal.SIGHUP)
    eventually(lambda: [statuses() for _ in range(6)] == [[404, 200]] * 6, seconds=60)


def test_a_bad_setting_is_one_sentence_for_each_command(command, folder):
    for word in ("migrate", "serve", "check"):
        found = ttdash(command, folder, word, HTTPS="flase")
        assert (found.returncode, found.stdout, found.stderr) == (1, "", "HTTPS must be on or off, not 'flase'.\n")


def test_a_database_that_cannot_be_used_is_one_sentence_for_each_command(command, folder):
    for word in ("migrate", "upkeep"):
        found = ttdash(command, folder, word, **NOWHERE, DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/d")
        said = "The database cannot be used. ttdash doctor says why, and what to do.\n"
        assert (found.returncode, found.stdout, found.stderr) == (1, "", said)


def test_a_folder_that_takes_no_static_file_is_one_sentence(command, folder):
    (folder / "a-file").touch()
    found = ttdash(command, folder, "serve", **NOWHERE, STATIC_ROOT="a-file/static")
    said = f"STATIC_ROOT, which is {folder}/a-file/static, takes no file (Not a directory): make room, or let this user"
    assert (found.returncode, found.stdout, found.stderr) == (1, "", f"{said} write there.\n")


def test_the_clients_are_told_on_the_command_line(command, folder, dashboard, sandbox):
    sandbox.add(name="Huber")
    found = ttdash(command, folder, "clients", "list", TIMETRACK_API_URL=sandbox.url)
    assert (found.returncode, "Huber" in found.stdout) == (0, True), found.stderr


def test_the_demonstration_runs_in_an_empty_folder(command, tmp_path):
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        environment = clean_environment({"PORT": str(port)})
        demo = subprocess.Popen([command, "demo"], cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        eventually(lambda: "demo-editor" in (tmp_path / "log").read_text(), seconds=60)
        page = requests.get(f"http://127.0.0.1:{port}/login/", timeout=20).text
        sheet = re.search(r'href="(/static/ttdash/look[^"]+)"', page)[1]
        assert requests.get(f"http://127.0.0.1:{port}{sheet}", timeout=20).status_code == 200
    finally:
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=30) == 0


def test_there_is_one_version(built, command, folder):
    assert [path.name for path in built] == [
        f"timetrack_dashboard-{__version__}.tar.gz",
        f"timetrack_dashboard-{__version__}-py3-none-any.whl",
    ]
    assert ttdash(command, folder, "--version").stdout == f"{__version__}\n"


def test_the_sdist_holds_all_that_is_tracked_and_nothing_else_that_lies_in_the_folder(tmp_path):
    source = tmp_path / "source"
    for path in (*tracked(), *STRAY):
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        if path in STRAY:
            (source / path).write_text("Geheim")
        else:
            shutil.copy(ROOT / path, source / path)
    sdist, _ = build(tmp_path, source)
    assert given(sdist) == {*tracked(), "PKG-INFO"}


def test_the_wheel_holds_the_program_and_no_test(built):
    _, wheel = built
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"clients_ui", "ttdash", "timetrack_dashboard"}
    shipped = [path for path in tracked() if path.startswith(("clients_ui/", "ttdash/"))]
    beside = [f"ttdash/{path}" for path in tracked() if path.startswith(("templates/", "locale/", "docs/guide/"))]
    assert {*shipped, *beside, "ttdash/gunicorn.conf.py"} <= set(names)
