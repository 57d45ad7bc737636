"""The three groups, and how pages are closed to whom they were not opened."""

import re
from html import unescape

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db.migrations.state import ProjectState
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from clients_ui.web.access import allowed, is_bound
from tests.people import has_confirmed
from ttdash import urls
from ttdash.team.membership import set_roles
from ttdash.team.roles import ROLES, keep_roles

pytestmark = pytest.mark.django_db

NO_ROLE = "Your account has no role yet. Ask a manager to give you one."

urlpatterns = [
    path("forgotten/", lambda request: HttpResponse("in")),
    path("open/", login_not_required(lambda request: HttpResponse("in"))),
    path("bound/", allowed(GET="clients_ui.view_client")(lambda request: HttpResponse("in"))),
    *urls.urlpatterns,
]


def text(response):
    return unescape(response.content.decode())


def held(name):
    permissions = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {".".join(permission) for permission in permissions}


# The groups


def test_viewers_only_look():
    assert held("Viewers") == {"clients_ui.view_client"}


def test_editors_also_add_change_and_delete_clients():
    assert held("Editors") == {f"clients_ui.{verb}_client" for verb in ("view", "add", "change", "delete")}


def test_managers_also_keep_accounts_and_read_the_history_but_delete_no_account_and_leave_groups_alone():
    more = {"auth.view_user", "auth.add_user", "auth.change_user", "admin.view_logentry"}
    assert held("Managers") - held("Editors") == more
    assert held("Managers") >= held("Editors")


def test_a_group_or_permission_that_went_missing_comes_back_with_the_next_migrate():
    Group.objects.get(name="Viewers").delete()
    Group.objects.get(name="Editors").permissions.clear()
    call_command("migrate", verbosity=0)
    assert {name: held(name) for name in ROLES} == {name: set(permissions) for name, permissions in ROLES.items()}


def test_what_an_administrator_gave_a_group_is_left_to_it():
    extra = Permission.objects.get(codename="view_logentry")
    Group.objects.get(name="Viewers").permissions.add(extra)
    Group.objects.create(name="Auditors").permissions.add(extra)
    call_command("migrate", verbosity=0)
    assert held("Viewers") == {"clients_ui.view_client", "admin.view_logentry"}
    assert held("Auditors") == {"admin.view_logentry"}


