"""Sixty clients in a real browser, of whom many are changed at once."""

import sqlite3
import time
from contextlib import closing
from itertools import count

import pytest
import requests

from tests.browser import asleep, is_complaint, signed_in, workers
from tests.clients_ui.web.many.browser.steps import NUMBER
from tests.served import FILE, serve
from ttdash.sandbox import Sandbox

ROUNDS = count(1)


@pytest.fixture(scope="module")
def timetrack():
    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret") as running:
        yield running


@pytest.fixture(scope="module")
def office(timetrack, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bulk")
    dashboard = serve(folder, timetrack.url, DIRECTORY_SECONDS="1", BREAKER_FAILURES="0")
    dashboard.cookies, dashboard.database = signed_in(dashboard.url), folder / FILE
    yield dashboard
    dashboard.stop()


@pytest.fixture
def clients(timetrack, office):
    """Sixty clients of whom nobody knows the country; every second is in Graz. Nobody ever changed one of their ids."""
    timetrack.reset()
    forget_the_history(office)
    timetrack.round = f"Round {next(ROUNDS)}"
    for number in range(NUMBER):
        city = "Graz" if number % 2 else "Wien"
        timetrack.add(
            name=f"Client {number:02}",
            contactPerson=timetrack.round,
            addressCity=city,
            email=f"c{number}@a.example",
            phone="+43 1 2",
        )
    return timetrack


def forget_the_history(office):
    """What other tests did to other clients of the same ids would be taken for their last values."""
    with closing(sqlite3.connect(office.database, timeout=20)) as database, database:
        database.execute("DELETE FROM clients_ui_attempt")
        database.execute("DELETE FROM django_admin_log")


def read_by_each_worker(office, clients):
    """Wait until each worker has read the clients of this test: of older ones it would plan, rightly, in vain.

    And one that another test has deleted is gone for it until then.
    """
    from clients_ui.reading.listing import PAGE_SIZE

    until = time.monotonic() + 120  # a fill waits for twenty times as long as the last one took
    for pid in workers(office):
        with asleep(pid):  # the other one answers
            while (text := listed(office)).count(f">{clients.round}<") < PAGE_SIZE or f"{NUMBER} clients" not in text:
                assert time.monotonic() < until
                time.sleep(0.1)


def listed(office):
    return requests.get(f"{office.url}/clients/", cookies={"sessionid": office.cookies["sessionid"]}, timeout=10).text


@pytest.fixture
def window(office, clients, chromium):
    """Open windows on the list as it is now, each a browser of its own."""
    contexts, complaints = [], []

    def opened(width=1280, height=800, **options):
        context = chromium.new_context(base_url=office.url, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "sessionid", "value": office.cookies["sessionid"], "url": office.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_complaint(line) else None)
        read_by_each_worker(office, clients)
        page.goto("/clients/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(window):
    return window()
