"""Inviting, deactivating, second factors of others; the last manager; and a manager who wants more."""

import re
from smtplib import SMTPException

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.db import DatabaseError
from django.test import Client

from tests.links import NEXT_PASSWORD, can_sign_in, link_on, sets_password
from tests.pages import text_of
from tests.people import has_confirmed
from ttdash.team import membership

pytestmark = pytest.mark.usefixtures("nothing_counted")

LIST = "/auth/user/"
PASSWORD = "right-Password-7"
LAST = "This is the last manager"


@pytest.fixture
def vera(account):
    person = account("viewer", "vera")
    User.objects.filter(pk=person.pk).update(email="vera@office.example")
    return User.objects.get(pk=person.pk)


@pytest.fixture
def manager(visitor):
    return visitor("manager")


def group(name):
    return Group.objects.get(name=name).pk


def form(person, **changes):
    groups = [each.pk for each in person.groups.all()]
    values = {"username": person.username, "first_name": "", "last_name": "", "email": person.email}
    return values | ({"is_active": "on"} if person.is_active else {}) | {"groups": groups} | changes


def roles(person):
    return set(User.objects.get(pk=person.pk).groups.values_list("name", flat=True))


# Inviting


def test_an_invited_colleague_sets_the_password_by_a_link_that_is_shown_once(manager):
    new = {"username": "vera", "email": "vera@office.example", "groups": [group("Viewers")]}
    answer = manager.post(f"{LIST}invite/", new)
    assert "no-store" in answer["Cache-Control"]
    vera = User.objects.get(username="vera")
    assert not vera.has_usable_password()
    assert roles(vera) == {"Viewers"}
    assert "Your password is set." in text_of(sets_password(link_on(answer)))
    assert can_sign_in("vera", NEXT_PASSWORD)
    assert can_sign_in("vera@office.example", NEXT_PASSWORD)


def test_with_a_mail_server_the_link_goes_by_mail(manager, settings):
    settings.EMAIL_URL = "smtp://mail.example"
    answer = manager.post(f"{LIST}invite/", {"username": "vera", "email": "vera@office.example"}, follow=True)
    assert "An invitation went to vera@office.example." in text_of(answer)
    assert mail.outbox[0].to == ["vera@office.example"]
    sets_password(re.search(r"http://[^/]+(/password/set/\S+)", mail.outbox[0].body)[1])
    assert can_sign_in("vera", NEXT_PASSWORD)


def test_where_the_mail_server_takes_no_invitation_the_link_is_shown(manager, settings, monkeypatch):
    def refused(*args):
        raise SMTPException

    settings.EMAIL_URL = "smtp://mail.example"
    monkeypatch.setattr("ttdash.signin.one_time.send_mail", refused)
    answer = manager.post(f"{LIST}invite/", {"username": "vera", "email": "vera@office.example"})
    sets_password(link_on(answer))
    assert can_sign_in("vera", NEXT_PASSWORD)


def test_with_passwords_off_an_invitation_is_for_the_company_account(manager, settings):
    settings.PASSWORD_SIGN_IN = False
    answer = manager.post(f"{LIST}invite/", {"username": "vera", "email": "vera@office.example"}, follow=True)
    assert "The account vera can be opened with the company account of vera@office.example." in text_of(answer)


@pytest.mark.parametrize("changes", [{"username": ""}, {"username": "a b"}, {"email": "x"}, {"groups": ["999"]}])
def test_an_invitation_with_a_mistake_is_shown_again(manager, changes):
    assert manager.post(f"{LIST}invite/", {"username": "vera"} | changes).status_code == 200
    assert not User.objects.filter(username="vera").exists()


# Deactivating


def test_deactivating_ends_every_session_at_once_and_they_stay_dead(manager, vera):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.post("/login/", {"username": "vera", "password": PASSWORD})
        assert browser.get("/sessions/").status_code == 200
    where = f"{LIST}{vera.pk}/change/"
    values = form(vera)
    manager.post(where, {name: value for name, value in values.items() if name != "is_active"})
    assert all(browser.get("/sessions/").status_code == 302 for browser in browsers)
    manager.post(where, values)
    assert User.objects.get(pk=vera.pk).is_active
    assert all(browser.get("/sessions/").status_code == 302 for browser in browsers)
    assert can_sign_in("vera", PASSWORD)
    assert manager.get(LIST).status_code == 200


