"""What the log says of a request, and what it never says."""

import logging
import re
import sys
from types import SimpleNamespace

import pytest
import requests
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client

from clients_ui.timetrack import account as timetrack
from tests.pages import form_of
from tests.served import PASSWORD, serve
from ttdash.sandbox import Fault, faults
from ttdash.sandbox.answers import errors
from ttdash.surroundings import at_start
from ttdash.web import request_log
from ttdash.web.reports import LineFormatter

LINE = LineFormatter("%(levelname)s %(name)s [%(request_id)s %(person)s] %(message)s")


# The request's number


def test_every_line_of_a_request_bears_its_number_and_the_person_and_the_answer_bears_it_too(sandbox, visitor, lines):
    browser = visitor("editor")
    lines.clear()
    number = browser.get("/clients/?q=Mueller")["X-Request-ID"]
    assert len(lines) == 2
    assert all(f"[{number} {browser.person.username}]" in line for line in lines)
    assert re.search(r"timetrack .* GET clients: 200 after \d+ ms$", lines[0])
    assert re.search(r"ttdash.requests .* GET /clients/: 200 after \d+ ms$", lines[1])


def test_the_calls_to_timetrack_that_a_request_makes_bear_its_number_and_others_none(sandbox, visitor):
    number = visitor("editor").get("/clients/?q=Mueller")["X-Request-ID"]
    timetrack.current().clients.rows(0, 1)
    assert [call.headers.get("x-request-id") for call in sandbox.calls] == [number, None]


def test_no_two_requests_have_the_same_number(visitor):
    browser = visitor(None)
    assert len({browser.get("/healthz")["X-Request-ID"] for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (0, "0123456789abcdef-from-outside", False),
        (1, "0123456789abcdef-of-the-proxy", True),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, "with blanks in it", False),
        (1, "line\r\nSet-Cookie: a=b", False),
        (1, "ümlaut-ümlaut", False),
    ],
)
def test_a_number_is_taken_from_a_trusted_proxy_alone_and_only_a_well_formed_one(
    visitor, settings, proxies, given, kept
):
    settings.TRUSTED_PROXIES = proxies
    answered = visitor(None).get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (answered == given) is kept
    assert kept or re.fullmatch("[0-9a-f]{16}", answered)


def test_outside_a_request_there_is_neither_number_nor_person():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "Said", (), None)
    assert LINE.format(record) == "INFO x [- -] Said"


@pytest.mark.parametrize(
    ("thread", "named"),
    [("directory", "directory"), ("readyz_0", "readyz"), (at_start.THREAD, "doctor"), ("ThreadPoolExecutor-0_1", "-")],
)
def test_work_for_no_request_bears_its_own_name(thread, named):
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "Said", (), None)
    record.threadName = thread
    assert LINE.format(record) == f"INFO x [{named} -] Said"


def test_the_number_of_one_request_is_not_left_for_the_next_line_of_its_thread(visitor, lines):
    visitor("viewer").get("/password_change/")
    logging.getLogger("ttdash").info("later")
    assert lines[-1] == "INFO ttdash [- -] later"


def test_a_log_line_asks_no_database_who_it_is(rf, django_assert_num_queries):
    request = rf.get("/")
    assert request_log.person(request) == "-"
    request.user = AnonymousUser()
    assert request_log.person(request) == "-"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/login/?next=/"])
def test_what_is_asked_every_few_seconds_is_not_logged(sandbox, visitor, lines, path):
    visitor(None).get(path)
    assert [line for line in lines if "ttdash.requests" in line] == [] or path.startswith("/login/")


# Addresses


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/clients/5/", "/clients/5/"),
        ("/clients/Geheim/", "(unknown address)"),
        ("/clients/Geheimrat Müller/", "(unknown address)"),
        ("/clients/Geheim\r\n2026-01-01 INFO forged/", "(unknown address)"),
        ("/clients/Geheim\\/", "(unknown address)"),
        ("/auth/user/Geheim/change/", "/auth/user/<path:object_id>/change/"),
        ("/clients/?q=Geheim", "/clients/"),
    ],
)
def test_an_address_is_logged_without_what_somebody_typed_into_it(sandbox, visitor, lines, path, logged):
    browser = visitor("manager")
    lines.clear()
    browser.get(path)
    assert any(f"GET {logged}:" in line for line in lines)
    assert "Geheim" not in "\n".join(lines)


