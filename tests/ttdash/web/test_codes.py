"""A page that says that something failed bears a code, by which its lines in the log are found."""

import html
import re

import pytest
from django.db import OperationalError, connection

from tests.pages import form_of
from ttdash.sandbox import Fault

URL = "/clients/1/"
UNREADABLE = {"content_type": "application/x-www-form-urlencoded; charset=utf-16"}
IN_PLACE = {"x-fragment": "1"}
GIVEN = "f00d-of-the-proxy_1"


@pytest.fixture(params=["en", "de"])
def language(request):
    return {"accept-language": request.param}


def codes(page):
    """Every code on a page, whatever the words around it."""
    found = re.findall(
        r'(?:<p class="help code">|<li class="(?:warning|error)">)(.*?)</', page.content.decode(), re.DOTALL
    )
    return [ending[1] for text in found if (ending := re.search(r": ([\w-]{8,64})$", text.strip()))]


def code(page):
    """The only code on a page."""
    (found,) = codes(page)
    return found


def assert_logged(page, lines):
    """The code on the page is the answer's number, and that of the line that tells of this very request."""
    assert code(page) == page["X-Request-ID"]
    told = [line for line in lines if re.search(rf"ttdash.requests .*: {page.status_code} after \d+ ms$", line)]
    assert [line for line in told if f"[{code(page)} " in line] == told[-1:]


def refused(browser, muller):
    return browser.get("/clients/add/")


def unknown(browser, muller):
    return browser.get("/no/such/page/")


def gone(browser, muller):
    return browser.get("/clients/99/")


def unreadable(browser, muller):
    return browser.post("/login/", b"", **UNREADABLE)


def too_long(browser, muller):
    return browser.get("/clients/", {"q": "x" * 7000})


def elsewhere(browser, muller):
    return browser.get("/clients/", headers={"host": "evil.example"})


def too_often(browser, muller):
    return [browser.post("/password/forgotten/", {"email": "a@b.example"}) for _ in range(11)][-1]


def mistake(browser, muller):
    browser.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clients_ui.reading.listing.find", lambda *_: {}["clients"])
        return browser.get("/clients/")


def no_database(browser, muller):
    def down(*_):
        raise OperationalError

    browser.raise_request_exception = False
    with connection.execute_wrapper(down):
        return browser.get("/clients/")


def down(fault):
    def read(browser, muller):
        muller.fail(fault, times=None)
        return browser.get(URL)

    return read


def beside(browser, muller):
    muller.fail(Fault.RESET_BEFORE, times=None)
    return browser.get(URL, headers=IN_PLACE)


def unsaved(browser, muller):
    form = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    muller.fail(Fault.SERVER_ERROR, on="PUT", times=None)
    return browser.post(URL, form)


def not_created(browser, muller):
    form = form_of(browser.get("/clients/add/")) | {"name": "Huber", "_save": ""}
    muller.fail(Fault.TOO_MANY, on="POST", times=None)
    return browser.post("/clients/add/", form)


def not_deleted(browser, muller):
    form = form_of(browser.get("/clients/1/delete/"))
    muller.fail(Fault.SERVER_ERROR, on="DELETE", times=None)
    return browser.post("/clients/1/delete/", form)


def token_refused(browser, muller):
    form = form_of(browser.get(URL)) | {"phone": "2", "_save": "", "csrfmiddlewaretoken": "x" * 32}
    browser.handler.enforce_csrf_checks = True
    return browser.post(URL, form, headers=IN_PLACE)


def signed_out(browser, muller):
    browser.logout()
    return browser.get(URL, headers=IN_PLACE)


FAILING = {
    refused: ("viewer", 403),
    unknown: ("viewer", 404),
    gone: ("viewer", 404),
    unreadable: (None, 400),
    too_long: ("viewer", 414),
    elsewhere: (None, 400),
    too_often: (None, 429),
    mistake: ("viewer", 500),
    no_database: ("viewer", 503),
    down(Fault.RESET_BEFORE): ("viewer", 502),
    down(Fault.UNAUTHORIZED): ("editor", 502),
    down(Fault.UNAVAILABLE): ("viewer", 503),
    down(Fault.GATEWAY_TIMEOUT): ("viewer", 504),
    beside: ("editor", 502),
    unsaved: ("editor", 502),
    not_created: ("editor", 503),
    not_deleted: ("editor", 502),
    token_refused: ("editor", 403),
    signed_out: ("editor", 401),
}


