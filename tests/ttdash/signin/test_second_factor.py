"""The second factor: set up, asked for, required where that is set, not to be guessed. And one's own sessions."""

from datetime import timedelta
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.codes import code_now
from tests.pages import form_of, text_of

pytestmark = pytest.mark.usefixtures("nothing_counted")

PASSWORD = "right-Password-7"


def sign_in(browser, person, **more):
    return browser.post("/login/", {"username": person.username, "password": PASSWORD, **more})


def confirmed(browser):
    """Say once more who one is, as delicate pages ask."""
    return browser.post("/reauthenticate/", {"password": PASSWORD})


def with_app(browser):
    """Switch on an authenticator app; its secret and the recovery codes."""
    confirmed(browser)
    secret = browser.get("/2fa/totp/activate/").context["form"].secret
    answer = browser.post("/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    return secret, answer.context["unused_codes"]


def is_signed_in(browser):
    return "_auth_user_id" in browser.session


def test_setting_up_an_app_asks_for_the_password_once_more(visitor):
    browser = visitor("viewer")
    assert browser.get("/2fa/totp/activate/").url == "/reauthenticate/?next=%2F2fa%2Ftotp%2Factivate%2F"
    assert browser.post("/reauthenticate/", {"password": "wrong"}).status_code == 200
    assert browser.get("/2fa/totp/activate/").status_code == 302
    confirmed(browser)
    assert browser.get("/2fa/totp/activate/").status_code == 200


@pytest.mark.parametrize("role", ["viewer", "nobody"])
def test_with_an_app_the_password_alone_signs_nobody_in(visitor, role):
    browser = visitor(role)
    _, codes = with_app(browser)
    browser = Client()
    answer = sign_in(browser, Authenticator.objects.first().user, next="/clients/?q=a")
    assert answer.url == "/2fa/authenticate/"
    assert not is_signed_in(browser)
    assert browser.get("/clients/").url.startswith("/login/")
    assert browser.post("/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert not is_signed_in(browser)
    assert browser.post("/2fa/authenticate/", {"code": codes[0]}).url == "/clients/?q=a"
    assert is_signed_in(browser)


@pytest.mark.parametrize("page", ["totp/activate/", "recovery-codes/", "recovery-codes/download/", "webauthn/add/"])
def test_what_opens_a_second_factor_is_kept_by_no_browser(visitor, page):
    browser = visitor("viewer")
    if page.startswith("recovery"):
        with_app(browser)
    confirmed(browser)
    answer = browser.get(f"/2fa/{page}")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_a_recovery_code_opens_once(visitor):
    first = visitor("viewer")
    _, codes = with_app(first)
    assert len(codes) == 10
    for opens in (True, False):
        browser = Client()
        sign_in(browser, first.person)
        browser.post("/2fa/authenticate/", {"code": codes[0]})
        assert is_signed_in(browser) is opens


def test_an_apps_code_opens_once_and_the_one_that_set_it_up_never(visitor, monkeypatch):
    def tries(code):
        browser = Client()
        sign_in(browser, first.person)
        browser.post("/2fa/authenticate/", {"code": code})
        return is_signed_in(browser)

    moment = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: moment)
    first = visitor("viewer")
    secret, _ = with_app(first)
    assert not tries(code_now(secret))
    before, moment = code_now(secret), moment + 30
    assert not tries(before)
    assert [tries(code_now(secret)), tries(code_now(secret))] == [True, False]


def test_the_page_for_the_code_is_nothing_without_the_password(visitor):
    assert visitor(None).get("/2fa/authenticate/").url == "/login/"


def test_the_database_alone_does_not_give_the_secret_away(visitor):
    browser = visitor("viewer")
    secret, codes = with_app(browser)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)


def test_a_secret_from_before_a_change_of_the_key_opens_nothing(visitor, settings):
    browser = visitor("viewer")
    secret, codes = with_app(browser)
    settings.SECRET_KEY = "another-key-0123456789-abcdefghijklmnopqrstuvwxyz-ABC"
    again = Client()
    sign_in(again, browser.person)
    for code in (code_now(secret), codes[0]):
        assert again.post("/2fa/authenticate/", {"code": code}).status_code == 200
    assert not is_signed_in(again)


def test_six_wrong_codes_lock_the_second_factor_for_that_address(visitor):
    first = visitor("viewer")
    _, codes = with_app(first)
    browser = Client()
    sign_in(browser, first.person)
    for _ in range(6):
        browser.post("/2fa/authenticate/", {"code": "000000"})
    assert "Too many wrong passwords" in text_of(browser.post("/2fa/authenticate/", {"code": codes[0]}))
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    sign_in(elsewhere, first.person)
    assert elsewhere.post("/2fa/authenticate/", {"code": codes[0]}).status_code == 302


def test_whoever_gives_up_half_way_can_sign_in_as_somebody_else(visitor, account):
    first = visitor("viewer")
    with_app(first)
    browser = Client()
    sign_in(browser, first.person)
    assert browser.get("/login/").url == "/2fa/authenticate/"
    browser.post("/logout/")
    sign_in(browser, account("viewer"))
    assert is_signed_in(browser)


# Where one is required


PAGES = ["/", "/clients/", "/clients/add/", "/auth/user/", "/password_change/", "/sessions/"]


