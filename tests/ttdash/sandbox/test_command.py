"""manage.py sandbox runs it alone."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.ttdash.sandbox.over_http import Api

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def command():
    started = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        environment = os.environ | {"SECRET_KEY": "x" * 25 + "0123456789" * 3, "HTTPS": "off", "DEBUG": "off"}
        environment |= {f"TIMETRACK_API_{name}": "x" for name in ("KEY", "SECRET")}
        environment["TIMETRACK_API_URL"] = "http://127.0.0.1:9/api/v2/ext/"
        process = subprocess.Popen(
            [sys.executable, "manage.py", "sandbox", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_is_and_ends_quietly(command, ending):
    process = command("--port", "0", "--clients", "3", "--delay", "1", "--switch", "single=array")
    said = [process.stdout.readline().strip() for _ in range(4)]
    assert said[0].startswith("Sandbox with 3 clients")
    settings = dict(line.split("=", 1) for line in said[1:])
    port = int(settings["TIMETRACK_API_URL"].removeprefix("http://127.0.0.1:").partition("/")[0])
    elsewhere = Api(port, settings["TIMETRACK_API_KEY"], settings["TIMETRACK_API_SECRET"])
    assert len(elsewhere.get("clients/1").json) == 1
    process.send_signal(ending)
    assert process.communicate(timeout=5) == ("", "")
    assert process.returncode == 0


def test_a_port_in_use_is_one_sentence(api):
    with pytest.raises(CommandError, match=rf"^Port {api.port} is in use: choose another with --port\.$") as refused:
        call_command("sandbox", port=api.port)
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "70000"], "70000 is no port"),
        (["--clients", "many"], "“many” is no whole number"),
        (["--switch", "single=x"], "'x' is no value of the switch single: 'object' | 'array'"),
        (["--switch", "singel=x"], "“singel=x” is no NAME=VALUE of a switch"),
    ],
)
def test_a_wrong_argument_is_said_so(arguments, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("sandbox", *arguments)
