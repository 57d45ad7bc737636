"""A provider whose answers are not what they should be: none opens anything. The browser's test has a real one."""

import base64
import hashlib
import re
import secrets
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from tests.provider import (
    ANOTHER_KEY,
    CALLBACK,
    ISSUER,
    LOGIN,
    METADATA,
    PERSON,
    asked,
    comes_back,
    is_signed_in,
    token,
)

pytestmark = pytest.mark.usefixtures("anna")


def test_an_answer_as_it_should_be_signs_in(web):
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, token(question)).status_code == 302
    assert is_signed_in(browser)
    assert [str(each.user) for each in SocialAccount.objects.filter(uid="anna-1")] == ["anna"]


@pytest.mark.parametrize(("address", "name"), [("zoe.k@office.example", "zoe.k"), ("anna@b.example", r"anna\w+")])
def test_a_new_account_is_named_after_its_address_and_like_nobody_else(web, settings, address, name):
    settings.OIDC_CREATE_ACCOUNTS = True
    assert vouches_for(web, Client(), address, sub="somebody-new").status_code == 302
    assert re.fullmatch(name, User.objects.get(email=address).username)


def vouches_for(web, browser, address, **more):
    """What becomes of somebody for whose address the provider vouches everywhere."""
    person = PERSON | {"email": address} | more
    web.replace("GET", METADATA["userinfo_endpoint"], json=person)
    question = asked(browser)
    return comes_back(web, browser, question, token(question, **person))


@pytest.mark.parametrize("password", ["usable", "none"])
def test_no_word_of_the_company_opens_a_superusers_account(web, anna, password):
    anna.is_superuser = True
    if password == "none":
        anna.set_unusable_password()
    anna.email = PERSON["email"]
    anna.save()
    browser = Client()
    assert vouches_for(web, browser, PERSON["email"]).status_code == 403
    assert not is_signed_in(browser)
    assert not SocialAccount.objects.exists()


NEIGHBOURS = [
    "notoffice.example",
    "sub.office.example",
    "office.example.evil.example",
    "office.exampl",
    "ffice.example",
]


@pytest.mark.parametrize(("domain", "status"), [("office.example", 302), *((each, 403) for each in NEIGHBOURS)])
def test_a_domain_that_merely_begins_or_ends_alike_is_not_let_in(web, anna, settings, domain, status):
    settings.OIDC_ALLOWED_DOMAINS = ["office.example"]
    User.objects.filter(pk=anna.pk).update(email=f"anna@{domain}")  # so that nothing else stands in the way
    browser = Client()
    assert vouches_for(web, browser, f"anna@{domain}").status_code == status
    assert is_signed_in(browser) is (status == 302)


WRONG = {
    "made for another question": {"nonce": "another"},
    "made for no question": {"nonce": None},
    "of another issuer": {"iss": "https://login.example/realms/other"},
    "for another client": {"aud": "other"},
    "for others too": {"aud": ["dashboard", "other"]},
    "for nobody": {"aud": None},
    "asked for by another client": {"azp": "other"},
    "that is over": {"exp": 1_000_000_000},
    "without an end that holds": {"exp": "soon"},
    "that never ends": {"exp": None},
    "signed by somebody else": {"key": ANOTHER_KEY},
    "of a key that nobody knows": {"headers": {"kid": "2"}},
    "of no key": {"headers": {}},
    "without a signature": {"key": None, "algorithm": "none"},
    "signed with a key that all know": {"key": "x" * 32, "algorithm": "HS256"},
    "of somebody else than the user info": {"sub": "anna-2"},
}


@pytest.mark.parametrize("what", WRONG)
def test_an_id_token_opens_nothing(web, what):
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, token(question, **WRONG[what])).status_code == 403
    assert not is_signed_in(browser)


@pytest.mark.parametrize("id_token", ["", "x", "a.b.c", None, 7])
def test_what_is_no_id_token_opens_nothing(web, id_token):
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, id_token).status_code == 403
    assert not is_signed_in(browser)


def test_when_the_token_of_access_ends_is_of_no_interest(web):
    browser = Client()
    question = asked(browser)
    tokens = {"access_token": "x", "id_token": token(question), "expires_in": "soon"}
    web.post(METADATA["token_endpoint"], json=tokens)
    assert browser.get(CALLBACK, {"code": "a-code", "state": question["state"]}).status_code == 302


