"""The pages for accounts, and what a manager cannot make of them."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from tests.people import has_confirmed

LIST = "/auth/user/"
PASSWORD = "another-Good-one-8"


def text(response):
    return unescape(response.content.decode())


def group(name):
    return Group.objects.get(name=name).pk


def form(person, **changes):
    """What the form of this account would send, with these changes."""
    values = {"username": person.username, "first_name": "", "last_name": "", "email": ""}
    groups = [each.pk for each in person.groups.all()]
    active = {"is_active": "on"} if person.is_active else {}
    return values | active | {"groups": groups} | changes


def roles(person):
    return set(User.objects.get(pk=person.pk).groups.values_list("name", flat=True))


@pytest.fixture
def manager(visitor):
    return visitor("manager")


# What managers do


def test_the_list_shows_name_address_role_and_whether_the_account_is_active(manager, account):
    person = account("viewer", "vera")
    User.objects.filter(pk=person.pk).update(first_name="Vera", last_name="Wong", email="vera@office.example")
    page = text(manager.get(LIST))
    for shown in ("vera", "Vera Wong", "vera@office.example", "Viewers", ">Active<", ">No second factor<"):
        assert shown in page


@pytest.mark.parametrize(
    ("language", "one", "more"), [("en", "1 account", "2 accounts"), ("de", "1 Konto", "2 Konten")]
)
def test_the_list_counts_accounts_as_its_heading_calls_them(manager, account, language, one, more):
    assert re.search(rf"\s{one}\s", text(manager.get(LIST, headers={"accept-language": language})))
    account("viewer", "vera")
    page = text(manager.get(LIST, headers={"accept-language": language}))
    assert re.search(rf"\s{more}\s", page)
    assert not re.search(r"\d users?\b", page)


def test_the_list_says_when_somebody_signed_in_last_and_by_which_column_it_is_sorted(manager, account):
    person = account("viewer", "vera")
    assert ">Never signed in<" in text(manager.get(LIST))
    User.objects.filter(pk=person.pk).update(last_login=datetime(2026, 3, 4, 11, 12, tzinfo=UTC))
    page = text(manager.get(LIST, {"o": "-5.0"}, headers={"accept-language": "de"}))
    assert ">04.03.2026 12:12<" in page
    assert re.findall(r'aria-sort="(\w+)"', page) == ["descending"]


def test_the_list_costs_the_same_for_many_accounts_as_for_few(manager, account, django_assert_num_queries):
    for _ in range(12):
        account("editor")
    with django_assert_num_queries(8):
        manager.get(LIST)


def test_the_list_finds_an_account_by_a_part_of_its_name(manager, account):
    account("viewer", "vera")
    account("viewer", "walter")
    page = text(manager.get(LIST, {"q": "ver"}))
    assert "vera" in page
    assert "walter" not in page


def test_a_new_account_gets_its_role_at_once_and_can_sign_in(manager):
    new = {"username": "vera", "password1": PASSWORD, "password2": PASSWORD, "groups": [group("Viewers")]}
    answer = manager.post(f"{LIST}add/", new, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert "was added successfully" in text(answer)
    assert roles(User.objects.get(username="vera")) == {"Viewers"}
    assert Client().login(username="vera", password=PASSWORD)


@pytest.mark.parametrize("passwords", [("1234", "1234"), (PASSWORD, "something-Else-9"), ("", "")])
def test_a_new_account_needs_a_good_password_typed_twice(manager, passwords):
    first, second = passwords
    answer = manager.post(f"{LIST}add/", {"username": "vera", "password1": first, "password2": second})
    assert answer.status_code == 200
    assert not User.objects.filter(username="vera").exists()


def test_a_manager_gives_another_role(manager, account):
    person = account("viewer")
    answer = manager.post(f"{LIST}{person.pk}/change/", form(person, groups=[group("Editors")]))
    assert answer.url == LIST
    assert roles(person) == {"Editors"}


def test_a_manager_deactivates_an_account_and_activates_it_again(manager, account):
    person = account("viewer")
    values = form(person)
    manager.post(f"{LIST}{person.pk}/change/", {key: value for key, value in values.items() if key != "is_active"})
    assert not User.objects.get(pk=person.pk).is_active
    manager.post(f"{LIST}{person.pk}/change/", values)
    assert User.objects.get(pk=person.pk).is_active


def test_a_manager_sets_a_new_password(manager, account):
    person = account("viewer", "vera")
    answer = manager.post(f"{LIST}{person.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.url == f"{LIST}{person.pk}/change/"
    assert Client().login(username="vera", password=PASSWORD)


def test_a_password_is_replaced_and_never_taken_away(manager, account):
    person = account("viewer", "vera")
    where = f"{LIST}{person.pk}/password/"
    assert "usable_password" not in text(manager.get(where))
    forged = {"usable_password": "false", "unset-password": "1", "password1": PASSWORD, "password2": PASSWORD}
    manager.post(where, forged)
    assert Client().login(username="vera", password=PASSWORD)
    assert manager.post(where, {"usable_password": "false", "unset-password": "1"}).status_code == 200
    assert Client().login(username="vera", password=PASSWORD)


def test_a_manager_opens_their_own_account(manager):
    assert manager.get(f"{LIST}{manager.person.pk}/change/").status_code == 200


def test_the_history_of_an_account_says_what_managers_did_to_it(manager, account):
    person = account("viewer")
    manager.post(f"{LIST}{person.pk}/change/", form(person, email="vera@office.example"))
    page = text(manager.get(f"{LIST}{person.pk}/history/"))
    assert "Changed Email address." in page
    assert manager.person.username in page


# Who may come here


@pytest.mark.parametrize("role", ["viewer", "editor"])
@pytest.mark.parametrize("path", ["", "add/", "{id}/change/", "{id}/password/", "{id}/history/", "999999/change/"])
def test_accounts_are_closed_to_everybody_but_managers(visitor, account, role, path):
    browser = visitor(role)
    where = LIST + path.format(id=account("nobody").pk)
    assert browser.get(where).status_code == 403
    assert browser.post(where, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 403


POSTED = ["", "add/", "{id}/change/", "{id}/password/", "{id}/history/", "{id}/delete/"]
NEW = {"username": "vera", "password1": PASSWORD, "password2": PASSWORD, "post": "yes"}


@pytest.mark.parametrize("extra", [{}, {"_saveasnew": "1"}, {"_popup": "1"}])
@pytest.mark.parametrize("role", [None, "nobody", "viewer", "editor"])
@pytest.mark.parametrize("path", POSTED)
def test_nobody_but_managers_sends_a_form_here(visitor, account, path, role, extra):
    browser, person = visitor(role), account("viewer", "victim")
    where = LIST + path.format(id=person.pk)
    before = list(User.objects.order_by("pk").values())
    answer = browser.post(where, NEW | {"is_active": "on", "groups": [group("Managers")]} | extra)
    if role is None:
        assert (answer.status_code, answer.url) == (302, f"/login/?next={where}")
    else:
        assert answer.status_code == 403
    assert list(User.objects.order_by("pk").values()) == before
    assert roles(person) == {"Viewers"}


@pytest.mark.parametrize("path", ["add/", "{id}/change/", "{id}/password/"])
def test_a_form_from_another_site_is_refused(account, path):
    browser, person = Client(enforce_csrf_checks=True), account("viewer")
    browser.force_login(account("manager"))
    answer = browser.post(LIST + path.format(id=person.pk), form(person, **NEW), follow=True)
    assert answer.status_code == 200
    assert "nothing was saved" in text(answer)
    assert not User.objects.filter(username="vera").exists()


@pytest.mark.parametrize("path", ["999999/change/", "999999/password/", "999999/history/", "x/change/"])
def test_an_account_that_does_not_exist_is_404(manager, path):
    assert manager.get(LIST + path).status_code == 404


def test_what_django_would_administer_leads_to_the_accounts(manager):
    assert manager.get("/auth/").url == LIST


# Nobody deletes


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_deletes_an_account(manager, account, superuser):
    User.objects.filter(pk=manager.person.pk).update(is_superuser=superuser)
    person = account("viewer")
    where = f"{LIST}{person.pk}/delete/"
    assert manager.get(where).status_code == 403
    assert manager.post(where, {"post": "yes"}).status_code == 403
    manager.post(LIST, {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"})
    assert User.objects.filter(pk=person.pk).exists()
    assert "/delete/" not in text(manager.get(f"{LIST}{person.pk}/change/"))
    assert "delete_selected" not in text(manager.get(LIST))


# What a manager cannot make of it


@pytest.mark.parametrize("path", ["add/", "{id}/change/"])
@pytest.mark.parametrize("superuser", [False, True])
def test_the_form_shows_roles_and_nothing_finer(manager, account, path, superuser):
    User.objects.filter(pk=manager.person.pk).update(is_superuser=superuser)
    page = text(manager.get(LIST + path.format(id=account("viewer").pk)))
    assert 'name="groups"' in page
    for hidden in ("is_superuser", "is_staff", "user_permissions", "usable_password"):
        assert hidden not in page


def beyond(name="Owners", codename="delete_user"):
    """A group that holds a permission which managers do not."""
    owners = Group.objects.create(name=name)
    owners.permissions.add(Permission.objects.get(codename=codename))
    return owners


RIGHTS = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2", "3"]}


@pytest.mark.parametrize("right", RIGHTS)
def test_a_hand_made_post_gives_nobody_a_finer_right(manager, account, right):
    person = account("viewer")
    manager.post(f"{LIST}{person.pk}/change/", form(person, email="a@b.example", **{right: RIGHTS[right]}))
    new = {"username": "vera", "password1": PASSWORD, "password2": PASSWORD, right: RIGHTS[right]}
    manager.post(f"{LIST}add/", new)
    for saved in (User.objects.get(pk=person.pk, email="a@b.example"), User.objects.get(username="vera")):
        assert not saved.is_superuser
        assert not saved.is_staff
        assert not saved.user_permissions.exists()


def test_a_role_that_a_manager_may_not_hand_out_is_neither_offered_nor_taken(manager, account):
    owners, person = beyond(), account("viewer")
    where = f"{LIST}{person.pk}/change/"
    assert "Owners" not in text(manager.get(where))
    answer = manager.post(where, form(person, groups=[owners.pk]))
    assert answer.status_code == 200
    assert f"{owners.pk} is not one of the available choices" in text(answer)
    assert roles(person) == {"Viewers"}


def test_a_new_account_cannot_be_given_such_a_role_either(manager):
    owners = beyond()
    new = {"username": "vera", "password1": PASSWORD, "password2": PASSWORD, "groups": [owners.pk]}
    assert manager.post(f"{LIST}add/", new).status_code == 200
    assert not User.objects.filter(username="vera").exists()


def test_a_manager_cannot_give_it_to_themselves(manager):
    owners = beyond()
    manager.post(f"{LIST}{manager.person.pk}/change/", form(manager.person, groups=[owners.pk]))
    assert roles(manager.person) == {"Managers"}


@pytest.mark.parametrize("path", ["add/", "{id}/change/"])
@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30, "9" * 5000, "0", "x", "", "\0", "٣" * 30])
def test_a_role_that_is_none_is_refused_in_the_form(manager, account, path, number):
    person = account("viewer")
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    values = form(person, username="vera", groups=[group("Editors"), number], **passwords)
    answer = manager.post(LIST + path.format(id=person.pk), values)
    assert answer.status_code == 200
    assert "errorlist" in text(answer)
    assert roles(person) == {"Viewers"}
    assert not User.objects.filter(username="vera").exists()


@pytest.mark.parametrize("path", ["{n}/change/", "{n}/password/", "{n}/history/", "{n}/"])
@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000])
def test_an_account_with_too_long_a_number_is_404(manager, path, number):
    assert manager.get(LIST + path.format(n=number), follow=True).status_code == 404


@pytest.mark.parametrize("query", [f"groups={'9' * 30}", "groups=x", "is_active=x", "username=%00"])
def test_a_form_that_the_address_fills_with_nonsense_is_a_form(manager, query):
    assert manager.get(f"{LIST}add/?{query}").status_code == 200


# A button that these pages do not have


def test_save_as_new_saves_this_account_as_any_other_button(manager, account):
    person = account("viewer")
    values = form(person, email="vera@office.example", _saveasnew="1", password1=PASSWORD, password2=PASSWORD)
    answer = manager.post(f"{LIST}{person.pk}/change/", values)
    assert (answer.status_code, answer.url) == (302, LIST)
    assert User.objects.get(pk=person.pk).email == "vera@office.example"
    assert User.objects.count() == 2


@pytest.mark.parametrize("path", ["{id}/change/", "add/"])
def test_save_as_new_of_a_form_with_mistakes_shows_the_form_with_its_mistakes(manager, account, path):
    person = account("viewer", "vera")
    answer = manager.post(LIST + path.format(id=person.pk), {"_saveasnew": "1"})
    assert answer.status_code == 200
    assert "This field is required." in text(answer)


def test_save_as_new_opens_no_account_that_may_do_more(manager):
    root = User.objects.create_superuser("root")
    assert manager.post(f"{LIST}{root.pk}/change/", form(root, _saveasnew="1")).status_code == 403


def make_superuser(person):
    person.is_superuser = True


def make_member(person):
    person.groups.add(beyond())


def make_holder(person):
    person.user_permissions.add(Permission.objects.get(codename="delete_user"))


@pytest.mark.parametrize("make", [make_superuser, make_member, make_holder])
@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("path", ["change/", "password/", "history/", "delete/"])
def test_an_account_that_may_do_more_is_closed_to_a_manager_even_when_it_is_inactive(
    manager, account, make, active, path
):
    person = account("viewer", "owner")
    make(person)
    person.is_active = active
    person.save()
    before = User.objects.filter(pk=person.pk).values().get()
    where = f"{LIST}{person.pk}/{path}"
    refused = manager.get(where)
    assert refused.status_code == 403
    assert "This account may do something that yours may not" in text(refused)
    forged = form(person, is_active="on", password1=PASSWORD, password2=PASSWORD, post="yes")
    assert manager.post(where, forged).status_code == 403
    assert User.objects.filter(pk=person.pk).values().get() == before


def test_a_manager_whose_own_rights_were_cut_cannot_touch_a_full_manager(manager, account):
    other = account("manager")
    reduced = Group.objects.create(name="Reduced")
    reduced.permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user", "view_client"]))
    manager.person.groups.set([reduced])
    assert manager.get(f"{LIST}{other.pk}/password/").status_code == 403
    assert manager.get(f"{LIST}{other.pk}/change/").status_code == 403


@pytest.mark.parametrize("question", ["is_superuser=1", "is_superuser__exact=1", "user_permissions=1", "password=x"])
def test_the_list_answers_no_question_about_what_it_does_not_show(manager, question):
    assert manager.get(f"{LIST}?{question}").status_code == 400


def test_a_superuser_opens_every_account_and_hands_out_every_role(manager, account):
    owners = beyond()
    person, root = account("viewer"), User.objects.create_superuser("root")
    manager.force_login(root)
    has_confirmed(manager, root)
    other = User.objects.create_superuser("other-root")
    assert manager.get(f"{LIST}{other.pk}/change/").status_code == 200
    manager.post(f"{LIST}{person.pk}/change/", form(person, groups=[owners.pk]))
    assert roles(person) == {"Owners"}
