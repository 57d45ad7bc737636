"""Each guard of sign-in, tried by its nearest neighbour: another person, another way in, another scheme."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from tests.codes import code_now
from tests.pages import text_of
from ttdash.signin import one_time

pytestmark = pytest.mark.usefixtures("nothing_counted")

PASSWORD = "right-Password-7"


@pytest.fixture
def moment(monkeypatch):
    """The clock by which codes change stands still until it is moved."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


def with_app(browser):
    browser.post("/reauthenticate/", {"password": PASSWORD})
    secret = browser.get("/2fa/totp/activate/").context["form"].secret
    browser.post("/2fa/totp/activate/", {"code": code_now(secret)})
    return secret


def half_way(person):
    """Somebody who has typed the right password, and no code yet."""
    browser = Client()
    browser.post("/login/", {"username": person.username, "password": PASSWORD})
    return browser


def is_signed_in(browser):
    return "_auth_user_id" in browser.session


def test_a_link_is_spent_while_the_second_factor_is_still_to_come(account):
    person = account("viewer")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    link = one_time.sign_in_path(person)
    assert Client().post(link).url == "/2fa/authenticate/"
    for again in (Client().get(link), Client().post(link)):
        assert again.status_code == 200
        assert "This link was used before, or is too old" in text_of(again)


@pytest.mark.parametrize("signed_in_as", ["somebody else", "the same person"])
def test_a_link_confirms_nobody_while_the_second_factor_is_still_to_come(visitor, account, signed_in_as):
    screen = visitor("viewer")
    person = screen.person if signed_in_as == "the same person" else account("viewer")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    assert screen.post(one_time.sign_in_path(person)).url == "/2fa/authenticate/"
    assert screen.get("/2fa/webauthn/add/").url.startswith("/login/")


def _switched_off_and_on(person):
    person.is_active = False
    person.save()
    person.is_active = True


CHANGES = {
    "a new password": lambda person: person.set_password("another-Good-one-8"),
    "a password taken away": lambda person: person.set_unusable_password(),
    "a deactivation that was taken back": _switched_off_and_on,
    "nothing": lambda _person: None,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_sign_in_that_waits_for_its_code_ends_with_what_it_began_with(visitor, moment, change):
    browser = visitor("viewer")
    secret = with_app(browser)
    moment(60)
    waiting = half_way(browser.person)
    person = type(browser.person).objects.get(pk=browser.person.pk)
    CHANGES[change](person)
    person.save()
    waiting.post("/2fa/authenticate/", {"code": code_now(secret)})
    assert is_signed_in(waiting) is (change == "nothing")


@pytest.mark.parametrize("number", [7, 10, 36, 1_000_000])
def test_switching_an_account_off_ends_its_sign_in_that_waits_for_its_code_whatever_its_number(visitor, moment, number):
    person = User.objects.create_user("anna", password=PASSWORD, pk=number)
    browser = visitor(None)
    browser.force_login(person)
    secret = with_app(browser)
    moment(60)
    waiting = half_way(person)
    _switched_off_and_on(person)
    person.save()
    waiting.post("/2fa/authenticate/", {"code": code_now(secret)})
    assert not is_signed_in(waiting)


@pytest.mark.parametrize(("early", "opens"), [(30, False), (0, True), (-30, False)])
def test_a_code_that_nobody_has_used_opens_in_its_own_30_seconds_and_not_in_those_before_or_after(
    visitor, moment, early, opens
):
    browser = visitor("viewer")
    secret = with_app(browser)
    moment(300 + early)
    code = code_now(secret)
    moment(-early)
    waiting = half_way(browser.person)
    waiting.post("/2fa/authenticate/", {"code": code})
    assert is_signed_in(waiting) is opens


def test_wrong_codes_lock_no_colleague_behind_the_same_address(visitor, moment):
    guessed, colleague = visitor("viewer"), visitor("viewer")
    with_app(guessed)
    secret = with_app(colleague)
    moment(60)
    guessing, signing_in = half_way(guessed.person), half_way(colleague.person)
    for _ in range(7):
        guessing.post("/2fa/authenticate/", {"code": "000000"})
    assert "Too many wrong passwords" in text_of(guessing.post("/2fa/authenticate/", {"code": "000000"}))
    signing_in.post("/2fa/authenticate/", {"code": code_now(secret)})
    assert is_signed_in(signing_in)


def test_wrong_old_passwords_lock_no_colleague_behind_the_same_address(visitor):
    guessing, colleague = visitor("viewer"), visitor("viewer")
    new = {"new_password1": "another-Good-one-8", "new_password2": "another-Good-one-8"}
    for _ in range(7):
        guessing.post("/password_change/", {"old_password": "wrong", **new})
    assert colleague.post("/password_change/", {"old_password": PASSWORD, **new}).status_code == 302


def test_recovery_codes_alone_are_no_second_factor_where_one_is_required(visitor, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = visitor("viewer")
    Authenticator.objects.create(user=browser.person, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert browser.get("/clients/").url == "/2fa/"


@pytest.mark.parametrize(
    ("onward", "leads_to"),
    [
        ("http://testserver/clients/", "/"),
        ("HTTP://testserver/clients/", "/"),
        ("https://testserver/clients/", "https://testserver/clients/"),
    ],
)
def test_over_https_sign_in_leads_to_no_address_of_plain_http(account, onward, leads_to):
    typed = {"username": account("viewer").username, "password": PASSWORD, "next": onward}
    assert Client().post("/login/", typed, secure=True).url == leads_to
