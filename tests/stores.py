"""PostgreSQL and Redis of the tests' own: from Debian's packages, in a temporary folder, on loopback alone."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis

from tests.served import free_port

POSTGRESQL = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)
REDIS = shutil.which("redis-server")
INSTALLED = bool(POSTGRESQL and REDIS)
NOT_INSTALLED = "PostgreSQL or Redis is missing; this installs both: sudo apt-get install postgresql redis-server"
WHERE_INSTALLED = pytest.mark.skipif(not INSTALLED and not os.environ.get("CI"), reason=NOT_INSTALLED)
PASSWORD = "of-the-database-alone"


@dataclass
class Server:
    """A server on a free port, which can be stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen | None = None

    def start(self):
        with (self.folder / "log").open("ab") as output:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=output, stderr=output, **as_who())
        until = time.monotonic() + 30
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)
        return self

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    @contextmanager
    def frozen(self):
        """Hanging, not gone: the server and all of its processes are stopped, and go on afterwards."""
        stopped = [self.process.pid]
        try:
            os.kill(self.process.pid, signal.SIGSTOP)  # first, or it would have more of them
            stopped += children(self.process.pid)
            for each in stopped[1:]:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGSTOP)
            yield
        finally:
            for each in stopped:
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGCONT)


class PostgreSQL(Server):
    """A cluster with an empty database, and a role that owns it and nothing else, as in a deployment."""

    @property
    def url(self):
        return self._url("dashboard")

    def _url(self, name):
        return f"postgresql://{name}:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    @property
    def command(self):
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [POSTGRESQL / "postgres", "-D", self.folder / "data", "-p", str(self.port), *words]

    def initialise(self):
        password = self.folder / "password"
        password.write_text(PASSWORD)
        options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password}"]
        options += ["--encoding=UTF8", "--no-locale", "--no-sync"]
        initdb = [POSTGRESQL / "initdb", *options, self.folder / "data"]
        subprocess.run(initdb, cwd=self.folder, check=True, capture_output=True, **as_who())

    def start(self):
        super().start()
        with self.as_administrator() as administrator:
            if not administrator.execute("SELECT 1 FROM pg_database WHERE datname = 'dashboard'").fetchone():
                administrator.execute(f"CREATE ROLE dashboard LOGIN PASSWORD '{PASSWORD}'")
                administrator.execute("CREATE DATABASE dashboard OWNER dashboard")
        return self

    def connect(self):
        return psycopg.connect(self.url)

    def as_administrator(self):
        return psycopg.connect(self._url("postgres"), autocommit=True)

    def rows(self, query, *values):
        with self.connect() as connection:
            found = connection.execute(query, values)
            return found.fetchall() if found.description else []

    def answers(self):
        try:
            psycopg.connect(self._url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # without waiting for who is connected
            self.process.wait(timeout=30)


class Redis(Server):
    """A Redis that keeps nothing on a disk."""

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def command(self):
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        return [REDIS, *(word for name, value in options.items() for word in (f"--{name}", str(value)))]

    def connect(self):
        return redis.Redis.from_url(self.url)

    def answers(self):
        try:
            with self.connect() as connection:
                return connection.ping()
        except redis.ConnectionError:
            return False


def shared(number):
    """The addresses, as settings, of one PostgreSQL and one Redis for all that this process and its children test.

    Whoever asks first starts them, for as long as that process lasts. Each `number` has a database of that Redis to
    itself.
    """
    if not os.environ.get("SHARED_STORES"):
        addresses = []
        for kind in (PostgreSQL, Redis):
            each = running(kind)
            server = next(each)
            atexit.register(next, each, None)
            addresses.append(server.url)
            if kind is PostgreSQL:
                with server.as_administrator() as administrator:
                    administrator.execute("ALTER ROLE dashboard CREATEDB")
        os.environ["SHARED_STORES"] = " ".join(addresses)
    database, cache = os.environ["SHARED_STORES"].split()
    return {"DATABASE_URL": database, "CACHE_URL": cache.removesuffix("0") + str(number)}


def children(pid):
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def as_who():
    """PostgreSQL refuses to run as root: there it runs as the user that its package made."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


def new_folder():
    """A folder of the servers' own, where that user finds it too; pytest's are closed to everybody but root."""
    folder = Path(tempfile.mkdtemp(prefix="stores-"))
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def running(kind):
    """A server of this kind while the tests of a module need it. For use as a fixture."""
    if not INSTALLED:
        pytest.fail(NOT_INSTALLED)
    folder = new_folder()
    server = kind(folder, free_port())
    try:
        if kind is PostgreSQL:
            server.initialise()
        yield server.start()
    finally:
        if server.process:
            server.stop()
        shutil.rmtree(folder)