@pytest.mark.parametrize("sign", ["%00", "%0A", "%C3%BC", "%F0%9F%92%A9", "%5C", "%22", "%27"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_sign_in_an_address_brings_what_stands_beside_it_into_the_log(visitor, lines, sign, method):
    for path in (f"/Geheim{sign}/", f"/password/set/MQ/Geheim/{sign}", f"/auth/user/Geheim{sign}/change/"):
        assert getattr(visitor("manager"), method)(path).status_code in {403, 404}
    assert lines
    assert "Geheim" not in "\n".join(lines)


def test_the_token_of_a_link_is_not_logged(rf):
    request = rf.get("/reset/abc/s3cr3t-token/")
    request.resolver_match = SimpleNamespace(args=(), kwargs={"key": "s3cr3t-token"}, route="reset/<uid>/<key>/")
    assert request_log.address(request) == "/reset/<uid>/<key>/"


# Errors


QUOTED = "Ge" + "heim"  # in two, since a traceback quotes the lines of this file


def look_up():
    return {}[QUOTED]


def failure(error):
    """What sys.exc_info says of an error that came of another."""
    try:
        try:
            look_up()
        except KeyError as first:
            raise error from first
    except type(error):
        return sys.exc_info()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(f"invalid literal: {QUOTED}"), "ValueError"),
        (RuntimeError(QUOTED), "RuntimeError"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (TypeError(f"unsupported operand\nDETAIL: {QUOTED}"), "TypeError: unsupported operand"),
    ],
)
def test_a_traceback_says_where_and_what_but_quotes_no_value(error, told):
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Failed", (), failure(error))
    text = LINE.format(record)
    assert told in text.splitlines()
    assert text.count("Traceback (most recent call last):") == 2
    assert re.search(r'File ".*test_logs.py", line \d+, in look_up', text)
    assert QUOTED not in text


def failed(created, error):
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Failed", (), failure(error))
    record.created = created
    return record


def test_a_traceback_is_written_once_in_ten_minutes_and_named_by_the_lines_that_follow():
    line = LineFormatter("%(message)s")
    texts = [line.format(failed(created, RuntimeError())) for created in (0, 1, 599.9, 600, 601)]
    assert ["Traceback" in text for text in texts] == [True, False, False, True, False]
    assert texts[1] == "Failed: RuntimeError (its traceback stands at - of 1970-01-01T00:00:00.000+00:00)"
    assert "Traceback" in line.format(failed(601, TypeError()))


def test_so_many_different_tracebacks_are_remembered_and_no_more():
    line = LineFormatter("%(message)s")
    for number in range(250):
        line.format(failed(0, OSError(number, "")))
        assert len(line._told) <= 100


