"""The design's rules: one list of parameters in three places, the imports, and the worked example of CONTRIBUTING."""

import ast
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from clients_ui.client.record import FIELDS
from tests.project_copy import ROOT, copy_project, run
from ttdash.sandbox.state import FORBIDDEN_ON_UPDATE, PARAMETERS

DJANGOS_OWN = {"Command", "DatabaseWrapper", "Media", "Meta", "Migration"}
"""Classes that Django finds by these very names."""
LINTER = Path(sys.executable).with_name("lint-imports")


def documented():
    """Parameter → (type, create, update) of the API page's table."""
    page = (ROOT / "docs/timetrack-api.md").read_text()
    table = page.split("## The client object")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \| (\w+) \| ([\w–]+) \| ([\w–]+) \|", table, re.MULTILINE)
    return {name: row[1:] for row in rows for name in re.findall(r"`(\w+)`", row[0]) if name != "ID"}


def test_field_table_and_sandbox_know_the_parameters_of_the_api_page_and_no_other():
    assert set(FIELDS) == set(documented()) == set(PARAMETERS)


def test_field_table_and_sandbox_agree_with_the_api_page_on_create_and_update():
    rules = documented()
    assert {name for name, field in FIELDS.items() if field.required} == {n for n in rules if rules[n][1] == "required"}
    assert {name for name, field in FIELDS.items() if not field.update} == {
        n for n in rules if rules[n][2] == "refused"
    }
    assert set(FORBIDDEN_ON_UPDATE) == {n for n in rules if rules[n][2] == "refused"}


def test_the_imports_keep_to_the_design():
    # In a process of its own: it sets up logging anew.
    checked = subprocess.run([LINTER], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "0 broken" in checked.stdout
    assert checked.returncode == 0, checked.stdout


def test_no_view_contains_except():
    views = list((ROOT / "clients_ui/web/views").glob("*.py"))
    assert len(views) > 4
    assert not [view.name for view in views if re.search(r"^\s*except\b", view.read_text(), re.MULTILINE)]


def strings_of(module):
    """The strings of a module but its docstrings, and but what `format_html` escapes into."""
    tree = ast.parse(module.read_text())
    left_out = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "format_html":
            left_out.add(id(node.args[0]))
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in constants if id(node) not in left_out]


def test_no_tag_is_written_in_python():
    tag = re.compile("</[a-z]|/>|<(?:br|hr|img|input|option|td|th|tr|li|a|div|span) ?[^a-z]")
    modules = [path for package in ("clients_ui", "ttdash") for path in (ROOT / package).rglob("*.py")]
    ours = [path for path in modules if "sandbox" not in path.parts]  # it plays a server that answers with tags
    assert len(ours) > 100
    assert not [(path.name, text) for path in ours for text in strings_of(path) if tag.search(text)]


def test_one_name_is_one_class():
    named = defaultdict(set)
    for package in ("clients_ui", "ttdash"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name not in DJANGOS_OWN:
                    named[node.name].add(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert len(named) > 200
    assert {name: where for name, where in named.items() if len(where) > 1} == {}


NEW_FIELD = """
import os, sys, django
sys.path.insert(0, os.getcwd())
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from ttdash.sandbox import Sandbox
from django.conf import settings

setup_test_environment()
call_command("migrate", verbosity=0)
browser = Client(headers={"host": "127.0.0.1"})
browser.force_login(User.objects.create_superuser("root"))
with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret") as sandbox:
    settings.TIMETRACK_API_URL = sandbox.url
    browser.post("/clients/add/", {"name": "Huber", "website": "huber.example", "_save": ""})
    assert sandbox.clients[1]["website"] == "huber.example", sandbox.clients
    page = browser.get("/clients/1/")
    assert 'name="website" value="huber.example"' in page.content.decode()
    browser.post("/clients/1/", {"snapshot": page.context["snapshot"], "website": "", "_save": ""})
    assert [call.body for call in sandbox.calls if call.method == "PUT"] == [{"website": ""}]
print("works")
"""


def test_a_new_field_needs_one_entry_as_contributing_shows(tmp_path):
    project = copy_project(tmp_path / "copy")
    shutil.copytree(ROOT / "docs", project / "docs", dirs_exist_ok=True)
    patch = (ROOT / "CONTRIBUTING.md").read_text().split("```diff\n")[1].split("```")[0]
    assert [line for line in patch.splitlines() if re.match(r"[+-](?![+-])", line)] == [
        '+        Field("website", gettext_noop("Website"), Group.CONTACT),',
        "+| `website` | text | allowed | allowed | |",
        '-CONTACT = ("email", "phone")',
        '+CONTACT = ("email", "phone", "website")',
    ]
    subprocess.run(["git", "apply", "-"], cwd=project, input=patch, text=True, check=True)
    settings = {
        "DJANGO_SETTINGS_MODULE": "ttdash.settings",
        "SECRET_KEY": "for-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
        "HTTPS": "off",
        "TIMETRACK_API_URL": "http://127.0.0.1:9/",
        "TIMETRACK_API_KEY": "sandbox-key",
        "TIMETRACK_API_SECRET": "sandbox-secret",
    }
    shutil.copytree(ROOT / "staticfiles", project / "staticfiles")
    done = run(project, "-c", NEW_FIELD, **settings)
    assert done.stdout == "works\n", done.stderr
