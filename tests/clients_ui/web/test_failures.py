"""Every page × every way in which TimeTrack can fail: a clear page with its status, never an empty list."""

import pytest

from clients_ui.timetrack import errors
from clients_ui.timetrack.transport import Transport
from tests.pages import form_of, said, text_of
from ttdash.sandbox import Fault

BY_ITSELF = "This page tries again by itself."
KINDS = {
    "unreachable": (Fault.RESET_BEFORE, {}, 502),
    "credentials": (Fault.UNAUTHORIZED, {}, 502),
    "broken JSON": (Fault.BROKEN_JSON, {}, 502),
    "HTML": (Fault.HTML_502, {}, 502),
    "filter": (Fault.FORBIDDEN_HTML, {}, 502),
    "own 500": (Fault.SERVER_ERROR, {}, 502),
    "redirect": (Fault.REDIRECT, {}, 502),
    "errors in a 200": (Fault.ERRORS_IN_OK, {}, 502),
    "too many": (Fault.TOO_MANY, {"retry_after": "77"}, 503),
    "maintenance": (Fault.UNAVAILABLE, {"retry_after": "77"}, 503),
    "gateway": (Fault.GATEWAY_TIMEOUT, {}, 504),
    "hang": (Fault.HANG, {}, 504),
    "drip": (Fault.DRIP, {"seconds": 0.15}, 504),
}
READS = ["/clients/", "/clients/?q=M", "/clients/1/", "/clients/1/delete/"]
WRITES = {"/clients/add/": "POST", "/clients/1/": "PUT", "/clients/1/delete/": "DELETE"}


STATUSES = {
    errors.Unreachable: 502,
    errors.CredentialsRefused: 502,
    errors.Rejected: 502,
    errors.Unintelligible: 502,
    errors.TooManyRequests: 503,
    errors.Unavailable: 503,
    errors.Busy: 503,
    errors.FailingFast: 503,
    errors.NotRecorded: 503,
    errors.TimedOut: 504,
    errors.NotFound: 404,
}


@pytest.mark.parametrize("error", STATUSES)
def test_every_error_has_the_status_that_was_promised(error):
    assert error.status == STATUSES[error]


def test_no_error_is_without_a_promised_status():
    named = {error for error in vars(errors).values() if isinstance(error, type) and not error.__subclasses__()}
    assert {error for error in named if issubclass(error, errors.TimeTrackError)} == set(STATUSES)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("url", READS)
def test_a_read_that_fails_is_one_clear_page(sandbox, impatient, visitor, url, kind):
    fault, options, status = KINDS[kind]
    impatient(fault)
    sandbox.add(name="Müller" * 20)
    sandbox.fail(fault, times=None, **options)
    page = visitor("editor").get(url)
    assert page.status_code == status
    assert "TimeTrack" in text_of(page)
    assert "no clients in TimeTrack yet" not in text_of(page)
    assert "Sign out" in text_of(page)
    assert (page.headers.get("Retry-After") == "77") is (status == 503)


@pytest.mark.parametrize("kind", KINDS)
def test_no_failure_of_timetrack_sends_staff_to_their_network(sandbox, impatient, visitor, kind):
    fault, options, _ = KINDS[kind]
    impatient(fault)
    sandbox.fail(fault, times=None, **options)
    page = text_of(visitor("editor").get("/clients/1/")).lower()
    assert not [word for word in ("network", "cable", "internet", "your connection") if word in page]


def test_a_refused_key_is_called_refused_access(sandbox, visitor):
    sandbox.fail(Fault.UNAUTHORIZED, times=None)
    page = text_of(visitor("editor").get("/clients/1/"))
    assert "TimeTrack refused access." in page
    assert "Tell the administrator" in page


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"broken JSON", "drip", "errors in a 200"}])
@pytest.mark.parametrize("url", WRITES)
def test_a_write_that_fails_gives_its_page_back_with_the_status(sandbox, impatient, visitor, url, kind):
    fault, options, status = KINDS[kind]
    sandbox.add(name="Müller")
    browser = visitor("editor")
    typed = form_of(browser.get(url)) | {"name": "Huber", "phone": "2", "_save": ""}
    impatient(fault)
    sandbox.fail(fault, on=WRITES[url], times=None, **options)
    page = browser.post(url, typed)
    assert page.status_code == status
    assert said(page)[0][0] == "error"
    assert "delete" in url or form_of(page)["phone"] == "2"
    assert (page.headers.get("Retry-After") == "77") is (status == 503)


@pytest.mark.parametrize("fault", [Fault.NULL, Fault.EMPTY, Fault.WRONG_BODY])
def test_a_list_answered_with_something_else_is_never_an_empty_list(sandbox, visitor, fault):
    sandbox.fail(fault, times=None)
    assert visitor("viewer").get("/clients/").status_code == 502


def test_a_server_that_is_not_there_is_a_page(visitor, settings, sandbox):
    settings.TIMETRACK_API_URL = "http://127.0.0.1:9/"
    page = visitor("viewer").get("/clients/")
    assert page.status_code == 502
    assert "cannot be reached" in text_of(page)


def test_an_expected_failure_logs_one_line(sandbox, visitor, caplog):
    sandbox.fail(Fault.SERVER_ERROR, times=None)
    visitor("viewer").get("/clients/")
    (record,) = [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
    assert record.exc_info is None


def test_all_calls_of_a_page_share_one_deadline(sandbox, visitor, settings):
    settings.TIMETRACK_READ_TIMEOUT, settings.TIMETRACK_DEADLINE = 10.0, 0.7
    sandbox.add(name="Müller")
    sandbox.fail(Fault.HANG, times=None)
    assert visitor("editor").get("/clients/1/").status_code == 504
    assert len(sandbox.calls) == 1  # which took all the time that there was


@pytest.mark.parametrize(
    ("kind", "tries_again"), [(errors.Busy, True), (errors.FailingFast, True), (errors.TooManyRequests, False)]
)
def test_a_page_tries_again_by_itself_only_where_that_costs_timetrack_nothing(
    sandbox, visitor, monkeypatch, kind, tries_again
):
    def fail(*_, **__):
        raise kind(retry_after=7)

    monkeypatch.setattr(Transport, "ask", fail)
    page = visitor("viewer").get("/clients/")
    assert (page.status_code, page["Retry-After"]) == (503, "7")
    assert (BY_ITSELF in text_of(page)) is tries_again
