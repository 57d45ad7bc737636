"""What the environment says, and what the settings make of it."""

import errno
import os
import runpy
from pathlib import Path

import certifi
import environ
import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from tests.project_copy import ROOT, copy_project, run
from ttdash import __version__
from ttdash.config import environment

KEY = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM"
GOOD = {
    "SECRET_KEY": KEY,
    "TIMETRACK_API_URL": "https://acme.timetrack.example/api/v2/ext/",
    "TIMETRACK_API_KEY": "a-key",
    "TIMETRACK_API_SECRET": "a-secret",
}

BAD = [
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", f"django-insecure-{KEY}"),
    ("DEBUG", "flase"),
    ("DEBUG", "2"),
    ("HTTPS", "flase"),
    ("HTTPS", "off # a comment"),
    ("ALLOWED_HOSTS", ","),
    ("ALLOWED_HOSTS", "https://dashboard.example"),
    ("ALLOWED_HOSTS", "dashboard.example:8000"),
    ("ALLOWED_HOSTS", "::1"),
    ("ALLOWED_HOSTS", "a.example b.example"),
    ("SCRIPT_NAME", "clients"),
    ("SCRIPT_NAME", "/clients/"),
    ("SCRIPT_NAME", "/"),
    ("SCRIPT_NAME", "/../clients"),
    ("SCRIPT_NAME", "https://dashboard.example/clients"),
    ("DATABASE_URL", "db.sqlite3"),
    ("DATABASE_URL", "mysql://user:hunter2@localhost/db"),
    ("DATABASE_URL", "sqlite://db.sqlite3"),
    ("DATABASE_URL", "sqlite://:memory:"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite:///db.sqlite3?timeout=5"),
    ("DATABASE_URL", "sqlite:////no/such/folder/db.sqlite3"),
    ("DATABASE_URL", "sqlite:///ttdash"),
    ("DATABASE_URL", "postgresql://user:hunter2@localhost"),
    ("DATABASE_URL", "postgresql://user:hunter2@localhost:port/db"),
    ("DATABASE_URL", "postgresql://user:hunter2@[localhost/db"),
    ("CACHE_URL", "locmem://"),
    ("CACHE_URL", "dummycache://"),
    ("CACHE_URL", "filecache:///tmp/cache"),
    ("CACHE_URL", "memcache://localhost:11211"),
    ("CACHE_URL", "redis://"),
    ("CACHE_URL", "redis://:hunter2@localhost:port/0"),
    ("TIMETRACK_API_URL", ""),
    ("TIMETRACK_API_URL", "acme.timetrack.example"),
    ("TIMETRACK_API_URL", "ftp://acme.timetrack.example/"),
    ("TIMETRACK_API_URL", "http://acme.timetrack.example/"),
    ("TIMETRACK_API_URL", "http://localhost.timetrack.example/"),
    ("TIMETRACK_API_URL", "http://127.0.0.1.timetrack.example/"),
    ("TIMETRACK_API_URL", "http://0.0.0.0/"),
    ("TIMETRACK_API_URL", "https://"),
    ("TIMETRACK_API_URL", "https:///api/"),
    ("TIMETRACK_API_URL", "https://user:hunter2@acme.timetrack.example/"),
    ("TIMETRACK_API_URL", "http://127.0.0.1@acme.timetrack.example/"),
    ("TIMETRACK_API_URL", "https://acme.timetrack.example/?key=hunter2"),
    ("TIMETRACK_API_URL", "https://acme.timetrack.example/#top"),
    ("TIMETRACK_API_URL", "https://acme.timetrack.example:port/"),
    ("TIMETRACK_API_URL", "https://acme.timetrack.example:70000/"),
    ("TIMETRACK_API_URL", "https://acme timetrack.example/"),
    ("TIMETRACK_API_URL", "https://acme.timetrack.example\\@evil.example/"),
    ("TIMETRACK_API_URL", "https://müller.example/"),
    ("TIMETRACK_API_URL", "https://[acme/"),
    ("TIMETRACK_API_KEY", "  "),
    ("TIMETRACK_API_KEY", "hunter2ü"),
    ("TIMETRACK_API_SECRET", ""),
    ("TIMETRACK_API_SECRET", "hunter2\nX-More: 1"),
    ("TIMETRACK_API_SECRET", "hunter2\x00"),
    ("TIMETRACK_CONNECT_TIMEOUT", "0"),
    ("TIMETRACK_CONNECT_TIMEOUT", "-1"),
    ("TIMETRACK_READ_TIMEOUT", "soon"),
    ("TIMETRACK_READ_TIMEOUT", "2,5"),
    ("TIMETRACK_DEADLINE", "nan"),
    ("TIMETRACK_DEADLINE", "inf"),
    ("TIMETRACK_DEADLINE", "3601"),
    ("TIMETRACK_CONCURRENCY", "0"),
    ("TIMETRACK_CONCURRENCY", "8"),
    ("TIMETRACK_CONCURRENCY", "six"),
    ("TIMETRACK_USER_AGENT", "Büro"),
    ("TIMETRACK_CA_BUNDLE", "/no/such/file.pem"),
    ("TIMETRACK_CA_BUNDLE", "manage.py"),
    ("TIMETRACK_FIELD1_LABEL", "VAT\nid"),
    ("TIMETRACK_VAT_FIELD", "field4"),
    ("TIMETRACK_VAT_FIELD", "VAT id"),
    ("TRUSTED_PROXIES", "-1"),
    ("TRUSTED_PROXIES", "on"),
    ("SECOND_FACTOR_REQUIRED", "yess"),
    ("PASSWORD_SIGN_IN", "flase"),
    ("PASSWORD_SIGN_IN", "off"),
    ("EMAIL_URL", "mail.example"),
    ("EMAIL_URL", "imap://me@mail.example"),
    ("EMAIL_URL", "smtp://user:hunter2@mail.example"),
    ("EMAIL_URL", "smtp://user:hunter2@[mail.example"),
    ("EMAIL_URL", "smtp://?from=a@b.example"),
    ("EMAIL_URL", "smtp://mail.example?from=a@b.example&EMAIL_USE_TLS=1"),
    ("EMAIL_URL", "smtp://a%40b.example:hunter2@mail.example?to=c@d.example"),
    ("METRICS_TOKEN", "tökén"),
    ("METRICS_TOKEN", "two words"),
    ("LOG_FORMAT", "JSON"),
    ("SENTRY_DSN", "https://errors.example/1"),
    ("SENTRY_DSN", "hunter2@errors.example/1"),
    ("SENTRY_DSN", "https://hunter2@errors.example/"),
    ("SENTRY_DSN", "https://hunter2@/1"),
    ("OIDC_ISSUER", "https://login.example"),
    ("OIDC_ALLOWED_DOMAINS", "https://office.example"),
    ("OIDC_ROLE_MAP", "Viewers"),
    ("OIDC_ROLE_MAP", "a=Owners"),
    ("OIDC_CREATE_ACCOUNTS", "flase"),
]
COMPANY = {
    "OIDC_ISSUER": "https://login.example/realms/company",
    "OIDC_CLIENT_ID": "dashboard",
    "OIDC_CLIENT_SECRET": "hunter2",
}
BAD_COMPANY = [
    ("OIDC_ISSUER", {"OIDC_CLIENT_ID": "", "OIDC_CLIENT_SECRET": ""}),
    ("OIDC_ISSUER", {"OIDC_CLIENT_SECRET": ""}),
    ("OIDC_CLIENT_ID", {"OIDC_ISSUER": ""}),
    ("OIDC_ISSUER", {"OIDC_ISSUER": "http://login.example"}),
    ("OIDC_ISSUER", {"OIDC_ISSUER": "login.example"}),
    ("OIDC_CLIENT_SECRET", {"OIDC_CLIENT_SECRET": "hunter2\x7f"}),
    ("OIDC_ALLOWED_DOMAINS", {"OIDC_ALLOWED_DOMAINS": "*"}),
    ("OIDC_ROLE_CLAIM", {"OIDC_ROLE_CLAIM": "groups"}),
    ("OIDC_ROLE_CLAIM", {"OIDC_ROLE_MAP": "a=Viewers"}),
    ("OIDC_ROLE_MAP", {"OIDC_ROLE_CLAIM": "groups", "OIDC_ROLE_MAP": "a=viewers"}),
    ("OIDC_ROLE_MAP", {"OIDC_ROLE_CLAIM": "groups", "OIDC_ROLE_MAP": "=Viewers"}),
    ("OIDC_CREATE_ACCOUNTS", {"OIDC_CREATE_ACCOUNTS": "on"}),
    ("OIDC_ALLOWED_DOMAINS", dict.fromkeys(COMPANY, "") | {"OIDC_ALLOWED_DOMAINS": "office.example"}),
]


@pytest.fixture
def settings_of(monkeypatch, tmp_path):
    """The settings that these values make, with these lines in .env; neither os.environ nor the real .env is read."""

    def load(lines: str | bytes | None = None, **values: str) -> dict[str, object]:
        file = tmp_path / ".env"
        if lines is not None:
            file.write_bytes(lines if isinstance(lines, bytes) else lines.encode())
        monkeypatch.setattr(environment, "ENV_FILE", file)
        monkeypatch.setattr(environ.Env, "ENVIRON", dict(values))
        return runpy.run_path(str(ROOT / "ttdash" / "settings.py"))

    return load


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_in_one_sentence_that_names_the_setting(settings_of, name, value):
    with pytest.raises(ImproperlyConfigured) as caught:
        settings_of(**GOOD | {name: value})
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "hunter2" not in sentence
    assert KEY not in sentence


@pytest.mark.parametrize(("name", "changes"), BAD_COMPANY)
def test_half_or_wrong_settings_of_company_sign_in_are_refused_in_one_sentence(settings_of, name, changes):
    with pytest.raises(ImproperlyConfigured) as caught:
        settings_of(**GOOD | COMPANY | changes)
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "hunter2" not in sentence


def test_company_sign_in_is_a_matter_of_settings_alone(settings_of):
    roles = {"OIDC_ROLE_CLAIM": "groups", "OIDC_ROLE_MAP": "CN=a b=Viewers, tt = Managers"}
    further = {"OIDC_ALLOWED_DOMAINS": "Office.example, @b.example", "OIDC_CREATE_ACCOUNTS": "on"}
    found = settings_of(**GOOD, **COMPANY, **roles, **further, PASSWORD_SIGN_IN="off")
    app = found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"][0]
    assert app["settings"]["server_url"] == COMPANY["OIDC_ISSUER"]
    assert app["settings"]["oauth_pkce_enabled"]
    assert found["OIDC_ROLE_MAP"] == {"CN=a b": "Viewers", "tt": "Managers"}
    assert found["OIDC_ALLOWED_DOMAINS"] == ["office.example", "b.example"]
    assert found["PASSWORD_SIGN_IN"] is False


def test_mails_go_where_the_address_says(settings_of):
    found = settings_of(**GOOD, EMAIL_URL="smtp+tls://a%40b.example:p%40ss@mail.example:587")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example", 587, True)
    assert (found["EMAIL_HOST_PASSWORD"], found["DEFAULT_FROM_EMAIL"]) == ("p@ss", "a@b.example")
    found = settings_of(**GOOD, EMAIL_URL="smtp://mail.example?from=dashboard@b.example")
    assert found["DEFAULT_FROM_EMAIL"] == "dashboard@b.example"


def test_mails_come_from_whom_the_address_says_and_else_from_its_user(settings_of):
    user = "smtp+ssl://user%40b.example:pw@mail.example"
    for address, sender in [(user, "user@b.example"), (f"{user}?from=dashboard@c.example", "dashboard@c.example")]:
        found = settings_of(**GOOD, EMAIL_URL=address)
        assert (found["DEFAULT_FROM_EMAIL"], found["SERVER_EMAIL"]) == (sender, sender)
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST"]) == ("user@b.example", "mail.example")


@pytest.mark.parametrize("name", GOOD)
def test_a_required_value_that_is_missing_is_refused(settings_of, name):
    with pytest.raises(ImproperlyConfigured, match=f"^{name} "):
        settings_of(**{other: value for other, value in GOOD.items() if other != name})


@pytest.mark.parametrize("host", ["dashboard.example", "*", ".example", "0.0.0.0", "192.168.1.2"])  # noqa: S104
@pytest.mark.parametrize(("name", "word"), [("DEBUG", "on"), ("HTTPS", "off")])
def test_a_host_that_is_not_loopback_needs_https_and_no_debug(settings_of, name, word, host):
    assert settings_of(**GOOD, ALLOWED_HOSTS=host)["ALLOWED_HOSTS"] == [host]
    with pytest.raises(ImproperlyConfigured, match=f"^{name} may be .* and ALLOWED_HOSTS holds"):
        settings_of(**GOOD, ALLOWED_HOSTS=f"localhost,{host}", **{name: word})


@pytest.mark.parametrize("word", ["on", "TRUE", "Yes", "1", " on "])
def test_a_switch_is_on(settings_of, word):
    assert settings_of(**GOOD, DEBUG=word)["DEBUG"] is True


@pytest.mark.parametrize("word", ["off", "False", "NO", "0"])
def test_a_switch_is_off(settings_of, word):
    assert settings_of(**GOOD, HTTPS=word)["HTTPS"] is False


def test_what_is_not_set_has_the_promised_defaults(settings_of):
    found = settings_of(**GOOD)
    assert found["DEBUG"] is False
    assert found["HTTPS"] is True
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["TIMETRACK_CONNECT_TIMEOUT"] == 3
    assert found["TIMETRACK_READ_TIMEOUT"] == 10
    assert found["TIMETRACK_DEADLINE"] == 20
    assert found["TIMETRACK_CONCURRENCY"] == 6
    assert found["TIMETRACK_USER_AGENT"] == f"TimeTrackDashboard/{__version__}"
    assert found["TIMETRACK_CA_BUNDLE"] == ""
    assert [found[f"TIMETRACK_FIELD{number}_LABEL"] for number in (1, 2, 3)] == ["", "", ""]
    assert found["TIMETRACK_VAT_FIELD"] == ""
    assert found["DATABASES"]["default"]["NAME"] == ROOT / "db.sqlite3"
    assert found["CACHES"]["default"]["BACKEND"] == "ttdash.web.shared_cache.CandidDatabaseCache"


@pytest.mark.parametrize("calls", [1, 7])
def test_fewer_calls_at_once_than_a_worker_has_threads_are_accepted(settings_of, calls):
    assert settings_of(**GOOD, TIMETRACK_CONCURRENCY=str(calls))["TIMETRACK_CONCURRENCY"] == calls


def test_an_empty_value_counts_as_not_set(settings_of):
    names = (
        "DEBUG",
        "HTTPS",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "CACHE_URL",
        "TIMETRACK_DEADLINE",
        "TIMETRACK_USER_AGENT",
    )
    empty, unset = settings_of(**GOOD, **dict.fromkeys(names, " ")), settings_of(**GOOD)
    assert [empty[name] for name in ("DEBUG", "HTTPS", "ALLOWED_HOSTS", "DATABASES", "CACHES")] == [
        unset[name] for name in ("DEBUG", "HTTPS", "ALLOWED_HOSTS", "DATABASES", "CACHES")
    ]


def test_nothing_is_interpolated_and_blanks_around_a_value_go(settings_of):
    lines = "TIMETRACK_API_SECRET=$ecret\nTIMETRACK_API_KEY='$HOME'\n"
    found = settings_of(lines, **GOOD | {"TIMETRACK_API_KEY": " $SECRET_KEY "}, ecret="no", HOME="no")
    assert found["TIMETRACK_API_KEY"] == "$SECRET_KEY"
    assert found["TIMETRACK_API_SECRET"] == "a-secret"
    values = {name: value for name, value in GOOD.items() if name.startswith(("SECRET_KEY", "TIMETRACK_API_URL"))}
    found = settings_of(lines, **values, ecret="no", HOME="no")
    assert (found["TIMETRACK_API_KEY"], found["TIMETRACK_API_SECRET"]) == ("$HOME", "$ecret")


def test_a_file_says_what_the_environment_does_not(settings_of):
    lines = '\ufeff# A comment\r\n  \r\nexport TIMETRACK_DEADLINE=7\r\n  TIMETRACK_READ_TIMEOUT="8"\r\nDEBUG=on\r\n'
    found = settings_of(lines, **GOOD, DEBUG="off")
    assert (found["TIMETRACK_DEADLINE"], found["TIMETRACK_READ_TIMEOUT"], found["DEBUG"]) == (7, 8, False)


def test_every_line_of_a_file_may_say_export(settings_of):
    lines = "".join(f"export {name}='{value}'\n" for name, value in GOOD.items())
    found = settings_of(lines)
    assert {name: found[name] for name in GOOD} == GOOD


@pytest.mark.parametrize(
    "line",
    [
        "TIMETRACK_API_SECRET = hunter2",
        "hunter2",
        "TIMETRACK API=hunter2",
        "A=hunter2\0",
        "export hunter2",
        "export  SECRET_KEY=hunter2",
        "export\tSECRET_KEY=hunter2",
        "EXPORT SECRET_KEY=hunter2",
        "set SECRET_KEY=hunter2",
    ],
)
def test_a_line_that_assigns_nothing_is_refused_and_not_repeated(settings_of, caplog, line):
    with pytest.raises(ImproperlyConfigured, match=r"^Line 2 of \.env is not of the form NAME=value\.$"):
        settings_of(f"# first\n{line}\n", **GOOD)
    assert "hunter2" not in caplog.text


def test_a_file_that_is_no_text_is_refused(settings_of):
    with pytest.raises(ImproperlyConfigured, match=r"^\.env cannot be read"):
        settings_of(b"LABEL=\xff", **GOOD)


def test_a_file_that_is_there_and_cannot_be_read_is_refused_with_the_reason(settings_of, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(ImproperlyConfigured, match=r"^\.env cannot be read by this user \(Permission denied\)\.$"):
        settings_of(**GOOD)


def test_the_address_of_the_example_is_nobodys(settings_of):
    with pytest.raises(ImproperlyConfigured, match="write your account's name in the place of ACCOUNT"):
        settings_of(**GOOD | {"TIMETRACK_API_URL": environment.EXAMPLE_URL})


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://acme.timetrack.example/api", "https://acme.timetrack.example/api/"),
        ("http://localhost:8001/api/", "http://localhost:8001/api/"),
        ("http://127.1.2.3", "http://127.1.2.3/"),
        ("http://[::1]:8001", "http://[::1]:8001/"),
    ],
)
def test_the_address_of_the_api_ends_in_a_slash_and_may_be_plain_http_on_loopback(settings_of, url, kept):
    assert settings_of(**GOOD | {"TIMETRACK_API_URL": url})["TIMETRACK_API_URL"] == kept


