"""What README tells an administrator to type for two hosts is typed, in two folders that stand for the hosts."""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from tests.project_copy import ROOT, clean_environment
from tests.proxied import WITH_NGINX, Nginx
from tests.released import build, install, ttdash
from tests.served import PASSWORD, Served, await_answer, free_port
from tests.stores import PASSWORD as DATABASE_PASSWORD
from tests.stores import REDIS, WHERE_INSTALLED, PostgreSQL, Redis, running
from ttdash import __version__

pytestmark = [WHERE_INSTALLED, WITH_NGINX, pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.12", "::1"])]
HERE = {"dashboard.example.com": "localhost", "10.0.0.11": "127.0.0.1", "10.0.0.12": "127.0.0.12"}
FIRST = {
    "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    "DJANGO_SUPERUSER_USERNAME": "first",
    "DJANGO_SUPERUSER_EMAIL": "a@b.at",
}


def commands():
    """The lines of README's block for two hosts, without what is said about them."""
    told = (ROOT / "README.md").read_text().partition("**Two hosts**")[2]
    block = re.search(r"\n\n((?:    .+\n)+)", told)[1]
    return [line.partition(" # ")[0].strip() for line in block.splitlines()]


@dataclass
class Host:
    """A folder in the place of its root, an address, and what is served there."""

    root: Path
    address: str
    port: int
    stand_ins: Path
    command: Path
    served: Served | None = None

    def path(self, name: str) -> Path:
        return self.root / name.removeprefix("/")

    def deploy(self, program, words, environment, said="", code=0):
        here = {"DESTDIR": str(self.root), "HERE": self.address, "PORT": str(self.port)}
        here |= {"PATH": f"{self.stand_ins}:{os.environ['PATH']}"}
        done = subprocess.run(
            [self.root / program, *words], cwd=self.root, env=clean_environment({}) | here | environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (code, said)

    def edit(self, name, **values):
        """Write these settings into their lines of a file."""
        text = self.path(name).read_text()
        for setting, value in values.items():
            text, found = re.subn(f"(?m)^{setting}=.*", f"{setting}={value}", text)
            assert found == 1
        self.path(name).write_text(text)

    def ttdash(self, *words, **values):
        done = ttdash(self.command, self.path("/var/lib/ttdash"), *words, **values)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        return done.stdout

    def start(self):
        """What systemd starts, with what it reads before."""
        told = dict(line.split("=", 1) for line in self.path("/etc/default/ttdash").read_text().splitlines())
        log, environment = self.root / "served.log", clean_environment(told)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self.command, "serve"], cwd=self.path("/var/lib/ttdash"), env=environment, stdout=output, stderr=output
            )
        self.served = Served(f"http://{self.address}:{self.port}", process, log, environment)
        await_answer(self.served)


class InstalledNginx(Nginx):
    """It, with the file and the certificate that `deploy/install` has written on this host."""

    def __init__(self, folder: Path, host: Host):
        self.host = host
        super().__init__(folder)
        self.certificate = host.path("/etc/ssl/dashboard/fullchain.pem")

    def _of_this_machine(self, ports, prefix):
        text = self.host.path("/etc/nginx/conf.d/ttdash.conf").read_text()
        return self._moved(text, **{"/etc/ssl/": f"{self.host.root}/etc/ssl/"})


class ConfiguredRedis(Redis):
    """As Debian's, it has a file of its settings, which it can write anew."""

    @property
    def command(self):
        settings = self.folder / "redis.conf"
        if not settings.exists():
            words = super().command[1:]
            told = zip(words[::2], words[1::2], strict=True)
            settings.write_text("".join(f'{name.removeprefix("--")} "{value}"\n' for name, value in told))
        return [REDIS, settings]

    def answers(self):
        try:
            return super().answers()
        except redis.AuthenticationError:
            return True


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    wheel = build(folder)[1]
    return wheel, install(wheel, folder / "installed")


@pytest.fixture
def postgresql():
    yield from running(PostgreSQL)


@pytest.fixture
def cache():
    yield from running(ConfiguredRedis)