# Second factors of others


def test_the_list_and_the_page_show_who_has_a_second_factor(manager, vera):
    def shown():
        return manager.get(LIST).context["cl"].queryset.get(username="vera").has_factor

    assert not shown()
    Authenticator.objects.create(user=vera, type="recovery_codes", data={})
    assert not shown()
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    assert shown()
    assert "Second factor" in text_of(manager.get(f"{LIST}{vera.pk}/change/"))


def test_a_manager_resets_a_second_factor_that_was_lost(manager, vera):
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    assert not can_sign_in("vera", PASSWORD)
    where = f"{LIST}{vera.pk}/second-factor/"
    assert manager.get(where).status_code == 200
    assert Authenticator.objects.exists()
    assert "The account vera has no second factor any more." in text_of(manager.post(where, follow=True))
    assert can_sign_in("vera", PASSWORD)


# The last manager


@pytest.mark.parametrize("changes", [{"groups": []}, {"groups": "Editors"}, {"is_active": None}])
@pytest.mark.parametrize("superuser", [False, True])
def test_the_last_manager_is_neither_demoted_nor_deactivated_by_anyone(manager, changes, superuser):
    person, browser = manager.person, manager
    if superuser:
        browser, root = Client(), User.objects.create_superuser("root")
        browser.force_login(root)
        has_confirmed(browser, root)
    changes = {key: [group(value)] if isinstance(value, str) else value for key, value in changes.items()}
    values = {name: value for name, value in form(person, **changes).items() if value is not None}
    answer = browser.post(f"{LIST}{person.pk}/change/", values)
    assert answer.status_code == 200
    assert LAST in text_of(answer)
    assert roles(person) == {"Managers"}
    assert User.objects.get(pk=person.pk).is_active


def test_one_of_two_managers_may_go_and_the_other_may_not_then(manager, account):
    other = account("manager")
    assert manager.post(f"{LIST}{other.pk}/change/", form(other, groups=[group("Viewers")])).status_code == 302
    assert roles(other) == {"Viewers"}
    assert LAST in text_of(manager.post(f"{LIST}{manager.person.pk}/change/", form(manager.person, groups=[])))


def test_a_manager_who_is_inactive_does_not_count(manager, account):
    User.objects.filter(pk=account("manager").pk).update(is_active=False)
    assert LAST in text_of(manager.post(f"{LIST}{manager.person.pk}/change/", form(manager.person, groups=[])))


@pytest.mark.parametrize("wanted", [set(), {"Viewers"}, {"Viewers", "Editors"}])
def test_no_claim_takes_the_role_from_the_last_manager(account, wanted):
    person = account("manager")
    membership.set_roles(person, wanted)
    assert roles(person) == wanted | {"Managers"}
    account("manager")
    membership.set_roles(person, wanted)
    assert roles(person) == wanted


def test_claims_leave_other_groups_alone(account):
    person = account("viewer")
    person.groups.add(Group.objects.create(name="Auditors"))
    membership.set_roles(person, {"Editors"})
    assert roles(person) == {"Editors", "Auditors"}


def test_roles_by_claim_are_told_in_the_account_s_history_and_nowhere_else(manager, account):
    person = account("viewer", "vera")
    membership.set_roles(person, {"Editors", "Viewers"})
    membership.set_roles(person, {"Managers"})
    page = text_of(manager.get(f"{LIST}{person.pk}/history/"))
    assert "vera Added role by company sign-in “Editors”." in page
    told = "Added role by company sign-in “Managers”. "
    told += "Deleted role by company sign-in “Viewers”. Deleted role by company sign-in “Editors”."
    assert f"vera {told}" in page
    assert "Nothing was done here yet." in text_of(manager.get("/history/"))
    assert "vera" not in manager.get("/history/?format=csv").getvalue().decode()


@pytest.mark.parametrize(("role", "wanted"), [("viewer", {"Viewers"}), ("nobody", set()), ("manager", set())])
def test_a_claim_that_changes_nothing_leaves_no_entry(account, role, wanted):
    membership.set_roles(account(role), wanted)
    assert not LogEntry.objects.exists()