def test_an_answer_counts_in_the_browser_that_asked_and_once(web):
    browser, other = Client(), Client()
    question = asked(browser)
    asked(other)
    for stranger in (other, Client()):
        assert comes_back(web, stranger, question, token(question)).status_code == 403
    assert not any(call.request.url == METADATA["token_endpoint"] for call in web.calls)
    comes_back(web, browser, question, token(question))
    browser.post("/logout/")
    assert comes_back(web, browser, question, token(question)).status_code == 403
    assert not is_signed_in(browser)


def test_every_question_is_another_one_and_the_code_is_good_for_who_asked_alone(web):
    browser = Client()
    first, second = asked(browser), asked(browser)
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name]) >= 16
    comes_back(web, browser, second, token(second))
    (sent,) = [parse_qs(call.request.body) for call in web.calls if call.request.url == METADATA["token_endpoint"]]
    proof = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
    assert base64.urlsafe_b64encode(proof).decode().rstrip("=") == second["code_challenge"]
    assert second["code_challenge_method"] == "S256"


def test_whoever_only_looks_at_the_company_s_sign_in_leaves_no_row_behind(web):
    for _ in range(3):
        browser = Client()
        question = asked(browser)
        assert browser.get(CALLBACK, {"state": question["state"], "error": "access_denied"}).status_code == 403
        browser.get("/login/")
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, token(question, nonce="another")).status_code == 403
    assert not Session.objects.exists()


def test_questions_of_several_tabs_are_all_answered_and_the_oldest_forgotten_where_they_are_too_many(web):
    browser = Client()
    onward = "/clients/?q=" + "".join(f"%C3%{number:X}" for number in range(128, 190))
    questions = [
        {name: values[0] for name, values in parse_qs(urlsplit(browser.get(LOGIN, {"next": onward}).url).query).items()}
        for _ in range(30)
    ]
    assert len(browser.cookies["company"].value) < 4000
    for question in questions[-3:]:
        assert comes_back(web, browser, question, token(question)).url == onward
        assert is_signed_in(browser)
        browser.post("/logout/")
    assert comes_back(web, browser, questions[0], token(questions[0])).status_code == 403


def test_of_questions_with_long_addresses_the_oldest_are_forgotten_where_the_cookie_has_no_room(web):
    browser = Client()
    onward = [f"/clients/?q={secrets.token_urlsafe(600)}" for _ in range(8)]
    queries = [urlsplit(browser.get(LOGIN, {"next": each}).url).query for each in onward]
    questions = [{name: values[0] for name, values in parse_qs(query).items()} for query in queries]
    assert len(browser.cookies["company"].value) < 4000
    for question, leads_to in [*zip(questions, onward, strict=True)][-2:]:
        assert comes_back(web, browser, question, token(question)).url == leads_to
        browser.post("/logout/")
    assert comes_back(web, browser, questions[0], token(questions[0])).status_code == 403


@pytest.mark.parametrize(("length", "is_led_on"), [(1999, True), (2000, True), (2001, False), (5000, False)])
def test_an_address_too_long_for_a_cookie_is_not_led_on_to(web, length, is_led_on):
    browser = Client()
    onward = ("/clients/?q=" + secrets.token_urlsafe(length))[:length]
    address = urlsplit(browser.get(LOGIN, {"next": onward}).url)
    question = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert len(browser.cookies["company"].value) < 4000
    assert comes_back(web, browser, question, token(question)).url == (onward if is_led_on else "/")


@pytest.mark.parametrize(("prefix", "secure"), [("__Host-", True), ("", False)])
def test_the_cookie_of_questions_is_closed_to_scripts_other_sites_and_other_hosts(web, settings, prefix, secure):
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = prefix, secure
    (cookie,) = Client().get(LOGIN).cookies.values()
    assert (cookie.key, bool(cookie["secure"]), cookie["max-age"]) == (f"{prefix}company", secure, 600)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


@pytest.mark.parametrize("planted", ["", "x", "a:b:c", "é"])
def test_a_made_up_cookie_holds_no_question(web, planted):
    browser = Client()
    question = asked(browser)
    browser.cookies["company"] = planted
    assert comes_back(web, browser, question, token(question)).status_code == 403
    assert not is_signed_in(browser)


