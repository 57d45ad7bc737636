"""A stranger at a manager's unlocked screen: each way to make the session theirs for good, step by step."""

import re
import time
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.test import Client

from tests.pages import form_of, said, text_of
from tests.people import has_confirmed

pytestmark = pytest.mark.usefixtures("nothing_counted")

LIST = "/auth/user/"
PASSWORD = "right-Password-7"
STRANGERS = "strangers-Word-6"
NEW_PASSWORD = {"password1": STRANGERS, "password2": STRANGERS}


@pytest.fixture
def screen(visitor):
    """A manager's browser, left alone some time after signing in."""
    return visitor("manager", confirmed=False)


@pytest.fixture
def vera(account):
    person = account("viewer", "vera")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    return person


def everything():
    """What is stored of accounts, roles and factors."""
    return (
        list(User.objects.order_by("pk").values()),
        list(User.groups.through.objects.order_by("pk").values_list("user", "group")),
        Authenticator.objects.count(),
    )


def form(person, **changes):
    groups = [each.pk for each in person.groups.all()]
    values = {"username": person.username, "first_name": "", "last_name": "", "email": person.email}
    return {**values, "is_active": "on", "groups": groups, **changes}


def managers():
    return Group.objects.get(name="Managers").pk


def passwords_that_open(person):
    return [word for word in (PASSWORD, STRANGERS) if Client().login(username=person.username, password=word)]


# One's own account


@pytest.mark.parametrize("number", ["{}", "0{}", "+{}", "{} "])
@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize(
    ("page", "typed", "place"),
    [
        ("password/", NEW_PASSWORD, "Change your password by “Change password” at the top"),
        ("link/", {}, "Change your password by “Change password” at the top"),
        ("second-factor/", {}, "Change your second factor by “Second factor” at the top"),
    ],
)
def test_what_a_manager_does_for_others_is_refused_for_oneself(visitor, page, typed, place, confirmed, number):
    browser = visitor("manager", confirmed)
    Authenticator.objects.create(user=browser.person, type="totp", data={"secret": "x"})
    where, before = LIST + number.format(browser.person.pk).replace(" ", "%20") + "/" + page, everything()
    for send in (browser.get, lambda path: browser.post(path, typed)):
        answer = send(where)
        assert answer.status_code == 403
        assert f"This is your own account. {place} of the page." in text_of(answer)
        assert "one-time-link" not in answer.content.decode()
    assert everything() == before
    assert passwords_that_open(browser.person) == [PASSWORD]


# Anybody's account


def attacks(screen, vera):
    """What the stranger sends: path → what is typed."""
    own = f"{LIST}{screen.person.pk}/change/"
    hers = f"{LIST}{vera.pk}/"
    new = {"username": "stranger", "email": "stranger@evil.example", "groups": [managers()]}
    return {
        "an account of the stranger's own": (f"{LIST}add/", new | NEW_PASSWORD),
        "an invitation of the stranger": (f"{LIST}invite/", new),
        "a colleague's password": (f"{hers}password/", NEW_PASSWORD),
        "a link into a colleague's account": (f"{hers}link/", {}),
        "a colleague's second factor": (f"{hers}second-factor/", {}),
        "a colleague's role": (f"{hers}change/", form(vera, groups=[managers()])),
        "a colleague's address": (f"{hers}change/", form(vera, email="stranger@evil.example")),
        "a colleague's end": (f"{hers}change/", form(vera, is_active="")),
        "the owner's own address": (own, form(screen.person, email="stranger@evil.example")),
    }


