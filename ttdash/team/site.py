"""The team's site: Django's admin site with sign-in, sign-out, passwords and accounts, and no other page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from django.views.generic import RedirectView

from clients_ui.web import drafts
from clients_ui.web.access import allowed, is_bound
from clients_ui.web.drafts import Why
from clients_ui.web.permissions import VIEW, VIEW_ACCOUNTS
from clients_ui.web.views.overview import overview
from ttdash.signin.own_account import OWN_ACCOUNT
from ttdash.signin.sign_in import own_password, sign_in, sign_out
from ttdash.team.accounts import AccountAdmin
from ttdash.web.guide import guide
from ttdash.web.page_frame import navigation


class ClosedByDefault(LoginRequiredMiddleware):
    """Nobody sees a page that was not opened to them: not signed out, and not by a forgotten decorator either."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], *_args: Any, **_kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the request through to the view, lead it to the sign-in page, or refuse it."""
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return drafts.keep(request, Why.EXPIRED, redirect_to_login)
        match = request.resolver_match
        if match and match.view_name in OWN_ACCOUNT:
            return None
        if not request.user.get_all_permissions():
            raise PermissionDenied(_("Your account has no role yet. Ask a manager to give you one."))
        # The admin site asks for permissions in its own views.
        if is_bound(view_func) or (match and match.namespaces[:1] == ["admin"]):
            return None
        raise PermissionDenied


def start(request: HttpRequest) -> HttpResponseBase:
    """The overview; where nothing could be counted, or not by this person, the first page that they may open."""
    links = navigation(request)
    if not links:
        raise PermissionDenied
    if settings.DIRECTORY_SECONDS and request.user.has_perm(VIEW):
        return overview(request)
    return redirect(links[0]["url"])


class TeamSite(admin.AdminSite):
    """Django's admin site, open to every active account, with nothing but accounts in it."""

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """The pages that the team needs. Django's own list ends with one that answers every path there is."""
        closed = self.admin_view
        to_accounts = allowed(GET=VIEW_ACCOUNTS)(RedirectView.as_view(pattern_name="admin:auth_user_changelist"))
        return [
            path("", start, name="index"),
            path("login/", sign_in, name="login"),
            path("logout/", sign_out, name="logout"),
            path("password_change/", own_password, name="password_change"),
            path("password_change/done/", closed(self.password_change_done), name="password_change_done"),
            path("jsi18n/", closed(self.i18n_javascript, cacheable=True), name="jsi18n"),
            path("help/", closed(guide, cacheable=True), name="help"),
            path("auth/", to_accounts, name="app_list"),
            path("auth/user/", include(self.get_model_admin(User).urls)),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """Let every active account in: the group decides what it may do, `is_staff` means nothing here."""
        return request.user.is_active

    def each_context(self, request: HttpRequest) -> dict[str, Any]:  # noqa: ARG002
        """Nothing: a context processor fills the frame of Django's own pages too, without asking every model."""
        return {}


site = TeamSite()
site.register(User, AccountAdmin)
