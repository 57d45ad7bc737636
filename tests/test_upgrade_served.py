"""The release before and this one, side by side: nobody notices which of them answers."""

import io
import re
import signal
import subprocess
import sys
import tarfile
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader

from tests.browser import signed_in, workers
from tests.people import Person, eventually
from tests.project_copy import ROOT, copy_project, run
from tests.proxied import BEHIND, WITH_NGINX, Nginx
from tests.released import SETTINGS
from tests.served import beside, serve
from tests.stores import WHERE_INSTALLED, PostgreSQL, running

COLLECT = ("manage.py", "collectstatic", "--no-input", "--verbosity=0")
SETTINGS = SETTINGS | {"TIMETRACK_API_URL": "http://127.0.0.1:9/"}


# Static files: each page finds those that it names, whichever release is asked for them


@pytest.fixture
def before(tmp_path):
    """The release before this one, whose style sheet and script were others."""
    project = copy_project(tmp_path / "before")
    (project / "ttdash/__init__.py").write_text('__version__ = "0.0.9"\n')
    for name in ("look.css", "busy.js"):
        with (project / "ttdash/static/ttdash" / name).open("a") as file:
            file.write("/* as it was */\n")
    return project


def named_by(page):
    return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))


def sheets(named):
    return {name for name in named if re.search(r"/look\.\w+\.css", name)}


@WITH_NGINX
def test_of_two_hosts_with_two_releases_each_page_gets_what_it_names(tmp_path, before, sandbox):
    assert run(before, *COLLECT, **SETTINGS).returncode == 0
    old = serve(tmp_path, sandbox.url, root=before, **BEHIND)
    new = beside(old)
    try:
        ports = (int(host.url.rpartition(":")[2]) for host in (old, new))
        with Nginx(tmp_path, *ports) as nginx:
            browser = nginx.browser()
            pages = [browser.get(f"{nginx.url}/login/", timeout=30).text for _ in range(4)]
            named = set().union(*map(named_by, pages))
            assert len(sheets(named)) == 2
            answers = [browser.get(f"https://localhost:{nginx.port}{name}", timeout=30) for name in [*named] * 4]
            assert {answer.status_code for answer in answers} == {200}
    finally:
        old.stop()
        new.stop()


def test_on_one_host_both_serve_the_other_s_from_one_folder_and_restart_at_any_time(tmp_path, before, sandbox):
    shared = {"STATIC_ROOT": str(tmp_path / "static")}
    assert run(before, *COLLECT, **SETTINGS, **shared).returncode == 0
    old = serve(tmp_path, sandbox.url, root=before, **shared)
    try:
        page = requests.get(f"{old.url}/login/", timeout=30).text
        assert run(ROOT, *COLLECT, **SETTINGS, **shared).returncode == 0
        earlier = set(workers(old))
        old.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(workers(old)) == 2 and not earlier & set(workers(old)))
        assert named_by(requests.get(f"{old.url}/login/", timeout=30).text) == named_by(page)
    finally:
        old.stop()
    new = beside(old, **shared)
    try:
        named = named_by(page) | named_by(requests.get(f"{new.url}/login/", timeout=30).text)
        assert len(sheets(named)) == 2
        assert {requests.get(new.url + name, timeout=30).status_code for name in named} == {200}
    finally:
        new.stop()


# The database

TAKEN_AWAY = (operations.DeleteModel, operations.RemoveField, operations.RenameField, operations.RenameModel)


def last_release() -> str:
    """The tag of the last release; before there is one, what was there before the newest migration."""
    tag = git("describe", "--tags", "--abbrev=0")
    added = git("log", "-1", "--no-merges", "--diff-filter=A", "--format=%H", "--", "*/migrations/*.py")
    return tag or f"{added}^"


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


FIRST = {"clients_ui": "0008", "ttdash": "0005"}
"""From these migrations on, a release that does not know them goes on working with what they made."""


def test_no_migration_takes_away_what_the_release_before_needs():
    found = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    changes = [
        (app, name, change)
        for (app, name), migration in found.items()
        if name >= FIRST.get(app, "none of ours")
        for change in migration.operations
    ]
    assert len(changes) > 5
    assert [change for change in changes if isinstance(change[2], TAKEN_AWAY)] == []
    added = [each for each in changes if isinstance(each[2], operations.AddField)]
    # An old worker does not name the column, so the database itself has to know what to write.
    without = [each for each in added if not (each[2].field.null or each[2].field.has_db_default())]
    assert without == []


@pytest.fixture
def released(tmp_path) -> Path:
    """The program as it was last released."""
    archive = subprocess.run(["git", "archive", last_release()], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip("there is no history here that holds the last release")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(tmp_path / "released", filter="data")
    assert run(tmp_path / "released", *COLLECT, **SETTINGS).returncode == 0
    return tmp_path / "released"


@pytest.fixture
def postgresql():
    yield from running(PostgreSQL)


def errors(page):
    """What a page says is wrong."""
    return " ".join(re.findall(r'<(?:p|li)[^>]*class="(?:errornote|error)"[^>]*>(.*?)</(?:p|li)>', page, re.DOTALL))


class Busy:
    """Somebody who looks at the list and creates a client, again and again, while this lasts."""

    def __init__(self, person: Person, name: str):
        self.person, self.name, self.answers = person, name, []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._work)

    def __enter__(self):
        self.thread.start()
        self.goes_on()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def goes_on(self):
        asked = len(self.answers)
        eventually(lambda: len(self.answers) > asked + 5 or not self.thread.is_alive(), seconds=60)

    def told(self):
        return {(answer.status, errors(answer.text) if answer.status >= 400 else "") for answer in self.answers}

    def _work(self):
        while not self.ended.is_set():
            token = self.person.form_token()
            typed = {"name": f"{self.name} {len(self.answers)}", "form_token": token, "_save": ""}
            self.answers.append(self.person.get("/clients/"))
            self.answers.append(self.person.post("/clients/add/", typed))
            self.answers.append(self.person.get("/clients/1/history/"))


@WHERE_INSTALLED
def test_the_last_release_s_database_is_migrated_while_people_work_and_then_this_one_goes_on(
    tmp_path, released, postgresql, sandbox
):
    sandbox.add(name="Huber")
    with ExitStack() as running_until:
        old = serve(tmp_path, sandbox.url, root=released, DATABASE_URL=postgresql.url, BREAKER_FAILURES="0")
        running_until.callback(old.stop)
        edith, erik = (Person(old.url, signed_in(old.url, name)) for name in ("edith", "erik"))
        with Busy(edith, "Adler") as one, Busy(erik, "Maier") as other:
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            subprocess.run(migrate, cwd=ROOT, env=old.environment, check=True, capture_output=True)
            one.goes_on()
            new = beside(old)
            running_until.callback(new.stop)
            with Busy(Person(new.url, edith.cookies), "Gruber") as third:
                other.goes_on()
        assert one.told() | other.told() | third.told() == {(200, ""), (302, "")}
        created = [answer for each in (one, other, third) for answer in each.answers if answer.status == 302]
        assert len(created) + 1 == len(sandbox.clients)
        assert postgresql.rows("SELECT count(*) FROM django_admin_log") == [(len(created),)]
