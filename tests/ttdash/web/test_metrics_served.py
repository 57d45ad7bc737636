"""`/metrics` of gunicorn with two workers: one sum, whichever of them answers, and nothing of a client in it."""

import os
import signal
from pathlib import Path

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.browser import asleep, workers
from tests.people import eventually
from tests.served import PASSWORD, serve
from tests.ttdash.web.test_logs import KEYS, MARKS, walk

TOKEN = "geheim-token-of-metrics"


@pytest.fixture
def dashboard(tmp_path, sandbox):
    more = {"METRICS_TOKEN": TOKEN, "BREAKER_FAILURES": "0", "DIRECTORY_SECONDS": "60", "TRUSTED_PROXIES": "1"}
    served = serve(tmp_path, sandbox.url, **more)
    yield served
    served.stop()


def scraped(dashboard):
    answer = requests.get(f"{dashboard.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10)
    assert answer.status_code == 200
    return answer.text


def by_name(text):
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def logins(text):
    pages = by_name(text).get("ttdash_page_seconds_count", [])
    return sum(value for labels, value in pages if labels["view"] == "account_login")


def of_each_worker(dashboard, ask):
    answers = []
    for pid in workers(dashboard):
        with asleep(pid):
            answers.append(ask())
    return answers


def test_all_workers_are_one_sum_and_one_that_is_killed_leaves_what_it_has_done(dashboard):
    for _ in range(2):
        of_each_worker(dashboard, lambda: requests.get(f"{dashboard.url}/login/", timeout=10))
    assert of_each_worker(dashboard, lambda: logins(scraped(dashboard))) == [4, 4]
    # The worker that looked around at its start has called TimeTrack, and so has its slots; the other one has not yet.
    eventually(lambda: by_name(scraped(dashboard))["ttdash_timetrack_call_slots"] == [({}, 6)])
    before = workers(dashboard)
    os.kill(before[0], signal.SIGKILL)
    eventually(lambda: len({*workers(dashboard)} - {before[0]}) == 2)
    assert of_each_worker(dashboard, lambda: logins(scraped(dashboard))) == [4, 4]


def test_a_round_leaves_no_client_no_name_no_search_and_no_secret_in_it(dashboard, sandbox):
    sandbox.add(name=MARKS["name"], notes=MARKS["notes"], email=f"{MARKS['email']}@x.example", phone="1")
    sandbox.projects.append({"ID": 1, "projectName": MARKS["project"], "clientName": MARKS["name"]})
    with requests.Session() as browser:
        walk(browser, dashboard.url, sandbox)
    text = scraped(dashboard)
    found = by_name(text)
    assert {labels["outcome"] for labels, _ in found["ttdash_saves_total"]} >= {"Saved", "NotSaved"}
    assert found["ttdash_directory_clients"]
    labels = {value for samples in found.values() for labels, _ in samples for value in labels.values()}
    assert not {value for value in labels if value.isdecimal() and len(value) < 3}, "no id is a label"
    secrets = [*KEYS.values(), PASSWORD, TOKEN, "edith", "geheim"]
    assert [word for word in secrets if word in text] == []


def test_its_files_are_nobody_elses_and_go_with_the_server(tmp_path, sandbox):
    served = serve(tmp_path, sandbox.url, METRICS_TOKEN=TOKEN)
    (folder,) = Path("/dev/shm").glob(f"ttdash-metrics-{served.process.pid}-*")  # noqa: S108 - it is only looked at
    assert folder.stat().st_mode & 0o777 == 0o700
    served.stop()
    assert not folder.exists()
