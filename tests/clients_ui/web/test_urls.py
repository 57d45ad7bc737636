"""Every URL × every role: signed out, no group, viewer, editor, manager, superuser."""

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, get_resolver

ROLES = (None, "nobody", "viewer", "editor", "manager")
LOGIN = "login"
GET, POST = "GET", "POST"

# (method, URL, name): status for ROLES in their order. LOGIN: redirect to the sign-in page with `next`.
TABLE = {
    (GET, "/", "admin:index"): (LOGIN, 403, 302, 302, 302),
    (GET, "/clients/", "clients_ui:list"): (LOGIN, 403, 200, 200, 200),
    (POST, "/clients/", "clients_ui:list"): (LOGIN, 403, 302, 302, 302),
    (GET, "/clients/seen/", "clients_ui:seen"): (LOGIN, 403, 200, 200, 200),
    (GET, "/clients/add/", "clients_ui:add"): (LOGIN, 403, 403, 200, 200),
    (POST, "/clients/add/", "clients_ui:add"): (LOGIN, 403, 403, 302, 302),
    (GET, "/clients/1/", "clients_ui:change"): (LOGIN, 403, 200, 200, 200),
    (POST, "/clients/1/", "clients_ui:change"): (LOGIN, 403, 403, 302, 302),
    (GET, "/clients/1/delete/", "clients_ui:delete"): (LOGIN, 403, 403, 200, 200),
    (POST, "/clients/1/delete/", "clients_ui:delete"): (LOGIN, 403, 403, 200, 200),
    (GET, "/clients/1/history/", "clients_ui:client_history"): (LOGIN, 403, 200, 200, 200),
    (POST, "/clients/1/history/", "clients_ui:client_history"): (LOGIN, 403, 403, 404, 404),
    (GET, "/clients/1/projects/", "clients_ui:projects"): (LOGIN, 403, 200, 200, 200),
    (GET, "/findings/", "clients_ui:findings"): (LOGIN, 403, 200, 200, 200),
    (POST, "/findings/", "clients_ui:findings"): (LOGIN, 403, 403, 400, 400),
    (GET, "/history/", "clients_ui:history"): (LOGIN, 403, 403, 403, 200),
    (GET, "/clients/export/", "clients_ui:export"): (LOGIN, 403, 200, 200, 200),
    (POST, "/clients/export/", "clients_ui:export"): (LOGIN, 403, 422, 422, 422),
    (GET, "/clients/bulk/", "clients_ui:bulk"): (LOGIN, 403, 403, 302, 302),
    (POST, "/clients/bulk/", "clients_ui:bulk"): (LOGIN, 403, 403, 200, 200),
    (GET, "/clients/import/", "clients_ui:import"): (LOGIN, 403, 403, 200, 200),
    (POST, "/clients/import/", "clients_ui:import"): (LOGIN, 403, 403, 200, 200),
    (GET, "/clients/merge/", "clients_ui:merge"): (LOGIN, 403, 403, 302, 302),
    (POST, "/clients/merge/", "clients_ui:merge"): (LOGIN, 403, 403, 302, 302),
    (GET, "/runs/", "clients_ui:runs"): (LOGIN, 403, 200, 200, 200),
    (GET, "/runs/r/", "clients_ui:run"): (LOGIN, 403, 404, 404, 404),
    (POST, "/runs/r/", "clients_ui:run"): (LOGIN, 403, 404, 404, 404),
    ("PUT", "/clients/1/", "clients_ui:change"): (LOGIN, 403, 405, 405, 405),
    (GET, "/healthz", "healthz"): (200, 200, 200, 200, 200),
    (GET, "/readyz", "readyz"): (200, 200, 200, 200, 200),
    (GET, "/login/", "admin:login"): (200, 302, 302, 302, 302),
    (POST, "/logout/", "admin:logout"): (302, 302, 302, 302, 302),
    (GET, "/logout/", "admin:logout"): (405, 405, 405, 405, 405),
    (GET, "/password_change/", "admin:password_change"): (LOGIN, 200, 200, 200, 200),
    (GET, "/password_change/done/", "admin:password_change_done"): (LOGIN, 200, 200, 200, 200),
    (GET, "/login/", "account_login"): (200, 302, 302, 302, 302),
    (POST, "/logout/", "account_logout"): (302, 302, 302, 302, 302),
    (GET, "/2fa/authenticate/", "mfa_authenticate"): (302, 302, 302, 302, 302),
    (GET, "/2fa/", "mfa_index"): (LOGIN, 200, 200, 200, 200),
    (GET, "/2fa/reauthenticate/", "mfa_reauthenticate"): (LOGIN, 302, 302, 302, 302),
    (GET, "/2fa/totp/activate/", "mfa_activate_totp"): (LOGIN, 302, 302, 302, 302),
    (POST, "/2fa/totp/activate/", "mfa_activate_totp"): (LOGIN, 302, 302, 302, 302),
    (GET, "/2fa/totp/deactivate/", "mfa_deactivate_totp"): (LOGIN, 404, 404, 404, 404),
    (GET, "/2fa/recovery-codes/", "mfa_view_recovery_codes"): (LOGIN, 404, 404, 404, 404),
    (GET, "/2fa/recovery-codes/generate/", "mfa_generate_recovery_codes"): (LOGIN, 302, 302, 302, 302),
    (GET, "/2fa/recovery-codes/download/", "mfa_download_recovery_codes"): (LOGIN, 404, 404, 404, 404),
    (GET, "/2fa/webauthn/", "mfa_list_webauthn"): (LOGIN, 200, 200, 200, 200),
    (GET, "/2fa/webauthn/add/", "mfa_add_webauthn"): (LOGIN, 302, 302, 302, 302),
    (GET, "/2fa/webauthn/reauthenticate/", "mfa_reauthenticate_webauthn"): (LOGIN, 302, 302, 302, 302),
    (GET, "/2fa/webauthn/keys/1/remove/", "mfa_remove_webauthn"): (LOGIN, 302, 302, 302, 302),
    (GET, "/2fa/webauthn/keys/1/edit/", "mfa_edit_webauthn"): (LOGIN, 302, 302, 302, 302),
    (POST, "/i18n/setlang/", "set_language"): (302, 302, 302, 302, 302),
    (GET, "/reauthenticate/", "account_reauthenticate"): (LOGIN, 200, 200, 200, 200),
    (GET, "/sessions/", "usersessions_list"): (LOGIN, 200, 200, 200, 200),
    (POST, "/sessions/", "usersessions_list"): (LOGIN, 302, 302, 302, 302),
    (GET, "/oidc/company/login/", "openid_connect_login"): (404, 404, 404, 404, 404),
    (GET, "/oidc/company/login/callback/", "openid_connect_callback"): (404, 404, 404, 404, 404),
    (GET, "/login/link/x/y/", "sign_in_link"): (200, 200, 200, 200, 200),
    (POST, "/login/link/x/y/", "sign_in_link"): (200, 200, 200, 200, 200),
    (GET, "/password/forgotten/", "password_reset"): (404, 404, 404, 404, 404),
    (GET, "/password/forgotten/sent/", "password_reset_done"): (404, 404, 404, 404, 404),
    (GET, "/password/set/x/y/", "password_reset_confirm"): (200, 200, 200, 200, 200),
    (GET, "/auth/user/invite/", "admin:auth_user_invite"): (LOGIN, 403, 403, 403, 200),
    (POST, "/auth/user/invite/", "admin:auth_user_invite"): (LOGIN, 403, 403, 403, 200),
    (GET, "/auth/user/{viewer}/link/", "admin:auth_user_link"): (LOGIN, 403, 403, 403, 200),
    (POST, "/auth/user/{superuser}/link/", "admin:auth_user_link"): (LOGIN, 403, 403, 403, 403),
    (GET, "/auth/user/{viewer}/second-factor/", "admin:auth_user_second_factor"): (LOGIN, 403, 403, 403, 200),
    (POST, "/auth/user/{superuser}/second-factor/", "admin:auth_user_second_factor"): (LOGIN, 403, 403, 403, 403),
    (GET, "/jsi18n/", "admin:jsi18n"): (LOGIN, 403, 200, 200, 200),
    (GET, "/help/", "admin:help"): (LOGIN, 403, 200, 200, 200),
    (POST, "/help/", "admin:help"): (LOGIN, 403, 405, 405, 405),
    (GET, "/auth/", "admin:app_list"): (LOGIN, 403, 403, 403, 302),
    (GET, "/auth/user/", "admin:auth_user_changelist"): (LOGIN, 403, 403, 403, 200),
    (GET, "/auth/user/add/", "admin:auth_user_add"): (LOGIN, 403, 403, 403, 200),
    (GET, "/auth/user/{viewer}/change/", "admin:auth_user_change"): (LOGIN, 403, 403, 403, 200),
    (GET, "/auth/user/{superuser}/change/", "admin:auth_user_change"): (LOGIN, 403, 403, 403, 403),
    (GET, "/auth/user/{viewer}/password/", "admin:auth_user_password_change"): (LOGIN, 403, 403, 403, 200),
    (POST, "/auth/user/{superuser}/password/", "admin:auth_user_password_change"): (LOGIN, 403, 403, 403, 403),
    (GET, "/auth/user/{viewer}/history/", "admin:auth_user_history"): (LOGIN, 403, 403, 403, 200),
    (GET, "/auth/user/{viewer}/delete/", "admin:auth_user_delete"): (LOGIN, 403, 403, 403, 403),
}
ROWS = [(*key, role, status) for key, row in TABLE.items() for role, status in zip(ROLES, row, strict=True)]