ATTACKS = [
    "an account of the stranger's own",
    "an invitation of the stranger",
    "a colleague's password",
    "a link into a colleague's account",
    "a colleague's second factor",
    "a colleague's role",
    "a colleague's address",
    "a colleague's end",
    "the owner's own address",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_stranger_at_an_unlocked_screen_changes_nobodys_credentials_and_roles(screen, vera, attack):
    path, typed = attacks(screen, vera)[attack]
    before = everything()
    for send in (screen.get, lambda where: screen.post(where, typed)):
        assert send(path).url == f"/reauthenticate/?next={path.replace('/', '%2F')}"
        assert everything() == before
    for guess in ("", "wrong", STRANGERS):
        assert screen.post(f"/reauthenticate/?next={path}", {"password": guess}).status_code == 200
    assert screen.post(path, typed).url.startswith("/reauthenticate/")
    assert everything() == before


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_the_stranger_typed_is_not_done_when_the_owner_confirms_later(screen, vera, attack):
    path, typed = attacks(screen, vera)[attack]
    before = everything()
    asked = screen.post(path, typed)
    assert not any(STRANGERS in str(value) or "evil" in str(value) for value in screen.session.values())
    page = screen.get(asked.url)
    assert said(page) == [("warning", "Nothing was done yet. Confirm that it is you, then enter it once more.")]
    answer = screen.post(asked.url, {**form_of(page), "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, path)
    page = screen.get(path)
    assert page.status_code == 200
    assert STRANGERS not in page.content.decode()
    assert "evil.example" not in page.content.decode()
    assert everything() == before


@pytest.mark.parametrize("attack", ATTACKS)
def test_whoever_confirmed_a_short_while_ago_does_it_at_once(visitor, vera, attack):
    browser = visitor("manager")
    path, typed = attacks(browser, vera)[attack]
    before = everything()
    answer = browser.post(path, {name: value for name, value in typed.items() if value != ""})
    assert everything() != before or "one-time-link" in answer.content.decode()


@pytest.mark.parametrize(("seconds", "asked"), [(299, False), (300, True)])
def test_a_confirmation_holds_for_five_minutes(visitor, monkeypatch, seconds, asked):
    moment = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: moment)
    browser = visitor("manager")
    moment += seconds
    assert (browser.get(f"{LIST}add/").status_code == 302) is asked


def test_the_confirmation_of_somebody_else_who_sat_here_before_counts_for_nothing(visitor, account):
    browser = visitor("manager")
    browser.post("/logout/")
    browser.force_login(account("manager", "next"))
    assert browser.get(f"{LIST}add/").status_code == 302
    has_confirmed(browser, browser.person)
    assert browser.get(f"{LIST}add/").status_code == 302


@pytest.mark.parametrize("path", ["", "{vera}/history/"])
def test_looking_asks_for_no_confirmation(screen, vera, path):
    assert screen.get(LIST + path.format(vera=vera.pk)).status_code == 200


def test_whoever_may_only_look_at_accounts_is_asked_for_none(visitor, account):
    browser, other = visitor("nobody"), account("nobody", "other")
    browser.person.user_permissions.add(Permission.objects.get(codename="view_user"))
    page = browser.get(f"{LIST}{other.pk}/change/")
    assert page.status_code == 200
    assert 'name="email"' not in page.content.decode()
    assert browser.post(f"{LIST}{other.pk}/change/", form(other, email="x@evil.example")).status_code == 403


def test_the_owner_s_address_cannot_be_turned_into_a_new_password_from_their_screen(screen, settings):
    settings.EMAIL_URL = "smtp://mail.example"
    screen.post(f"{LIST}{screen.person.pk}/change/", form(screen.person, email="stranger@evil.example"))
    Client().post("/password/forgotten/", {"email": "stranger@evil.example"})
    assert mail.outbox == []
    assert passwords_that_open(screen.person) == [PASSWORD]


# Whoever has neither password nor second factor here


@pytest.fixture
def company_screen(screen):
    """As above, of a manager who has the company's account alone, and was let in by it."""
    screen.person.set_unusable_password()
    screen.person.save()
    screen.force_login(screen.person)
    session = screen.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": 4_000_000_000}]
    session["account_authentication_methods_user"] = str(screen.person.pk)
    session.save()
    return screen


def test_whoever_has_neither_password_nor_factor_signs_in_at_the_company_anew(company_screen, vera, settings):
    settings.OIDC_ISSUER = "https://login.example"
    path, before = f"{LIST}{vera.pk}/second-factor/", everything()
    for send in (company_screen.get, company_screen.post):
        answer = send(path)
        assert answer.status_code == 403
        link = re.search(r'class="button" href="([^"]+)"', unescape(answer.content.decode()))[1]
        assert link == f"/oidc/company/login/?next={path.replace('/', '%2F')}"
    assert everything() == before


def test_a_second_factor_of_the_stranger_s_own_is_no_way_around_that(company_screen, settings):
    settings.OIDC_ISSUER = "https://login.example"
    for path in ("/2fa/totp/activate/", "/2fa/webauthn/add/"):
        for send in (company_screen.get, lambda where: company_screen.post(where, {"code": "000000"})):
            answer = send(path)
            assert answer.status_code == 403
            assert "sign in at the company once more" in text_of(answer)
    assert not Authenticator.objects.exists()


def test_where_there_is_no_company_either_a_sentence_says_whom_to_ask(company_screen):
    answer = company_screen.get(f"{LIST}add/")
    assert answer.status_code == 403
    assert "Ask a manager for a one-time link, and set a password." in text_of(answer)


def test_with_passwords_off_a_password_confirms_nothing(screen, settings):
    settings.PASSWORD_SIGN_IN, settings.OIDC_ISSUER = False, "https://login.example"
    assert screen.get(f"{LIST}add/").status_code == 403
    assert screen.post("/reauthenticate/", {"password": PASSWORD}).status_code == 403
    assert screen.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize(("minutes", "status"), [((60, 1), 200), ((1, 60), 302)])
def test_what_counts_is_the_last_confirmation(screen, minutes, status):
    session = screen.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() - 60 * ago, "reauthenticated": True} for ago in minutes
    ]
    session["account_authentication_methods_user"] = str(screen.person.pk)
    session.save()
    assert screen.get(f"{LIST}add/").status_code == status