@pytest.mark.parametrize("fail", FAILING, ids=lambda fail: fail.__qualname__.split(".")[0])
def test_a_page_of_a_failure_bears_the_code_that_its_line_in_the_log_bears(
    muller, visitor, settings, lines, language, fail
):
    settings.EMAIL_URL = "smtp://mail.example"
    role, status = FAILING[fail]
    page = fail(visitor(role, headers=language), muller)
    assert page.status_code == status
    assert_logged(page, lines)


IN_OTHERS = {unsaved, not_created, not_deleted, token_refused}  # told on a form, or in a part of a page
CARDS = [fail for fail in FAILING if FAILING[fail][1] in {403, 404, 429, 502, 503, 504} and fail not in IN_OTHERS]


@pytest.mark.parametrize("fail", CARDS, ids=lambda fail: fail.__qualname__.split(".")[0])
def test_a_page_that_has_nothing_but_the_failure_says_it_in_a_card(muller, visitor, settings, fail):
    settings.EMAIL_URL = "smtp://mail.example"
    page = fail(visitor(FAILING[fail][0]), muller).content.decode()
    beginning, _, card = page.partition('class="module"')
    assert "<h1>" in beginning
    assert re.search(r"<p.*?>[^<]*\w[^<]*\.[^<]*</p>.*Code for the administrator", card, re.DOTALL)


@pytest.mark.parametrize("fail", FAILING, ids=lambda fail: fail.__qualname__.split(".")[0])
def test_no_cache_keeps_such_a_page_for_somebody_else_or_for_later(muller, visitor, settings, fail):
    settings.EMAIL_URL = "smtp://mail.example"
    page = fail(visitor(FAILING[fail][0]), muller)
    kept = {part.strip() for part in page["Cache-Control"].split(",")}
    assert kept >= {"private", "no-cache"}
    assert {"ETag", "Last-Modified"} & set(page.headers) == set()


def test_a_form_whose_token_was_refused_is_told_with_the_code_of_the_refusal(visitor, lines, language):
    browser = visitor("viewer", enforce_csrf_checks=True, headers=language)
    refusal = browser.post("/password_change/", {})
    page = browser.get(refusal.url)
    assert (refusal.status_code, page.status_code) == (302, 200)
    assert code(page) == refusal["X-Request-ID"] != page["X-Request-ID"]
    assert any(f"[{code(page)} " in line and "Forbidden (CSRF" in line for line in lines)


def test_a_line_that_says_what_went_wrong_bears_the_code_too(muller, visitor, lines):
    page = mistake(visitor("viewer"), muller)
    (told,) = [line for line in lines if line.startswith("ERROR")]
    assert told.startswith(f"ERROR ttdash.requests [{code(page)} ")
    assert "KeyError" in told


@pytest.mark.parametrize("kind", [unknown, mistake, unreadable, down(Fault.RESET_BEFORE)])
@pytest.mark.parametrize(
    "given", ["<script>alert(1)</script>", '"><img src=x>', "0123456789\r\nX-Evil: 1", "{{ SECRET_KEY }}", "x" * 65]
)
def test_what_a_proxy_was_sent_for_a_number_gets_onto_no_page(muller, visitor, settings, given, kind):
    settings.TRUSTED_PROXIES = 1
    page = kind(visitor("viewer", headers={"x-request-id": given}), muller)
    assert re.fullmatch("[0-9a-f]{16}", code(page))
    assert given not in html.unescape(page.content.decode())


@pytest.mark.parametrize("kind", [unknown, mistake, unreadable, down(Fault.RESET_BEFORE)])
def test_the_number_that_a_trusted_proxy_gave_is_the_code(muller, visitor, settings, kind):
    settings.TRUSTED_PROXIES = 1
    assert code(kind(visitor("viewer", headers={"x-request-id": GIVEN}), muller)) == GIVEN


def test_what_the_person_has_to_mend_bears_no_code(muller, visitor):
    browser = visitor("editor")
    refused_here = browser.post(URL, form_of(browser.get(URL)) | {"email": "no mail", "_save": ""})
    assert (refused_here.status_code, codes(refused_here)) == (200, [])
    muller.clients.clear()
    deleted_meanwhile = browser.post(URL, form_of(refused_here) | {"email": "", "phone": "3", "_save": ""})
    assert codes(deleted_meanwhile) == []
