"""Who may come in by the company is asked at every sign-in, and nothing changes here before the second factor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tests.codes import code_now
from tests.pages import text_of
from tests.people import has_address
from tests.provider import CALLBACK, LOGIN, METADATA, PERSON, asked, asked_at, comes_back, is_signed_in, token

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _roles_by_claim(anna, settings):
    settings.OIDC_ROLE_CLAIM, settings.OIDC_ROLE_MAP = "groups", {"tt-edit": "Editors", "tt-manage": "Managers"}


def comes(web, **claims):
    """Somebody with a new browser, of whom the ID token says this and the user info only who they are."""
    browser = Client()
    question = asked(browser)
    info = {"sub": claims.get("sub", PERSON["sub"])}
    web.replace("GET", METADATA["userinfo_endpoint"], json=info)
    return browser, comes_back(web, browser, question, token(question, **claims))


def state_of_things():
    """All that a sign-in could change of accounts, links and roles."""
    links = list(SocialAccount.objects.order_by("pk").values())
    return links, list(User.objects.order_by("pk").values()), sorted(User.groups.through.objects.values_list())


def with_second_factor(person):
    from ttdash.signin.second_factor import FactorAdapter

    Authenticator.objects.create(user=person, type="totp", data={"secret": FactorAdapter().encrypt(SECRET)})


def groups(person):
    return sorted(person.groups.values_list("name", flat=True))


def test_a_sign_in_links_the_account_and_sets_the_roles_of_the_token(web, anna):
    browser, answer = comes(web, groups=["tt-edit"])
    assert answer.status_code == 302
    assert is_signed_in(browser)
    assert groups(anna) == ["Editors"]
    assert list(SocialAccount.objects.values_list("provider", "uid", "user__username", "extra_data")) == [
        ("company", "anna-1", "anna", {})
    ]


def test_roles_that_the_user_info_alone_names_are_not_given(web, anna):
    browser = Client()
    question = asked(browser)
    web.replace("GET", METADATA["userinfo_endpoint"], json=PERSON | {"groups": ["tt-manage"]})
    assert comes_back(web, browser, question, token(question)).status_code == 302
    assert groups(anna) == []


SINCE = {
    "made a superuser": ({"is_superuser": True}, "it opens by its password only", "anna is a superuser"),
    "deactivated": ({"is_active": False}, "was deactivated", "anna is inactive"),
    "given to somebody else": (
        {"email": "bea@office.example"},
        "has another mail address than your account here",
        "anna has another mail address than its company account",
    ),
}


@pytest.mark.parametrize("what", SINCE)
@pytest.mark.parametrize("linked", [True, False])
def test_an_account_that_was_changed_since_opens_no_more_and_nothing_of_it_changes(web, anna, caplog, what, linked):
    changes, sentence, reason = SINCE[what]
    if linked:
        comes(web, groups=["tt-edit"])
    elif "email" in changes:
        sentence, reason = "There is no account for you here yet", "no account"
    User.objects.filter(pk=anna.pk).update(**changes)
    before = state_of_things()
    browser, answer = comes(web, groups=["tt-manage"])
    assert answer.status_code == 403
    assert sentence in text_of(answer)
    assert ("ttdash.signin.company", 30, f"company sign-in refused: {reason} from 127.0.0.1") in caplog.record_tuples
    assert not is_signed_in(browser)
    assert state_of_things() == before


def test_a_person_whose_address_became_a_colleagues_opens_neither_account(web, anna, account):
    comes(web, groups=["tt-edit"])
    boss = account("manager")
    User.objects.filter(pk=boss.pk).update(email="boss@office.example")
    before = state_of_things()
    browser, answer = comes(web, email="boss@office.example", groups=["tt-manage"])
    assert answer.status_code == 403
    assert not is_signed_in(browser)
    assert state_of_things() == before


def test_another_person_with_the_address_of_a_linked_account_is_refused(web, anna):
    comes(web, groups=["tt-edit"])
    before = state_of_things()
    browser, answer = comes(web, sub="anna-2", groups=["tt-manage"])
    assert "Another company account is linked" in text_of(answer)
    assert not is_signed_in(browser)
    assert state_of_things() == before


@pytest.mark.parametrize("linked", [True, False])
def test_before_the_second_factor_nothing_changes_and_after_it_link_and_roles_do(web, anna, linked):
    if linked:
        comes(web, groups=["tt-edit"])
    with_second_factor(anna)
    before = state_of_things()
    browser, answer = comes(web, groups=["tt-manage"])
    assert answer.url == "/2fa/authenticate/"
    browser.post("/2fa/authenticate/", {"code": "000000"})
    assert not is_signed_in(browser)
    assert state_of_things() == before
    browser.post("/2fa/authenticate/", {"code": code_now(SECRET)})
    assert is_signed_in(browser)
    assert groups(anna) == ["Managers"]
    assert SocialAccount.objects.get(uid="anna-1").user == anna


def test_a_stranger_stopped_by_the_second_factor_locks_nobody_out(web, anna):
    with_second_factor(anna)
    stranger, answer = comes(web, sub="stranger")
    assert answer.url == "/2fa/authenticate/"
    browser, _answer = comes(web)
    browser.post("/2fa/authenticate/", {"code": code_now(SECRET)})
    assert is_signed_in(browser)
    cache.clear()
    stranger.post("/2fa/authenticate/", {"code": code_now(SECRET)})  # even with a code that was looked over a shoulder
    assert not is_signed_in(stranger)
    assert list(SocialAccount.objects.values_list("uid", flat=True)) == ["anna-1"]


@pytest.mark.parametrize(
    "changes", [{"is_superuser": True}, {"is_active": False}, {"email": "bea@office.example"}, {"email": ""}]
)
def test_an_account_that_is_changed_while_its_second_factor_is_awaited_opens_no_more(web, anna, changes):
    comes(web, groups=["tt-edit"])
    with_second_factor(anna)
    browser, _answer = comes(web, groups=["tt-manage"])
    User.objects.filter(pk=anna.pk).update(**changes)
    before = state_of_things()
    assert browser.post("/2fa/authenticate/", {"code": code_now(SECRET)}).status_code == 403
    assert not is_signed_in(browser)
    assert state_of_things() == before
    assert browser.get("/2fa/authenticate/").url == "/login/"  # nothing is left to go on with


def test_while_the_second_factor_is_awaited_no_token_lies_in_the_session(web, anna):
    with_second_factor(anna)
    browser = Client()
    question = asked(browser)
    id_token = token(question)
    comes_back(web, browser, question, id_token)
    (kept,) = [str(row.get_decoded()) for row in Session.objects.all()]
    assert "anna-1" in kept
    for secret in ("a-token-of-access", id_token):
        assert secret not in kept


def test_roles_that_nobody_set_by_claim_stay_as_managers_gave_them(web, anna, settings):
    settings.OIDC_ROLE_CLAIM, settings.OIDC_ROLE_MAP = "", {}
    anna.groups.set([Group.objects.get(name="Editors")])
    comes(web, groups=["tt-manage"])
    assert groups(anna) == ["Editors"]


def test_what_earlier_versions_kept_of_the_providers_words_is_forgotten(web, anna):
    SocialAccount.objects.create(provider="company", uid="anna-1", user=anna, extra_data={"userinfo": {"phone": "1"}})
    browser, _answer = comes(web)
    assert is_signed_in(browser)
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    ("onward", "leads_to"),
    [
        ("http://testserver/clients/", "/"),
        ("https://testserver.evil.example/", "/"),
        ("//evil.example/", "/"),
        ("https://testserver/clients/", "https://testserver/clients/"),
        ("/clients/", "/clients/"),
    ],
)
def test_the_company_s_sign_in_leads_on_to_this_site_over_https_alone(web, anna, onward, leads_to):
    browser = Client()
    question = asked_at(browser.get(LOGIN, {"next": onward}, secure=True))
    web.post(METADATA["token_endpoint"], json={"access_token": "x", "id_token": token(question)})
    answer = browser.get(CALLBACK, {"code": "a-code", "state": question["state"]}, secure=True)
    assert is_signed_in(browser)
    assert answer.url == leads_to


def test_a_user_name_that_is_somebodys_address_neither_lets_them_in_nor_makes_a_second_account(web, anna, settings):
    settings.OIDC_CREATE_ACCOUNTS = True
    anna.email, anna.username = "", "Zoe@office.example"
    anna.save()
    browser, answer = comes(web, email="zoe@office.example")
    assert "Ask a manager" in text_of(answer)
    assert not is_signed_in(browser)
    assert User.objects.count() == 1


def test_a_new_account_whose_name_an_older_one_has_in_other_letters_gets_one_of_its_own(web, account, settings):
    settings.OIDC_CREATE_ACCOUNTS = True
    account("viewer", "strauß")
    comes(web, email="strauss@office.example")
    assert re.fullmatch("strauss-[0-9a-f]{6}", User.objects.get(email="strauss@office.example").username)


def test_of_two_first_sign_ins_at_the_same_moment_the_second_gets_a_sentence(web, settings, monkeypatch):
    settings.OIDC_CREATE_ACCOUNTS = True
    has_address(User.objects.create_user("zoe"), "zoe@office.example")
    monkeypatch.setattr("ttdash.signin.names.claiming", lambda name: [])  # as if the first were not done yet
    _browser, answer = comes(web, email="zoe@office.example")
    assert answer.status_code == 403
    assert "at this very moment" in text_of(answer)
