"""What leaves for SENTRY_DSN: that something went wrong and where, and no secret, no client and no search."""

import gzip
import json
import logging
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests
from django.db import OperationalError
from sentry_sdk.utils import event_from_exception

from tests.browser import signed_in
from tests.pages import form_of
from tests.people import Person, eventually
from tests.served import PASSWORD, serve
from tests.ttdash.web.test_logs import KEYS, MARKS, walk
from ttdash.web import error_reports

QUOTED = "Ge" + "heim"  # in two, since a report quotes the lines of this file


@contextmanager
def receiver():
    """Something that takes reports as Sentry does; what came."""
    came = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_port, came
    finally:
        server.shutdown()
        server.server_close()


def test_a_round_that_ends_in_errors_is_reported_without_secret_and_client(tmp_path, sandbox):
    one = {"name": MARKS["name"], "notes": MARKS["notes"], "email": f"{MARKS['email']}@x.example", "phone": "1"}
    sandbox.add(**one)
    with receiver() as (port, came):
        more = {"SENTRY_DSN": f"http://s3ntrykey@127.0.0.1:{port}/1", "TRUSTED_PROXIES": "1", "BREAKER_FAILURES": "0"}
        served = serve(tmp_path, sandbox.url, **more, **KEYS)
        try:
            with requests.Session() as browser:
                walk(browser, served.url, sandbox)
            sandbox.add(**one)
            edith = Person(served.url, signed_in(served.url, "edith"))
            form = form_of(edith.get("/clients/2/")) | {"phone": MARKS["phone"], "notes": MARKS["typed"], "_save": ""}
            served.lose_database()
            assert edith.post("/clients/2/", form).status >= 500
            edith.get(f"/clients/?q={MARKS['search']}")
            eventually(lambda: came)
        finally:
            served.stop()
    told = b"\n".join(came).decode()
    parts = [json.loads(line) for line in told.splitlines() if line]
    assert {part["type"] for part in parts if "content_type" in part} == {"event"}
    events = [part for part in parts if "exception" in part]
    assert events
    for event in events:
        assert {*event} <= {*error_reports.OF_AN_EVENT, "logentry", "tags", "exception"}
        last = event["exception"]["values"][-1]
        assert last["type"] == "DatabaseError"
        assert len(event["tags"]["request"]) >= 8
        assert any(frame["module"].startswith(("ttdash.", "clients_ui.")) for frame in last["stacktrace"]["frames"])
    assert [word for word in (*MARKS.values(), *KEYS.values(), PASSWORD, "edith", "geheim") if word in told] == []


@pytest.fixture(autouse=True)
def _nothing_reported(monkeypatch):
    monkeypatch.setattr(error_reports, "_reported", {})


def reported(error, message="Failed %s", *args, logger="ttdash.requests"):
    """The event that is made of this error as it is logged."""
    client = f"{QUOTED} in a variable"
    try:
        raise error from KeyError(client)
    except type(error):
        information = sys.exc_info()
    event, hint = event_from_exception(information)
    event |= {"extra": {"a": QUOTED}, "user": {"username": QUOTED}, "request": {"url": QUOTED}, "breadcrumbs": [QUOTED]}
    record = logging.LogRecord(logger, logging.ERROR, __file__, 1, message, args, information)
    return error_reports.harmless(event, {**hint, "log_record": record})


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(QUOTED), ""),
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (TypeError(f"unsupported operand\nDETAIL: {QUOTED}"), "unsupported operand"),
    ],
)
def test_of_an_error_its_kind_and_frames_are_told_and_its_message_only_where_it_quotes_nothing(error, told):
    event = reported(error, "Failed %s", "once")
    first, last = event["exception"]["values"]
    assert (first["type"], first["value"]) == ("KeyError", "")
    assert (last["type"], last["value"]) == (type(error).__name__, told)
    assert last["stacktrace"]["frames"][-1]["function"] == "reported"
    assert event["logentry"] == {"message": "Failed once"}
    assert QUOTED not in json.dumps(event, default=str)


def test_a_secret_is_hidden_in_whatever_is_told(settings):
    event = reported(OSError(f"cannot connect with {settings.TIMETRACK_API_SECRET}"), settings.SECRET_KEY)
    assert "cannot connect with ***" in event["exception"]["values"][-1]["value"]
    text = json.dumps(event, default=str)
    assert settings.TIMETRACK_API_SECRET not in text
    assert settings.SECRET_KEY not in text


def test_an_outage_that_lasts_is_reported_once_a_minute_and_a_mistake_of_ours_each_time(monkeypatch):
    now = 1000.0
    monkeypatch.setattr(error_reports, "monotonic", lambda: now)
    assert [reported(OperationalError("gone")) is None for _ in range(3)] == [False, True, True]
    assert reported(OSError(28, "No space left on device")) is not None, "another outage"
    assert [reported(ValueError()) is None for _ in range(2)] == [False, False]
    now += error_reports.AGAIN - 0.1
    assert reported(OperationalError("gone")) is None
    now += 0.1
    assert reported(OperationalError("gone")) is not None


def test_what_could_not_be_written_down_in_an_outage_is_reported_each_time():
    assert reported(OperationalError("gone")) is not None
    assert [reported(OperationalError("gone"), logger="clients_ui.history") is None for _ in range(2)] == [False, False]


def test_a_visitors_mistake_is_not_reported():
    record = logging.LogRecord("django.security", logging.ERROR, __file__, 1, "Invalid host", (), None)
    record.status_code = 400
    assert error_reports.harmless({"message": QUOTED}, {"log_record": record}) is None


def test_what_is_no_line_of_the_log_is_not_reported():
    assert error_reports.harmless({"message": QUOTED}, {}) is None
