"""One matrix of single permissions: every page of the team's site, method and button, for whoever holds just these.

With the matrix of the clients' pages it names every URL that there is.
"""

from contextlib import contextmanager
from typing import NamedTuple

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.clients_ui.web.test_permissions import STEPS as ON_CLIENTS
from tests.pages import buttons_of, links_of
from tests.people import has_confirmed
from tests.undone import undone
from ttdash.models import OneTimeLink

pytestmark = pytest.mark.usefixtures("nothing_counted")

LIST = "/auth/user/"
HERS, OWN = "/auth/user/{hers}/", "/auth/user/{own}/"
SINGLE = ["view_user", "add_user", "change_user", "delete_user", "change_group", "change_permission"]
SINGLE += ["view_client", "view_logentry"]
MANAGER = {"view_client", "add_client", "change_client", "delete_client", "view_logentry"}
MANAGER |= {"view_user", "add_user", "change_user"}
HOLDERS = {
    "nothing": set(),
    **{f"{name} alone": {name} for name in SINGLE},
    "view and add": {"view_user", "add_user"},
    "view and change": {"view_user", "change_user"},
    "add and change": {"add_user", "change_user"},
    "a manager's": MANAGER,
    **{f"a manager's but {name}": MANAGER - {name} for name in ("add_user", "change_user")},
    "superuser": {*SINGLE, *MANAGER},
}
# What opens a page: holding all of one of these
NOBODY = ()
WHOEVER = ({*()},)
ANY = tuple({name} for name in SINGLE)
LOOKING = ({"view_user"}, {"change_user"})
CHANGING = ({"change_user"},)
ADDING = ({"add_user", "change_user"},)
STARTING = ({"view_client"}, {"view_user"}, {"view_logentry"})


class Step(NamedTuple):
    """What somebody does: to whom it is open, what is answered then, and whether an account is another one after it."""

    view: str
    method: str
    path: str
    opens: tuple[set[str], ...]
    status: int = 200
    typed: dict[str, str] = {}  # noqa: RUF012 - nobody writes into it
    changes: bool = False


PASSWORDS = {"password1": "another-Good-one-8", "password2": "another-Good-one-8"}
FORM = {"username": "vera", "first_name": "Vera", "is_active": "on"}
NEW = {"username": "walter"}
DELETING = {"action": "delete_selected", "_selected_action": "{hers}", "post": "yes", "index": "0"}
BUTTONS = ("_save", "_continue", "_addanother", "_saveasnew")


def pressed(view, path, opens, typed, *buttons):
    return [Step(view, "POST", path, opens, 302, typed | {button: "1"}, True) for button in buttons]


