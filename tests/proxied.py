"""Dashboards behind nginx with `deploy/nginx.conf`, over HTTPS: only addresses, ports and paths are this machine's."""

import ipaddress
import os
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from requests.adapters import HTTPAdapter

from tests.served import PASSWORD, ROOT, free_port

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
MISSING = "nginx is missing; this installs it: sudo apt-get install nginx"
WITH_NGINX = pytest.mark.skipif(not NGINX and not os.environ.get("CI"), reason=MISSING)
BEHIND = {"HTTPS": "on", "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": "localhost,127.0.0.1"}
"""The settings of a dashboard behind it."""
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    gzip on; # as Debian has it, and a log of whole addresses too
    access_log {folder}/access.log;
    {temporary}
    include {folder}/ttdash.conf;
}}
"""


class Nginx:
    """It, in a folder of its own, in front of dashboards at these ports. `prefix`: the path under which they lie."""

    def __init__(self, folder: Path, *ports: int, prefix: str = "", port: int | None = None):
        if not NGINX:
            pytest.fail(MISSING)
        self.folder, self.port, self.plain_port = folder, port or free_port(), free_port()
        self.url = f"https://localhost:{self.port}{prefix}"
        self.certificate = _certificate(folder)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        around = AROUND.format(
            folder=folder,
            user="user root;" if os.getuid() == 0 else "",
            temporary=" ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds),
        )
        (folder / "nginx.conf").write_text(around)
        (folder / "ttdash.conf").write_text(self._of_this_machine(ports, prefix))
        shutil.copy(ROOT / "deploy/ttdash-down.html", folder)

    def _of_this_machine(self, ports: tuple[int, ...], prefix: str) -> str:
        text = (ROOT / "deploy/nginx.conf").read_text()
        for there, port in zip(("10.0.0.11:8000", "10.0.0.12:8000"), ports, strict=True):
            text = text.replace(there, f"127.0.0.1:{port}")
        here = {"dashboard.example.com;": "localhost;", "/etc/ssl/dashboard/": f"{self.folder}/"}
        text = self._moved(text, **here)
        return re.sub(r"location (= )?/(?!ttdash-down)", rf"location \g<1>{prefix}/", text)

    def _moved(self, text: str, **paths: str) -> str:
        for there, here in {
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            "/var/log/nginx/": f"{self.folder}/",
            "root /etc/nginx/conf.d;": f"root {self.folder};",
            **paths,
        }.items():
            assert there in text
            text = text.replace(there, here)
        return text

    def __enter__(self):
        command = [NGINX, "-c", self.folder / "nginx.conf", "-p", self.folder, "-e", self.folder / "start.log"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while True:
            try:
                requests.get(f"http://127.0.0.1:{self.plain_port}/", allow_redirects=False, timeout=5)
            except requests.ConnectionError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "start.log").read_text()) from None
                time.sleep(0.05)
            else:
                return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)

    def log(self):
        """What it has written of requests, and of errors."""
        return "".join((self.folder / name).read_text() for name in ("access.log", "ttdash.log", "ttdash-error.log"))

    def browser(self, address: str = "127.0.0.1") -> requests.Session:
        """A browser at this address of loopback's."""
        browser = requests.Session()
        browser.trust_env, browser.verify = False, str(self.certificate)
        browser.mount("https://", _From(address))
        return browser

    def sign_in(self, browser: requests.Session, name: str = "edith", password: str = PASSWORD) -> requests.Response:
        """Open the sign-in page and send it; the answer."""
        page = browser.get(f"{self.url}/login/", timeout=30)
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        typed = {"username": name, "password": password, "csrfmiddlewaretoken": token}
        where = {"Referer": page.url, "Origin": re.match("https://[^/]+", page.url)[0]}
        return browser.post(f"{self.url}/login/", typed, headers=where, allow_redirects=False, timeout=30)


class _From(HTTPAdapter):
    """Connections from an address of one's own."""

    def __init__(self, address: str):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


def _certificate(folder: Path) -> Path:
    """A certificate of localhost's that vouches for itself, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, *plain))
    return folder / "fullchain.pem"