@pytest.mark.parametrize(("seconds", "opens"), [(600, True), (601, False)])
def test_a_question_can_be_answered_for_ten_minutes(web, monkeypatch, seconds, opens):
    browser, now = Client(), time.time()
    monkeypatch.setattr("time.time", lambda: now)
    question = asked(browser)
    id_token = token(question)
    now += seconds
    comes_back(web, browser, question, id_token)
    assert is_signed_in(browser) is opens


def test_no_token_reaches_the_browser_or_stays_here(web):
    browser = Client()
    question = asked(browser)
    id_token = token(question)
    answer = comes_back(web, browser, question, id_token)
    kept = [str(row.get_decoded()) for row in Session.objects.all()]
    kept += [str(each.extra_data) for each in SocialAccount.objects.all()]
    for secret in ("a-token-of-access", id_token, "hunter2"):
        assert secret not in f"{answer.serialize()}{browser.cookies}{kept}"


@pytest.mark.parametrize(
    "changes",
    [{"issuer": "https://login.example/realms/other"}, {"issuer": f"{ISSUER}/x"}, {"issuer": None}, {"jwks_uri": ""}],
)
def test_metadata_of_another_issuer_or_half_of_them_lead_nowhere(web, changes):
    browser = Client()
    question = asked(browser)
    web.replace("GET", f"{ISSUER}/.well-known/openid-configuration", json=METADATA | changes)
    assert "is not set up as it should be" in browser.get(LOGIN).content.decode()
    answer = comes_back(web, browser, question, token(question))
    assert answer.status_code == 502
    assert not is_signed_in(browser)
    assert not any(call.request.url == METADATA["token_endpoint"] for call in web.calls)


@pytest.mark.parametrize("body", ["", "<p>Not here</p>", "[]", "null", '"x"'])
def test_metadata_that_are_none_lead_nowhere(web, body):
    web.replace("GET", f"{ISSUER}/.well-known/openid-configuration", body=body)
    answer = Client().get(LOGIN)
    assert answer.status_code == 502
    assert "is not set up as it should be" in answer.content.decode()


def test_an_issuer_that_ends_with_a_slash_is_the_same_one(web):
    web.replace("GET", f"{ISSUER}/.well-known/openid-configuration", json=METADATA | {"issuer": f"{ISSUER}/"})
    browser = Client()
    question = asked(browser)
    assert comes_back(web, browser, question, token(question, iss=f"{ISSUER}/")).status_code == 302


@pytest.mark.parametrize(
    ("ago", "confirms"),
    [(0, True), (120, True), (301, False), (86_400, False), (None, False), ("0", False)],
)
def test_a_company_sign_in_confirms_who_one_is_where_the_provider_says_it_just_asked(web, anna, account, ago, confirms):
    manager = account("manager")
    User.objects.filter(pk=anna.pk).update(password="!")
    anna.groups.set(manager.groups.all())
    browser = Client()
    question = asked(browser)
    when = int(time.time()) - ago if isinstance(ago, int) else ago
    comes_back(web, browser, question, token(question, auth_time=when))
    assert (browser.get("/auth/user/add/").status_code == 200) is confirms
    assert (browser.get("/2fa/totp/activate/").status_code == 200) is confirms


def test_whoever_has_a_password_here_confirms_by_that(web, anna, account):
    anna.groups.set(account("manager").groups.all())
    browser = Client()
    question = asked(browser)
    comes_back(web, browser, question, token(question, auth_time=int(time.time())))
    assert browser.get("/auth/user/add/").url.startswith("/reauthenticate/")


def test_whoever_is_signed_in_is_asked_by_the_provider_anew(web, anna):
    browser = Client()
    assert "prompt" not in asked(browser)
    browser.force_login(anna)
    question = asked(browser)
    assert (question["prompt"], question["max_age"]) == ("login", "0")


def test_a_provider_that_goes_away_half_way_is_a_page_with_a_sentence(web):
    browser = Client()
    question = asked(browser)
    web.replace("GET", f"{ISSUER}/.well-known/openid-configuration", body=ConnectionError())
    answer = comes_back(web, browser, question, token(question))
    assert answer.status_code == 502
    assert "cannot be reached right now" in answer.content.decode()