STEPS = [
    *(
        Step(f"admin:{view}", "GET", path, opens, status)
        for view, path, opens, status in [
            ("index", "/", STARTING, 302),
            ("app_list", "/auth/", ({"view_user"},), 302),
            ("jsi18n", "/jsi18n/", ANY, 200),
            ("help", "/help/", ANY, 200),
            ("auth_user_changelist", LIST, LOOKING, 200),
            ("auth_user_changelist", f"{LIST}?q=v&o=-1&p=1", LOOKING, 200),
            ("auth_user_changelist", f"{LIST}?is_superuser=1", LOOKING, 400),
            ("auth_user_add", f"{LIST}add/", ADDING, 200),
            ("auth_user_invite", f"{LIST}invite/", ADDING, 200),
            ("auth_user_change", f"{HERS}change/", LOOKING, 200),
            ("auth_user_change", f"{OWN}change/", LOOKING, 200),
            ("auth_user_history", f"{HERS}history/", LOOKING, 200),
            ("auth_user_history", f"{OWN}history/", LOOKING, 200),
            ("None", HERS, ANY, 302),
            ("auth_user_password_change", f"{HERS}password/", CHANGING, 200),
            ("auth_user_link", f"{HERS}link/", CHANGING, 200),
            ("auth_user_second_factor", f"{HERS}second-factor/", CHANGING, 200),
            ("auth_user_delete", f"{HERS}delete/", NOBODY, 200),
            ("auth_user_password_change", f"{OWN}password/", NOBODY, 200),
            ("auth_user_link", f"{OWN}link/", NOBODY, 200),
            ("auth_user_second_factor", f"{OWN}second-factor/", NOBODY, 200),
            ("auth_user_delete", f"{OWN}delete/", NOBODY, 200),
        ]
    ),
    *pressed("admin:auth_user_add", f"{LIST}add/", ADDING, NEW | PASSWORDS, "_save", "_addanother"),
    *pressed("admin:auth_user_change", f"{HERS}change/", CHANGING, FORM, *BUTTONS),
    *pressed("admin:auth_user_change", f"{OWN}change/", CHANGING, FORM | {"username": "walter"}, "_save"),
    *pressed("admin:auth_user_password_change", f"{HERS}password/", CHANGING, PASSWORDS, "_save"),
    *pressed("admin:auth_user_second_factor", f"{HERS}second-factor/", CHANGING, {}, "_save"),
    Step("admin:auth_user_invite", "POST", f"{LIST}invite/", ADDING, 200, NEW, True),
    Step("admin:auth_user_link", "POST", f"{HERS}link/", CHANGING, 200, {}, True),
    Step("admin:auth_user_delete", "POST", f"{HERS}delete/", NOBODY, 302, {"post": "yes"}),
    Step("admin:auth_user_password_change", "POST", f"{OWN}password/", NOBODY, 302, PASSWORDS),
    Step("admin:auth_user_link", "POST", f"{OWN}link/", NOBODY),
    Step("admin:auth_user_second_factor", "POST", f"{OWN}second-factor/", NOBODY, 302),
    Step("admin:auth_user_changelist", "POST", LIST, LOOKING, 200, DELETING),
    Step("admin:auth_user_history", "POST", f"{HERS}history/", LOOKING, 200, {"post": "yes"}),
]
# Pages that ask for no permission: the door, and what is one's own
OF_WHOEVER = {
    "healthz": ("/healthz", 200),
    "readyz": ("/readyz", 200),
    "metrics": ("/metrics", 404),
    "admin:login": ("/login/", 302),
    "account_login": ("/login/", 302),
    "admin:logout": ("/logout/", 405),
    "account_logout": ("/logout/", 405),
    "openid_connect_login": ("/oidc/company/login/", 404),
    "openid_connect_callback": ("/oidc/company/login/callback/", 404),
    "sign_in_link": ("/login/link/x/y/", 200),
    "password_reset": ("/password/forgotten/", 404),
    "password_reset_done": ("/password/forgotten/sent/", 404),
    "password_reset_confirm": ("/password/set/x/y/", 200),
    "admin:password_change": ("/password_change/", 200),
    "admin:password_change_done": ("/password_change/done/", 200),
    "set_language": ("/i18n/setlang/", 405),
    "usersessions_list": ("/sessions/", 200),
    "account_reauthenticate": ("/reauthenticate/", 200),
    "mfa_index": ("/2fa/", 200),
    "mfa_authenticate": ("/2fa/authenticate/", 302),
    "mfa_reauthenticate": ("/2fa/reauthenticate/", 302),
    "mfa_reauthenticate_webauthn": ("/2fa/webauthn/reauthenticate/", 302),
    "mfa_activate_totp": ("/2fa/totp/activate/", 200),
    "mfa_deactivate_totp": ("/2fa/totp/deactivate/", 404),
    "mfa_view_recovery_codes": ("/2fa/recovery-codes/", 404),
    "mfa_generate_recovery_codes": ("/2fa/recovery-codes/generate/", 200),
    "mfa_download_recovery_codes": ("/2fa/recovery-codes/download/", 404),
    "mfa_list_webauthn": ("/2fa/webauthn/", 200),
    "mfa_add_webauthn": ("/2fa/webauthn/add/", 200),
    "mfa_remove_webauthn": ("/2fa/webauthn/keys/1/remove/", 404),
    "mfa_edit_webauthn": ("/2fa/webauthn/keys/1/edit/", 404),
}


def name_of(step):
    return " ".join([step.method, step.path, *(name for name in step.typed if name.startswith("_"))])


def is_open(step, holder):
    return any(each <= HOLDERS[holder] for each in step.opens)


@pytest.fixture
def vera(db):
    """Somebody who holds nothing, with a second factor."""
    vera = User.objects.create_user("vera", password="right-Password-7")
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    return vera


@pytest.fixture
def browser(db):
    """Somebody's, who has just confirmed who they are."""
    browser = Client()
    browser.person = User.objects.create_user("somebody", password="right-Password-7")
    browser.force_login(browser.person)
    has_confirmed(browser, browser.person)
    return browser


