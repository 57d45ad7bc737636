"""The check of a long list takes a worker little more memory than the list itself, however long its answer is."""

import json
import os
import subprocess
import sys

from tests.clients_ui.web.importing.lists import PAGE
from tests.project_copy import ROOT

MEASURED = """
import json, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("whitenoise.")]
settings.STORAGES |= {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
browser = Client(SERVER_NAME="localhost", headers={"x-fragment": "1", **json.loads(sys.argv[2])})
browser.force_login(User.objects.create_superuser("anna", "", ""))

def taken(what):
    status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[what].split()[0]) // 1024

def sent(data):
    head = b'Content-Disposition: form-data; name="file"; filename="long.csv"'
    body = b"--b\\r\\n" + head + b"\\r\\nContent-Type: text/csv\\r\\n\\r\\n" + data + b"\\r\\n--b--\\r\\n"
    answer = browser.generic("POST", sys.argv[1], body, "multipart/form-data; boundary=b")
    return sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)

data = sys.stdin.buffer.read()
sent(b"\\n".join(data.split(b"\\n")[:3]))
Path("/proc/self/clear_refs").write_text("5")
before = taken("VmRSS")
print(json.dumps({"answer": sent(data), "more": taken("VmHWM") - before}))
"""
"""A worker that checks one file for a script: how long the answer is, and what it takes at most more, in MiB."""
ROWS, MORE = 8_000, 40
"""A fifth of what a file of 20 MB holds, for a fifth of the 200 MB that one may take."""


def long_list():
    """A list of clients with nine columns, whose notes are long."""
    head = "Name;E-mail;Phone;Address;ZIP;City;Country;field1;Notes"
    rows = (
        f"Firma {at:05} GmbH;office{at}@firma.example;+43 1 {at:07};Gasse {at};{1000 + at % 8999};Wien;AT;K{at};"
        + f"Notiz {at} ".ljust(420, "x")
        for at in range(ROWS)
    )
    return "\n".join([head, *rows]).encode()


def test_the_check_of_a_file_with_long_notes_takes_no_more_memory_than_was_promised(sandbox, tmp_path):
    place = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "TIMETRACK_API_URL": sandbox.url}
    headers = json.dumps({"accept-encoding": "gzip", "sec-fetch-site": "same-origin"})
    call = [sys.executable, "-c", MEASURED, PAGE, headers]
    done = subprocess.run(call, input=long_list(), capture_output=True, cwd=ROOT, env=os.environ | place, check=True)
    found = json.loads(done.stdout)
    assert found["answer"] > 100_000
    assert found["more"] < MORE
