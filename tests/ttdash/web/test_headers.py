"""Headers and cookies on every kind of answer."""

import runpy
from urllib.parse import urlencode

import environ
import pytest
from django.test import Client

from tests.conftest import ENVIRONMENT
from tests.pages import break_off, form_of
from tests.project_copy import ROOT
from ttdash import settings as plain
from ttdash.sandbox import Fault
from ttdash.web.headers import LONGEST_QUERY

FORM = "application/x-www-form-urlencoded"
URL = "/clients/1/"


@pytest.fixture(params=["off", "on"])
def https(request, settings, monkeypatch):
    """The settings as they are served, static files included, with HTTPS off and on; says which."""
    monkeypatch.setattr(environ.Env, "ENVIRON", ENVIRONMENT | {"HTTPS": request.param})
    found = runpy.run_path(str(ROOT / "ttdash" / "settings.py"))
    for name, value in found.items():
        if (
            name.isupper()
            and name not in {"DATABASES", "CACHES", "STORAGES", "LOGGING"}
            and value != getattr(plain, name)
        ):
            setattr(settings, name, value)
    settings.MIDDLEWARE = plain.MIDDLEWARE
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    return request.param == "on"


DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
BAD_HOST = {"headers": {"host": "evil.example"}}
# What is asked for, by whom, and the status that shows that it is the kind of answer that is meant
ANSWERS = {
    "the sign-in page": ("GET", "/login/", None, 200, {}),
    "the way to sign-in": ("GET", "/clients/", None, 302, {}),
    "the list": ("GET", "/clients/", "editor", 200, {}),
    "a form": ("GET", URL, "editor", 200, {}),
    "a form that comes back": ("POST", "/clients/add/", "editor", 200, {}),
    "a deletion": ("POST", "/clients/1/delete/", "editor", 302, {}),
    "not allowed": ("GET", "/clients/add/", "viewer", 403, {}),
    "no role": ("GET", "/clients/", "nobody", 403, {}),
    "no such client": ("GET", "/clients/99/", "editor", 404, {}),
    "no such page": ("GET", "/no/such/page", None, 404, {}),
    "no such method": ("PUT", URL, "editor", 405, {}),
    "a missing slash": ("GET", "/clients", "editor", 301, {}),
    "an unreadable body": ("POST", "/login/", None, 400, {"content_type": f"{FORM}; charset=utf-16"}),
    "a long query": ("GET", f"/clients/?q={'x' * LONGEST_QUERY}", None, 414, {}),
    "another host": ("GET", "/clients/", None, 400, BAD_HOST),
    "accounts": ("GET", "/auth/user/", "manager", 200, {}),
    "an account": ("GET", "/auth/user/add/", "manager", 200, {}),
    "one's own password": ("GET", "/password_change/", "viewer", 200, {}),
    "the guide": ("GET", "/help/", "viewer", 200, {}),
    "the admin's catalogue": ("GET", "/jsi18n/", "manager", 200, {}),
    "health": ("GET", "/healthz", None, 200, {}),
    "readiness": ("GET", "/readyz", None, 200, {}),
    "a style sheet": ("GET", "/static/ttdash/look.css", None, 200, {}),
    "a picture": ("GET", "/static/guide/quick-en.png", None, 200, {}),
    "a script": ("GET", "/static/admin/js/theme.js", None, 200, {}),
    "no such static file": ("GET", "/static/no.js", None, 404, {}),
}


def assert_guarded(answer, *, secure):
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy == DIRECTIVES
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert "camera=()" in answer["Permissions-Policy"]
    assert len(answer["X-Request-ID"]) == 16
    assert answer.get("Strict-Transport-Security") == ("max-age=31536000" if secure else None)
    shared = answer.wsgi_request.path.startswith("/static/") and answer.status_code == 200  # WhiteNoise's public files
    assert answer.get("Access-Control-Allow-Origin") == ("*" if shared else None)
    for cookie in answer.cookies.values():
        # The key to a draft is one form's own, and a cookie of this very host has no path of its own.
        path, prefix = (URL, "__Secure-") if "typing-" in cookie.key else ("/", "__Host-")
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", path, "")
        assert (bool(cookie["secure"]), cookie.key.startswith(prefix)) == (secure, secure)


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_bears_every_header(muller, visitor, https, kind):
    method, url, role, status, more = ANSWERS[kind]
    more = {"content_type": FORM, **more}
    browser = visitor(role)
    typed = urlencode(form_of(browser.get(url, secure=https))) if kind == "a deletion" else "name="
    answer = browser.generic(method, url, typed, secure=https, **more)
    assert answer.status_code == status
    assert_guarded(answer, secure=https)
    if answer.streaming:
        break_off(answer)


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.TOO_MANY, Fault.HANG])
def test_the_page_of_an_outage_bears_them_too(muller, impatient, visitor, https, fault):
    impatient(fault)
    muller.fail(fault, times=None)
    answer = visitor("viewer").get("/clients/", secure=https)
    assert answer.status_code >= 500
    assert_guarded(answer, secure=https)


def test_the_page_of_a_mistake_of_ours_bears_them_too(visitor, https, monkeypatch):
    def broken(_):
        raise RuntimeError

    monkeypatch.setattr("clients_ui.reading.listing.find", broken)
    answer = visitor("viewer", raise_request_exception=False).get("/clients/", secure=https)
    assert answer.status_code == 500
    assert_guarded(answer, secure=https)


@pytest.mark.parametrize("https", ["on"], indirect=True)
@pytest.mark.parametrize(("host", "status"), [("localhost", 301), ("evil.example", 400)])
def test_over_plain_http_a_known_host_is_led_to_https_and_another_is_refused(visitor, https, host, status):
    answer = visitor(None).get("/clients/", headers={"host": host})
    assert answer.status_code == status
    assert_guarded(answer, secure=False)
    assert status == 400 or answer.url == "https://localhost/clients/"


@pytest.mark.parametrize("https", ["on"], indirect=True)
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_whether_it_is_well_is_asked_over_plain_http_too(visitor, https, path):
    assert visitor(None).get(path).status_code == 200


def test_every_cookie_is_closed_to_scripts_other_sites_and_other_hosts(muller, visitor, account, https):
    account("editor", "edith")
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/login/", secure=https)
    token = {"csrfmiddlewaretoken": page.context["csrf_token"], "username": "edith", "password": "right-Password-7"}
    origin = {"headers": {"origin": "https://testserver"}} if https else {}
    signed_in = browser.post("/login/", token, secure=https, **origin)
    typed = form_of(browser.get(URL, secure=https)) | {"phone": "2", "_save": ""}
    saved = visitor("editor").post("/clients/add/", {"name": "New", "_save": ""}, secure=https)
    lost = visitor(None).post(URL, typed, secure=https)
    names = set()
    for answer in (page, signed_in, saved, lost):
        assert_guarded(answer, secure=https)
        names |= {name.removeprefix("__Host-").removeprefix("__Secure-").split("-")[0] for name in answer.cookies}
    assert names == {"csrftoken", "sessionid", "messages", "typing"}