def test_a_bundle_of_certificates_is_a_file_or_a_folder(settings_of, tmp_path):
    assert settings_of(**GOOD, TIMETRACK_CA_BUNDLE=certifi.where())["TIMETRACK_CA_BUNDLE"] == certifi.where()
    assert settings_of(**GOOD, TIMETRACK_CA_BUNDLE=str(tmp_path))["TIMETRACK_CA_BUNDLE"] == str(tmp_path)


def test_labels_of_free_fields_are_taken_as_they_are(settings_of):
    assert (
        settings_of(**GOOD, TIMETRACK_FIELD2_LABEL="Kostenstelle für Öl")["TIMETRACK_FIELD2_LABEL"]
        == "Kostenstelle für Öl"
    )


@pytest.mark.parametrize(
    ("url", "file"), [("sqlite:///a%20b.db", ROOT / "a b.db"), ("sqlite:////srv/a.db", Path("/srv/a.db"))]
)
def test_sqlite_is_made_ready_for_several_workers(settings_of, url, file):
    found = settings_of(**GOOD, DATABASE_URL=url)["DATABASES"]["default"]
    assert found["NAME"] == file
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_postgresql_keeps_its_connections_and_looks_at_them(settings_of):
    url = "postgresql://user:p%40ss@db.example:5433/dashboard?sslmode=require"
    found = settings_of(**GOOD, DATABASE_URL=url)["DATABASES"]["default"]
    assert found["ENGINE"] == "ttdash.surroundings.postgresql"
    assert [found[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")] == [
        "db.example",
        5433,
        "user",
        "p@ss",
        "dashboard",
    ]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


def test_postgresql_is_waited_for_so_long_unless_its_address_says_otherwise(settings_of):
    url = "postgresql://user@db.example/dashboard"
    found = settings_of(**GOOD, DATABASE_URL=url)["DATABASES"]["default"]["OPTIONS"]
    assert found["connect_timeout"] == 3
    assert (found["keepalives_idle"], found["keepalives_interval"], found["keepalives_count"]) == (10, 5, 3)
    assert found["tcp_user_timeout"] == 20_000
    assert found["options"] == "-c statement_timeout=20000 -c idle_in_transaction_session_timeout=60000"
    said = "?connect_timeout=9&options=-c%20statement_timeout%3D5000&conn_max_age=0"
    found = settings_of(**GOOD, DATABASE_URL=url + said)["DATABASES"]["default"]
    assert (found["OPTIONS"]["connect_timeout"], found["CONN_MAX_AGE"]) == (9, 0)
    assert found["OPTIONS"]["options"].endswith(" -c statement_timeout=5000")  # the last one counts


@pytest.mark.parametrize("url", ["redis://localhost:6379/0", "rediss://:pw@cache.example/1", "unix:///run/redis.sock"])
def test_a_redis_server_may_be_the_cache(settings_of, url):
    found = settings_of(**GOOD, CACHE_URL=url)["CACHES"]["default"]
    assert (found["BACKEND"], found["LOCATION"]) == ("ttdash.web.shared_cache.CircuitRedisCache", url)
    assert found["OPTIONS"] == {"socket_connect_timeout": 1, "socket_timeout": 1}


def test_https_makes_cookies_secure_redirects_and_lasts_a_year(settings_of):
    on, off = settings_of(**GOOD), settings_of(**GOOD, HTTPS="off")
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert (on[name], off[name]) == (True, False)
    assert (on["SECURE_HSTS_SECONDS"], off["SECURE_HSTS_SECONDS"]) == (365 * 24 * 3600, 0)


def test_static_files_may_lie_elsewhere_and_not_in_a_file(settings_of):
    assert settings_of(**GOOD)["STATIC_ROOT"] == environment.WORKING_FOLDER / "staticfiles"
    assert settings_of(**GOOD, STATIC_ROOT="/srv/static")["STATIC_ROOT"] == Path("/srv/static")
    with pytest.raises(ImproperlyConfigured, match=r"^STATIC_ROOT must name a folder\.$"):
        settings_of(**GOOD, STATIC_ROOT=str(ROOT / "manage.py"))


def test_the_example_file_is_one_that_could_be_read(settings_of):
    lines = (ROOT / ".env.example").read_text().replace("ACCOUNT", "acme")
    values = {name: value for name, value in GOOD.items() if name != "TIMETRACK_API_URL"}
    address = environment.EXAMPLE_URL.replace("ACCOUNT", "acme")
    assert settings_of(lines, **values)["TIMETRACK_API_URL"] == address


@pytest.mark.django_db
def test_the_cache_has_its_table_and_keeps_what_it_is_given():
    assert cache.add("a", "token")
    assert not cache.add("a", "again")
    assert cache.get("a") == "token"


# As people start it


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return copy_project(tmp_path_factory.mktemp("settings") / "project")


def test_manage_prints_the_sentence_alone_and_exits_1(project):
    found = run(project, "manage.py", "migrate", **GOOD | {"HTTPS": "flase"})
    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr == "HTTPS must be on or off, not 'flase'.\n"


def test_manage_shows_the_traceback_to_who_asks(project):
    found = run(project, "manage.py", "migrate", "--traceback", **GOOD | {"HTTPS": "flase"})
    assert found.returncode == 1
    assert found.stderr.startswith("Traceback")


def test_gunicorn_ends_with_the_sentence_and_exit_code_3(project):
    words = ("-m", "gunicorn", "ttdash.wsgi:application", "--bind", "127.0.0.1:0")
    found = run(project, *words, **GOOD | {"TIMETRACK_API_SECRET": "hunter2\x7f"})
    assert found.returncode == 3
    assert found.stderr.splitlines()[-1] == "TIMETRACK_API_SECRET may hold printable ASCII characters only."
    assert "hunter2" not in found.stderr
    assert "Traceback" not in found.stderr


def test_static_files_are_collected_without_any_setting_and_despite_bad_ones(project):
    (project / ".env").write_text("no assignment\n")
    words = ("manage.py", "collectstatic", "--no-input", "--verbosity=0", "--settings=ttdash.config.placeholders")
    found = run(project, *words, HTTPS="flase")
    (project / ".env").unlink()
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    assert (project / "staticfiles" / "admin").is_dir()
