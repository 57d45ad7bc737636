"""`/metrics`: what is counted, to whom it is shown, and what never stands in it."""

import math
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
import yaml
from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.parser import text_string_to_metric_families

from clients_ui import metrics
from clients_ui.directory import directory
from clients_ui.timetrack import account as timetrack
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.timetrack.transport import Transport
from tests.clients_ui.transfer.rows import creation, package, told
from tests.filling import filled
from tests.pages import confirmed, form_of
from tests.project_copy import ROOT
from tests.served import PASSWORD
from ttdash.sandbox import Fault

TOKEN = "a-token-of-the-tests"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(settings):
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def grown() -> Callable:
    """How much a metric has grown since the test began, by its name and labels."""
    before = {(sample.name, *sorted(sample.labels.items())): sample.value for sample in samples()}

    def by(name, **labels):
        return (REGISTRY.get_sample_value(name, labels) or 0) - before.get((name, *sorted(labels.items())), 0)

    return by


def samples():
    return [sample for family in REGISTRY.collect() for sample in family.samples]


def value(name):
    return REGISTRY.get_sample_value(name)


# To whom it is shown


def test_with_the_token_all_metrics_are_there_and_a_program_can_read_them(watched, client):
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert "ttdash_page_seconds" in {each.name for each in text_string_to_metric_families(answer.content.decode())}


def test_a_host_may_be_asked_by_any_name(watched, client):
    assert client.get("/metrics", headers=BEARER | {"host": "192.0.2.7:8000"}).status_code == 200


@pytest.mark.parametrize(
    "brought", [{}, {"authorization": f"Bearer {TOKEN}x"}, {"authorization": TOKEN}, {"authorization": "Bearer ü"}]
)
@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_without_the_token_there_is_no_such_address(watched, visitor, brought, method):
    for browser in (visitor(None), visitor("manager", enforce_csrf_checks=True)):
        ask = getattr(browser, method)
        assert (ask("/metrics", headers=brought).status_code, ask("/no/such/page").status_code) == (404, 404)


@pytest.mark.parametrize("brought", [{}, {"authorization": "Bearer "}, BEARER])
def test_where_no_token_is_set_nobody_sees_them(client, brought):
    assert client.get("/metrics", headers=brought).status_code == 404


def test_with_the_token_it_can_only_be_read(watched, client):
    assert client.post("/metrics", headers=BEARER).status_code == 405