@contextmanager
def holding(browser, holder):
    """Give the browser's person just these permissions; all that happens until the end is undone then."""
    with undone(browser):
        if holder == "superuser":
            User.objects.filter(pk=browser.person.pk).update(is_superuser=True)
        browser.person.user_permissions.add(*Permission.objects.filter(codename__in=HOLDERS[holder]))
        yield


def accounts():
    """What is stored of accounts, their roles and permissions, factors and links."""
    fields = ("username", "first_name", "password", "email", "is_active", "is_superuser", "is_staff")
    held = User.objects.order_by("pk", "groups", "user_permissions").values_list("groups", "user_permissions")
    links = OneTimeLink.objects.order_by("pk").values_list("account", "word")
    return [*User.objects.order_by("pk").values_list("pk", *fields)], [*held], Authenticator.objects.count(), [*links]


def do(browser, step, vera):
    numbers = {"hers": vera.pk, "own": browser.person.pk}
    path, typed = step.path.format(**numbers), {key: value.format(**numbers) for key, value in step.typed.items()}
    return browser.generic(step.method, path) if step.method != "POST" else browser.post(path, typed)


def kept(answer):
    """Whether nobody else may keep the answer, and whether nobody at all may."""
    words = {word.strip() for word in answer.get("Cache-Control", "").split(",")}
    return {"private", "no-cache"} <= words, "no-store" in words


@pytest.mark.parametrize("step", STEPS, ids=name_of)
def test_a_step_is_open_to_those_who_hold_its_permissions_and_changes_nothing_for_anybody_else(vera, browser, step):
    found = {}
    for holder in HOLDERS:
        with holding(browser, holder):
            before = accounts()
            answer = do(browser, step, vera)
            found[holder] = (answer.status_code, accounts() != before)
            assert kept(answer)[0], holder
    assert found == {
        holder: (step.status, step.changes) if is_open(step, holder) else (403, False) for holder in HOLDERS
    }


@pytest.mark.parametrize("step", STEPS, ids=name_of)
def test_a_step_is_closed_to_who_has_signed_out(vera, browser, step):
    with holding(browser, "superuser"):
        browser.logout()
        before = accounts()
        answer = do(browser, step, vera)
        assert (answer.status_code, answer.url.partition("?")[0], accounts()) == (302, "/login/", before)


@pytest.mark.parametrize("path", sorted({step.path for step in STEPS if step.method == "POST"}))
def test_no_other_method_changes_an_account(vera, browser, path):
    typed = FORM | NEW | PASSWORDS | {"post": "yes"}
    form = ("&".join(f"{key}={value}" for key, value in typed.items()), "application/x-www-form-urlencoded")
    with holding(browser, "superuser"):
        before, where = accounts(), path.format(hers=vera.pk, own=browser.person.pk)
        for method in ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            assert browser.generic(method, where, *form).status_code < 500
        assert accounts() == before


ABOUT_ACCOUNTS = [step for step in STEPS if step.opens and step.status < 400 and step.view.startswith("admin:auth_")]


@pytest.mark.parametrize("step", ABOUT_ACCOUNTS, ids=name_of)
def test_what_is_shown_of_accounts_is_kept_by_no_browser(vera, browser, step):
    with holding(browser, "superuser"):
        assert kept(do(browser, step, vera)) == (True, True)


def test_with_a_directory_the_start_shows_the_clients_to_whoever_may_see_them(vera, browser, sandbox, settings):
    settings.DIRECTORY_SECONDS = 60
    found = {}
    for holder in HOLDERS:
        with holding(browser, holder):
            found[holder] = browser.get("/").status_code
    closed = dict.fromkeys(HOLDERS, 403)
    leads_on = {holder: 302 for holder, held in HOLDERS.items() if held & {"view_user", "view_logentry"}}
    assert found == closed | leads_on | {holder: 200 for holder, held in HOLDERS.items() if "view_client" in held}


# Whose account, and whose rights


def test_an_account_is_open_to_those_who_hold_whatever_it_holds(vera, browser):
    found, expected = {}, {}
    opening = [holder for holder, held in HOLDERS.items() if "change_user" in held]
    for holder in opening:
        with holding(browser, holder):
            for name in SINGLE:
                vera.user_permissions.set([Permission.objects.get(codename=name)])
                where = f"{LIST}{vera.pk}/password/"
                found[holder, name] = browser.get(where).status_code
                expected[holder, name] = 200 if name in HOLDERS[holder] else 403
    assert found == expected


