"""A real provider of company accounts on loopback (`oidc/provider.mjs`), and a served dashboard that trusts it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.served import ROOT, free_port, serve

FOLDER = ROOT / "tests/oidc"
MISSING = "no OpenID Connect provider is installed; this installs it: make provider"
INSTALLED = bool(shutil.which("node")) and (FOLDER / "node_modules").is_dir()
WITH_PROVIDER = pytest.mark.skipif(not INSTALLED and not os.environ.get("CI"), reason=MISSING)

ROLE_MAP = "tt-view=Viewers,tt-edit=Editors,tt-manage=Managers"
COMPANY = {"email_verified": True, "given_name": "Anna", "family_name": "Berger"}


class Company:
    """The provider, the dashboard that trusts it, and what the dashboard's database says."""

    def __init__(self, folder, timetrack_url, callback="", **settings):
        if not INSTALLED:
            pytest.fail(MISSING)
        port, at = free_port(), free_port()
        callback = callback or f"http://127.0.0.1:{at}/oidc/company/login/callback/"
        self.node = subprocess.Popen(
            ["node", "provider.mjs", str(port), callback],
            cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.node.stdout.readline() == "listening\n"
        self.settings = {
            "OIDC_ISSUER": f"http://127.0.0.1:{port}",
            "OIDC_CLIENT_ID": "dashboard",
            "OIDC_CLIENT_SECRET": "a-secret-for-tests",
            "OIDC_ALLOWED_DOMAINS": "office.example",
            "OIDC_ROLE_CLAIM": "groups",
            "OIDC_ROLE_MAP": ROLE_MAP,
            "OIDC_CREATE_ACCOUNTS": "on",
            "BREAKER_FAILURES": "0",
            **settings,
        }
        self.folder = folder
        self.served = serve(folder, timetrack_url, port=at, **self.settings)

    def knows(self, login, **claims):
        """Let the provider say this of somebody from now on."""
        self._tell(people={login: COMPANY | {"email": f"{login}@office.example"} | claims})

    def lies(self, **how):
        """Let the provider lie like this from now on. `provider.mjs` says how it can."""
        self._tell(lies=how)

    def _tell(self, **what):
        self.node.stdin.write(json.dumps(what) + "\n")
        self.node.stdin.flush()
        assert self.node.stdout.readline() == "known\n"

    def says(self, *words):
        """What a command of manage.py prints here."""
        environment = os.environ | self.settings | {"DATABASE_URL": f"sqlite:///{self.folder}/db.sqlite3"}
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    def rows(self, query, *values):
        """What this query finds in the dashboard's database, or changes there."""
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database, database:
            return database.execute(query, values).fetchall()

    def runs(self, code):
        """Run a piece of code in the dashboard's database."""
        imports = "from django.contrib.auth.models import Group, User\n"
        return self.says("shell", "--no-imports", "-c", imports + code).strip()

    def stop(self):
        self.served.stop()
        self.node.terminate()
        self.node.wait(timeout=10)
        self.node.stdin.close()
        self.node.stdout.close()