def test_roles_that_cannot_be_traced_are_not_changed(account, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    person = account("viewer")
    monkeypatch.setattr(LogEntry.objects, "log_actions", broken)
    with pytest.raises(DatabaseError):
        membership.set_roles(person, {"Editors"})
    assert roles(person) == {"Viewers"}


# A manager who wants to be more. Each row: where, what is posted, what the account must still be


def victims(account, manager):
    owner = account("viewer", "owner")
    owner.user_permissions.add(Permission.objects.get(codename="delete_user"))
    Group.objects.create(name="Owners").permissions.add(Permission.objects.get(codename="delete_user"))
    people = {"own": manager.person, "other": account("viewer", "other"), "owner": owner}
    return people | {"root": User.objects.create_superuser("root", password=PASSWORD)}


PASSWORDS = {"password1": NEXT_PASSWORD, "password2": NEXT_PASSWORD}
ATTEMPTS = {
    "a superuser flag for oneself": ("own", "change/", {"is_superuser": "on"}),
    "a staff flag for oneself": ("own", "change/", {"is_staff": "on"}),
    "single permissions for oneself": ("own", "change/", {"user_permissions": ["1", "2", "3"]}),
    "a superuser flag for somebody else": ("other", "change/", {"is_superuser": "on"}),
    "single permissions for somebody else": ("other", "change/", {"user_permissions": ["1"]}),
    "a role above one's own": ("own", "change/", {"groups": ["Owners", "Managers"]}),
    "a role above one's own, for somebody else": ("other", "change/", {"groups": ["Owners"]}),
    "a password by the change page": ("other", "change/", {"password": "pbkdf2_sha256$1$x$x"}),
    "the last manager's role": ("own", "change/", {"groups": []}),
    "the last manager's account": ("own", "change/", {"is_active": ""}),
    "the password of a superuser": ("root", "password/", PASSWORDS),
    "a link into a superuser's account": ("root", "link/", {}),
    "a superuser's second factor": ("root", "second-factor/", {}),
    "a superuser's account": ("root", "change/", {"groups": []}),
    "the password of somebody who may do more": ("owner", "password/", PASSWORDS),
    "a link into the account of somebody who may do more": ("owner", "link/", {}),
    "the second factor of somebody who may do more": ("owner", "second-factor/", {}),
    "an account's end": ("other", "delete/", {"post": "yes"}),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_manager_becomes_no_more_than_a_manager(manager, account, attempt):
    people = victims(account, manager)
    Authenticator.objects.create(user=people["root"], type="totp", data={"secret": "x"})
    Authenticator.objects.create(user=people["owner"], type="totp", data={"secret": "x"})

    def state():
        fields = ("pk", "username", "password", "is_superuser", "is_staff", "is_active")
        held = {who: (roles(person), person.user_permissions.count()) for who, person in people.items()}
        return list(User.objects.order_by("pk").values_list(*fields)), held, Authenticator.objects.count()

    who, page, posted = ATTEMPTS[attempt]
    if "groups" in posted:
        posted = posted | {"groups": [group(name) for name in posted["groups"]]}
    before = state()
    values = form(people[who], **posted) if page == "change/" else posted
    answer = manager.post(
        f"{LIST}{people[who].pk}/{page}", {name: value for name, value in values.items() if value != ""}
    )
    assert answer.status_code in {200, 302, 403}
    assert "one-time-link" not in answer.content.decode()
    assert state() == before


@pytest.mark.parametrize("posted", [{"is_superuser": "on"}, {"user_permissions": ["1"]}, {"password": "x"}])
def test_an_invitation_gives_no_more_than_a_role_either(manager, posted):
    manager.post(f"{LIST}invite/", {"username": "vera", "groups": [group("Viewers")], **posted})
    vera = User.objects.get(username="vera")
    assert (vera.is_superuser, vera.user_permissions.count(), vera.has_usable_password()) == (False, 0, False)


@pytest.mark.parametrize("role", ["nobody", "viewer", "editor"])
@pytest.mark.parametrize("path", ["invite/", "{}/link/", "{}/second-factor/"])
def test_these_pages_are_the_managers_alone(visitor, vera, role, path):
    browser = visitor(role)
    before = User.objects.count()
    for send in (browser.get, browser.post):
        assert send(LIST + path.format(vera.pk)).status_code == 403
    assert User.objects.count() == before
