"""The log of gunicorn as it is served, as text and as JSON: one line each, whatever goes wrong."""

import json
import os
import re
import runpy
import signal
import socket
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
import requests

from tests.browser import signed_in, workers
from tests.people import Person, eventually
from tests.project_copy import ROOT
from tests.served import serve
from ttdash.web import json_lines

FIELDS = {"time", "level", "host", "process", "logger", "request", "person", "message"}
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory, _listening):
    served = serve(
        tmp_path_factory.mktemp("served"),
        _listening.url,
        LOG_FORMAT="json",
        DIRECTORY_SECONDS="60",
        TRUSTED_PROXIES="1",
    )
    yield served
    served.stop()


def objects(served):
    """Every line of the log, each of which must be an object."""
    return [json.loads(line) for line in served.log.read_text().splitlines()]


def test_each_line_is_an_object_with_all_that_a_line_has_gunicorns_own_included(dashboard, sandbox):
    edith = Person(dashboard.url, signed_in(dashboard.url, "edith"))
    edith.get("/clients/")
    eventually(lambda: any("directory was filled" in each["message"] for each in objects(dashboard)))
    told = objects(dashboard)
    assert all({*each} == FIELDS for each in told)
    assert all(re.fullmatch(MOMENT, each["time"]) for each in told)
    assert {each["host"] for each in told} == {socket.gethostname()}
    assert {dashboard.process.pid, *workers(dashboard)} <= {each["process"] for each in told}
    first = told[0]
    assert first["message"].startswith("Starting gunicorn")
    assert any(each["message"].startswith("Listening at: http://127.0.0.1:") for each in told), "it is told whole"
    (asked, *_) = [each for each in told if each["message"].startswith("GET /clients/: 200")]
    assert (asked["person"], asked["logger"], asked["level"]) == ("edith", "ttdash.requests", "INFO")


def test_work_behind_the_requests_is_named(dashboard, sandbox):
    Person(dashboard.url, signed_in(dashboard.url, "edith")).get("/clients/")
    eventually(lambda: any("directory was filled" in each["message"] for each in objects(dashboard)))
    (filled, *_) = [each for each in objects(dashboard) if "directory was filled" in each["message"]]
    assert filled["request"] == "directory"
    eventually(lambda: requests.get(f"{dashboard.url}/readyz", timeout=10) and asked_by(dashboard, "readyz"))


def asked_by(dashboard, work):
    """Calls to TimeTrack that this work has made."""
    return [each for each in objects(dashboard) if (each["logger"], each["request"]) == ("timetrack", work)]


def test_a_malformed_request_is_told_without_what_was_sent(dashboard):
    with closing(socket.create_connection(dashboard.url.removeprefix("http://").split(":"))) as stranger:
        stranger.sendall(b"GET /Geheim HTTP/1.1\r\nGeheim Geheim: \x00\r\n\r\n")
        assert stranger.recv(100).startswith(b"HTTP/1.1 400")
    eventually(lambda: any("Invalid request" in each["message"] for each in objects(dashboard)))
    assert "Geheim" not in dashboard.log.read_text()


def test_of_a_worker_that_is_killed_gunicorn_tells_in_whole_sentences(dashboard):
    (victim, _) = workers(dashboard)
    os.kill(victim, signal.SIGKILL)
    told = f"Worker (pid:{victim}) was sent SIGKILL! Perhaps out of memory?"
    eventually(lambda: any(each["message"] == told and each["level"] == "ERROR" for each in objects(dashboard)))