def rights_of(person):
    return set(person.user_permissions.values_list("codename", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("gone", [False, True], ids=["the permission exists", "it was never made"])
def test_who_could_open_the_history_before_it_had_a_permission_of_its_own_still_can(account, gone):
    may_see_accounts = Permission.objects.get(codename="view_user")
    Group.objects.create(name="Helpdesk").permissions.add(may_see_accounts)
    Group.objects.create(name="Interns").permissions.add(Permission.objects.get(codename="view_client"))
    helper, stranger = account("nobody"), account("nobody")
    helper.user_permissions.add(may_see_accounts)
    call_command("migrate", "ttdash", "0001", verbosity=0)
    Group.objects.get(name="Managers").permissions.remove(*Permission.objects.filter(codename="view_logentry"))
    if gone:
        Permission.objects.get(codename="view_logentry").delete()
        ContentType.objects.get(app_label="admin", model="logentry").delete()
        ContentType.objects.clear_cache()
    call_command("migrate", "ttdash", verbosity=0)
    assert held("Helpdesk") == {"auth.view_user", "admin.view_logentry"}
    assert held("Interns") == {"clients_ui.view_client"}
    assert held("Managers") == set(ROLES["Managers"])
    assert rights_of(helper) == {"view_user", "view_logentry"}
    assert rights_of(stranger) == set()


@pytest.mark.django_db(transaction=True)
def test_the_groups_survive_a_flush():
    call_command("flush", interactive=False, verbosity=0)
    assert held("Managers") == set(ROLES["Managers"])


def test_migrating_back_to_nothing_is_no_error():
    keep_roles(apps=ProjectState().apps)


# The decorator


@allowed(GET="clients_ui.view_client", POST="clients_ui.change_client")
def page(request, number):
    """A page."""
    return HttpResponse(f"page {number}")


def answer(method, user):
    request = RequestFactory().generic(method, "/")
    request.user = user
    return page(request, number=7)


def test_a_view_that_was_bound_answers_whoever_holds_the_permission(account):
    assert answer("GET", account("viewer")).content == b"page 7"
    assert answer("POST", account("editor")).content == b"page 7"


def test_a_view_that_was_bound_refuses_whoever_lacks_the_permission_of_that_method(account):
    with pytest.raises(PermissionDenied):
        answer("POST", account("viewer"))


def test_head_follows_get(account):
    assert answer("HEAD", account("viewer")).status_code == 200
    with pytest.raises(PermissionDenied):
        answer("HEAD", account("nobody"))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_a_method_that_was_not_named_is_405(account, method):
    refused = answer(method, account("editor"))
    assert refused.status_code == 405
    assert refused["Allow"] == "GET, HEAD, POST"


def test_a_view_that_was_bound_keeps_its_name_and_can_be_told_from_one_that_was_not():
    assert (page.__name__, page.__doc__) == ("page", "A page.")
    assert is_bound(page)
    assert not is_bound(page.__wrapped__)


# Closed by default


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("role", ["viewer", "manager"])
def test_a_page_whose_decorator_was_forgotten_is_closed_to_everybody(visitor, role):
    assert visitor(role).get("/forgotten/").status_code == 403
    assert visitor(None).get("/forgotten/").url == "/login/?next=/forgotten/"


@pytest.mark.urls(__name__)
def test_a_page_that_was_opened_to_everybody_is_open_without_a_look_at_the_account(visitor, django_assert_num_queries):
    browser = visitor("nobody")
    with django_assert_num_queries(0):
        assert browser.get("/open/").content == b"in"
    assert visitor(None).get("/open/").content == b"in"


@pytest.mark.urls(__name__)
def test_a_page_that_was_bound_is_open_to_those_who_hold_its_permission_and_to_nobody_else(visitor):
    assert visitor("viewer").get("/bound/").content == b"in"
    assert visitor("nobody").get("/bound/").status_code == 403
    assert visitor(None).get("/bound/").url == "/login/?next=/bound/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "where", ["/", "/clients/", "/clients/7/", "/clients/add/", "/auth/user/", "/auth/", "/jsi18n/", "/help/"]
)
def test_an_account_without_a_role_is_told_so_on_every_page(visitor, where, method):
    refused = getattr(visitor("nobody"), method)(where)
    assert refused.status_code == 403
    assert NO_ROLE in text(refused)
    assert 'id="logout-form"' in text(refused)


def test_an_account_without_a_role_may_still_leave(visitor):
    assert visitor("nobody").post("/logout/").url == "/login/"


def test_a_single_permission_is_as_good_as_a_role(visitor):
    browser = visitor("nobody")
    browser.person.user_permissions.add(Permission.objects.get(codename="add_client"))
    assert browser.get("/clients/add/").status_code == 200


@pytest.mark.parametrize(
    ("permission", "statuses"),
    [
        ("view_user", {"/auth/user/": 200, "/history/": 403, "/history/?format=csv": 403, "/clients/": 403}),
        ("view_logentry", {"/auth/user/": 403, "/history/": 200, "/history/?format=csv": 200, "/clients/": 403}),
    ],
)
def test_a_single_permission_opens_its_own_pages_and_no_other(visitor, permission, statuses):
    browser = visitor("nobody")
    browser.person.user_permissions.add(Permission.objects.get(codename=permission))
    assert {where: browser.get(where).status_code for where in statuses} == statuses
    links = re.search(r'<nav id="navigation".*?</nav>', text(browser.get("/password_change/")), re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)"', links) == [
        where for where in ("/auth/user/", "/history/") if statuses[where] == 200
    ]


@pytest.mark.parametrize(
    ("role", "where"),
    [("viewer", "/clients/add/"), ("viewer", "/clients/7/delete/"), ("editor", "/auth/user/"), ("viewer", "/auth/")],
)
def test_a_page_beyond_the_role_is_403_at_the_same_address_in_the_frame_with_a_sentence(visitor, role, where):
    browser = visitor(role)
    refused = browser.get(where)
    assert refused.status_code == 403
    assert "Your role does not include this page." in text(refused)
    assert f"<strong>{browser.person.username}</strong>" in text(refused)
    assert '<a href="/clients/">Go to: Clients</a>' in text(refused)


def test_a_superuser_needs_no_group(db):
    browser = Client()
    root = User.objects.create_superuser("root")
    browser.force_login(root)
    has_confirmed(browser, root)
    for where in ("/clients/add/", "/auth/user/", "/auth/user/add/", "/password_change/"):
        assert browser.get(where).status_code == 200, where


def test_of_an_accounts_groups_those_that_are_no_role_stay_when_its_roles_change(account):
    person = account("editor")
    person.groups.add(Group.objects.create(name="The office's own"))
    set_roles(person, {"Viewers"})
    assert {group.name for group in person.groups.all()} == {"Viewers", "The office's own"}


def test_whoever_sees_no_client_starts_at_the_first_page_that_they_may_open(visitor):
    browser = visitor("nobody")
    browser.person.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "view_logentry"]))
    assert browser.get("/").url == "/auth/user/"
