"""The lock against guessing: per account and address, known to every worker, and never in the way of an office."""

import re
from contextlib import nullcontext
from html import unescape

import pytest
from allauth.core.internal import ratelimit as counting
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import has_address

pytestmark = pytest.mark.usefixtures("nothing_counted")

PASSWORD = "right-Password-7"
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def attempt(browser, username, password, address=HOME, **headers):
    return browser.post("/login/", {"username": username, "password": password}, REMOTE_ADDR=address, headers=headers)


def signed_in(visitor, *words, **more):
    browser = visitor(None)
    attempt(browser, *words, **more)
    return "_auth_user_id" in browser.session


def guess(visitor, username, times=6, **more):
    for number in range(times):
        attempt(visitor(None), username, f"wrong-{number}", **more)


def test_six_wrong_passwords_lock_the_account_for_that_address(visitor, account):
    account("viewer", "vera")
    guess(visitor, "vera")
    answer = attempt(visitor(None), "vera", PASSWORD)
    assert "Too many wrong passwords for this account from where you are." in unescape(answer.content.decode())
    assert not signed_in(visitor, "vera", PASSWORD)


def test_five_wrong_passwords_do_not(visitor, account):
    account("viewer", "vera")
    guess(visitor, "vera", 5)
    assert signed_in(visitor, "vera", PASSWORD)


def test_the_owner_signs_in_from_elsewhere_all_the_same(visitor, account):
    account("viewer", "vera")
    guess(visitor, "vera", 20)
    assert signed_in(visitor, "vera", PASSWORD, address=ELSEWHERE)


def test_a_colleague_behind_the_same_address_signs_in_all_the_same(visitor, account):
    account("viewer", "vera")
    account("viewer", "walter")
    guess(visitor, "vera", 20)
    assert signed_in(visitor, "walter", PASSWORD)


@pytest.mark.parametrize("spelt", ["vera", "vera@office.example", "VERA@office.example"])
def test_user_name_and_address_are_one_account(visitor, account, spelt):
    has_address(account("viewer", "vera"), "Vera@office.example")
    assert signed_in(visitor, spelt, PASSWORD)
    guess(visitor, "vera", 3)
    guess(visitor, "vera@office.example", 3)
    assert not signed_in(visitor, spelt, PASSWORD)


def test_a_right_password_makes_the_wrong_ones_forgotten(visitor, account):
    account("viewer", "vera")
    for _ in range(3):
        guess(visitor, "vera", 5)
        assert signed_in(visitor, "vera", PASSWORD)


def test_a_name_that_nobody_has_is_locked_like_any_other(visitor, account):
    guess(visitor, "nobody-here")
    assert "Too many wrong passwords" in attempt(visitor(None), "Nobody-here", "x").content.decode()


SPELLINGS = ["demo-editor", "DEMO-EDITOR", "Demo-Editor", "ｄｅｍｏ-editor", "ＤＥＭＯ-editor"]
AT_OFFICE = [f"{name}@office.example" for name in SPELLINGS]


@pytest.mark.parametrize("first", range(5))
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("spellings", [SPELLINGS, AT_OFFICE])
def test_the_lock_does_not_tell_who_has_an_account(visitor, account, spellings, known, first):
    person = account("viewer", SPELLINGS[0] if known else "somebody-else")
    has_address(person, AT_OFFICE[0] if known else "")
    guess(visitor, spellings[first])
    for spelling in spellings:
        answer = attempt(visitor(None), spelling, PASSWORD)
        assert "Too many wrong passwords for this account from where you are." in unescape(answer.content.decode())
    assert signed_in(visitor, spellings[0], PASSWORD, address=ELSEWHERE) is known


def test_a_lock_of_the_account_behind_two_names_does_not_tell_that_they_are_one(visitor, account):
    person = account("viewer", "vera")
    has_address(person, "vera@office.example")
    for name, address in (("vera", "vera@office.example"), ("nobody", "nobody@office.example")):
        guess(visitor, name, 5)
        guess(visitor, address, 2)
        answer = unescape(attempt(visitor(None), address, PASSWORD).content.decode())
        assert "Please enter a correct username and password." in answer
        assert "Too many" not in answer
    assert not signed_in(visitor, "vera@office.example", PASSWORD)


def statements(browser, *words):
    """The SQL of an attempt, without its values, and how many hashes of passwords were made."""
    hashes, encode = [], MD5PasswordHasher.encode

    def counted(self, *args):
        hashes.append(1)
        return encode(self, *args)

    with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(MD5PasswordHasher, "encode", counted)
        attempt(browser, *words)
    return [re.sub(r"'[^']*'|\bs\d+_x\d+|\b\d+(\.\d+)?\b", "?", query["sql"]) for query in queries], len(hashes)


@pytest.mark.own_stores
@pytest.mark.parametrize("before", [0, 6])
@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ("vera", "nora"),
        ("vera@office.example", "nora@office.example"),
        ("at@office.example", "no@office.example"),
        ("off", "on-"),
        ("by-company", "by-nobodyy"),
    ],
)
def test_the_same_is_done_for_a_name_that_somebody_has_and_for_one_that_nobody_has(
    visitor, account, known, unknown, before
):
    person = account("viewer", "vera")
    has_address(person, "vera@office.example")
    account("viewer", "at@office.example")
    User.objects.filter(pk=account("viewer", "off").pk).update(is_active=False)
    User.objects.filter(pk=account("viewer", "by-company").pk).update(password="!")
    guess(visitor, "whoever", 1)  # the address has its count
    done = []
    for name in (known, unknown):
        guess(visitor, name, before)
        done.append(statements(visitor(None), name, "wrong"))
    assert done[0] == done[1]
    assert len(done[0][0]) > 3


