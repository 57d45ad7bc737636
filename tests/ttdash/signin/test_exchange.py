"""A provider that is slow, says too much, leads elsewhere or answers nonsense, over real HTTP: a page says so soon."""

import gzip
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from django.test import Client

from tests.people import eventually
from tests.provider import CALLBACK, LOGIN, METADATA, PERSON, asked, comes_back, is_signed_in, token
from ttdash.signin import exchange
from ttdash.signin.provider import LATEST

MIB = 1024 * 1024


class Provider:
    """A server whose pages answer what a test tells them, and which counts what it sent and how many asked at once."""

    def __init__(self):
        self.asked, self.sent, self.waiting, self.most_waiting = [], 0, 0, 0
        self.answer = {}
        self.go_on = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.asked.append(self.path)
                provider.waiting += 1
                provider.most_waiting = max(provider.most_waiting, provider.waiting)
                try:
                    provider.answers(self)
                except OSError:
                    pass  # whoever asked went away
                finally:
                    provider.waiting -= 1

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answers(self, request):
        status, headers, portions = self.answer[urlsplit(request.path).path]
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        for portion in portions:
            request.wfile.write(portion)
            request.wfile.flush()
            self.sent += len(portion)

    def says(self, path, *portions, status=200, **headers):
        self.answer[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, portions)

    def stop(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def provider(settings, db):
    found = Provider()
    settings.OIDC_ISSUER = found.url
    app = {"provider_id": "company", "name": "company", "client_id": "dashboard", "secret": "hunter2"}
    app |= {"settings": {"server_url": found.url, "oauth_pkce_enabled": True, "fetch_userinfo": True}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    paths = {"authorization_endpoint": "/ask", "token_endpoint": "/token", "userinfo_endpoint": "/me", "jwks_uri": "/k"}
    found.metadata = {"issuer": found.url} | {name: found.url + path for name, path in paths.items()}
    found.says("/.well-known/openid-configuration", json.dumps(found.metadata).encode())
    yield found
    found.stop()


def slowly(provider, portion=b" "):
    while not provider.go_on.wait(0.1):
        yield portion


@contextmanager
def within(seconds):
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_a_provider_that_answers_ever_so_slowly_is_waited_for_until_the_deadline_and_no_longer(provider, monkeypatch):
    monkeypatch.setattr(exchange, "DEADLINE", 1)
    provider.answer["/.well-known/openid-configuration"] = (200, {}, slowly(provider))
    with within(5):
        answer = Client().get(LOGIN)
    assert answer.status_code == 502
    assert "cannot be reached right now" in answer.content.decode()


def test_all_that_one_page_asks_has_one_deadline(provider, monkeypatch):
    browser = Client()
    question = parse_qs(urlsplit(browser.get(LOGIN).url).query)
    monkeypatch.setattr(exchange, "DEADLINE", 1)
    provider.answer["/token"] = (200, {}, slowly(provider))
    with within(5):
        answer = browser.get(CALLBACK, {"code": "a-code", "state": question["state"][0]})
    assert answer.status_code == 502
    assert not is_signed_in(browser)


def test_of_an_answer_no_more_is_read_than_any_real_one_needs(provider):
    provider.says("/.well-known/openid-configuration", *[b" " * MIB] * 64)
    assert Client().get(LOGIN).status_code == 502
    eventually(lambda: provider.waiting == 0)
    assert provider.sent < 32 * MIB


@pytest.mark.parametrize(("length", "status"), [(MIB, 302), (MIB + 1, 502)])
def test_an_answer_as_long_as_it_may_be_is_read_and_a_longer_one_is_not(provider, length, status):
    provider.says("/.well-known/openid-configuration", json.dumps(provider.metadata).encode().ljust(length))
    assert Client().get(LOGIN).status_code == status


def test_an_answer_that_unpacks_to_much_more_is_not_unpacked(provider):
    packed = gzip.compress(json.dumps(provider.metadata).encode() + b" " * (8 * MIB))
    provider.says("/.well-known/openid-configuration", packed, Content_Encoding="gzip")
    answer = Client().get(LOGIN)
    assert answer.status_code == 502
    assert "is not set up as it should be" in answer.content.decode()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_of_the_provider_s_is_followed(provider, status):
    browser = Client()
    question = parse_qs(urlsplit(browser.get(LOGIN).url).query)
    provider.says("/token", status=status, Location=f"{provider.url}/elsewhere")
    provider.says("/elsewhere", b'{"access_token": "x"}')
    assert browser.get(CALLBACK, {"code": "a-code", "state": question["state"][0]}).status_code == 403
    assert "/token" in provider.asked
    assert "/elsewhere" not in provider.asked


def test_while_the_provider_hangs_it_holds_no_more_than_two_threads_of_a_worker(provider, monkeypatch):
    monkeypatch.setattr(exchange, "DEADLINE", 1)
    provider.answer["/.well-known/openid-configuration"] = (200, {}, slowly(provider))
    answers = []
    visitors = [threading.Thread(target=lambda: answers.append(Client().get(LOGIN).status_code)) for _ in range(8)]
    for each in visitors:
        each.start()
    eventually(lambda: len(answers) >= 6, seconds=0.95)  # whoever finds no place is told at once
    for each in visitors:
        each.join()
    assert answers == [502] * 8
    assert provider.most_waiting == 2


NONSENSE = {
    "a number": b"5",
    "yes": b"true",
    "null": b"null",
    "a text": b'"access_token"',
    "a list": b'["access_token"]',
    "lists in lists": b"[" * 200_000,
    "objects in objects": b'{"access_token":' * 200_000,
    "a number too long to read": b'{"access_token": %s}' % (b"9" * 10_000),
    "no text": b"\xff\xfe{}",
    "a form": b"access_token=a&id_token=b",
    "nothing": b"",
}


@pytest.mark.parametrize("what", NONSENSE)
@pytest.mark.parametrize("where", ["token_endpoint", "jwks_uri", "userinfo_endpoint"])
def test_nonsense_is_refused_with_a_sentence(anna, web, where, what):
    browser = Client()
    question = asked(browser)
    web.replace("GET", METADATA["userinfo_endpoint"], json=PERSON)
    method = "POST" if where == "token_endpoint" else "GET"
    add = web.post if method == "POST" else (lambda url, **how: web.replace(method, url, **how))
    add(METADATA[where], body=NONSENSE[what])
    answer = comes_back(web, browser, question, token(question))
    assert answer.status_code == 403
    assert 'role="alert"' in answer.content.decode()
    assert not is_signed_in(browser)


@pytest.mark.parametrize("what", NONSENSE)
def test_a_description_that_is_nonsense_is_told(anna, web, what):
    web.replace("GET", f"{METADATA['issuer']}/.well-known/openid-configuration", body=NONSENSE[what])
    assert Client().get(LOGIN).status_code == 502


def test_an_answer_without_a_content_type_is_read_as_what_it_is(anna, web):
    browser = Client()
    question = asked(browser)
    tokens = json.dumps({"access_token": "x", "id_token": token(question)})
    web.add(responses.Response("POST", METADATA["token_endpoint"], body=tokens, content_type=None))
    assert browser.get(CALLBACK, {"code": "a-code", "state": question["state"]}).status_code == 302


ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize(
    "address",
    [
        "http://login.example/x",
        "http://127.0.0.1/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/x",
        "https:",
        5,
        ["x"],
    ],
)
def test_what_the_metadata_name_is_asked_by_https_alone(anna, web, name, address):
    web.replace("GET", f"{METADATA['issuer']}/.well-known/openid-configuration", json=METADATA | {name: address})
    answer = Client().get(LOGIN)
    assert answer.status_code == 502
    assert "is not set up as it should be" in answer.content.decode()


def test_a_provider_on_this_machine_is_asked_without_https_there_alone(provider):
    assert Client().get(LOGIN).status_code == 302
    provider.metadata["token_endpoint"] = "http://login.example/token"
    provider.says("/.well-known/openid-configuration", json.dumps(provider.metadata).encode())
    assert Client().get(LOGIN).status_code == 502


ODD = {
    "an end beyond all time": {"exp": 1e300, "jti": "x"},
    "an end beyond all dates": {"exp": 10**15, "jti": "x"},
    "an end beyond all dates, of a token without a name": {"exp": 10**15},
    "an end beyond all that can be reckoned": {"exp": 10**17},
    "an endless end": {"exp": float("inf")},
    "an end that is none": {"exp": "soon"},
}


@pytest.mark.parametrize("what", ODD)
def test_a_token_with_an_odd_number_is_refused_with_a_sentence(anna, web, what):
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, token(question, **ODD[what])).status_code == 403


@pytest.mark.parametrize(("seconds", "status"), [(0, 302), (1, 403)])
def test_a_token_may_end_on_the_last_of_all_dates_and_no_second_later(anna, web, seconds, status):
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, token(question, exp=int(LATEST) + seconds)).status_code == status


@pytest.mark.parametrize("moment", [10**400, -(10**400), 10**10, True])
def test_a_moment_that_is_not_now_confirms_nobody(anna, web, account, moment):
    manager = account("manager")
    type(anna).objects.filter(pk=anna.pk).update(password="!")
    anna.groups.set(manager.groups.all())
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, token(question, auth_time=moment)).status_code == 302
    assert browser.get("/auth/user/add/").status_code == 403