@pytest.mark.parametrize(("method", "url", "name", "role", "status"), ROWS)
def test_every_role_gets_what_its_permissions_open(sandbox, visitor, account, method, url, name, role, status):
    sandbox.add(name="Müller")
    people = {"viewer": account("viewer", "somebody"), "superuser": User.objects.create_superuser("root")}
    url = url.format(**{who: person.pk for who, person in people.items()})
    browser = visitor(role, confirmed=name.startswith("admin:"))
    answer = browser.generic(method, url, b"name=X", content_type="application/x-www-form-urlencoded")
    if status == LOGIN:
        assert (answer.status_code, answer.url) == (302, f"/login/?next={url}")
    else:
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "url"), [(method, url) for method, url, name in TABLE if name.startswith("clients_ui")]
)
def test_a_superuser_without_a_group_may_do_everything(sandbox, visitor, method, url):
    sandbox.add(name="Müller")
    browser = visitor(None)
    browser.force_login(User.objects.create_superuser("root"))
    assert browser.generic(method, url, b"name=X", content_type="application/x-www-form-urlencoded").status_code != 403


def named(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inside = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from named(pattern.url_patterns, inside)


def test_no_url_is_missing_from_the_table():
    leads_on = {"admin:None"}  # the admin's old addresses of an object, which lead to its page
    assert set(named(get_resolver().url_patterns)) - leads_on == {name for _, _, name in TABLE}


def test_a_view_that_forgot_its_permission_is_closed(rf, account):
    from django.core.exceptions import PermissionDenied

    from ttdash.team.site import ClosedByDefault

    request = rf.get("/new/")
    request.user = account("manager")
    request.resolver_match = None
    with pytest.raises(PermissionDenied):
        ClosedByDefault(lambda _: None).process_view(request, lambda _: None, (), {})