def test_the_account_s_own_lock_takes_as_long_as_a_wrong_password(visitor, account):
    person = account("viewer", "vera")
    has_address(person, "vera@office.example")
    guess(visitor, "vera")
    locked = statements(visitor(None), "vera@office.example", PASSWORD)
    assert locked[1] == 1


def test_an_office_behind_one_address_signs_in_300_times_a_minute(visitor, account):
    people = [account("viewer", f"vera-{number}").username for number in range(30)]
    assert all(signed_in(visitor, person, PASSWORD) for person in people * 10)


def test_one_address_cannot_try_one_password_on_every_account(visitor, account):
    account("viewer", "vera")
    for number in range(100):
        attempt(visitor(None), f"name-{number}", "Summer-2026")
    assert not signed_in(visitor, "vera", PASSWORD)
    assert signed_in(visitor, "vera", PASSWORD, address=ELSEWHERE)


@pytest.mark.own_stores
def test_what_is_counted_lies_in_the_cache_that_all_workers_share(visitor, account, settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    account("viewer", "vera")
    guess(visitor, "vera")
    cache.clear()
    assert signed_in(visitor, "vera", PASSWORD)


def held(monkeypatch, *, by_somebody):
    """Let nobody take allauth's lock of such counts, as where it was set while the cache hung."""
    monkeypatch.setattr(counting, "cache_lock", lambda key: nullcontext(by_somebody not in key))


def test_an_attempt_that_cannot_be_counted_is_not_told_as_one_too_many(visitor, account, monkeypatch):
    account("viewer", "vera")
    browser = visitor(None)
    browser.raise_request_exception = False
    held(monkeypatch, by_somebody="wrong_secret")
    for password in (PASSWORD, "wrong"):
        answer = attempt(browser, "vera", password)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "Too many" not in answer.content.decode()
        assert "without it no password can be taken" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_one_that_is_one_too_many_is_told_so_even_then(visitor, account, monkeypatch):
    account("viewer", "vera")
    guess(visitor, "vera")
    held(monkeypatch, by_somebody="wrong_secret")
    assert "Too many" in attempt(visitor(None), "vera", PASSWORD).content.decode()


def test_what_is_counted_of_an_address_keeps_nobody_there_waiting(visitor, account, monkeypatch):
    account("viewer", "vera")
    held(monkeypatch, by_somebody="sprayed")
    assert signed_in(visitor, "vera", PASSWORD)


def forwarded(entries):
    return {"x-forwarded-for": entries}


def test_without_a_trusted_proxy_the_header_is_worth_nothing(visitor, account):
    account("viewer", "vera")
    for number in range(6):
        attempt(visitor(None), "vera", "wrong", **forwarded(f"203.0.113.{number}"))
    assert not signed_in(visitor, "vera", PASSWORD, **forwarded("203.0.113.99"))


@pytest.mark.parametrize(
    ("proxies", "header"),
    [(1, "1.2.3.4, {}"), (1, "{}"), (2, "1.2.3.4, {}, 10.0.0.2"), (2, "{}, 10.0.0.2"), (1, "[{}]:81"), (3, "{}")],
)
def test_behind_proxies_the_address_is_counted_from_the_right(visitor, account, settings, proxies, header):
    settings.TRUSTED_PROXIES = proxies
    guilty, other = ("2001:db8::7", "2001:db8:1::7") if "[" in header else ("203.0.113.7", "203.0.113.8")
    account("viewer", "vera")
    for _ in range(6):
        attempt(visitor(None), "vera", "wrong", **forwarded(header.format(guilty)))
    assert not signed_in(visitor, "vera", PASSWORD, **forwarded(header.format(guilty)))
    assert signed_in(visitor, "vera", PASSWORD, **forwarded(header.format(other)))


@pytest.mark.parametrize("header", ["", "unknown", ",", "999.1.1.1", "_hidden"])
def test_a_header_that_holds_no_address_is_as_good_as_none(visitor, account, settings, header):
    settings.TRUSTED_PROXIES = 1
    account("viewer", "vera")
    guess(visitor, "vera", **forwarded(header))
    assert not signed_in(visitor, "vera", PASSWORD)
    assert signed_in(visitor, "vera", PASSWORD, address=ELSEWHERE, **forwarded(header))


def test_one_household_of_ipv6_is_one_address(visitor, account):
    account("viewer", "vera")
    for number in range(6):
        attempt(visitor(None), "vera", "wrong", address=f"2001:db8::{number + 1}")
    assert not signed_in(visitor, "vera", PASSWORD, address="2001:db8::ffff")
    assert signed_in(visitor, "vera", PASSWORD, address="2001:db8:0:1::1")


def test_a_server_behind_a_socket_file_has_no_address_and_still_signs_people_in(visitor, account):
    account("viewer", "vera")
    assert signed_in(visitor, "vera", PASSWORD, address="")


def test_an_address_that_two_accounts_have_is_nobodys(visitor, account):
    account("viewer", "vera")
    account("viewer", "walter")
    User.objects.update(email="office@office.example")
    assert not signed_in(visitor, "office@office.example", PASSWORD)


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/3rdparty/signup/", "/email/", "/confirm-email/"])
def test_there_is_no_self_registration(visitor, path):
    assert visitor(None).get(path).status_code == 404
    assert "signup" not in visitor(None).get("/login/").content.decode().lower()


def test_a_page_of_json_is_never_the_answer(visitor, account):
    account("viewer", "vera")
    answer = visitor(None).post(
        "/login/", {"username": "vera", "password": "x"}, headers={"accept": "application/json"}
    )
    assert answer["Content-Type"].startswith("text/html")