@pytest.mark.parametrize("whose", ["own", "hers"])
@pytest.mark.parametrize("role", ["Viewers", "Editors", "Managers"])
def test_a_role_is_handed_out_by_those_who_hold_all_of_it_and_nobody_gains_by_that(vera, browser, whose, role):
    group = Group.objects.get(name=role)
    holds = {*group.permissions.values_list("codename", flat=True)}
    found, expected = {}, {}
    for holder, held in HOLDERS.items():
        with holding(browser, holder):
            person = {"own": browser.person, "hers": vera}[whose]
            finer = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1", "2"]}
            typed = FORM | {"username": person.username, "groups": [group.pk], **finer}
            had = User.objects.get(pk=browser.person.pk).get_all_permissions()
            browser.post(f"{LIST}{person.pk}/change/", typed)
            has = User.objects.get(pk=browser.person.pk).get_all_permissions()
            found[holder] = (has == had, [each.name for each in User.objects.get(pk=person.pk).groups.all()])
            expected[holder] = (True, [role] if "change_user" in held and holds <= held else [])
    assert found == expected


# What is offered


@pytest.mark.parametrize(
    ("path", "active"),
    [(LIST, True), (f"{HERS}change/", True), (f"{HERS}change/", False), (f"{OWN}change/", True)],
)
def test_no_page_of_an_account_leads_anybody_to_one_that_is_closed_to_them(vera, browser, path, active):
    vera.is_active = active
    vera.save()
    dead = {}
    for holder in [holder for holder, held in HOLDERS.items() if held & {"view_user", "change_user"}]:
        with holding(browser, holder):
            page = browser.get(path.format(hers=vera.pk, own=browser.person.pk))
            links = {link for link in links_of(page) if link.startswith("/auth/")}
            dead |= {(holder, link): status for link in links if (status := browser.get(link).status_code) >= 400}
    assert dead == {}


def test_each_button_of_an_account_is_offered_to_those_who_may_press_it(vera, browser):
    found, expected = {}, {}
    for holder, held in HOLDERS.items():
        with holding(browser, holder):
            found[holder] = [name for name in buttons_of(browser.get(f"{LIST}{vera.pk}/change/")) if name in BUTTONS]
            changing = ["_save", "_addanother", "_continue"] if "add_user" in held else ["_save", "_continue"]
            expected[holder] = changing if "change_user" in held else []
    assert found == expected


def test_each_way_to_an_account_is_offered_to_those_who_may_go_it(vera, browser):
    ways = {"password/": CHANGING, "link/": CHANGING, "second-factor/": CHANGING, "history/": LOOKING}
    found, expected = {}, {}
    for holder, held in HOLDERS.items():
        with holding(browser, holder):
            shown = links_of(browser.get(f"{LIST}{vera.pk}/change/"))
            added = [link for link in links_of(browser.get(LIST)) if link in {f"{LIST}add/", f"{LIST}invite/"}]
            found[holder] = {way for way in ways if f"{LIST}{vera.pk}/{way}" in shown}, len(added)
            may = {way for way, opens in ways.items() if any(each <= held for each in opens)}
            expected[holder] = may, 2 if {"add_user", "change_user"} <= held else 0
    assert found == expected


# Nothing is missing from the matrix


@pytest.mark.parametrize("name", OF_WHOEVER)
def test_a_page_that_asks_for_no_permission_answers_all_alike(browser, name):
    path, status = OF_WHOEVER[name]
    found = {}
    for holder in ("nothing", "view_user alone", "a manager's", "superuser"):
        with holding(browser, holder):
            found[holder] = browser.get(path).status_code
    assert {*found.values()} == {status}


def named(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            yield from named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)


def test_every_url_is_in_a_matrix():
    with_permissions = {step.view for step in STEPS} | {f"clients_ui:{step.view}" for step in ON_CLIENTS}
    assert not with_permissions & {*OF_WHOEVER}
    assert {*named(get_resolver().url_patterns)} == with_permissions | {*OF_WHOEVER}


def test_every_page_of_an_account_is_tried_by_get_and_post():
    ways = {view: {step.method for step in STEPS if step.view == view} for view in {step.view for step in STEPS}}
    only_shown = {"admin:index", "admin:app_list", "admin:jsi18n", "admin:help", "admin:None"}
    assert {view for view, methods in ways.items() if methods != {"GET", "POST"}} == only_shown