def test_it_asks_no_database_and_is_not_logged(watched, client, lines, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get("/metrics", headers=BEARER)
    assert lines == []


def test_the_documentation_lists_every_metric_and_its_alerts_ask_for_none_that_there_is_not():
    ours = [each for each in vars(metrics).values() if isinstance(each, Counter | Gauge | Histogram)]
    names = {each._name + ("_total" if isinstance(each, Counter) else "") for each in ours}
    assert len(names) == 12
    page = (ROOT / "docs/operations.md").read_text()
    assert {name for name in names if f"`{name}`" not in page} == set()
    (group,) = yaml.safe_load(re.search(r"^    groups:\n(?:    .*\n)+", page, re.MULTILINE)[0])["groups"]
    asked = {name for rule in group["rules"] for name in re.findall(r"ttdash_\w+", rule["expr"])}
    assert len(asked) == 3
    assert asked <= names | {f"{each._name}_count" for each in ours if isinstance(each, Histogram)}


# What is counted


def test_pages_are_counted_by_view_and_status(muller, visitor, grown):
    browser = visitor("viewer")
    for path in ("/clients/1/", "/clients/1/", "/clients/99/", "/clients/add/", "/Geheim/", "/static/ttdash/look.css"):
        browser.get(path)
    count = "ttdash_page_seconds_count"
    assert grown(count, view="clients_ui:change", status="200") == 2
    assert grown(count, view="clients_ui:change", status="404") == 1
    assert grown(count, view="clients_ui:add", status="403") == 1
    assert grown(count, view="unknown", status="404") == 2  # no test has collected static files
    assert grown("ttdash_page_seconds_sum", view="clients_ui:change", status="200") > 0


def test_calls_are_counted_by_method_and_outcome(muller, visitor, grown):
    browser = visitor("viewer")
    browser.get("/clients/1/")
    browser.get("/clients/99/")
    muller.fail(Fault.RESET_BEFORE, times=None)
    browser.get("/clients/1/")
    count = "ttdash_timetrack_call_seconds_count"
    outcomes = ("ok", "NotFound", "Unreachable")
    assert [grown(count, method="GET", outcome=outcome) > 0 for outcome in outcomes] == [True] * 3


def test_the_circuit_tells_whether_it_fails_fast(muller, settings):
    settings.BREAKER_FAILURES, settings.BREAKER_SECONDS = 1, 0.05
    timetrack.forget()
    muller.fail(Fault.SERVER_ERROR)
    muller.fail(Fault.RESET_BEFORE, times=3)
    seen = []
    for _ in range(200):
        with suppress(TimeTrackError):
            timetrack.current().clients.rows(0, 1)
        seen.append(value("ttdash_timetrack_breaker_open"))
        if seen[-2:] == [1, 0]:
            return
    pytest.fail(f"it was {seen}")


def test_call_slots_are_told_and_how_many_are_taken(muller, settings, monkeypatch):
    settings.TIMETRACK_CONCURRENCY = 3
    timetrack.forget()
    clients, taken = timetrack.current().clients, []
    exchange = Transport._exchange

    def looked_at(*args):
        taken.append(value("ttdash_timetrack_calls_under_way"))
        return exchange(*args)

    monkeypatch.setattr("clients_ui.timetrack.transport.Transport._exchange", looked_at)
    clients.rows(0, 1)
    assert (value("ttdash_timetrack_call_slots"), taken, value("ttdash_timetrack_calls_under_way")) == (3, [1], 0)


def test_a_fill_tells_how_many_clients_there_are_and_when_they_were_read(muller, settings, grown, db, monkeypatch):
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr("clients_ui.directory.directory.time", lambda: 1_000_000)
    filled()
    assert grown("ttdash_directory_fill_seconds_count", outcome="ok") == 1
    assert value("ttdash_directory_clients") == 1
    assert value("ttdash_directory_read_timestamp_seconds") == pytest.approx(1_000_000, abs=60)
    muller.fail(Fault.UNAUTHORIZED, times=None)
    monkeypatch.setattr(directory.current(), "_not_before", -math.inf)
    directory.current().renew(5)
    assert grown("ttdash_directory_fill_seconds_count", outcome="CredentialsRefused") == 1


def test_saves_are_counted_by_kind_and_outcome(muller, visitor, grown):
    browser = visitor("editor")
    form = form_of(browser.get("/clients/1/"))
    browser.post("/clients/1/", form | {"phone": "2", "_save": ""})
    browser.post("/clients/1/", form | {"phone": "3", "_save": ""})
    browser.post("/clients/add/", form_of(browser.get("/clients/add/")) | {"name": "Neu", "_save": ""})
    browser.post("/clients/add/", form_of(browser.get("/clients/add/")) | {"name": "NEU", "_save": ""})
    confirmed(browser)
    told = [
        ("change", "Saved"),
        ("change", "Clashing"),
        ("create", "Created"),
        ("create", "LookAlikes"),
        ("delete", "Deleted"),
    ]
    assert [grown("ttdash_saves_total", kind=kind, outcome=outcome) for kind, outcome in told] == [1] * 5


def test_imports_are_counted_and_their_rows_by_outcome(sandbox, account, grown):
    by = account("editor")
    sent = package(creation(2, "Neu"), creation(3, "Anders"))
    told(sent, by)
    told(sent, by)
    assert grown("ttdash_runs_total", kind="import") == 1
    assert grown("ttdash_rows_total", outcome="created") == 4  # told once more to who asks again


@pytest.mark.usefixtures("nothing_counted")
def test_sign_ins_that_are_refused_are_counted(account, client, grown):
    account("viewer", "vera")
    for _ in range(7):
        client.post("/login/", {"username": "vera", "password": "wrong"})
    client.post("/login/", {"username": "nobody", "password": PASSWORD})
    refused = [grown("ttdash_sign_ins_refused_total", reason=reason) for reason in ("wrong", "locked")]
    assert refused == [7, 1]
