"""The door: headers and cookies on every kind of answer, bounds, hosts, ids, forged forms, and text that stays text."""

import html
import runpy
from html.parser import HTMLParser
from urllib.parse import urlencode

import environ
import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.conftest import ENVIRONMENT
from tests.pages import buttons_of, confirmed, form_of, links_of
from tests.project_copy import ROOT
from ttdash import settings as plain
from ttdash.sandbox import Fault, faults
from ttdash.sandbox.answers import errors
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


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1")
    return sandbox


# Headers

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
        answer.close()


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.TOO_MANY, Fault.HANG])
def test_the_page_of_an_outage_bears_them_too(muller, visitor, https, fault):
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


# Bounds


def part(head, value="x"):
    return f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n--b--\r\n"


@pytest.mark.parametrize("path", ["/login/", "/clients/add/", URL, "/auth/user/add/", "/nowhere"])
def test_no_page_but_the_import_takes_a_file(muller, visitor, path):
    body = part('name="notes"; filename="a.txt"')
    answer = visitor("manager").generic("POST", path, body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400
    assert [call.method for call in muller.calls if call.method != "GET"] == []


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=b", "application/json", "text/plain"])
def test_a_body_that_is_too_long_is_refused_before_it_is_read(visitor, settings, content_type):
    class Unread:
        def read(self, *_):
            raise AssertionError

        readline = read

    said = {"CONTENT_LENGTH": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "wsgi.input": Unread()}
    assert visitor("editor").post("/clients/add/", content_type=content_type, **said).status_code == 400


def test_the_longest_way_back_after_sign_in_is_not_too_long(visitor):
    search = "ü" * 200
    answer = visitor(None).get("/clients/add/", {"name": search, "list": f"q={search}"})
    assert visitor(None).get(answer.url).status_code == 200


# Hosts, addresses and ids


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1:80:80", ""]
)
def test_a_host_that_is_not_ours_is_refused(visitor, host):
    assert visitor(None).get("/login/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_no_other_header_says_who_we_are_or_what_was_asked_for(muller, visitor, name):
    answer = visitor("editor").get("/clients", headers={name: "evil.example"})
    assert answer.url == "/clients/"
    assert "evil" not in visitor("editor").get(URL, headers={name: "evil.example"}).content.decode()


@pytest.mark.parametrize(
    "path", ["//evil.example/clients", "/\\evil.example/clients", "/%0d%0aLocation:%20//evil.example"]
)
def test_the_missing_slash_leads_to_no_other_site(visitor, path):
    answer = visitor("viewer").generic("GET", path)
    assert not answer.get("Location", "/clients").startswith(("//", "/\\", "http"))


STRANGE_IDS = [
    "-1",
    "0",
    "..",
    "1/..",
    "..%2f1",
    "%2e%2e",
    "9" * 19,
    "9" * 400,
    "1 OR 1=1",
    "1;2",
    "１",
    "1%00",
    "0x1",
    "+1",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("id_", STRANGE_IDS)
def test_an_id_that_is_none_is_404_and_reaches_nobody(muller, visitor, method, id_):
    browser = visitor("manager")
    for path in (f"/clients/{id_}/", f"/clients/{id_}/delete/"):
        assert browser.generic(method, path, b"phone=2", content_type=FORM).status_code == 404
    assert muller.calls == []


@pytest.mark.parametrize("id_", [*(id_ for id_ in STRANGE_IDS if id_ not in {"１", "+1"}), "x", "9" * 18])
@pytest.mark.parametrize("page", ["change", "password", "history"])
def test_an_account_that_is_none_is_404(visitor, id_, page):
    assert visitor("manager").get(f"/auth/user/{id_}/{page}/", follow=True).status_code == 404


def test_the_largest_id_is_asked_for_like_any_other(muller, visitor):
    assert visitor("editor").get(f"/clients/{10**18 - 1}/").status_code == 404
    assert muller.calls[0].path == f"clients/{10**18 - 1}"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "q=x&next=//evil.example",
    "q=\r\nLocation: //evil.example",
    'page=-1&q="><script>',
]


@pytest.mark.parametrize("way_back", ELSEWHERE)
def test_the_way_back_to_the_list_leads_nowhere_else(muller, visitor, way_back):
    browser = visitor("editor")
    query = {"list": way_back}
    for path in ("/clients/add/", URL, "/clients/1/delete/"):
        links = links_of(browser.get(path, query))
        assert all(link.startswith(("/", "#", muller.url[:20])) and not link.startswith("//") for link in links)
    saved = browser.post(URL, form_of(browser.get(URL)) | {"phone": "1", "_save": ""}, query_params=query)
    assert saved.url.startswith("/clients/")
    assert "\n" not in saved.url


# Forged forms and sessions

FORGED = {
    "/clients/add/": "name=Forged&_save=",
    URL: "phone=666&_save=",
    "/clients/1/delete/": "confirm=M%C3%BCller",
    "/auth/user/add/": "username=forged&password1=a-Good-one-77&password2=a-Good-one-77",
    "/auth/user/{own}/password/": "password1=a-Good-one-77&password2=a-Good-one-77",
    "/password_change/": "old_password=right-Password-7&new_password1=a-Good-one-77&new_password2=a-Good-one-77",
    "/logout/": "",
}


@pytest.mark.parametrize("path", FORGED)
@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_a_form_that_another_site_sends_changes_nothing(muller, visitor, path, origin):
    browser = visitor("manager", enforce_csrf_checks=True)
    before = list(User.objects.values_list("username", "password"))
    headers = {"headers": {"origin": origin}} if origin else {}
    browser.cookies["csrftoken"] = "a" * 32
    body = FORGED[path] + ("&csrfmiddlewaretoken=" + "a" * 32 if origin else "")
    answer = browser.generic("POST", path.format(own=browser.person.pk), body, content_type=FORM, **headers)
    assert answer.status_code == 302
    assert browser.get(answer.url, follow=True).status_code == 200
    assert [call.method for call in muller.calls if call.method != "GET"] == []
    assert list(User.objects.values_list("username", "password")) == before
    assert "_auth_user_id" in browser.session


def test_a_session_that_was_signed_out_opens_nothing_any_more(visitor):
    browser, thief = visitor("viewer"), Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert thief.get("/password_change/").status_code == 200
    browser.post("/logout/")
    assert thief.get("/password_change/").status_code == 302


def test_a_new_password_ends_the_sessions_elsewhere(visitor):
    browser, thief = visitor("viewer"), Client()
    thief.force_login(browser.person)
    new = {"new_password1": "another-Good-one-8", "new_password2": "another-Good-one-8"}
    browser.post("/password_change/", {"old_password": "right-Password-7", **new})
    assert browser.get("/password_change/").status_code == 200
    assert thief.get("/password_change/").status_code == 302


def test_an_undo_that_was_made_for_somebody_else_creates_nothing(muller, visitor):
    browser = visitor("editor")
    browser.post("/clients/1/delete/", form_of(browser.get("/clients/1/delete/")))
    undo = form_of(browser.get("/clients/"))
    assert undo["snapshot"]
    visitor("editor").post("/clients/add/", undo | {"_undo": ""})
    assert muller.clients == {}


# Text that stays text

EVIL = """"'><x-evil onload=steal() style=x>{{ 7|add:7 }}{% now "Y" %}</textarea></title></script><!--&lt;b&gt;${7*7}"""
LINK = "javascript:steal()//@x.example"


class Injected(HTMLParser):
    """What of a page would be somebody else's: tags that we do not write, handlers, styles, and links to script."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "x-evil":
            self.found.append(tag)
        for name, value in attrs:
            leads = name not in {"value", "title"}  # which are texts
            scripted = leads and (value or "").lower().strip().startswith(("javascript:", "data:"))
            if scripted or name.startswith(("on", "style")):
                self.found.append((tag, name, value))

    handle_startendtag = handle_starttag


def evil(sandbox):
    """A client whose every text is hostile."""
    texts = dict.fromkeys(("contactPerson", "phone", "address", "address2", "addressZipCode", "addressCity"), EVIL)
    free = dict.fromkeys(("field1", "field2", "field3", "notes", "color", "addressCountry"), EVIL)
    return sandbox.add(name=EVIL, email=LINK, **texts, **free)


def listed(browser, sandbox):
    return browser.get("/clients/")


def searched(browser, sandbox):
    return browser.get("/clients/", {"q": f"no such {EVIL}"})


def form(browser, sandbox):
    return browser.get(URL)


def prefilled(browser, sandbox):
    return browser.get("/clients/add/", {"name": EVIL})


def delete(browser, sandbox):
    sandbox.projects.append({"ID": 1, "projectName": EVIL, "clientName": EVIL, "projectEnabled": True})
    return browser.get("/clients/1/delete/")


def not_deleted(browser, sandbox):
    delete(browser, sandbox)
    return confirmed(browser, confirm=EVIL + EVIL)


def saved(browser, sandbox):
    return browser.post(URL, form_of(browser.get(URL)) | {"phone": "2", "_continue": ""}, follow=True)


def undo(browser, sandbox):
    return browser.get(confirmed(browser).url)


def look_alikes(browser, sandbox):
    answer = browser.post("/clients/add/", {"name": EVIL.upper(), "notes": EVIL, "_save": ""})
    assert "_create_anyway" in buttons_of(answer)
    return answer


def clash(browser, sandbox):
    typed = form_of(browser.get(URL)) | {"phone": f"mine {EVIL}", "_save": ""}
    sandbox.clients[1]["phone"] = f"theirs {EVIL}"
    answer = browser.post(URL, typed)
    assert "use-phone" in answer.content.decode()
    return answer


def not_taken(browser, sandbox):
    sandbox.switches.put_drops = frozenset({"phone"})
    answer = browser.post(URL, form_of(browser.get(URL)) | {"phone": f"new {EVIL}", "_save": ""})
    assert "TimeTrack holds" in answer.content.decode()
    return answer


def rejected(browser, sandbox):
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    sandbox.fail(Fault.REDIRECT, on="PUT")
    return browser.post(URL, typed)


def failed(browser, sandbox):
    sandbox.fail(Fault.SERVER_ERROR, times=None)
    return browser.get("/clients/?q=never+seen")


LOOKING = [listed, searched, form, failed]
WRITING = [prefilled, delete, not_deleted, saved, undo, look_alikes, clash, not_taken, rejected]


@pytest.mark.parametrize(
    ("role", "page"), [("viewer", page) for page in LOOKING] + [("editor", page) for page in LOOKING + WRITING]
)
def test_text_from_timetrack_stays_text_on_every_page(sandbox, visitor, monkeypatch, page, role):
    monkeypatch.setitem(faults.INSTEAD, Fault.REDIRECT, errors(400, f"phone: {EVIL}"))
    monkeypatch.setitem(faults.INSTEAD, Fault.SERVER_ERROR, errors(500, EVIL))
    evil(sandbox)
    markup = page(visitor(role), sandbox).content.decode()
    parser = Injected()
    parser.feed(markup)
    assert parser.found == []
    assert EVIL in html.unescape(markup)
    assert "14" not in markup.partition("{{ 7|add:7 }}")[2][:3]


def test_a_viewer_reads_every_hostile_value_as_it_is(sandbox, visitor):
    evil(sandbox)
    markup = html.unescape(visitor("viewer").get(URL).content.decode())
    assert markup.count(EVIL) >= 12
    assert LINK in markup
