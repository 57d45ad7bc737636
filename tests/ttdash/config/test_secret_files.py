"""A secret may come from a file that NAME_FILE names."""

import runpy

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.conftest import ENVIRONMENT
from tests.project_copy import ROOT
from ttdash.config import environment
from ttdash.config.environment import SECRETS

VALUES = {
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM",
    "TIMETRACK_API_KEY": "key-out-of-a-file",
    "TIMETRACK_API_SECRET": "secret-out-of-a-file",
    "DATABASE_URL": "postgresql://user:hunter2@db.example:5432/dashboard",
    "CACHE_URL": "redis://:hunter2@cache.example:6379/0",
}


@pytest.fixture
def load(monkeypatch):
    """The settings that these values make, without the tests' own secrets."""

    def settings(**values):
        monkeypatch.setattr(environ.Env, "ENVIRON", values)
        return runpy.run_path(str(ROOT / "ttdash" / "settings.py"))

    return settings


def others(*left_out):
    return {name: value for name, value in ENVIRONMENT.items() if name not in left_out}


def test_every_secret_may_come_from_a_file_of_one_line(load, tmp_path):
    for name, value in VALUES.items():
        (tmp_path / name).write_text(f"\ufeff {value}\r\n", encoding="utf-8")
    found = load(**others(*VALUES), **{f"{name}_FILE": str(tmp_path / name) for name in VALUES})
    assert {name: found[name] for name in list(VALUES)[:3]} == {name: VALUES[name] for name in list(VALUES)[:3]}
    assert found["DATABASES"]["default"]["HOST"] == "db.example"
    assert found["CACHES"]["default"]["LOCATION"] == VALUES["CACHE_URL"]


def test_the_secrets_of_sign_in_may_too():
    assert set(VALUES) | {"EMAIL_URL", "OIDC_CLIENT_SECRET", "METRICS_TOKEN", "SENTRY_DSN"} == SECRETS


def test_what_is_no_secret_comes_from_no_file(load, tmp_path):
    (tmp_path / "debug").write_text("on")
    assert load(**ENVIRONMENT, DEBUG_FILE=str(tmp_path / "debug"))["DEBUG"] is False


def test_a_file_in_the_working_folder_may_be_named_without_it(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "WORKING_FOLDER", tmp_path)
    (tmp_path / "key").write_text(VALUES["SECRET_KEY"])
    monkeypatch.setattr(environ.Env, "ENVIRON", {"SECRET_KEY_FILE": "key"})
    assert environment.secret_key("SECRET_KEY") == VALUES["SECRET_KEY"]


BAD = {"missing": None, "empty": b"", "blank": b" \n", "binary": b"hunter2\xff", "lines": b"hunter2\nhunter2"}
BAD |= {"huge": b"x" * 70_000, "a folder": ...}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("name", VALUES)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence_that_names_the_setting(load, tmp_path, name, kind):
    file = tmp_path / "hunter2"
    if kind == "a folder":
        file.mkdir()
    elif BAD[kind] is not None:
        file.write_bytes(BAD[kind])
    with pytest.raises(ImproperlyConfigured, match=f"^{name}_FILE must name a file .*[.]$") as caught:
        load(**others(name), **{f"{name}_FILE": str(file)})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", VALUES)
def test_a_secret_that_is_given_twice_is_refused(load, tmp_path, name):
    (tmp_path / "file").write_text(VALUES[name])
    with pytest.raises(ImproperlyConfigured, match=f"^{name} and {name}_FILE are both set"):
        load(**others(name), **{name: VALUES[name], f"{name}_FILE": str(tmp_path / "file")})


@pytest.mark.parametrize("content", ["short", "django-insecure-" + "x" * 50])
def test_a_key_out_of_a_file_is_held_to_the_same_rules(load, tmp_path, content):
    (tmp_path / "key").write_text(content)
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY must be 50 or more random"):
        load(**others("SECRET_KEY"), SECRET_KEY_FILE=str(tmp_path / "key"))