def full(connection):
    """No page more for this SQLite file: as on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")


def test_a_save_that_a_full_disk_refused_is_an_error(sandbox, visitor, lines, monkeypatch):
    sandbox.add(name="Müller", phone="1", notes="x")
    browser = visitor("editor")
    form = form_of(browser.get("/clients/1/"))
    full(connection)
    try:
        browser.post("/clients/1/", form | {"phone": "2", "notes": "y" * 60_000, "_save": ""})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    told = [line for line in lines if line.startswith("ERROR timetrack ")]
    assert len(told) == 1
    assert "nothing was sent to TimeTrack" in told[0]
    assert "OperationalError: database or disk is full" in told[0]
    assert sandbox.clients[1]["phone"] == "1"


# Signing in


def test_sign_in_sign_out_and_refusals_are_logged(account, lines):
    account("viewer", "vera")
    browser = Client()
    browser.post("/login/", {"username": "vera", "password": "Geheim"})
    browser.post("/login/", {"username": "Geheim-typed-into-the-wrong-field", "password": "Geheim"})
    browser.post("/login/", {"username": "vera", "password": PASSWORD})
    browser.post("/logout/")
    said = [re.sub(r"\[.*?\] ", "", line) for line in lines if "ttdash.signin" in line]
    assert said == [
        "WARNING ttdash.signin sign-in refused: vera from 127.0.0.1",
        "WARNING ttdash.signin sign-in refused: an unknown name from 127.0.0.1",
        "INFO ttdash.signin signed in: vera",
        "INFO ttdash.signin signed out: vera",
    ]
    assert "Geheim" not in "\n".join(lines)


# As it is served

MARKS = {
    name: f"geheim{name}geheim"
    for name in (
        "search",
        "name",
        "notes",
        "email",
        "phone",
        "password",
        "typed",
        "detail",
        "path",
        "referer",
        "project",
    )
}
KEYS = {
    "SECRET_KEY": "geheim-signing-key-0123456789-abcdefghijklmnopqrstuvwxyz",
    "TIMETRACK_API_KEY": "sandbox-key",
    "TIMETRACK_API_SECRET": "sandbox-secret",
}

NO_PASSWORD = "smtp://127.0.0.1:25?from=dashboard@office.example"


@pytest.fixture
def dashboard(tmp_path, sandbox):
    served = serve(tmp_path, sandbox.url, TRUSTED_PROXIES="1", BREAKER_FAILURES="0", EMAIL_URL=NO_PASSWORD, **KEYS)
    yield served
    served.stop()


def test_a_round_as_it_is_served_leaves_no_secret_and_no_client_in_the_log(dashboard, sandbox, monkeypatch):
    detail = errors(400, f"{MARKS['detail']} sandbox-key sandbox-secret")
    monkeypatch.setitem(faults.INSTEAD, Fault.REDIRECT, detail)
    one = {"name": MARKS["name"], "notes": MARKS["notes"], "email": f"{MARKS['email']}@x.example", "phone": "1"}
    sandbox.add(**one)
    project = {"ID": 1, "projectName": MARKS["project"], "clientName": MARKS["name"], "projectEnabled": True}
    sandbox.projects.append(project)
    with requests.Session() as browser:
        numbers = walk(browser, dashboard.url, sandbox)
        cookies = [cookie.value for cookie in browser.cookies if cookie.value]
    dashboard.stop()
    log = dashboard.log.read_text()
    assert re.search(r"INFO ttdash.requests \[number-of-proxy-1 edith\] POST /clients/1/: 302 after \d+ ms", log)
    assert re.search(r"INFO timetrack \[number-of-proxy-1 edith\] PUT clients/1: 200 after \d+ ms", log)
    assert {number for number in numbers if number not in log} == set()
    told = {name: mark for name, mark in {**MARKS, **KEYS}.items() if mark in log}
    assert told == {}
    assert not [value for value in (PASSWORD, *cookies) if value in log]
    assert "csrfmiddlewaretoken" not in log
    assert "?" not in re.sub(r"\?…", "", log)


def walk(browser, url, sandbox):
    """Sign in, search, save, fail, clash, delete, and do all that is refused; the numbers of the requests."""
    numbers = []

    def go(method, path, number=None, **more):
        answer = browser.request(
            method, url + path, headers={"X-Request-ID": number, "Referer": url}, timeout=20, **more
        )
        numbers.append(answer.headers["X-Request-ID"])
        return answer

    def sign_in(password):
        token = form_token(go("GET", "/login/"))
        go("POST", "/login/", data={"username": "edith", "password": password, "csrfmiddlewaretoken": token})

    def save(path, number=None, **typed):
        page = go("GET", path)
        go(
            "POST",
            path,
            number,
            data=form_of(page) | {"csrfmiddlewaretoken": form_token(page), **typed},
            allow_redirects=False,
        )

    sign_in(MARKS["password"])
    sign_in(PASSWORD)
    go("GET", "/clients/", params={"q": MARKS["search"]})
    save("/clients/1/", "number-of-proxy-1", phone=MARKS["phone"], _save="")
    save("/clients/1/", email=MARKS["typed"], _save="")
    for fault in (Fault.REDIRECT, Fault.SERVER_ERROR, Fault.RESET_AFTER, Fault.BROKEN_JSON, Fault.WRONG_BODY):
        sandbox.fail(fault, on="PUT")
        save("/clients/1/", phone=f"{MARKS['phone']} {fault.name}", _save="")
    for fault in (Fault.REDIRECT, Fault.HANG, Fault.BROKEN_JSON, Fault.HTML_502):
        sandbox.fail(fault, on="GET", times=3, seconds=0.1)
        go("GET", "/clients/", params={"q": MARKS["search"]})
        sandbox.heal()
    save("/clients/add/", name=MARKS["typed"], notes=MARKS["notes"], _save="")
    save("/clients/1/delete/", confirm=MARKS["typed"])
    save("/clients/1/delete/", confirm=MARKS["name"])
    go("GET", f"/clients/{MARKS['path']}/")
    go("GET", "/clients/", params={"q": MARKS["search"] * 395})
    go("POST", "/clients/add/", data={"name": MARKS["typed"]})
    go("POST", "/clients/add/", data=b"name=" + MARKS["typed"].encode() + b"&a=1" * 1001)
    browser.request("GET", f"{url}/clients/?q={MARKS['search'] * 600}", timeout=20)  # gunicorn's own answer
    browser.request(
        "GET", f"{url}/clients/?q=1", headers={"Host": "evil.example", "Referer": MARKS["referer"]}, timeout=20
    )
    return [number for number in numbers if number]


def form_token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
