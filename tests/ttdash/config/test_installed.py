"""The product runs from where it is installed; its data lies in the working folder."""

import shutil

import pytest

from tests.project_copy import ROOT, copy_project, run

SETTINGS = """
SECRET_KEY=for-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz
TIMETRACK_API_URL=http://127.0.0.1:9/
TIMETRACK_API_KEY_FILE=key
TIMETRACK_API_SECRET=sandbox-secret
HTTPS=off
"""
LOOK = """
import django
django.setup()
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
assert settings.TIMETRACK_API_KEY == "from-a-file"
browser = Client(headers={"host": "127.0.0.1"})
assert 'id="login-form"' in browser.get("/login/").content.decode()
assert '<html lang="de-at"' in (german := browser.get("/login/", headers={"accept-language": "de-AT"}).content.decode())
assert "Benutzername oder E-Mail" in german
browser.force_login(User.objects.create_superuser("root"))
page = browser.get("/auth/user/").content.decode()
assert 'id="navigation"' in page and "/static/ttdash/look." in page
assert "/static/guide/quick-en." in browser.get("/help/").content.decode()
print("works")
"""


def installed(target):
    """The packages as a release has them: what the repository keeps beside them lies inside."""
    target.mkdir()
    for package in ("ttdash", "clients_ui"):
        shutil.copytree(ROOT / package, target / package, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("templates", "locale", "docs/guide"):
        shutil.copytree(ROOT / folder, target / "ttdash" / folder)
    return target


@pytest.mark.parametrize("put", [installed, copy_project], ids=["installed", "checked out"])
def test_it_runs_in_another_working_folder_and_puts_its_data_there(tmp_path, put):
    packages, folder = put(tmp_path / "packages"), tmp_path / "data"
    before = set(packages.iterdir())
    folder.mkdir()
    (folder / ".env").write_text(SETTINGS)
    (folder / "key").write_text("from-a-file")
    path = {"PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1", "DJANGO_SETTINGS_MODULE": "ttdash.settings"}
    for words in (["migrate"], ["collectstatic", "--no-input"]):
        done = run(folder, "-m", "django", *words, "--verbosity=0", **path)
        assert (done.returncode, done.stderr) == (0, "")
    looked = run(folder, "-c", LOOK, **path)
    assert looked.stdout == "works\n", looked.stderr
    assert {".env", "key", "db.sqlite3", "staticfiles"} <= {path.name for path in folder.iterdir()}
    assert set(packages.iterdir()) == before