@pytest.mark.parametrize("path", PAGES)
def test_where_it_is_required_whoever_has_none_is_led_to_set_one_up(visitor, settings, path):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = visitor("manager")
    answer = browser.get(path, follow=True)
    assert answer.redirect_chain == [("/2fa/", 302)]
    assert "Your team asks for a second factor." in text_of(answer)
    assert browser.post(path).url == "/2fa/"


def test_where_it_is_required_it_can_be_set_up_and_then_everything_is_open(visitor, settings, sandbox):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = visitor("viewer")
    with_app(browser)
    assert browser.get("/clients/").status_code == 200
    assert browser.post("/logout/").url == "/login/"


def test_where_it_is_required_a_form_that_was_open_comes_back_after_setting_one_up(visitor, settings, sandbox):
    sandbox.add(name="Huber", phone="1")
    browser = visitor("editor")
    values = form_of(browser.get("/clients/1/")) | {"phone": "2", "_save": ""}
    settings.SECOND_FACTOR_REQUIRED = True
    assert browser.post("/clients/1/", values).url == "/2fa/"
    with_app(browser)
    page = browser.get("/clients/1/")
    assert form_of(page)["phone"] == "2"
    assert "You had to set up a second factor first. What you typed is back, not sent yet." in text_of(page)


@pytest.mark.parametrize(("method", "asked"), [("socialaccount", False), ("password", True)])
def test_the_company_s_sign_in_looks_after_second_factors_itself(visitor, settings, sandbox, method, asked):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = visitor("viewer")
    session = browser.session
    session["account_authentication_methods"] = [{"method": method, "at": 0}]
    session["account_authentication_methods_user"] = str(browser.person.pk)
    session.save()
    assert browser.get("/clients/").status_code == (302 if asked else 200)


def test_it_is_not_required_unless_that_is_set(visitor, sandbox):
    assert visitor("viewer").get("/clients/").status_code == 200


# Passkeys: the browser test has a real one


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": "x"}', "x"])
def test_a_made_up_passkey_is_refused(visitor, credential):
    first = visitor("viewer")
    with_app(first)
    assert first.post("/2fa/webauthn/add/", {"name": "x", "credential": credential}).status_code == 200
    browser = Client()
    sign_in(browser, first.person)
    assert browser.post("/2fa/authenticate/", {"credential": credential}).status_code == 200
    assert not is_signed_in(browser)


@pytest.mark.parametrize("what", ["remove", "edit"])
def test_nobody_touches_somebody_elses_passkey(visitor, account, what):
    other = account("viewer")
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "key", "credential": {}})
    browser = visitor("manager")
    confirmed(browser)
    assert browser.post(f"/2fa/webauthn/keys/{key.pk}/{what}/", {"name": "mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


# Sessions


def test_one_s_sessions_are_listed_and_the_others_can_be_ended(account):
    person = account("viewer")
    here, there = Client(headers={"user-agent": "Here/1"}), Client(headers={"user-agent": "There/1"})
    for browser in (here, there):
        sign_in(browser, person)
    page = unescape(here.get("/sessions/").content.decode())
    assert "Here/1" in page
    assert "There/1" in page
    assert here.post("/sessions/").url == "/sessions/"
    assert here.get("/sessions/").status_code == 200
    assert there.get("/sessions/").url.startswith("/login/")


def test_a_session_that_no_list_knows_is_ended_too(visitor):
    browser = visitor("viewer")
    unlisted = Client()
    unlisted.force_login(browser.person)
    browser.post("/sessions/")
    assert unlisted.get("/sessions/").url.startswith("/login/")


def test_nobody_elses_session_is_listed_or_ended(visitor, account):
    other = Client(headers={"user-agent": "Other/1"})
    sign_in(other, account("viewer"))
    browser = visitor("manager")
    assert "Other/1" not in browser.get("/sessions/").content.decode()
    browser.post("/sessions/")
    assert other.get("/sessions/").status_code == 200


def test_after_a_new_password_this_session_goes_on_and_is_listed(visitor):
    browser, other = visitor("viewer"), Client()
    other.force_login(browser.person)
    new = "another-Good-one-8"
    browser.post("/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert "(this one)" in text_of(browser.get("/sessions/"))
    assert other.get("/sessions/").url.startswith("/login/")


def test_sessions_that_are_over_are_cleared_by_whoever_signs_in_next_and_no_other(account):
    person, now = account("viewer"), timezone.now()
    for number in range(150):
        Session.objects.create(session_key=f"over-{number}", expire_date=now - timedelta(seconds=1))
        UserSession.objects.create(session_key=f"over-{number}", user=person, ip="192.0.2.7", user_agent="x")
    Session.objects.create(session_key="alive", expire_date=now + timedelta(hours=1))
    left = []
    for _ in range(3):
        sign_in(Client(), person)
        left.append(Session.objects.filter(session_key__startswith="over-").count())
    assert left == [50, 0, 0]
    assert not UserSession.objects.filter(session_key__startswith="over-").exists()
    assert Session.objects.filter(session_key="alive").exists()


@pytest.mark.parametrize("path", ["/2fa/", "/sessions/", "/reauthenticate/", "/2fa/webauthn/", "/2fa/totp/activate/"])
def test_these_pages_have_one_heading_and_no_script_or_style_that_a_strict_csp_would_refuse(visitor, path):
    import re

    browser = visitor("viewer")
    if "activate" in path:
        confirmed(browser)
    page = browser.get(path).content.decode()
    assert page.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))|<style|\sstyle=|\son[a-z]+=", page)