@pytest.fixture
def stand_ins(tmp_path, postgresql, cache):
    """Programs in the place of those that would ask this machine's own servers."""
    with postgresql.as_administrator() as administrator:
        administrator.execute("DROP DATABASE dashboard")
        administrator.execute("DROP ROLE dashboard")
    folder = tmp_path / "stand-ins"
    folder.mkdir()
    there = f"PGHOST=127.0.0.1 PGPORT={postgresql.port} PGUSER=postgres PGPASSWORD={DATABASE_PASSWORD}"
    for name, line in {
        "runuser": f'shift 3; exec env {there} "$@"',
        "redis-cli": f'exec {shutil.which("redis-cli")} -p {cache.port} "$@"',
        "systemctl": 'test "$*" = "restart postgresql"',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def hosts(tmp_path, stand_ins, release):
    """The first has what `make release` makes; both have Debian's packages, and what pip would install."""
    wheel, command = release
    (command.parent.parent / ".complete").touch()
    port, hosts = free_port(), []
    for address in ("127.0.0.1", "127.0.0.12"):
        hosts.append(Host(tmp_path / address, address, port, stand_ins, command))
        hosts[-1].path("/opt/ttdash").mkdir(parents=True)
        hosts[-1].path(f"/opt/ttdash/{__version__}").symlink_to(command.parent.parent)
    shutil.copytree(ROOT / "deploy", hosts[0].path("deploy"))
    hosts[0].path("dist").mkdir()
    shutil.copy(wheel, hosts[0].path("dist"))
    shutil.copy(ROOT / ".env.example", hosts[0].path("dist/env.example"))
    yield hosts
    for host in hosts:
        if host.served:
            host.served.stop()


def typed(line: str) -> tuple[str, list[str], dict[str, str]]:
    """Program, words and environment of a line, with this machine's addresses."""
    words = [HERE.get(word, word) for word in shlex.split(line)]
    environment = {}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    return words[0], words[1:], environment


def follow(lines, here, there, sandbox):
    """Do what each line says, on the host where it is typed."""
    for program, words, environment in map(typed, lines):
        match program:
            case "make" | "apt-get":
                continue
            case "deploy/install" | "deploy/stores":
                here.deploy(program, words, environment)
            case "editor":
                account = {"URL": sandbox.url, "KEY": "sandbox-key", "SECRET": "sandbox-secret"}
                here.edit(*words, **{f"TIMETRACK_API_{name}": value for name, value in account.items()})
            case "ttdash":
                here.ttdash(*words, *(["--no-input"] if words == ["createsuperuser"] else ()), **FIRST)
            case "systemctl":
                assert {"ttdash", "ttdash-upkeep.timer"} <= set(words)
                here.start()
            case "scp":
                for name in words[1:-1]:
                    copy = shutil.copytree if here.path(name).is_dir() else shutil.copy
                    copy(here.path(name), there.path(Path(name).name))
                here = there
            case _:
                pytest.fail(f"Nobody said that {program} is needed")


def test_twelve_commands_put_two_hosts_behind_nginx_and_one_goes_on_where_the_other_ends(hosts, tmp_path, sandbox):
    assert len(commands()) <= 12
    follow(commands(), *hosts, sandbox)
    folder = tmp_path / "nginx"
    folder.mkdir()
    with InstalledNginx(folder, hosts[0]) as nginx:
        browser = nginx.browser()
        assert nginx.sign_in(browser, "first").status_code == 302
        assert [re.findall("(?:error|warning): .*", host.ttdash("doctor")) for host in hosts] == [[], []]
        page = browser.get(f"{nginx.url}/clients/add/", timeout=30)
        typed = {
            name: re.search(f'name="{name}" value="([^"]+)"', page.text)[1]
            for name in ("form_token", "csrfmiddlewaretoken")
        }
        hosts[0].served.stop()
        told = browser.post(page.url, typed | {"name": "Huber", "_save": ""}, headers={"Referer": page.url}, timeout=30)
        assert "Huber" in told.text
    assert [client["name"] for client in sandbox.clients.values()] == ["Huber"]


def test_other_hosts_come_into_the_database_from_their_addresses_and_into_the_cache_with_a_password(
    hosts, postgresql, cache
):
    hosts[0].deploy("deploy/install", ["localhost"], {})
    hosts[0].deploy("deploy/stores", ["127.0.0.1", "192.0.2.12"], {})
    rules = "SELECT address, auth_method FROM pg_hba_file_rules WHERE user_name = '{dashboard}' ORDER BY line_number"
    listening = "SELECT setting FROM pg_file_settings WHERE name = 'listen_addresses'"
    with postgresql.as_administrator() as administrator:
        found = administrator.execute(rules).fetchall()
        assert found == [("127.0.0.1", "scram-sha-256"), ("192.0.2.12", "scram-sha-256")]
        assert administrator.execute(listening).fetchall() == [("*",)]
    with cache.connect() as nobody, pytest.raises(redis.AuthenticationError):
        nobody.ping()


def test_a_cache_that_refuses_a_step_ends_it_and_its_password_is_kept(hosts, stand_ins, cache):
    hosts[0].deploy("deploy/install", ["localhost"], {})
    cli = stand_ins / "redis-cli"
    cli.write_text(cli.read_text().replace("exec", 'case "$*" in *REWRITE*) exit 1 ;; esac\nexec', 1))
    hosts[0].deploy("deploy/stores", ["127.0.0.1"], {}, code=1)
    settings = hosts[0].path("/var/lib/ttdash/.env").read_text()
    (address,) = re.findall("(?m)^CACHE_URL=(.*)", settings)
    assert redis.Redis.from_url(address).ping()


def test_nginx_asks_addresses_of_both_kinds(hosts):
    hosts[0].deploy("deploy/install", ["localhost", "::1", "192.0.2.12"], {"HERE": "::1"})
    servers = re.findall("server (.*) fail_timeout", hosts[0].path("/etc/nginx/conf.d/ttdash.conf").read_text())
    assert servers == [f"[::1]:{hosts[0].port}", f"192.0.2.12:{hosts[0].port}"]


def test_what_is_there_already_stays_as_an_administrator_left_it(hosts, sandbox):
    first = hosts[0]
    first.deploy("deploy/install", ["localhost"], {})
    written = ("/var/lib/ttdash/.env", "/etc/nginx/conf.d/ttdash.conf", "/etc/ssl/dashboard/privkey.pem")
    for name in written:
        first.path(name).write_text("DATABASE_URL=mine\nCACHE_URL=mine\n")
    nginx = first.path("/etc/nginx/conf.d/ttdash.conf")
    missing = f"nginx asks no 127.0.0.1: write it into upstream in {nginx}.\n"
    first.deploy("deploy/install", ["localhost"], {}, said=missing)
    first.deploy("deploy/stores", ["127.0.0.1"], {})
    assert {first.path(name).read_text() for name in written} == {"DATABASE_URL=mine\nCACHE_URL=mine\n"}