def test_why_gunicorn_cannot_start_is_told_whole(dashboard):
    environment = dashboard.environment
    command = [sys.executable, "-m", "gunicorn", "ttdash.wsgi:application"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as again:
        told = [json.loads(line)["message"] for line in again.stderr]
    assert f"Connection in use: ('127.0.0.1', {environment['PORT']})" in told
    assert any(message.startswith("Can't connect to") for message in told)
    assert [*Path("/dev/shm").glob(f"ttdash-metrics-{again.pid}-*")] == []  # noqa: S108 - it is only looked at


def test_five_requests_without_a_database_are_a_line_each_and_a_traceback_once_for_each_worker(tmp_path, sandbox):
    served = serve(tmp_path, sandbox.url)
    try:
        edith = Person(served.url, signed_in(served.url, "edith"))
        before = len(served.log.read_text().splitlines())
        served.lose_database()
        paths = [f"/clients/{number}/" for number in range(1, 6)]
        assert {edith.get(path).status for path in paths} == {503}
    finally:
        served.stop()
    lines = served.log.read_text().splitlines()[before:]
    told = [line for line in lines if re.match(rf"{MOMENT} \S+\[\d+\] ERROR ", line)]
    assert [re.search(r"GET (\S+): 50\d", line)[1] for line in told] == paths
    again = [line for line in told if re.search("after \\d+ ms: DatabaseError .its traceback stands at", line)]
    assert len(again) >= 3
    traced = [line for line, after in pairwise(lines) if after.startswith("Traceback") and line in told]
    assert len(traced) == len(told) - len(again)


def test_both_formats_have_the_same_names_for_gunicorns_own_lines():
    conf = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert conf["FIELDS"] == json_lines.NAMES


@pytest.mark.parametrize(
    ("environment", "file", "found"),
    [
        ({}, None, ""),
        ({}, "LOG_FORMAT=json\n", "json"),
        ({}, "A=1\nexport LOG_FORMAT='json'\n", "json"),
        ({"LOG_FORMAT": "text"}, "LOG_FORMAT=json\n", "text"),
        ({"LOG_FORMAT": "json"}, None, "json"),
        ({}, "#LOG_FORMAT=json\n", ""),
    ],
)
def test_gunicorn_finds_the_format_where_the_settings_do(tmp_path, monkeypatch, environment, file, found):
    monkeypatch.delenv("LOG_FORMAT", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if file is not None:
        (tmp_path / ".env").write_text(file)
    conf = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    monkeypatch.chdir(tmp_path)
    assert conf["log_format"]() == found


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Can't connect to somewhere", "Can't connect to somewhere"),
        (
            "Invalid request from ip=1.2.3.4: Invalid line: 'GET /Geheim'",
            "Invalid request from ip=1.2.3.4: Invalid line: …",
        ),
        ("Invalid request from ip=1.2.3.4: b'Geheim' \"Geheim\"", "Invalid request from ip=1.2.3.4: …"),
        ("Error handling request /clients/?q=Geheim", "Error handling request /clients/?…"),
    ],
)
def test_a_workers_line_loses_what_it_quotes_and_nothing_else(said, written):
    import logging

    record = logging.LogRecord("gunicorn.error", logging.ERROR, __file__, 1, said, (), None)
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["without_what_was_sent"](record)
    assert record.getMessage() == written


def test_fail2ban_finds_the_address_of_a_refused_sign_in_in_both_formats(dashboard):
    rule = re.search(r"^\s*failregex = (.*)$", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)[1]
    pattern = re.compile(rule.strip().replace("<HOST>", r"(?P<host>[0-9a-f.:]+)"))
    page = requests.get(f"{dashboard.url}/login/", timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    typed = {"username": "vera", "password": "wrong", "csrfmiddlewaretoken": token}
    forwarded = {"X-Forwarded-For": "192.0.2.7"}
    requests.post(f"{dashboard.url}/login/", typed, cookies=page.cookies, headers=forwarded, timeout=10)
    line = next(line for line in dashboard.log.read_text().splitlines() if "sign-in refused" in line)
    assert pattern.search(line)["host"] == "192.0.2.7"
    text = "2026-01-01T00:00:00.000+00:00 host[1] WARNING ttdash.signin [0123 -] sign-in refused: vera from 2001:db8::1"
    assert pattern.search(text)["host"] == "2001:db8::1"
    assert not pattern.search(text.replace("refused", "accepted"))
