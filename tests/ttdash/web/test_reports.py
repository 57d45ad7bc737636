"""The key and the secret of TimeTrack show nowhere: not on the debug page, not in a report, not in a log line."""

import logging
import sys
from types import SimpleNamespace

import pytest
import requests
from django.template.defaultfilters import pprint
from django.test import RequestFactory
from django.views.debug import technical_500_response

from ttdash.web.reports import LineFormatter, Report, without_secrets

STARS = "*" * 20

KEY = "k3y'with\"quotes & <signs>"
SECRET = "a s3cret with blanks in it, so long that pprint breaks it into several lines of its own, \\ and all"


@pytest.fixture(autouse=True)
def _secrets(settings) -> None:
    settings.TIMETRACK_API_KEY = KEY
    settings.TIMETRACK_API_SECRET = SECRET


def fail(request=None):
    """Raise in a frame that holds the secrets in every way that one could think of."""
    session = requests.Session()
    session.headers.update({"X-TimeTrack-Api-Key": KEY, "X-TimeTrack-Api-Secret": SECRET})
    headers = session.headers
    prepared = requests.Request("GET", "http://localhost/", headers=dict(headers)).prepare()
    wrapped = {"nested": [SimpleNamespace(headers=prepared.headers)], "bytes": SECRET.encode()}  # noqa: F841
    long = "x" * 4000 + SECRET  # noqa: F841 - Django cuts it in the middle of the secret
    harmless = "in plain sight"  # noqa: F841
    error = ValueError(f"Invalid header value {SECRET!r} and {KEY}")
    error.add_note(f"seen with {KEY}")
    raise error


def failure(request=None):
    """What sys.exc_info says of it. A report quotes the lines around this one, and so no test's own words."""
    try:
        fail(request)
    except ValueError:
        return sys.exc_info()


@pytest.mark.parametrize("render", [Report.get_traceback_html, Report.get_traceback_text])
@pytest.mark.parametrize("debug", [True, False])
def test_a_report_shows_the_frame_but_no_secret(settings, render, debug):
    settings.DEBUG = debug
    settings.SOMETHING = {"HARMLESS": [KEY, SECRET, SECRET.encode()]}
    request = RequestFactory(HTTP_X_NOTE=KEY).post(f"/?q={SECRET}", {"notes": SECRET, "name": "Meier"})
    request.COOKIES |= {"note": KEY, "other": SECRET}
    text = render(Report(request, *failure(request)))
    assert "Meier" in text
    assert STARS in text
    assert "s3cret" not in text
    assert "k3y" not in text


def test_variables_that_hold_no_secret_stay_readable():
    assert "in plain sight" in Report(None, *failure()).get_traceback_html()


def test_the_debug_page_is_made_with_the_filter(settings, rf):
    settings.DEBUG = True
    page = technical_500_response(rf.get("/"), *failure()).content.decode()
    assert "in plain sight" in page
    assert "s3cret" not in page
    assert "k3y" not in page


def test_addresses_with_passwords_are_hidden_by_name(settings):
    settings.CACHES = {"default": {"LOCATION": "redis://:hunter2@localhost/0"}}
    request = RequestFactory(DATABASE_URL="postgresql://u:hunter2@localhost/db").get("/")
    filtered = Report(request, None, None, None).filter
    assert "hunter2" not in repr(filtered.get_safe_request_meta(request))
    assert "hunter2" not in repr(filtered.get_safe_settings()["CACHES"])


def test_a_password_that_a_view_marked_is_hidden_under_debug_too(settings, rf):
    settings.DEBUG = True
    request = rf.post("/login/", {"password": "hunter2", "username": "anna"})
    request.sensitive_post_parameters = ["password"]
    fields = Report(request, None, None, None).filter.get_post_parameters(request)
    assert fields.dict() == {"password": STARS, "username": "anna"}


FORMS = [KEY, repr(KEY), "k3y%27with%22quotes%20%26%20%3Csigns%3E", repr([{"a": SECRET}])]
FORMS += [
    pprint([SECRET * 2]),
    pprint(SECRET.encode()),
    pprint({"headers": [b"X-TimeTrack-Api-Key: " + KEY.encode()] * 9}),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_found_however_it_is_quoted_or_broken_into_lines(form):
    assert STARS in without_secrets(f"before {form} after")
    assert without_secrets("before and after") == "before and after"
    assert "k3y" not in without_secrets(form)
    assert "s3cret" not in without_secrets(form)


def test_a_log_line_is_one_line_without_secrets():
    record = logging.LogRecord("clients_ui", logging.WARNING, __file__, 1, "Sent %s\nto %s", (KEY, "TimeTrack"), None)
    line = LineFormatter("%(levelname)s %(name)s: %(message)s").format(record)
    assert line == f"WARNING clients_ui: Sent {STARS}\\nto TimeTrack"


def test_a_traceback_in_the_log_holds_no_secret():
    record = logging.LogRecord("django", logging.ERROR, __file__, 1, "Failed", (), failure())
    text = LineFormatter("%(message)s").format(record)
    assert "Traceback" in text
    assert "s3cret" not in text
    assert "k3y" not in text


@pytest.mark.parametrize(("status", "traced"), [(403, False), (500, True)])
def test_only_a_failure_of_the_server_is_logged_with_its_traceback(status, traced):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "Forbidden", (), failure())
    record.status_code = status
    assert ("Traceback" in LineFormatter("%(message)s").format(record)) is traced
    assert record.exc_info
