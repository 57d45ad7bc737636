"""``manage.py demo``, as a person starts it: a real process, real HTTP, real signals."""

import re
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured

from tests.project_copy import clean_environment, copy_project, run
from tests.served import migrated
from ttdash.demo import accounts, demonstration
from ttdash.management.commands import demo

ACCOUNT = {
    "TIMETRACK_API_URL": "http://127.0.0.1:9/api/v2/ext/",
    "TIMETRACK_API_KEY": "a-key",
    "TIMETRACK_API_SECRET": "a-secret",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    copy = copy_project(tmp_path_factory.mktemp("demo") / "project")
    run(copy, "manage.py", "collectstatic", "--no-input", "--settings=ttdash.config.placeholders")
    return copy


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A demonstration that has said where it is."""

    def __init__(self, process: subprocess.Popen, log: Path, url: str) -> None:
        self.process, self.log, self.url = process, log, url

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def passwords(self) -> dict[str, str]:
        return dict(re.findall(r"^\s+(demo-\w+)\s+(\S+)", self.said, re.MULTILINE))

    def wait_for(self, text: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while text not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.02)

    def sign_in(self, name: str, password: str) -> requests.Session:
        browser = requests.Session()
        browser.trust_env = False
        browser.get(f"{self.url}/login/").raise_for_status()
        fields = {"username": name, "password": password, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        browser.post(f"{self.url}/login/", fields, allow_redirects=False).raise_for_status()
        return browser

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def demonstrated(project, port, patience=30, **values):
    """A demonstration from its first word to its last, which has to be a clean end."""
    log = project / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=project,
            env=clean_environment({"PORT": str(port)} | values),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    running = Running(process, log, f"http://127.0.0.1:{port}")
    try:
        running.wait_for("Ctrl-C ends it.", patience)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=20)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_prints_three_sign_ins_that_work_and_a_restart_changes_none_and_signs_nobody_out(project, port):
    with demonstrated(project, port) as first:
        passwords = first.passwords
        assert list(passwords) == ["demo-viewer", "demo-editor", "demo-manager"]
        browsers = [first.sign_in(name, password) for name, password in passwords.items()]
        assert [browser.get(f"{first.url}/clients/").status_code for browser in browsers] == [200, 200, 200]
        assert [browser.get(f"{first.url}/clients/add/").status_code for browser in browsers] == [403, 200, 200]
        assert "Traceback" not in first.said
    assert is_free(port)

    with demonstrated(project, port, patience=10) as second:
        assert second.passwords == passwords
        assert [browser.get(f"{second.url}/clients/").url for browser in browsers] == [f"{second.url}/clients/"] * 3


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both_servers_without_a_word(project, port, number):
    with demonstrated(project, port) as running:
        said = running.said
        running.process.send_signal(number)
        assert running.process.wait(timeout=20) == 0
        assert running.said == said
        assert is_free(port)


def test_when_the_server_dies_it_says_so_and_exits_1(project, port):
    with demonstrated(project, port) as running:
        for child in running.children():
            subprocess.run(["kill", "-TERM", str(child)], check=True)
        assert running.process.wait(timeout=20) == 1
        assert (
            running.said.splitlines()[-1] == "CommandError: The dashboard's server ended by itself, with exit code 0."
        )


def test_a_real_account_is_never_opened_to_demo_accounts(project, port):
    with demonstrated(project, port):
        pass  # leaves its accounts behind

    refused = run(project, "manage.py", "demo", PORT=str(port), **ACCOUNT)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 1
    assert "demo-editor" in refused.stderr
    assert ".venv/bin/python manage.py demo --remove" in refused.stderr

    removed = run(project, "manage.py", "demo", "--remove")
    assert (removed.returncode, removed.stderr) == (0, "")
    assert removed.stdout == "Removed: demo-editor, demo-manager, demo-viewer.\n"

    with demonstrated(project, port, **ACCOUNT) as running:
        assert ACCOUNT["TIMETRACK_API_URL"] in running.said
        assert running.passwords == {}
        assert ACCOUNT["TIMETRACK_API_SECRET"] not in running.said
        assert requests.get(f"{running.url}/healthz", timeout=5).status_code == 200
        assert run(project, "manage.py", "demo", "--remove").stdout == "There are no demo accounts.\n"


def test_accounts_can_be_removed_under_the_settings_of_a_real_server(project, tmp_path):
    real = ACCOUNT | {
        "TIMETRACK_API_URL": "https://acme.timetrack.example/",
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM",
        "ALLOWED_HOSTS": "dashboard.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    found = run(project, "manage.py", "demo", "--remove", **real)
    assert (found.returncode, found.stdout, found.stderr) == (0, "There are no demo accounts.\n", "")


def test_a_part_of_an_account_is_no_demonstration(project, port):
    found = run(project, "manage.py", "demo", PORT=str(port), TIMETRACK_API_URL=ACCOUNT["TIMETRACK_API_URL"])
    assert found.returncode == 1
    assert found.stderr == "TIMETRACK_API_KEY is required: set it in the environment or in .env.\n"


def test_an_account_in_the_file_counts_too(project, port):
    file = project / ".env"
    file.write_text("TIMETRACK_API_SECRET=a-secret\n")
    found = run(project, "manage.py", "demo", PORT=str(port))
    file.unlink()
    assert found.stderr == "TIMETRACK_API_URL is required: set it in the environment or in .env.\n"


@pytest.mark.parametrize("https", ["", "HTTPS=on\n"])
@pytest.mark.parametrize("account", [{}, ACCOUNT])
def test_the_file_of_a_real_deployment_does_not_keep_it_from_serving_here(project, port, tmp_path, https, account):
    settings = {
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM",
        "ALLOWED_HOSTS": "dash.example",
        "SCRIPT_NAME": "/clients",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        **account,
    }
    (tmp_path / "db.sqlite3").write_bytes(migrated())
    file = project / ".env"
    file.write_text(https + "".join(f"{name}={value}\n" for name, value in settings.items()))
    try:
        with demonstrated(project, port) as running:
            page = requests.get(f"{running.url}/login/", allow_redirects=False, timeout=5)
            assert (page.status_code, page.headers.get("Strict-Transport-Security")) == (200, None)
            assert requests.get(f"http://localhost:{port}/login/", allow_redirects=False, timeout=5).status_code == 200
            assert bool(running.passwords) == (not account)
            for name, password in running.passwords.items():
                browser = running.sign_in(name, password)
                assert browser.get(f"{running.url}/clients/").url == f"{running.url}/clients/"
    finally:
        file.unlink()


def test_a_bad_setting_is_a_sentence_here_too(project, port):
    found = run(project, "manage.py", "demo", PORT=str(port), DEBUG="maybe")
    assert found.returncode == 1
    assert found.stderr == "DEBUG must be on or off, not 'maybe'.\n"


def test_a_database_out_of_reach_is_a_sentence(project, port):
    found = run(project, "manage.py", "demo", PORT=str(port), DATABASE_URL="postgresql://user:hunter2@127.0.0.1:9/db")
    assert found.returncode == 1
    assert found.stderr.startswith("CommandError: DATABASE_URL: the database cannot be used")
    assert len(found.stderr.splitlines()) == 1
    assert "hunter2" not in found.stderr


def test_a_port_in_use_is_a_sentence(project):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        found = run(project, "manage.py", "demo", PORT=str(port))
    assert found.returncode == 1
    assert found.stderr.startswith(f"CommandError: Port {port} cannot be used (Address already in use): choose another")
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize("word", ["0", "65536", "http", "-1", "٣"])
def test_a_port_that_is_none_is_a_sentence(monkeypatch, word):
    monkeypatch.setenv("PORT", word)
    with pytest.raises(ImproperlyConfigured, match=r"^PORT must be a whole number from 1 to 65535, not "):
        demo.free_port()


def test_the_key_is_for_its_owner_alone_and_stays(tmp_path):
    file = tmp_path / "key"
    key = demonstration.kept_key(file)
    assert len(key) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert demonstration.kept_key(file) == key
    file.write_text("too short")
    assert demonstration.kept_key(file) not in {key, "too short"}


@pytest.mark.django_db
def test_accounts_come_back_to_what_they_were_with_the_hash_that_they_had():
    accounts.keep()
    viewer = User.objects.get(username="demo-viewer")
    viewer.groups.set(Group.objects.filter(name="Managers"))
    User.objects.filter(pk=viewer.pk).update(is_active=False, is_superuser=True, password="changed")
    encoded = User.objects.get(username="demo-editor").password

    accounts.keep()

    viewer = User.objects.get(username="demo-viewer")
    assert (viewer.is_active, viewer.is_superuser, viewer.password) == (True, False, encoded)
    assert [group.name for group in viewer.groups.all()] == ["Viewers"]


@pytest.mark.django_db
def test_the_password_follows_the_key(settings):
    accounts.keep()
    first = accounts.password()
    settings.SECRET_KEY = "another" * 10
    accounts.keep()
    assert accounts.password() != first
    assert User.objects.get(username="demo-manager").check_password(accounts.password())
